"""The index as it is read: one file, opened read-only, asked by any number of threads."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple
from urllib.parse import quote

from kg.errors import ReleaseError, Where
from kg.search.entries import KINDS, Entry, Name, Quote
from kg.search.writer import VERSION


class Row(NamedTuple):
    """One name that may fit: its entry's number and rank, its kind, language, text, folded words."""

    entry: int
    rank: int
    kind: int
    language: str
    text: str
    plain: str

    @property
    def name(self) -> Name:
        """The name as a record."""
        return Name(self.text, self.language, KINDS[self.kind])


_ROW = "e.id, e.rank, n.kind, n.language, n.text, n.plain"
_BY_KEY = f"""
SELECT {_ROW} FROM name n JOIN entry e ON e.id = n.entry
WHERE replace(n.plain, ' ', '') = ? ORDER BY n.id LIMIT ?
"""
_BY_NAMES = f"""
SELECT {_ROW} FROM names f JOIN name n ON n.id = f.rowid JOIN entry e ON e.id = n.entry
WHERE names MATCH ? LIMIT ?
"""
_BY_WHOLE = "SELECT rowid FROM whole WHERE whole MATCH ? LIMIT ?"
_ENTRIES = "SELECT id, iri, types, reports, areas, years, rank, first, last, more FROM entry WHERE {}"
_BEHIND = "\U0010ffff"


class Index:
    """The index of a release.

    :raises ReleaseError: the file is missing, damaged, or of another layout
    """

    def __init__(self, path: Path) -> None:
        self._path, self._idle, self._lock, self._open = path, list[sqlite3.Connection](), Lock(), True
        try:
            about: dict[str, str] = dict(self._ask("SELECT name, value FROM about"))
            self._terms: dict[int, str] = dict(self._ask("SELECT id, iri FROM term"))
        except sqlite3.Error:
            self.close()
            raise ReleaseError("The search index cannot be read.", Where(path), "Build again.") from None
        if about.get("version") != VERSION:
            self.close()
            raise ReleaseError("The search index is of another version.", Where(path), "Build again.")
        self.entries, self.names = int(about["entries"]), int(about["names"])
        self._numbers = {iri: number for number, iri in self._terms.items()}

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        """A connection that no other thread has now."""
        with self._lock:
            found = self._idle.pop() if self._idle else None
        if found is None:
            address = f"file:{quote(str(self._path.resolve()))}?mode=ro&immutable=1"
            found = sqlite3.connect(address, uri=True, check_same_thread=False, isolation_level=None)
            found.execute("PRAGMA cache_size = -32000")
            found.execute("PRAGMA mmap_size = 268435456")
        try:
            yield found
        finally:
            with self._lock:
                keep = self._open
                if keep:
                    self._idle.append(found)
            if not keep:
                found.close()

    def _ask(self, query: str, values: Sequence[object] = ()) -> list[Any]:
        with self._connection() as connection:
            return connection.execute(query, values).fetchall()

    def close(self) -> None:
        """Closes its connections."""
        with self._lock:
            self._open = False
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def term(self, iri: str) -> int | None:
        """The number of a class, a report or an area; None where the index has none of it."""
        return self._numbers.get(iri)

    # Names and entries

    def by_key(self, key: str, limit: int) -> list[Row]:
        """The names that are equal once folded and joined."""
        return [Row(*row) for row in self._ask(_BY_KEY, (key, limit))]

    def by_names(self, expression: str, limit: int) -> list[Row]:
        """The first names that fit an expression."""
        return [Row(*row) for row in self._ask(_BY_NAMES, (expression, limit))]

    def has(self, expression: str) -> bool:
        """Whether any name fits an expression."""
        return bool(self._ask("SELECT 1 FROM names WHERE names MATCH ? LIMIT 1", (expression,)))

    def by_whole(self, expression: str, limit: int) -> list[int]:
        """The first entries that fit an expression with everything said of them."""
        return [number for (number,) in self._ask(_BY_WHOLE, (expression, limit))]

    def names_of(self, entries: Iterable[int]) -> list[Row]:
        """Every name of some entries."""
        some = ", ".join(map(str, entries))
        found = self._ask(
            f"SELECT {_ROW} FROM entry e JOIN name n ON n.id BETWEEN e.first AND e.last WHERE e.id IN ({some})"
        )
        return [Row(*row) for row in found]

    def facets(self, entries: Iterable[int]) -> list[tuple[int, str, str, str, str]]:
        """Number, types, reports, areas and years of some entries, as the index has them."""
        some = ", ".join(map(str, entries))
        query = f"SELECT id, types, reports, areas, years FROM entry WHERE id IN ({some})"
        return list(self._ask(query))

    def said(self, entries: Iterable[int]) -> dict[int, tuple[set[str], list[str]]]:
        """The folded words that are said of some entries beside their names, and the quotes that state them."""
        some = ", ".join(map(str, entries))
        found = self._ask(f"SELECT id, said, more FROM entry WHERE id IN ({some})")
        return {n: (set(said.split()), [q[1] for q in json.loads(more)["quotes"]]) for n, said, more in found}

    def iris(self, numbers: str) -> tuple[str, ...]:
        """The IRIs of classes, reports or areas, by their numbers."""
        return tuple(self._terms[int(number)] for number in numbers.split())

    def read(self, entries: Iterable[int]) -> dict[int, Entry]:
        """Some entries, whole."""
        some = list(entries)
        if not some:
            return {}
        return self._entries(f"id IN ({', '.join(map(str, some))})", ())

    def entry(self, iri: str) -> Entry | None:
        """The entry of an IRI; None where there is none."""
        if not iri.isascii() and any("\ud800" <= letter <= "\udfff" for letter in iri):
            return None
        return next(iter(self._entries("iri = ?", (iri,)).values()), None)

    def _entries(self, where: str, values: Sequence[object]) -> dict[int, Entry]:
        rows = self._ask(_ENTRIES.format(where), values)
        names: dict[int, list[Name]] = {}
        for row in self.names_of(row[0] for row in rows):
            names.setdefault(row.entry, []).append(row.name)
        return {row[0]: self._entry(row, tuple(names.get(row[0], ()))) for row in rows}

    def _entry(self, row: Sequence[Any], names: tuple[Name, ...]) -> Entry:
        _, iri, types, reports, areas, years, rank, _, _, more = row
        said = json.loads(more)
        return Entry(
            iri,
            self.iris(types),
            names,
            tuple(said["context"]),
            tuple(Quote(*quote) for quote in said["quotes"]),
            self.iris(reports),
            self.iris(areas),
            tuple(years.split()),
            rank,
        )

    # Words

    def counts(self, plains: Iterable[str]) -> dict[str, int]:
        """In how many names each of some words stands; words that are in none are left out."""
        some = list(dict.fromkeys(plains))
        marks = ", ".join("?" * len(some))
        return dict(self._ask(f"SELECT plain, count FROM word WHERE plain IN ({marks})", some))

    def beginning(self, plain: str, limit: int) -> list[str]:
        """The commonest words that begin so."""
        query = "SELECT plain FROM word WHERE plain >= ? AND plain < ? ORDER BY count DESC, plain LIMIT ?"
        return [str(word) for (word,) in self._ask(query, (plain, plain + _BEHIND, limit))]

    def sharing(self, forms: Iterable[str]) -> dict[str, int]:
        """The words that share a form with a mistyped one, with their counts."""
        some = list(forms)
        marks = ", ".join("?" * len(some))
        query = f"SELECT DISTINCT w.plain, w.count FROM slip s JOIN word w USING (plain) WHERE s.form IN ({marks})"
        return dict(self._ask(query, some))
