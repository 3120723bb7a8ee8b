"""The things that a query may mean: found by name, by code or by their own IRI, before anything is judged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from kg.search.entries import CODE, MAIN, OTHER, Entry, Name
from kg.search.matcher import Matcher
from kg.search.similarity import Features, compare
from kg.search.weighing import FAR
from kg.serve.reconcile.facts import Facts
from kg.serve.reconcile.reading import Query, Ref
from kg.serve.reconcile.vocabulary import Vocabulary

LOOKED_AT = 60
"""Things that one query looks at: enough that all of one name are among them."""

_FAR, _NEAR = 0.6, 15
"""Where properties are to decide: what scores less than this share of the best is left out, and of names that are
only alike no more than so many are looked at; of equal ones all.
"""
_FAR_AS_PROPERTY = 0.4
"""Where a text is no name but said of a thing, this share of the best score is enough to be looked at."""


@dataclass(eq=False)
class Option:
    """A thing that may be meant.

    :param hit: the name that fits best; None where it was found by its IRI or by properties only
    :param features: how that name fits
    :param fits: whether it is of the types asked for
    :param is_it: whether the query is its IRI
    :param shares: how well each property that the query gives agrees; None where the data is silent
    :param valid: from when to when it exists
    """

    entry: Entry
    hit: Name | None
    features: Features
    fits: bool
    is_it: bool = False
    shares: dict[str, float | None] = field(default_factory=dict)
    valid: tuple[date, date] = (date.min, date.max)
    score: float = 0.0
    match: bool = False

    @property
    def is_sure(self) -> bool:
        """Whether more than likeness has found it."""
        return self.is_it or self.features.code or self.features.equal_plain

    @property
    def is_equal(self) -> bool:
        """Whether one of its own names is equal with all its marks."""
        return self.hit is not None and self.hit.kind in (MAIN, OTHER) and self.features.equal

    @property
    def in_force(self) -> bool:
        """Whether no end of it is known."""
        return self.valid[1] == date.max


@dataclass(frozen=True)
class Finder:
    """Finds options through the index of a site.

    :param base: base IRI of the data, the service's identifier space: nothing else is an entity of it
    """

    matcher: Matcher
    vocabulary: Vocabulary
    facts: Facts
    base: str

    def options(self, query: Query) -> list[Option]:
        """What a query may mean, the likeliest name first."""
        found: dict[str, Option] = {}
        for option in self._found(query):
            found.setdefault(option.entry.iri, option)
        options = sorted(found.values(), key=lambda one: (not one.is_it, -one.features.score))
        if query.given and query.text:
            best = max((one.features.score for one in options), default=0.0)
            near = [one for one in options if not one.is_sure and one.features.score >= _FAR * best]
            return [one for one in options if one.is_sure] + near[: max(_NEAR, query.limit)]
        return options

    def _found(self, query: Query) -> Iterator[Option]:
        if query.text and (entry := self.matcher.entry(query.text)) and self.is_thing(entry):
            yield Option(entry, None, Features(100.0), self.fits(entry, query), is_it=True)
        named = list(self._named(query, query.text)) if query.text else []
        coded = list(self._coded(query))
        yield from named
        yield from coded
        if not query.text:
            for value in _texts(query):
                yield from self._named(query, value, by_name=False)

    def _named(self, query: Query, text: str, by_name: bool = True) -> Iterator[Option]:
        """By name: of the types asked for; of any where these should but need not fit, and nothing does."""
        found = list(self._candidates(query, text, by_name))
        if not found and query.types and query.strict == "should":
            found = list(self._candidates(Query(query.text), text, by_name))
            for option in found:
                option.fits = False
        yield from found

    def _candidates(self, query: Query, text: str, by_name: bool = True) -> Iterator[Option]:
        far = FAR if by_name else _FAR_AS_PROPERTY
        for one in self.matcher.candidates(text, self._types(query), LOOKED_AT, far):
            if self.is_thing(one.entry):
                fits = self.fits(one.entry, query)
                if fits or query.strict == "should":
                    hit, features = (one.hit, one.features) if by_name else (None, Features(0.0))
                    yield Option(one.entry, hit, features, fits)

    def _coded(self, query: Query) -> Iterator[Option]:
        """By a code among the properties, whatever the name."""
        for given in query.given:
            if self.facts.is_code(given.property):
                for value in given.values:
                    text = value.id if isinstance(value, Ref) else str(value)
                    for one in self.matcher.candidates(text, self._types(query), 10):
                        if one.features.code and self.is_thing(one.entry) and self.fits(one.entry, query):
                            hit, features = best_name(query.text, one.entry)
                            yield Option(one.entry, hit, features, True)

    def _types(self, query: Query) -> tuple[str, ...]:
        """The classes to look among; of all that are wanted, the first is looked among."""
        wanted = query.types[:1] if query.strict == "all" else query.types
        return tuple(dict.fromkeys(one for type_ in wanted for one in sorted(self.vocabulary.below(type_))))

    def fits(self, entry: Entry, query: Query) -> bool:
        """Whether a thing is of the types that are asked for."""
        need = all if query.strict == "all" else any
        return not query.types or need(self.vocabulary.fits(entry.types, one) for one in query.types)

    def is_thing(self, entry: Entry) -> bool:
        """Whether it is something that a table may name: no passage of a text, no term of a vocabulary."""
        known = any(one in self.vocabulary.types for one in entry.types)
        return known and not entry.is_passage and entry.iri.startswith(self.base)


def best_name(text: str, entry: Entry) -> tuple[Name | None, Features]:
    """The name of a thing that is most like a text."""
    names = [name for name in entry.names if name.kind != CODE]
    if not text or not names:
        return None, Features(0.0)
    compared = [(name, compare(text, name.text)) for name in names]
    return max(compared, key=lambda pair: pair[1].score)


def _texts(query: Query) -> list[str]:
    values = (value for given in query.given for value in given.values)
    return list(dict.fromkeys(v.name if isinstance(v, Ref) else str(v) for v in values))[:3]
