"""An entry as rows of the index: its names, and the terms that find it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import chain

from kg.search.abbreviations import others
from kg.search.entries import KINDS, Entry
from kg.search.words import Word, pairs, words

_MOST_WORDS = 400


TYPE, REPORT, AREA, YEAR = "\ue000t", "\ue000r", "\ue000a", "\ue000y"
"""What the terms begin with that a filter asks for: no word of a text begins so."""


class Rows:
    """An entry as its rows."""

    def __init__(self, entry: Entry, ids: Mapping[str, int], number: int, first: int) -> None:
        self._entry, self._ids, self._number, self._first = entry, ids, number, first
        self._filters = list(_filters(entry, ids))
        self._found = [words(name.text)[:_MOST_WORDS] for name in entry.names]
        self._terms = [set(_terms(found)) for found in self._found]
        self._said = set(_about(entry))

    def words(self) -> Iterator[str]:
        """The words of its names, to be counted."""
        return (term for terms in self._terms for term in terms if term.isalnum() and term.isascii())

    def names(self) -> Iterator[tuple[int, int, int, str, str, str]]:
        """A row a name."""
        for at, (name, found) in enumerate(zip(self._entry.names, self._found, strict=True), self._first):
            plain = " ".join(word.plain for word in found)
            yield at, self._number, KINDS.index(name.kind), name.language, name.text, plain

    def named(self) -> Iterator[tuple[int, str]]:
        """What finds each name."""
        for at, terms in enumerate(self._terms, self._first):
            yield at, " ".join(sorted(terms.union(self._filters)))

    def whole(self) -> tuple[int, str]:
        """What finds the entry by everything that is said of it."""
        said = chain.from_iterable(self._said)
        return self._number, " ".join(sorted(set(chain(self._filters, said, *self._terms))))

    def row(self) -> tuple[object, ...]:
        """The row of the entry."""
        entry, ids = self._entry, self._ids
        numbers = [
            " ".join(str(ids[iri]) for iri in some) for some in (entry.types, entry.reports, entry.areas)
        ]
        last = self._first + len(entry.names) - 1
        said = " ".join(sorted({word.plain for word in self._said}))
        years = " ".join(entry.years)
        return self._number, entry.iri, *numbers, years, entry.rank, self._first, last, said, _more(entry)


@lru_cache(maxsize=4096)
def _words(text: str) -> frozenset[Word]:
    """The words of a text, remembered, since many things may lie in one."""
    return frozenset(words(text)[:_MOST_WORDS])


@lru_cache(maxsize=4096)
def _abbreviated(text: str) -> frozenset[Word]:
    """The abbreviations both ways of a text."""
    plains = tuple(word.plain for word in words(text))
    return frozenset(Word(plain, plain) for other in others(plains) for plain in other)


def _about(entry: Entry) -> Iterator[Word]:
    """The words of what is said of an entry, with the abbreviations of what it lies in."""
    for text in entry.context:
        yield from _words(text)
        yield from _abbreviated(text)
    for quote in entry.quotes:
        yield from _words(quote.text)


def _more(entry: Entry) -> str:
    quotes = [(quote.iri, quote.text) for quote in entry.quotes]
    return json.dumps({"context": entry.context, "quotes": quotes}, ensure_ascii=False)


def _terms(found: list[Word]) -> Iterator[str]:
    """All that finds a name: its words with and without marks, its pairs, its abbreviations both ways."""
    plains = [word.plain for word in found]
    yield from plains
    yield from (word.exact for word in found)
    yield from pairs(plains)
    for other in others(tuple(plains)):
        yield from other
        yield from pairs(list(other))


def _filters(entry: Entry, ids: Mapping[str, int]) -> Iterator[str]:
    for letter, some in ((TYPE, entry.types), (REPORT, entry.reports), (AREA, entry.areas)):
        yield from (f"{letter}{ids[iri]}" for iri in some)
    yield from (f"{YEAR}{year}" for year in entry.years)
