"""Names of files: readable where they can be, hashed where a file system, a server or a folder would stumble."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from hashlib import sha256

from kg.formats import FORMATS
from kg.iri import slug
from kg.serve.things.offers import SUFFIXES

MARK = "~"
"""Stands before whatever is no part of an address's path, and in no readable name."""

_LONGEST, _LONGEST_PATH, _DEEPEST = 150, 800, 24
"""Bytes of a name and of a whole path, and folders in each other; file systems take 255 of a name."""

_WELL_KNOWN = ".well-known"
"""The one hidden folder that web servers show (RFC 8615)."""

_FORBIDDEN = re.compile(r'[\x00-\x20<>:"/\\|?*%~]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
"""Names that Windows keeps for itself."""

_LIKE_A_FILE = re.compile(rf".*\.({'|'.join(sorted({form.suffix for form in (*FORMATS, *SUFFIXES)}))})")
"""A folder of such a name could stand where a page or its data has to."""


def name(segment: str) -> str:
    """The name for one part of a path; two parts never have the same.

    >>> name("fe65192195054a7f"), name("Hà_Nội"), name("..")
    ('fe65192195054a7f', 'Hà_Nội', '~5ec1f7e700f37c3d')
    """
    return segment if _is_plain(segment) else hashed(segment)


def hashed(text: str) -> str:
    """A name that tells a little of a text, and differs for every other."""
    digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{slug(text)[:40]}{MARK}{digest[:16]}"


def _is_plain(segment: str) -> bool:
    return bool(
        segment
        and segment.isprintable()
        and (not segment.startswith(".") or segment == _WELL_KNOWN)
        and not segment.endswith(".")
        and not _FORBIDDEN.search(segment)
        and not _RESERVED.fullmatch(segment)
        and unicodedata.is_normalized("NFC", segment)
        and len(segment.encode()) <= _LONGEST
    )


def _folder(segment: str) -> str:
    return hashed(segment) if _LIKE_A_FILE.fullmatch(segment) else name(segment)


def path(segments: Sequence[str], mark: str, suffix: str) -> str:
    """The file for the parts of a path: the last is the file's name, before a mark and a suffix.

    >>> path(["doc", "report", "x"], "~page-2", ".html")
    'doc/report/x~page-2.html'
    """
    *folders, last = segments
    found = "/".join([*map(_folder, folders), name(last) + mark + suffix])
    if len(segments) > _DEEPEST or len(found.encode()) > _LONGEST_PATH:
        return hashed("/".join(segments)) + mark + suffix
    return found
