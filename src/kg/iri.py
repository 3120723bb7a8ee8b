"""The only place that mints an IRI: slugs, one function a kind of thing, and IRI ⇄ path."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import quote, unquote

BASE = "https://data.example.org/"
"""The default base. Everything is minted under it; a release under another base is rebased at its end."""

_NOT_DECOMPOSED = str.maketrans({"đ": "d", "Đ": "D", "Ð": "D", "ð": "d"})


def slug(text: str) -> str:
    """ASCII slug of a Vietnamese name: no marks, lower case, other characters as one hyphen.

    >>> slug("Đảng uỷ cơ quan chính quyền")
    'dang-uy-co-quan-chinh-quyen'
    >>> slug("12-HD/BTCTW")
    '12-hd-btctw'
    """
    plain = unicodedata.normalize("NFD", unicodedata.normalize("NFC", text).translate(_NOT_DECOMPOSED))
    bare = "".join(c for c in plain if not unicodedata.combining(c)).lower()
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-")


def _id(*parts: str | int) -> str:
    return BASE + "id/" + "/".join(str(part) for part in parts)


def definition(scheme: str, entry: str = "") -> str:
    """A code list (`def/unit`) or an entry of it (`def/unit/PERSON`)."""
    return f"{BASE}def/{scheme}/{entry}" if entry else f"{BASE}def/{scheme}"


def graph(name: str) -> str:
    """A named graph: `report/a1b2c3d4e5f60718`, `authority/bodies`, …"""
    return f"{BASE}graph/{name}"


def report(source: str) -> str:
    """The report of a source id."""
    return _id("report", source)


def text(sha256: str) -> str:
    """One byte-exact text, by the first 16 digits of its SHA-256."""
    return _id("text", sha256[:16])


def passage(text_iri: str, start: int, end: int) -> str:
    """A quote: the text's IRI with an RFC 5147 character range, end exclusive."""
    return f"{text_iri}#char={start},{end}"


def figure(source: str, indicator: str, period: str, subject: str = "", number: int = 1) -> str:
    """A figure, by its slot: indicator, period, subject where it is not the report's own, number from 2."""
    return _id(
        "figure",
        source,
        indicator,
        period,
        *([subject] if subject else []),
        *([number] if number > 1 else []),
    )


def numbered(kind: str, source: str, number: int | str) -> str:
    """A citation, remark, meeting, participation, byline or relation of a report, by its number."""
    return _id(kind, source, number)


def tenure(source: str, person_slug: str, number: int) -> str:
    """A tenure of a report's person, by its number."""
    return _id("tenure", source, person_slug, number)


def person(scope: str, slug_: str) -> str:
    """A person of a report, or of the country (`vn`)."""
    return _id("person", scope, slug_)


def body(scope: str, slug_: str) -> str:
    """A body of a report's area, or a national one (`vn`)."""
    return _id("org", scope, slug_)


def area(scope: str, slug_: str = "") -> str:
    """An area of a report, of an official list (`gso-2025-06`, code), or the country (`vn`)."""
    return _id("area", scope, *([slug_] if slug_ else []))


def document(scope: str, slug_: str = "", date: str = "") -> str:
    """A document: national (slug[, date]) or a report's own (report, slug[, date])."""
    return _id("document", scope, *([slug_] if slug_ else []), *([date] if date else []))


def indicator(source: str, slug_: str) -> str:
    """An indicator that the code list does not have, scoped to its report."""
    return _id("indicator", source, slug_)


def period(name: str) -> str:
    """A period: `2020`, `2020-06`, `2020-Q1`, `2020-H1`, `2020-01--2020-09`, `2020--2025`."""
    return _id("period", name)


# IRI ⇄ path

_SAFE = "/:@!$&'()*+,;=~-._"


def path_of(iri: str, base: str) -> str | None:
    """The path-absolute, percent-encoded address of one of our IRIs; None for an IRI of somebody else.

    >>> path_of("https://data.example.org/id/Hà_Nội", "https://data.example.org/")
    '/id/H%C3%A0_N%E1%BB%99i'

    Two slashes at its start would name another host (RFC 3986, section 4.2):

    >>> path_of("https://data.example.org//elsewhere.example/", "https://data.example.org/")
    '/.//elsewhere.example/'
    """
    if not iri.startswith(base):
        return None
    path, hash_, fragment = iri[len(base) :].partition("#")
    start = "/./" if path.startswith("/") else "/"
    return (
        start + quote(path, safe=_SAFE + "%") + (hash_ + quote(fragment, safe=_SAFE + "%?") if hash_ else "")
    )


def of_path(path: str, base: str) -> str:
    """The IRI under `base` of a path as the server decodes it (percent-decoded)."""
    return base + unquote(path).lstrip("/")


@dataclass(frozen=True)
class Rebase:
    """Moves IRIs from one base to another; others stay as they are."""

    new: str
    old: str = BASE

    def __call__(self, iri: str) -> str:
        return self.new + iri[len(self.old) :] if iri.startswith(self.old) else iri

    def text(self, text: str) -> str:
        """Rebases every IRI inside a text (a query, a shape's SELECT)."""
        return text if self.new == self.old else text.replace(self.old, self.new)
