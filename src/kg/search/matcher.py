"""Which things a text may name: found through the index, compared, ordered, explained. The seam for all that match."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from kg.search import question as asking
from kg.search.entries import CODE, KINDS, TEXT, Entry, Name
from kg.search.index import Index, Row
from kg.search.question import Question
from kg.search.similarity import Features, Wanted, common, compare, in_context
from kg.search.words import joined
from kg.search.writer import TYPE

CAP = 400
"""Names that are looked at, at each step; the best stand first in the index."""

ENOUGH = 10
"""Finds after which no looser way is tried."""

_COMPARED = 60
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
        rows: dict[tuple[int, str], Row] = {}
        by_context: set[int] = set()
        for step in self._steps(question, filters):
            names, entries = step()
            fresh = set(entries).difference(row.entry for row in rows.values())
            by_context |= fresh
            for row in (*names, *(self.index.names_of(fresh) if fresh else ())):
                if self._texts or row.kind != _TEXT:
                    rows.setdefault((row.entry, row.text), row)
            if len({row.entry for row in rows.values()}) >= enough:
                break
        return self._ordered(rows.values(), _wanted(question), by_context)

    def _steps(
        self, question: Question, filters: Filters
    ) -> Iterator[Callable[[], tuple[list[Row], list[int]]]]:
        """The ways to look, the strictest first; each gives names, or entries that are found by more than names."""

        def names(expression: str | None, cap: int = CAP) -> list[Row]:
            return self.index.by_names(_filtered(expression, filters), cap) if expression else []

        def whole(expression: str | None, cap: int = CAP // 4) -> list[int]:
            return self.index.by_whole(_filtered(expression, filters), cap) if expression else []

        strict = question
        yield lambda: (self._strict(strict, names, filters), [])
        yield lambda: ([], whole(asking.all_words(strict)))
        loose = asking.mended(question, self.index)
        yield lambda: (names(asking.all_words(loose)), whole(asking.all_words(loose)))
        yield lambda: (names(asking.most_words(loose)), whole(asking.most_words(loose)))
        yield lambda: (names(asking.rare_words(loose), CAP // 2), [])

    def _strict(
        self, question: Question, names: Callable[[str | None], list[Row]], filters: Filters
    ) -> list[Row]:
        """Equal names, names with the same marks, with the same run of words, with all the words."""
        equal = self.index.by_key(joined(question.text), CAP)
        if filters:
            equal = self._of_types(equal, filters)
        found = [*equal, *names(asking.all_exact(question)), *names(asking.all_pairs(question))]
        return [*found, *names(asking.all_words(question))]

    def _of_types(self, rows: list[Row], filters: Filters) -> list[Row]:
        """The rows whose entries have one term of each group of a filter."""
        wanted = [{int(term[2:]) for term in group if term.startswith(TYPE)} for group in filters]
        types = {n: set(map(int, t.split())) for n, t, *_ in self.index.facets({row.entry for row in rows})}
        fits = {n for n, own in types.items() if all(not group or own & group for group in wanted)}
        return [row for row in rows if row.entry in fits]

    def _ordered(self, rows: Iterable[Row], wanted: Wanted, by_context: set[int]) -> list[Found]:
        """One find an entry, the best first; only the likeliest are compared in every way."""
        rough: dict[int, tuple[float, Row]] = {}
        for row in rows:
            guess = _guess(row, wanted) + (0.3 if row.entry in by_context else 0.0)
            kept = rough.get(row.entry)
            if kept is None or guess > kept[0]:
                rough[row.entry] = guess, row
        likely = sorted(rough.values(), key=lambda pair: (-pair[0], pair[1].entry))[:_COMPARED]
        said = self.index.said(row.entry for _, row in likely if row.entry in by_context)
        found = [_found(row, wanted, said.get(row.entry)) for _, row in likely]
        return sorted(found, key=lambda one: (-one.order, one.entry))


def _guess(row: Row, wanted: Wanted) -> float:
    """How well a name may fit, at little cost."""
    plains = tuple(row.plain.split()) or ("",)
    share, order = common(wanted, plains)
    equal = "".join(plains) == "".join(wanted.plains)
    return share + 0.1 * order - 0.002 * len(row.plain) + equal


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
