"""Writes the index: one SQLite file with names, terms for finding them, and the words there are.

Rows stand in the order in which equally good finds are shown, so that the first of many matches are the best, and no
ranking has to look at all of them. The same entries give the same file. Entries that are many and seldom change may be
written first, to stand last; the others are added to a copy of that file.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from itertools import chain
from pathlib import Path

from kg.search.entries import Entry
from kg.search.rows import Rows
from kg.search.spelling import forms

VERSION = "1"
"""Of the file's layout and of how words are read; a reader refuses any other."""

FILE = f"search-{VERSION}.sqlite"
"""Its name in a release."""

_PRAGMAS = """
PRAGMA page_size = 4096;
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA locking_mode = EXCLUSIVE;
PRAGMA cache_size = -64000;
"""
_SCHEMA = f"""{_PRAGMAS}
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
_OPTIMIZE = """
INSERT INTO names (names) VALUES ('optimize');
INSERT INTO whole (whole) VALUES ('optimize');
"""
_INDEXES = f"""{_OPTIMIZE}
CREATE INDEX name_key ON name (replace(plain, ' ', ''));
CREATE INDEX entry_iri ON entry (iri);
CREATE INDEX term_iri ON term (iri);
"""


LAST = 1 << 24
"""The number before that of the first entry, and of the first name, where others will be added in front of them."""


def write(path: Path, entries: Iterable[Entry], before: int = 0) -> None:
    """Writes the index of some entries to a file that is not there yet.

    :param before: the number before the first; LAST where others will be added
    :raises OSError: the file cannot be written
    """
    with _open(path) as file:
        file.executescript(_SCHEMA)
        file.execute("BEGIN")
        _fill(file, sorted(entries, key=_order), before)
        file.execute("COMMIT")
        file.executescript(_INDEXES)


def add(path: Path, entries: Iterable[Entry], gone: Iterable[Entry] = ()) -> None:
    """Adds entries to an index, in front of those that were written to stand last.

    :param gone: entries that the index has, as it has them, and that it shall have no more
    :raises OSError: the file cannot be written
    """
    with _open(path) as file:
        file.executescript(_PRAGMAS)
        file.execute("BEGIN")
        _remove(file, gone)
        _fill(file, sorted(entries, key=_order), 0)
        file.execute("COMMIT")
        file.executescript(_OPTIMIZE)


@contextmanager
def _open(path: Path) -> Iterator[sqlite3.Connection]:
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as file:
            yield file
    except sqlite3.Error as error:
        raise OSError(f"The search index cannot be written: {error}.") from None


def _order(entry: Entry) -> tuple[int, bool, int, str]:
    return entry.rank, not entry.reports, min((len(n.text) for n in entry.names), default=0), entry.iri


def _fill(file: sqlite3.Connection, entries: list[Entry], before: int) -> None:
    ids, count, first = _numbers(file, entries), Counter[str](), before + 1
    for number, entry in enumerate(entries, before + 1):
        some = Rows(entry, ids, number, first)
        count.update(some.words())
        file.execute(_INSERT, some.row())
        file.executemany("INSERT INTO name VALUES (?, ?, ?, ?, ?, ?)", some.names())
        file.executemany("INSERT INTO names (rowid, terms) VALUES (?, ?)", some.named())
        file.execute("INSERT INTO whole (rowid, terms) VALUES (?, ?)", some.whole())
        first += len(entry.names)
    _count(file, count)


def _remove(file: sqlite3.Connection, gone: Iterable[Entry]) -> None:
    """Takes entries out: an index without content has to be told again what it shall forget."""
    ids, count = dict(file.execute("SELECT iri, id FROM term")), Counter[str]()
    for entry in gone:
        found = file.execute("SELECT id, first, last FROM entry WHERE iri = ?", (entry.iri,))
        number, first, last = found.fetchone()
        some = Rows(entry, ids, number, first)
        count.subtract(some.words())
        file.execute("DELETE FROM entry WHERE id = ?", (number,))
        file.execute("DELETE FROM name WHERE id BETWEEN ? AND ?", (first, last))
        file.executemany("INSERT INTO names (names, rowid, terms) VALUES ('delete', ?, ?)", some.named())
        file.execute("INSERT INTO whole (whole, rowid, terms) VALUES ('delete', ?, ?)", some.whole())
    _count(file, count)


def _numbers(file: sqlite3.Connection, entries: list[Entry]) -> dict[str, int]:
    """The numbers of classes, reports and areas; those that the file has none of get one."""
    ids: dict[str, int] = dict(file.execute("SELECT iri, id FROM term"))
    terms = {iri for e in entries for iri in chain(e.types, e.reports, e.areas)}
    added = {iri: number for number, iri in enumerate(sorted(terms - ids.keys()), len(ids) + 1)}
    file.executemany("INSERT INTO term VALUES (?, ?)", ((number, iri) for iri, number in added.items()))
    return ids | added


def _count(file: sqlite3.Connection, count: Counter[str]) -> None:
    file.executemany(
        "INSERT INTO word VALUES (?, ?) ON CONFLICT (plain) DO UPDATE SET count = count + excluded.count",
        sorted(count.items()),
    )
    file.execute("DELETE FROM slip WHERE plain IN (SELECT plain FROM word WHERE count = 0)")
    file.execute("DELETE FROM word WHERE count = 0")
    slips = sorted({(form, plain) for plain, more in count.items() if more > 0 for form in forms(plain)})
    file.executemany("INSERT OR IGNORE INTO slip VALUES (?, ?)", slips)
    (entries,), (names,) = (file.execute(f"SELECT COUNT(*) FROM {t}").fetchone() for t in ("entry", "name"))
    about = {"version": VERSION, "entries": str(entries), "names": str(names)}
    file.executemany("INSERT OR REPLACE INTO about VALUES (?, ?)", sorted(about.items()))


_INSERT = "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
