"""Weighs what was found, an entry by its best name: all at little cost, the likeliest in every way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kg.search.abbreviations import others
from kg.search.entries import CODE, KINDS, TEXT, Name
from kg.search.index import Index, Row
from kg.search.question import Question
from kg.search.similarity import Features, Wanted, compare, in_context

LEAST, FAR = 20.0, 0.45
"""What a find must score: so much at least, and so much of the score of the best."""

_COMPARED = 30
_KIND_COST = {"main": 0.0, "other": 1.0, "hidden": 2.0, "code": 0.0, "text": 6.0}
_CODE, _TEXT = KINDS.index(CODE), KINDS.index(TEXT)
_FAVOURED = 20
"""Ranks within which a better rank is worth up to PRIOR points."""

PRIOR = 4.0


@dataclass(frozen=True, slots=True)
class Found:
    """An entry with the best of its names, before it is read whole."""

    entry: int
    rank: int
    name: Name
    features: Features
    order: float
    context: bool = False


class Pile:
    """What was found so far: names, and the entries that were found by more than names, or have all the words."""

    def __init__(self, texts: bool) -> None:
        self._texts = texts
        self.rows: dict[tuple[int, str], Row] = {}
        self.by_context: set[int] = set()
        self.sure: set[int] = set()
        self._entries: set[int] = set()

    @property
    def size(self) -> int:
        """How many entries there are."""
        return len(self._entries)

    def add(self, names: Iterable[Row], entries: Iterable[int], index: Index, sure: bool = False) -> None:
        """Puts in names, and all names of entries that are new; those with all the words are sure to be looked at."""
        fresh = set(entries) - self._entries
        self.by_context |= fresh
        for row in (*names, *(index.names_of(fresh) if fresh else ())):
            if self._texts or row.kind != _TEXT:
                self.rows.setdefault((row.entry, row.text), row)
                self._entries.add(row.entry)
                if sure:
                    self.sure.add(row.entry)

    def has_equal(self, key: str) -> bool:
        """Whether a name is equal once folded and joined."""
        return any(row.plain.replace(" ", "") == key for row in self.rows.values())


def ordered(pile: Pile, question: Question, index: Index, compared: int = _COMPARED) -> list[Found]:
    """One find an entry, the best first; only the likeliest are compared in every way."""
    wanted = _wanted(question)
    rough: dict[int, tuple[float, Row]] = {}
    worth, key = _worth(wanted), "".join(wanted.plains)
    for row in pile.rows.values():
        guess = _guess(row, worth, key) + (0.5 if row.entry in pile.sure else 0.0)
        kept = rough.get(row.entry)
        if kept is None or guess > kept[0]:
            rough[row.entry] = guess, row
    ranked = [row for _, row in sorted(rough.values(), key=lambda pair: (-pair[0], pair[1].entry))]
    likely = ranked[:compared]
    likely += [row for row in ranked[compared:] if row.entry in pile.by_context][:compared]
    said = index.said(row.entry for row in likely if row.entry in pile.by_context)
    found = [_found(row, wanted, said.get(row.entry)) for row in likely]
    return sorted(found, key=lambda one: (-one.order, one.entry))


def worth_showing(found: list[Found], far: float = FAR) -> list[Found]:
    """The finds without those that are far behind the best."""
    least = max(LEAST, far * found[0].features.score) if found else 0.0
    return [one for one in found if one.features.score >= least]


def _worth(wanted: Wanted) -> dict[str, float]:
    """What share of the question each word that a name may have answers, abbreviations both ways among them."""
    total = sum(wanted.weights) or 1.0
    worth: dict[str, float] = {}
    for reading in wanted.readings:
        worth |= dict.fromkeys(reading, 1 / len(reading))
    worth |= {word: 1.0 for other in others(wanted.plains) if len(other) == 1 for word in other}
    for word, weight, near in zip(wanted.asked, wanted.weights, wanted.near, strict=True):
        worth |= {other: chance * weight / total for other, chance in near.items()}
        worth[word.plain] = weight / total
    return worth


def _guess(row: Row, worth: dict[str, float], key: str) -> float:
    """How well a name may fit, at little cost."""
    plains = row.plain.split()
    share = sum(worth.get(plain, 0.0) for plain in set(plains))
    return share - 0.01 * min(len(plains), 30) + (row.plain.replace(" ", "") == key)


def _wanted(question: Question) -> Wanted:
    return Wanted(
        question.text,
        tuple(one.word for one in question.asked),
        tuple(one.weight for one in question.asked),
        tuple(dict(one.near) for one in question.asked),
    )


def _found(row: Row, wanted: Wanted, said: tuple[set[str], list[str]] | None) -> Found:
    """A find by its name, or, where that was not enough, by all that is said of it."""
    features = compare(wanted, row.text, code=row.kind == _CODE)
    best = _find(row, row.name, features)
    if said is None:
        return best
    words, quotes = said
    by_words = in_context(features, wanted, tuple(row.plain.split()) or ("",), words)
    finds = [_find(row, row.name, by_words, context=True)]
    finds += [_find(row, Name(q, "vi", TEXT), compare(wanted, q), context=True) for q in quotes]
    return max(best, *finds, key=lambda one: one.order)


def _find(row: Row, name: Name, features: Features, context: bool = False) -> Found:
    prior = PRIOR * max(0.0, 1 - row.rank / _FAVOURED)
    order = features.score - _KIND_COST[name.kind] + prior
    return Found(row.entry, row.rank, name, features, order, context)
