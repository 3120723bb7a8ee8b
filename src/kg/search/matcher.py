"""Which things a text may name: found through the index, compared, ordered, explained. The seam for all that match."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kg.search import question as asking
from kg.search.entries import Entry, Name
from kg.search.index import Index, Row
from kg.search.question import Question
from kg.search.rows import AREA, REPORT, TYPE, YEAR
from kg.search.similarity import Features
from kg.search.weighing import FAR, Found, Pile, ordered, worth_showing
from kg.search.words import joined

CAP = 200
"""Names that are looked at, at each step; the best stand first in the index."""

ENOUGH = 10
"""Finds after which no looser way is tried."""

_REMEMBERED = 8192
"""Words of which it is remembered whether a name of some classes has them."""

_FEW = 3
"""Words up to which a question is looked for loosely too where no name is equal."""


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
        self._has = lru_cache(_REMEMBERED)(index.has)

    def candidates(
        self, text: str, types: Collection[str] = (), limit: int = 10, far: float = FAR
    ) -> list[Candidate]:
        """The things that a text may name, the likeliest first.

        :param types: classes, of any of which a thing must be; none for all
        :param far: what share of the score of the best a thing must have
        """
        return self._candidates(asking.read(text, self.index), types, limit, far)

    def suggest(self, text: str, types: Collection[str] = (), limit: int = 10) -> list[Candidate]:
        """The things whose names begin so, or have words that do; for whoever is still typing."""
        return self._candidates(asking.read(text, self.index, opened=True), types, limit)

    def entry(self, iri: str) -> Entry | None:
        """All that the index has of a thing; None where it has none."""
        return self.index.entry(iri)

    def _candidates(
        self, question: Question, types: Collection[str], limit: int, far: float = FAR
    ) -> list[Candidate]:
        filters = self._filters(types)
        if filters is None or not question.asked:
            return []
        found = self.find(question, filters, far=far)[:limit]
        entries = self.index.read(one.entry for one in found)
        return [candidate(one, entries[one.entry]) for one in found]

    def _filters(self, types: Collection[str]) -> Filters | None:
        """The filter for some classes; None where the index has nothing of any of them."""
        if not types:
            return []
        numbers = [self.index.term(one) for one in types]
        known = [f"{TYPE}{number}" for number in numbers if number is not None]
        return [known] if known else None

    def find(
        self, question: Question, filters: Filters = (), enough: int = ENOUGH, far: float = FAR
    ) -> list[Found]:
        """All that fits a question, step by step looser until there is enough, the best first."""
        pile = Pile(self._texts)
        if filters:
            question = asking.narrowed(question, lambda plain: self._has(_filtered(f'"{plain}"', filters)))
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
        return worth_showing(ordered(pile, question, self.index), far)

    def all(self, question: Question, filters: Filters, most: int) -> list[int]:
        """The entries that have all the words, in their names or in what is said of them, in the index's order."""
        expression = asking.all_words(question)
        return self.index.by_whole(_filtered(expression, filters), most) if expression else []

    def weigh(self, question: Question, entries: Collection[int]) -> list[Found]:
        """Some entries compared with a question, the best first."""
        pile = Pile(texts=True)
        pile.add((), entries, self.index)
        return ordered(pile, question, self.index, len(entries)) if entries else []

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
        if any(one.absent for one in question.asked):
            return found
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


def _terms(types: str, reports: str, areas: str, years: str) -> Iterator[str]:
    for letter, some in ((TYPE, types), (REPORT, reports), (AREA, areas), (YEAR, years)):
        yield from (f"{letter}{one}" for one in some.split())


def _filtered(expression: str, filters: Filters) -> str:
    groups = (" OR ".join(f'"{term}"' for term in group) for group in filters)
    return " AND ".join((f"({expression})", *(f"({group})" for group in groups)))


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
