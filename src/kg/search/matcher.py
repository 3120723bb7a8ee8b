"""Which things a text may name: found through the index, compared, ordered, explained. The seam for all that match."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from kg.search import question as asking
from kg.search.abbreviations import others
from kg.search.entries import CODE, KINDS, TEXT, Entry, Name
from kg.search.index import Index, Row
from kg.search.question import Question
from kg.search.similarity import Features, Wanted, compare, in_context
from kg.search.words import joined
from kg.search.writer import AREA, REPORT, TYPE, YEAR

CAP = 200
"""Names that are looked at, at each step; the best stand first in the index."""

ENOUGH = 10
"""Finds after which no looser way is tried."""

LEAST, FAR = 20.0, 0.4
"""What a find must score: so much at least, and so much of the score of the best."""

_COMPARED = 30
_FEW = 3
_KIND_COST = {"main": 0.0, "other": 1.0, "hidden": 2.0, "code": 0.0, "text": 6.0}
_CODE, _TEXT = KINDS.index(CODE), KINDS.index(TEXT)
_FAVOURED = 20
"""Ranks within which a better rank is worth up to PRIOR points."""

PRIOR = 4.0


@dataclass(frozen=True)
class Candidate:
    """A thing that may be meant.

    :param name: what it is called
    :param hit: the name that fits best
    :param order: its score with its rank: what candidates stand in order of
    :param context: whether words about it were needed, beside its name
    """

    iri: str
    name: Name
    hit: Name
    types: tuple[str, ...]
    score: float
    features: Features
    entry: Entry
    order: float
    context: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """An entry with the best of its names, before it is read whole."""

    entry: int
    rank: int
    name: Name
    features: Features
    order: float
    context: bool = False


Filters = Sequence[Sequence[str]]
"""Terms of the index that a find must have: one of each group."""

Step = Callable[[], tuple[list[Row], list[int]]]
"""One way to look: gives names, and entries that were found by more than names."""


class Matcher:
    """Finds things by name in an index; any number of threads may ask at once.

    :param texts: whether passages of texts are found too
    """

    def __init__(self, index: Index, texts: bool = False) -> None:
        self.index, self._texts = index, texts

    def candidates(self, text: str, types: Collection[str] = (), limit: int = 10) -> list[Candidate]:
        """The things that a text may name, the likeliest first.

        :param types: classes, of any of which a thing must be; none for all
        """
        return self._candidates(asking.read(text, self.index), types, limit)

    def suggest(self, text: str, types: Collection[str] = (), limit: int = 10) -> list[Candidate]:
        """The things whose names begin so, or have words that do; for whoever is still typing."""
        return self._candidates(asking.read(text, self.index, opened=True), types, limit)

    def entry(self, iri: str) -> Entry | None:
        """All that the index has of a thing; None where it has none."""
        return self.index.entry(iri)

    def _candidates(self, question: Question, types: Collection[str], limit: int) -> list[Candidate]:
        filters = self._filters(types)
        if filters is None or not question.asked:
            return []
        found = self.find(question, filters)[:limit]
        entries = self.index.read(one.entry for one in found)
        return [candidate(one, entries[one.entry]) for one in found]

    def _filters(self, types: Collection[str]) -> Filters | None:
        """The filter for some classes; None where the index has nothing of any of them."""
        if not types:
            return []
        numbers = [self.index.term(one) for one in types]
        known = [f"{TYPE}{number}" for number in numbers if number is not None]
        return [known] if known else None

    def find(self, question: Question, filters: Filters = (), enough: int = ENOUGH) -> list[Found]:
        """All that fits a question, step by step looser until there is enough, the best first."""
        pile = _Pile(self._texts)
        for step in self._strict(question, filters):
            pile.add(*step(), self.index, sure=True)
            if pile.size >= enough:
                break
        if not pile.has_equal(joined(question.text)) and (pile.size < enough or len(question.asked) <= _FEW):
            question = asking.mended(question, self.index)
            for step in self._loose(question, filters):
                pile.add(*step(), self.index)
                if pile.size >= enough:
                    break
        return _worth_showing(self._ordered(pile, _wanted(question)))

    def all(self, question: Question, filters: Filters, most: int) -> list[int]:
        """The entries that have all the words, in their names or in what is said of them, in the index's order."""
        expression = asking.all_words(question)
        return self.index.by_whole(_filtered(expression, filters), most) if expression else []

    def weigh(self, question: Question, entries: Collection[int]) -> list[Found]:
        """Some entries compared with a question, the best first."""
        pile = _Pile(texts=True)
        pile.add((), entries, self.index)
        return self._ordered(pile, _wanted(question), len(entries)) if entries else []

    def _names(self, expression: str | None, filters: Filters, cap: int = CAP) -> list[Row]:
        return self.index.by_names(_filtered(expression, filters), cap) if expression else []

    def _whole(self, expression: str | None, filters: Filters, cap: int = CAP // 4) -> list[int]:
        return self.index.by_whole(_filtered(expression, filters), cap) if expression else []

    def _strict(self, question: Question, filters: Filters) -> Iterator[Step]:
        """The ways to look for all the words: in names, then in all that is said of things."""
        yield lambda: (self._all_in_names(question, filters), [])
        yield lambda: ([], self._whole(asking.all_words(question), filters))

    def _loose(self, question: Question, filters: Filters) -> Iterator[Step]:
        """The ways to look for nearly all the words, or for the few that tell most."""
        nearly = asking.all_words(question)
        yield lambda: (self._names(nearly, filters), self._whole(nearly, filters))
        yield lambda: (self._names(asking.most_words(question), filters), [])
        yield lambda: (self._names(asking.rare_words(question), filters), [])

    def _all_in_names(self, question: Question, filters: Filters) -> list[Row]:
        """Equal names, names with the same marks, with the same run of words, with all the words."""
        equal = self.index.by_key(joined(question.text), CAP)
        found = self._of_types(equal, filters) if filters else equal
        for expression in (
            asking.all_exact(question),
            asking.all_pairs(question),
            asking.all_words(question),
        ):
            found = [*found, *self._names(expression, filters)]
        return found

    def _of_types(self, rows: list[Row], filters: Filters) -> list[Row]:
        """The rows whose entries have one term of each group of a filter."""
        facets = self.index.facets({row.entry for row in rows})
        own = {n: set(_terms(*some)) for n, *some in facets}
        return [row for row in rows if all(own[row.entry].intersection(group) for group in filters)]

    def _ordered(self, pile: _Pile, wanted: Wanted, compared: int = _COMPARED) -> list[Found]:
        """One find an entry, the best first; only the likeliest are compared in every way."""
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
        said = self.index.said(row.entry for row in likely if row.entry in pile.by_context)
        found = [_found(row, wanted, said.get(row.entry)) for row in likely]
        return sorted(found, key=lambda one: (-one.order, one.entry))


class _Pile:
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


def _terms(types: str, reports: str, areas: str, years: str) -> Iterator[str]:
    for letter, some in ((TYPE, types), (REPORT, reports), (AREA, areas), (YEAR, years)):
        yield from (f"{letter}{one}" for one in some.split())


def _worth_showing(found: list[Found]) -> list[Found]:
    """The finds without those that are far behind the best."""
    least = max(LEAST, FAR * found[0].features.score) if found else 0.0
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


def _filtered(expression: str, filters: Filters) -> str:
    groups = (" OR ".join(f'"{term}"' for term in group) for group in filters)
    return " AND ".join((f"({expression})", *(f"({group})" for group in groups)))


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


def candidate(found: Found, entry: Entry) -> Candidate:
    """A find with all that is known of its thing."""
    return Candidate(
        entry.iri,
        entry.best(),
        found.name,
        entry.types,
        found.features.score,
        found.features,
        entry,
        found.order,
        found.context,
    )
