"""Under which other IRIs a thing is known, each through an accepted link, with who accepted it, when, and on what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kg.serve import ask
from kg.serve.context import Pages
from kg.serve.things import records
from kg.serve.things.descriptions import Standing, Thing
from kg.serve.things.entity import Statements
from kg.serve.things.listings import statements
from kg.serve.things.records import Link
from kg.serve.things.values import Shower
from kg.store.functions import Row
from kg.vocab import OWL

SHOWN = 10
"""Other IRIs whose statements a page shows."""

_SAME = OWL.sameAs.value


@dataclass(frozen=True)
class Other:
    """Another IRI of a thing, which the data describes, and the rows of the links that join it."""

    thing: Thing
    rows: tuple[Row, ...]

    def link(self, shared: Pages, shower: Shower) -> Link | None:
        """The first of the links, as shown."""
        said = statements(self.rows, "link")
        return next((records.link(one, shared, shower) for _, one in sorted(said.items())), None)


def others(iri: str, said: Statements, leads: Mapping[str, object], shared: Pages) -> tuple[Other, ...]:
    """The other IRIs of a thing that the data describes, up to a bound, the names in their links learnt.

    :param leads: what leads to it, by property
    :raises kg.errors.StoreError: there is no answer
    """
    if _SAME not in said.objects and _SAME not in leads:
        return ()
    by_other: dict[str, list[Row]] = {}
    for row in ask.rows(shared.site, "same", iri):
        by_other.setdefault(ask.value(row, "other"), []).append(row)
    found = [
        Other(thing, tuple(row for row in by_other[other] if "link" in row))
        for other in sorted(by_other)
        if (thing := shared.find((other,))) is not None and thing.standing is Standing.HERE
    ][:SHOWN]
    shared.labels.learn({iri for one in found for iri in (one.thing.iri, *ask.iris(one.rows, "o"))})
    return tuple(found)
