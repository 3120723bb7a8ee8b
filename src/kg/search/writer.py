"""Writes the index: one SQLite file with names, terms for finding them, and the words there are.

Rows stand in the order in which equally good finds are shown, so that the first of many matches are the best, and no
ranking has to look at all of them. The same entries give the same file.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from functools import lru_cache
from itertools import chain
from pathlib import Path

from kg.search.abbreviations import others
from kg.search.entries import KINDS, Entry, Name
from kg.search.spelling import forms
from kg.search.words import Word, pairs, words

VERSION = "1"
"""Of the file's layout and of how words are read; a reader refuses any other."""

FILE = f"search-{VERSION}.sqlite"
"""Its name in a release."""

_MOST_WORDS = 400
_SCHEMA = """
PRAGMA page_size = 4096;
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA locking_mode = EXCLUSIVE;
PRAGMA cache_size = -64000;
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE term (id INTEGER PRIMARY KEY, iri TEXT NOT NULL);
CREATE TABLE entry (
    id INTEGER PRIMARY KEY, iri TEXT NOT NULL, types TEXT NOT NULL, reports TEXT NOT NULL, areas TEXT NOT NULL,
    years TEXT NOT NULL, rank INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, said TEXT NOT NULL,
    more TEXT NOT NULL
);
CREATE TABLE name (
    id INTEGER PRIMARY KEY, entry INTEGER NOT NULL, kind INTEGER NOT NULL, language TEXT NOT NULL,
    text TEXT NOT NULL, plain TEXT NOT NULL
);
CREATE TABLE word (plain TEXT PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE slip (form TEXT, plain TEXT, PRIMARY KEY (form, plain)) WITHOUT ROWID;
CREATE VIRTUAL TABLE names USING fts5 (
    terms, content = '', detail = none, columnsize = 0, tokenize = "unicode61 remove_diacritics 0 tokenchars '_'"
);
CREATE VIRTUAL TABLE whole USING fts5 (
    terms, content = '', detail = none, columnsize = 0, tokenize = "unicode61 remove_diacritics 0 tokenchars '_'"
);
INSERT INTO names (names, rank) VALUES ('hashsize', 33554432);
INSERT INTO whole (whole, rank) VALUES ('hashsize', 33554432);
"""
_INDEXES = """
INSERT INTO names (names) VALUES ('optimize');
INSERT INTO whole (whole) VALUES ('optimize');
CREATE INDEX name_key ON name (replace(plain, ' ', ''));
CREATE INDEX entry_iri ON entry (iri);
CREATE INDEX term_iri ON term (iri);
"""

TYPE, REPORT, AREA, YEAR = "\ue000t", "\ue000r", "\ue000a", "\ue000y"
"""What the terms begin with that a filter asks for: no word of a text begins so."""


def write(path: Path, entries: Iterable[Entry]) -> None:
    """Writes the index of some entries to a file that is not there yet.

    :raises OSError: the file cannot be written
    """
    ordered = sorted(entries, key=_order)
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as file:
            file.executescript(_SCHEMA)
            file.execute("BEGIN")
            _fill(file, ordered)
            file.execute("COMMIT")
            file.executescript(_INDEXES)
    except sqlite3.Error as error:
        raise OSError(f"The search index cannot be written: {error}.") from None


def _order(entry: Entry) -> tuple[int, bool, int, str]:
    return entry.rank, not entry.reports, min((len(n.text) for n in entry.names), default=0), entry.iri


def _fill(file: sqlite3.Connection, entries: list[Entry]) -> None:
    terms = sorted({iri for e in entries for iri in chain(e.types, e.reports, e.areas)})
    ids = {iri: number for number, iri in enumerate(terms, 1)}
    count: Counter[str] = Counter()
    file.executemany("INSERT INTO term VALUES (?, ?)", ((number, iri) for iri, number in ids.items()))
    first = 1
    for number, entry in enumerate(entries, 1):
        _entry(file, number, first, entry, ids, count)
        first += len(entry.names)
    file.executemany("INSERT INTO word VALUES (?, ?)", sorted(count.items()))
    slips = sorted({(form, plain) for plain in count for form in forms(plain)})
    file.executemany("INSERT INTO slip VALUES (?, ?)", slips)
    about = {"version": VERSION, "entries": str(len(entries)), "names": str(first - 1)}
    file.executemany("INSERT INTO about VALUES (?, ?)", sorted(about.items()))


def _entry(
    file: sqlite3.Connection, number: int, first: int, entry: Entry, ids: dict[str, int], count: Counter[str]
) -> None:
    filters = list(_filters(entry, ids))
    everything: set[str] = set(filters)
    for at, name in enumerate(entry.names, first):
        found = words(name.text)[:_MOST_WORDS]
        terms = set(_terms(found))
        everything |= terms
        count.update({term for term in terms if term.isalnum() and term.isascii()})
        _name(file, at, number, name, found, terms.union(filters))
    said = {word for text in _about(entry) for word in _words(text)}
    plains = {word.plain for word in said}
    everything.update(plains, (word.exact for word in said))
    file.execute("INSERT INTO whole (rowid, terms) VALUES (?, ?)", (number, " ".join(sorted(everything))))
    numbers = [" ".join(str(ids[iri]) for iri in some) for some in (entry.types, entry.reports, entry.areas)]
    last = first + len(entry.names) - 1
    row = (number, entry.iri, *numbers, " ".join(entry.years), entry.rank, first, last)
    file.execute(_INSERT, (*row, " ".join(sorted(plains)), _more(entry)))


_INSERT = "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


@lru_cache(maxsize=4096)
def _words(text: str) -> frozenset[Word]:
    """The words of a text, remembered, since many things may lie in one."""
    return frozenset(words(text)[:_MOST_WORDS])


def _about(entry: Entry) -> Iterator[str]:
    yield from entry.context
    yield from (quote.text for quote in entry.quotes)


def _more(entry: Entry) -> str:
    quotes = [(quote.iri, quote.text) for quote in entry.quotes]
    return json.dumps({"context": entry.context, "quotes": quotes}, ensure_ascii=False)


def _name(
    file: sqlite3.Connection, at: int, number: int, name: Name, found: list[Word], terms: set[str]
) -> None:
    plain = " ".join(word.plain for word in found)
    row = (at, number, KINDS.index(name.kind), name.language, name.text, plain)
    file.execute("INSERT INTO name VALUES (?, ?, ?, ?, ?, ?)", row)
    file.execute("INSERT INTO names (rowid, terms) VALUES (?, ?)", (at, " ".join(sorted(terms))))


def _terms(found: list[Word]) -> Iterator[str]:
    """All that finds a name: its words with and without marks, its pairs, its abbreviations both ways."""
    plains = [word.plain for word in found]
    yield from plains
    yield from (word.exact for word in found)
    yield from pairs(plains)
    for other in others(tuple(plains)):
        yield from other
        yield from pairs(list(other))


def _filters(entry: Entry, ids: dict[str, int]) -> Iterator[str]:
    for letter, some in ((TYPE, entry.types), (REPORT, entry.reports), (AREA, entry.areas)):
        yield from (f"{letter}{ids[iri]}" for iri in some)
    yield from (f"{YEAR}{year}" for year in entry.years)
