"""Paths and IRIs: which IRI a path means, and where the page of an IRI is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from urllib.parse import quote, unquote

from kg.formats import Format
from kg.iri import BASE, path_of

_PLAIN = re.compile("[A-Za-z0-9/._~-]*")
"""Paths that mean one IRI only, as most do."""

_NOT_IN_IRIS = re.compile(r'[\x00-\x20<>"{}|\\^`\x7f]')
_WEB = re.compile(r"https?://[^\s/?#]", re.IGNORECASE)
_DOTS = re.compile(r"//|/\.\.?(?:/|$)")
_MAY_CHANGE = re.compile(rf"%|{_DOTS.pattern}")
_THING, _PAGE, _TERM = "/id/", "/doc/", "/def/"


def candidates(path: str, base: str = BASE) -> tuple[str, ...]:
    """The IRIs that a decoded path may mean, likeliest first: letters as they are, composed, or percent-encoded.

    >>> candidates("id/Hà_Nội")
    ('https://data.example.org/id/Hà_Nội', 'https://data.example.org/id/H%C3%A0_N%E1%BB%99i')
    """
    if _PLAIN.fullmatch(path):
        return (base + path,)
    plain = _NOT_IN_IRIS.sub(lambda match: quote(match.group()), path)
    composed = unicodedata.normalize("NFC", plain)
    encoded = quote(composed, safe="/:@!$&'()*+,;=~-._%#?")
    return tuple(dict.fromkeys(base + form for form in (plain, composed, encoded)))


def split(path: str, offers: Sequence[Format]) -> tuple[str, Format | None]:
    """A path without its suffix, and the format that the suffix names; the whole path where it names none.

    >>> split("report/1.ttl", [])
    ('report/1.ttl', None)
    """
    stem, dot, suffix = path.rpartition(".")
    found = next((offer for offer in offers if dot and stem and offer.suffix == suffix), None)
    return (stem, found) if found else (path, None)


def page(iri: str, base: str = BASE) -> str | None:
    """The path-absolute address of the page of one of our IRIs; None for somebody else's.

    The two selectors of a passage (`…#char=0,5;quote`) are where the passage is. A part of another document has its
    page beside it: the document need not have one.

    >>> page("https://data.example.org/id/text/1#char=0,5")
    '/doc/text/1#char=0,5'
    >>> page("https://data.example.org/card#me")
    '/resource?iri=%2Fcard%23me'
    """
    path = path_of(iri, base)
    if path is None:
        return None
    if own(iri, base) is None:
        return resource("/" + iri.removeprefix(base))
    if "#" in path:
        path = path.partition(";")[0]
    return _PAGE + path.removeprefix(_THING) if path.startswith(_THING) else path


def own(iri: str, base: str = BASE) -> str | None:
    """The path under which one of our things is asked for; None for somebody else's, for a part of a document that
    is neither a thing nor a vocabulary of ours, and where the path would be read as that of another IRI.

    >>> own("https://data.example.org/id/a%22"), own("https://data.example.org/id/a%2522")
    ('/id/a%22', None)
    """
    path = path_of(iri, base)
    if path is None or ("#" in path and not path.startswith((_THING, _TERM))):
        return None
    return None if _MAY_CHANGE.search(path) and _changes(iri.partition("#")[0], base) else path


def _changes(iri: str, base: str) -> bool:
    """Whether clients ask for another path than that of an IRI, or the server reads another IRI in it."""
    path = iri.removeprefix(base)
    return bool(_DOTS.search(f"/{path}")) or iri not in candidates(unquote(path), base)


def resource(iri: str) -> str:
    """The address of our page about somebody else's IRI, or about one of ours by its path."""
    return f"/resource?iri={quote(iri, safe='')}"


def is_web(iri: str) -> bool:
    """Whether an IRI may stand in a live link; `javascript:` and the like may not."""
    return bool(_WEB.match(iri))
