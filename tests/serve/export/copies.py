"""How a copy is made and read."""

from __future__ import annotations

import html
import posixpath
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

from markup import parse

from kg.serve.export.exporting import Done

Tree = dict[str, bytes]
Export = Callable[..., Done]
"""Exports a release into a folder."""


def tree(folder: Path) -> Tree:
    """Every file of a folder, by its path."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def leads(name: str, href: str) -> str:
    """The file that a relative link leads to."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(urlsplit(href).path)))


def titled(files: Tree, words: str) -> list[str]:
    """The pages whose text has these words between two tags."""
    return [n for n, b in files.items() if n.endswith(".html") and f">{html.escape(words)}<".encode() in b]


def broken(files: Tree) -> list[tuple[str, str]]:
    """Links and loaded files that are not there, of all pages but the one that is shown anywhere."""
    lost = []
    for name, body in files.items():
        if not name.endswith(".html") or name.endswith("404.html"):
            continue
        for element in parse(body.decode()).iter():
            for href in filter(None, (element.get("href"), element.get("src"))):
                if not urlsplit(href).scheme and not href.startswith("#"):
                    lost += [(name, href)] if href.startswith("/") or leads(name, href) not in files else []
    return lost
