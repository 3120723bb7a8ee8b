"""The last look at a copy: whether every link in it leads to a file, and a checksum of each."""

from __future__ import annotations

import html
import posixpath
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote, urlsplit

from kg.serve.export.files import SUMS, Files

_LINK = re.compile(rb'(?<=[\s])(?:href|src)="([^"]*)"')
_REFRESH = re.compile(rb'content="0; url=([^"]*)"')
_CSS_URL = re.compile(rb'url\("?([^")]*)"?\)')
_LARGE = 8_000_000

Told = Callable[[int, int], None]


@dataclass(frozen=True)
class Checked:
    """What a look at a copy gave.

    :param links: links that lead to a file of it
    :param unlinked: links that led nowhere, and are none any more
    :param alike: files whose names differ by capitals only
    """

    links: int
    unlinked: int
    alike: int
    bytes: int


def check(files: Files, root: str, told: Told) -> Checked:
    """Looks at every file of a copy, and writes their checksums.

    :param root: path of the copy's root on its host, which the page for missing addresses names
    :raises ExportError: a file cannot be written
    """
    names = files.names()
    known = frozenset(names)
    links = unlinked = size = 0
    sums = []
    for number, name in enumerate(names):
        led, lost = _mended(files.root / name, name, known, root)
        links, unlinked = links + led, unlinked + lost
        digest, length = _sum(files.root / name)
        sums.append(f"{digest}  {name}\n")
        size += length
        if number % 100 == 0:
            told(number, len(names))
    files.write(SUMS, (line.encode() for line in sums))
    capitals = Counter(name.casefold() for name in names)
    return Checked(links, unlinked, sum(n for n in capitals.values() if n > 1), size)


def _sum(path: Path) -> tuple[str, int]:
    digest = sha256()
    with path.open("rb") as stream:
        while part := stream.read(_LARGE):
            digest.update(part)
    return digest.hexdigest(), path.stat().st_size


def _mended(path: Path, name: str, known: frozenset[str], root: str) -> tuple[int, int]:
    """How many links of a file lead to files, and how many led nowhere, which are taken out of it."""
    if not name.endswith((".html", ".css")):
        return 0, 0
    body = path.read_bytes()
    lost = []
    count = 0
    for pattern in (_LINK, _REFRESH) if name.endswith(".html") else (_CSS_URL,):
        for match in pattern.finditer(body):
            target = leads(name, html.unescape(match[1].decode()), root)
            count += target in known
            if target is not None and target not in known:
                lost.append(match[0])
    for attribute in set(lost):
        body = body.replace(b" " + attribute, b"")
    if lost:
        path.write_bytes(body)
    return count, len(lost)


def leads(name: str, href: str, root: str) -> str | None:
    """The file that a link in a file leads to; None where it leads out of the copy, or stays in place.

    >>> leads("doc/x.html", "../def/y.html#z", "/"), leads("doc/x.html", "https://elsewhere.example/", "/")
    ('def/y.html', None)
    """
    parts = urlsplit(href)
    if parts.scheme or parts.netloc or not parts.path:
        return None
    path = unquote(parts.path)
    if path.startswith(root):
        return path.removeprefix(root)
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), path))
