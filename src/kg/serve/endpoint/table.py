"""Results as cells of a table, read from lines of TSV or N-Triples, so many of them as a page can show.

Plain text work on purpose: terms nest as deep as a query makes them, and a parser that crashed would take the site
with it. What is no plain term is shown as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from kg.serve.endpoint import fields
from kg.serve.endpoint.fields import Written
from kg.serve.language.harmless import harmless
from kg.vocab import compact

MOST_ROWS = 500
MOST_BYTES = 1_000_000
MOST_CHARACTERS = 2_000

_TERM = re.compile(
    r'<(?P<iri>[^<>]*)>|"(?P<text>(?:[^"\\]|\\.)*+)"(?:@(?P<lang>[A-Za-z0-9-]+)|\^\^<(?P<type>[^<>]*)>)?'
    r"|_:(?P<node>\S+)",
    re.S,
)
_COLUMNS = ("subject", "predicate", "object")
_ESCAPE = re.compile(r'\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[tnrbf"\'\\])')
_FIRST = re.compile(r"(?:\\u.{4}|\\U.{8}|\\.|[^\\])" f"{{0,{MOST_CHARACTERS}}}+", re.S)
_CHARACTERS = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f", '"': '"', "'": "'", "\\": "\\"}


@dataclass(frozen=True)
class Cell:
    """One term as a page shows it: `left_out` characters are not in `text`; `iri` is whole where it is one."""

    text: str
    href: str | None = None
    lang: str | None = None
    datatype: str | None = None
    left_out: int = 0
    iri: str | None = None


@dataclass(frozen=True)
class Table:
    """The rows that are shown; `more` says that there are others, which are not."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    more: bool


Link = Callable[[str], str | None]
"""Where the page of an IRI is, None where there is nothing to click."""


def of_rows(body: Iterable[bytes], link: Link) -> Table:
    """The table of a SELECT, from TSV."""
    found = fields.lines(body, b"\t")
    columns = tuple(name.text.lstrip("?") for name in next(found, []) if name.text)
    return _table(columns, found, link)


def of_triples(body: Iterable[bytes], link: Link) -> Table:
    """The table of a CONSTRUCT or DESCRIBE, from N-Triples."""
    found = (_triple(*line) for line in fields.lines(body, b" ", 2) if len(line) == len(_COLUMNS))
    return _table(_COLUMNS, found, link)


def _triple(subject: Written, predicate: Written, object_: Written) -> tuple[Written, Written, Written]:
    """The terms of a line of N-Triples, without the mark at its end."""
    return subject, predicate, object_._replace(text=object_.text.removesuffix(" ."))


def _table(columns: tuple[str, ...], rows: Iterable[Iterable[Written]], link: Link) -> Table:
    shown: list[tuple[Cell, ...]] = []
    size = 0
    for row in rows:
        if len(shown) == MOST_ROWS or size > MOST_BYTES:
            return Table(columns, tuple(shown), more=True)
        cells = tuple(cell(term.text, link, term.left_out) for term in row)
        size += sum(len(c.text) for c in cells)
        shown.append(cells)
    return Table(columns, tuple(shown), more=False)


def cell(term: str, link: Link, left_out: int = 0) -> Cell:
    """The cell of a term written as in Turtle.

    :param left_out: characters from its middle that are not in it
    """
    found = _TERM.fullmatch(term)
    if not found:
        return _cut(term, left_out)
    if (iri := found["iri"]) is not None:
        if left_out or len(iri) > MOST_CHARACTERS:
            return _cut(iri, left_out)
        return Cell(compact(iri), href=link(iri), iri=iri)
    if found["node"] is not None:
        return _cut(term, left_out)
    begun = _FIRST.match(found["text"])[0]  # type: ignore[index]
    left_out += fields.characters(found["text"][len(begun) :].encode())
    short = found["type"] and compact(found["type"])
    return _cut(_ESCAPE.sub(_character, begun), left_out, found["lang"], short)


def _cut(text: str, left_out: int, lang: str | None = None, datatype: str | None = None) -> Cell:
    shown = text[:MOST_CHARACTERS]
    left_out += len(text) - len(shown)
    return Cell(harmless(shown), lang=lang, datatype=datatype, left_out=left_out)


def _character(found: re.Match[str]) -> str:
    code = found[1]
    return chr(int(code[1:], 16)) if code[0] in "uU" else _CHARACTERS[code]
