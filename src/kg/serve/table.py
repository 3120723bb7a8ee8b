"""Results as cells of a table, read from lines of TSV or N-Triples, so many of them as a page can show.

Plain text work on purpose: terms nest as deep as a query makes them, and a parser that crashed would take the site
with it. What is no plain term is shown as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from kg.serve.harmless import harmless
from kg.vocab import compact

MOST_ROWS = 500
MOST_BYTES = 1_000_000
MOST_CHARACTERS = 2_000

_TERM = re.compile(
    r'<(?P<iri>[^<>]*)>|"(?P<text>(?:[^"\\]|\\.)*+)"(?:@(?P<lang>[A-Za-z0-9-]+)|\^\^<(?P<type>[^<>]*)>)?'
    r"|_:(?P<node>\S+)",
    re.S,
)
_TRIPLE = re.compile(r"(<[^<>]*>|_:\S+) (<[^<>]*>) (.*) \.", re.S)
_ESCAPE = re.compile(r'\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[tnrbf"\'\\])')
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


def lines(body: Iterable[bytes]) -> Iterator[str]:
    """The lines of a body, each without its end."""
    pending: list[bytes] = []
    for part in body:
        first, *others = part.split(b"\n")
        pending.append(first)
        for other in others:
            yield b"".join(pending).decode("utf-8", "replace")
            pending = [other]
    if rest := b"".join(pending):
        yield rest.decode("utf-8", "replace")


def of_rows(body: Iterable[bytes], link: Link) -> Table:
    """The table of a SELECT, from TSV."""
    found = lines(body)
    columns = tuple(name.lstrip("?") for name in next(found, "").split("\t") if name)
    return _table(columns, (line.split("\t") for line in found), link)


def of_triples(body: Iterable[bytes], link: Link) -> Table:
    """The table of a CONSTRUCT or DESCRIBE, from N-Triples."""
    matches = (_TRIPLE.fullmatch(line) for line in lines(body) if line)
    return _table(("subject", "predicate", "object"), (match.groups() for match in matches if match), link)


def _table(columns: tuple[str, ...], rows: Iterable[Iterable[str]], link: Link) -> Table:
    shown: list[tuple[Cell, ...]] = []
    size = 0
    for row in rows:
        if len(shown) == MOST_ROWS or size > MOST_BYTES:
            return Table(columns, tuple(shown), more=True)
        cells = tuple(cell(term, link) for term in row)
        size += sum(len(c.text) for c in cells)
        shown.append(cells)
    return Table(columns, tuple(shown), more=False)


def cell(term: str, link: Link) -> Cell:
    """The cell of a term written as in Turtle."""
    found = _TERM.fullmatch(term)
    if not found:
        return _cut(term)
    if (iri := found["iri"]) is not None:
        return Cell(compact(iri), href=link(iri), iri=iri) if len(iri) <= MOST_CHARACTERS else _cut(iri)
    if found["node"] is not None:
        return _cut(term)
    short = found["type"] and compact(found["type"])
    return _cut(_ESCAPE.sub(_character, found["text"]), found["lang"], short)


def _cut(text: str, lang: str | None = None, datatype: str | None = None) -> Cell:
    shown = text[:MOST_CHARACTERS]
    return Cell(harmless(shown), lang=lang, datatype=datatype, left_out=len(text) - len(shown))


def _character(found: re.Match[str]) -> str:
    code = found[1]
    return chr(int(code[1:], 16)) if code[0] in "uU" else _CHARACTERS[code]
