"""The same thing in two reports: what one report alone knows beside what others know, and what all share."""

from __future__ import annotations

from collections.abc import Iterator

from kg.build.link import Link
from kg.build.linking.blocking import Blocks
from kg.build.linking.features import features
from kg.build.linking.propose import Wanted, best, link
from kg.build.linking.things import Thing, World

KINDS = ("person", "body", "area", "document", "indicator")


def links(world: World, wanted: Wanted) -> Iterator[Link]:
    """The proposals: each pair once, from the thing of a report to one of another report, or one that all share."""
    things = world.of(wanted.kinds)
    blocks = Blocks(things)
    for thing in things:
        if thing.scope:
            near = [
                (other, features(thing, other, world, world))
                for other in blocks.near(thing)
                if _asked(thing, other, world)
            ]
            yield from (link(thing, other, found) for other, found in best(near, wanted))


def _asked(thing: Thing, other: Thing, world: World) -> bool:
    """Whether a pair is a question at all: of two reports, not known to be one, and not asked the other way round."""
    return (
        other.scope != thing.scope
        and world.one(thing.iri) != world.one(other.iri)
        and (not other.scope or thing.iri < other.iri)
    )
