"""Scores, and the one match that a query may have; docs/reconciliation.md says how, in the same words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from kg.iri import Rebase
from kg.search.entries import MAIN
from kg.serve.reconcile.facts import Facts
from kg.serve.reconcile.likeness import AGREES, agreement
from kg.serve.reconcile.options import Option
from kg.serve.reconcile.reading import Query
from kg.vocab import FOAF, LG, OWL, SCHEMA

CODE, OTHER = 1.0, 0.5
"""What a property weighs beside the name, which weighs 1: a code as much, any other half as much."""

SILENT = 0.5
"""What a property counts of which the data says nothing."""

OF_ANOTHER_TYPE = 0.6
"""What is left of the score of a thing of another type than was asked for."""

_PERSONS = frozenset((FOAF.Person.value, SCHEMA.Person.value))


class Judge:
    """Judges what a query may mean.

    :param base: base IRI of the data
    """

    def __init__(self, facts: Facts, base: str) -> None:
        self._facts = facts
        self._never = _PERSONS | {Rebase(base)(LG.UnidentifiedEntity.value)}

    def judged(self, query: Query, options: list[Option]) -> list[Option]:
        """The options with scores, the best first, at most one of them a match."""
        for option in options:
            iri = option.entry.iri
            option.valid = self._facts.validity(iri)
            option.shares = {one.property: agreement(one, iri, self._facts) for one in query.given}
            option.score = self.score(query, option)
        if found := self.match(options):
            found.match = True
        return sorted(options, key=lambda one: (-one.match, -one.score, not one.in_force))

    def score(self, query: Query, option: Option) -> float:
        """The mean of how well the name and each property agree, from 0 to 100."""
        if option.is_it:
            return 100.0
        parts = [(1.0, option.features.score)] if query.text else []
        for property_, share in option.shares.items():
            weight = CODE if self._facts.is_code(property_) else OTHER
            parts.append((weight, 100 * (SILENT if share is None else share)))
        mean = sum(weight * part for weight, part in parts) / sum(weight for weight, _ in parts)
        return round(mean if option.fits else mean * OF_ANOTHER_TYPE, 1)

    def match(self, options: Iterable[Option]) -> Option | None:
        """The one thing that is surely meant: its IRI was given, or its name is equal with all its marks, its type
        fits, no property says otherwise, and there is no second such thing in the same period. Of things of
        different periods it is the one of the period that a property names, else of the latest.
        """
        found = [one for one in options if one.fits and (one.is_it or (one.is_equal and not _denied(one)))]
        if identified := [one for one in found if one.is_it]:
            return identified[0]
        most = max((_agreed(one) for one in found), default=0)
        likely = sorted((one for one in found if _agreed(one) == most), key=_latest, reverse=True)
        if not likely or self._never & set(likely[0].entry.types):
            return None
        first = likely[0]
        return None if any(self._rivals(one, first) for one in likely[1:]) else first

    def _rivals(self, one: Option, first: Option) -> bool:
        """Whether one of two equal names may be meant as well as the other: of the same period, or short for
        another name, as what was a district is for what is a commune.
        """
        return not self._same(one, first) and (_overlap(one.valid, first.valid) or _short_for_two(one, first))

    def _same(self, one: Option, other: Option) -> bool:
        """Whether a curator has said that two are one."""
        first, second = one.entry.iri, other.entry.iri
        same = OWL.sameAs.value
        return second in self._facts.iris(first, same) or first in self._facts.iris(second, same)


def _denied(option: Option) -> bool:
    return any(share is not None and share < AGREES for share in option.shares.values())


def _agreed(option: Option) -> int:
    return sum(share is not None for share in option.shares.values())


def _latest(option: Option) -> tuple[date, date]:
    return option.valid[1], option.valid[0]


def _short_for_two(one: Option, first: Option) -> bool:
    is_short = first.hit is not None and first.hit.kind != MAIN
    return is_short and one.entry.best().text != first.entry.best().text


def _overlap(one: tuple[date, date], other: tuple[date, date]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]
