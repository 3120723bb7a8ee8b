"""Proposes links: our things beside another dataset's, each pair compared, scored and told in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg.build.link import PROPOSED, Link
from kg.build.linking.blocking import Blocks
from kg.build.linking.features import Compared, features, words
from kg.build.linking.things import Thing, World
from kg.iri import BASE

LEAST_NAME = 0.5
"""Names less alike than this are no proposal, unless a code is the same."""


@dataclass(frozen=True)
class Wanted:
    """Which proposals are made.

    :param least: the lowest score of one
    :param most: how many for one of our things
    """

    kinds: tuple[str, ...]
    least: float = 0.7
    most: int = 5


def links(ours: World, theirs: World, wanted: Wanted) -> Iterator[Link]:
    """The proposals for every one of our things, in the order of their IRIs, the likeliest first."""
    blocks = Blocks(theirs.of(wanted.kinds))
    for thing in ours.of(wanted.kinds):
        near = [
            (other, features(thing, other, ours, theirs))
            for other in blocks.near(thing)
            if other.iri != thing.iri
        ]
        yield from (link(thing, other, found) for other, found in best(near, wanted))


def best(near: Iterable[tuple[Thing, Compared]], wanted: Wanted) -> list[tuple[Thing, Compared]]:
    """The likeliest of some pairs."""
    fit = [pair for pair in near if pair[1].score >= wanted.least and _told(pair[1])]
    return sorted(fit, key=lambda pair: (-pair[1].score, pair[0].iri))[: wanted.most]


def _told(found: Compared) -> bool:
    return (found.values["name"] or 0) >= LEAST_NAME or found.values.get("code") == 1


def link(ours: Thing, theirs: Thing, found: Compared) -> Link:
    """A proposal: nobody has judged it, and it never says that two things are one."""
    vi, en = words(found)
    return Link(
        subject=ours.iri.removeprefix(BASE),
        predicate=PROPOSED,
        object=theirs.iri.removeprefix(BASE),
        score=f"{found.score:g}",
        judgement="none",
        evidence_vi="",
        evidence_en="",
        source="",
        judge="",
        date="",
        features=f"kind={found.kind} {found.told}",
        why_vi=vi,
        why_en=en,
        subject_name=_line(ours.called),
        object_name=_line(theirs.called),
        quote=_line(" … ".join((*ours.quotes, *theirs.quotes))),
    )


def _line(text: str) -> str:
    """A text on one line."""
    return " ".join(text.split())
