"""What the desk shows of links: pairs of things with how they compare, and what was decided on each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from kg.build import link
from kg.build.link import ACCEPTED, NONE, REJECTED, UNSURE, Link
from kg.build.linking import book
from kg.build.linking.things import KINDS

PAGE = 50
"""How many pairs stand on one page."""


@dataclass(frozen=True)
class Pair:
    """Two things on the desk.

    :param stands: the line that holds
    :param before: judgements that later ones overruled
    """

    stands: Link
    before: tuple[Link, ...]

    @property
    def kind(self) -> str:
        """The kind of the two, as far as a program compared them."""
        return self.stands.features.partition(" ")[0].removeprefix("kind=")

    @property
    def relation(self) -> str:
        """The relation offered: the one decided upon, else the usual one of the kind, for a curator to choose."""
        usual = KINDS[self.kind].relation if self.kind in KINDS else self.stands.predicate
        return usual if self.stands.judgement == NONE else self.stands.predicate


FILTERS: Mapping[str, Callable[[Pair], bool]] = {
    "open": lambda pair: pair.stands.judgement == NONE,
    "accepted": lambda pair: pair.stands.judgement == ACCEPTED,
    "rejected": lambda pair: pair.stands.judgement == REJECTED,
    "unsure": lambda pair: pair.stands.judgement == UNSURE,
    "all": lambda pair: True,
}
"""Which pairs are shown, by the name of the choice."""


@dataclass(frozen=True)
class Pairs:
    """The pairs of one target at one moment, the likeliest first."""

    lines: tuple[Link, ...]

    @cached_property
    def all(self) -> list[Pair]:
        """Every pair, those of one of our things together."""
        stands, overruled = link.standing(self.lines)
        before: dict[tuple[str, str], list[Link]] = {}
        for one in overruled:
            before.setdefault(one.pair, []).append(one)
        best: dict[str, float] = {}
        for one in stands:
            best[one.subject] = max(best.get(one.subject, 0.0), float(one.score))
        stands.sort(key=lambda one: (-best[one.subject], one.subject, -float(one.score), one.object))
        return [
            Pair(one, tuple(o for o in before.get(one.pair, ()) if o.judgement != NONE)) for one in stands
        ]

    def shown(self, name: str) -> list[Pair]:
        """The pairs of a choice."""
        return [pair for pair in self.all if FILTERS[name](pair)]

    def pair(self, key: str) -> Pair | None:
        """The pair of a key."""
        return next((pair for pair in self.all if pair.stands.key == key), None)


def read(file: Path) -> Pairs:
    """The pairs of a file.

    :raises JudgementError: a line that is not as it must be
    """
    return Pairs(tuple(book.lines(file)))
