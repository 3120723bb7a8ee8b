"""What leads to a thing, by the property that leads, counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from kg.serve import ask
from kg.serve.context import Pages, pair_address
from kg.serve.listings import LISTINGS, Listing
from kg.serve.values import Shower, Value
from kg.serve.words import Name
from kg.store.functions import Row
from kg.vocab import LG, OA, PROV, RDF, RDFS, SCHEMA, SH, SKOS, XKOS

SHOWN = 25
"""Things of one property that a page shows."""

BOUND = 1000
"""How many are counted; the query asks for one more."""

_ELSEWHERE_ON_PAGE = frozenset(
    term.value
    for term in (
        SCHEMA.mentions,
        PROV.wasDerivedFrom,
        OA.hasSource,
        OA.hasSelector,
        RDF.subject,
        RDF.type,
        RDFS.isDefinedBy,
        SH.focusNode,
        LG.judgedFact,
    )
)
"""Properties whose things a page shows in another place, or that say nothing to a reader."""

_BOTH_WAYS = frozenset(
    term.value for term in (SKOS.hasTopConcept, SKOS.topConceptOf, SKOS.narrower, XKOS.isPartOf)
)
"""Properties that only repeat what the thing itself says."""


@dataclass(frozen=True)
class Lead:
    """The things that lead here by one property.

    :param more: how many there are beside those shown
    :param bounded: whether there may be more still
    :param href: where all of them are
    """

    path: str
    name: Name
    kind: Name | None
    things: tuple[Value, ...]
    count: int
    bounded: bool
    href: str

    @property
    def more(self) -> int:
        return self.count - len(self.things)


def listings(rows: Iterable[Row]) -> tuple[Listing, ...]:
    """The tables that a page has, by the properties that lead to its thing."""
    paths = {ask.value(row, "p") for row in rows}
    return tuple(one for one in LISTINGS if one.leads & paths)


def by_path(rows: Iterable[Row]) -> dict[str, list[str]]:
    """The things by property, in order, without those that have another place."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        path = ask.value(row, "p")
        if path not in _ELSEWHERE_ON_PAGE and path not in _BOTH_WAYS:
            found[path].append(ask.value(row, "s"))
    return {path: sorted(set(things)) for path, things in found.items()}


def leads(to: str, rows: list[Row], tabled: frozenset[str], pages: Pages, shower: Shower) -> tuple[Lead, ...]:
    """What leads to a thing, beside what its tables show.

    :param tabled: the things that stand in a table of the page
    """
    bounded = len(rows) > BOUND
    found = {path: [t for t in things if t not in tabled] for path, things in by_path(rows).items()}
    made = [_lead(to, path, things, bounded, pages, shower) for path, things in found.items() if things]
    return tuple(sorted(made, key=lambda one: (one.kind.text if one.kind else "", one.name.text)))


def _lead(to: str, path: str, things: list[str], bounded: bool, pages: Pages, shower: Shower) -> Lead:
    types = pages.labels.known(things[0]).types
    properties, classes = pages.outline.of_types(types), pages.outline.classes(types)
    term = properties[path].term if path in properties else path
    shown = sorted((shower.thing(iri) for iri in things[:SHOWN]), key=lambda value: value.text)
    kind = pages.outline.name(classes[0], shower.language) if classes else None
    name = pages.outline.name(term, shower.language)
    return Lead(path, name, kind, tuple(shown), len(things), bounded, address(to, path, pages))


def address(to: str, by: str, pages: Pages) -> str:
    """Where all of what leads to a thing by a property is listed."""
    return pair_address("/linked", pages, to=to, by=by)


def learn(rows: Iterable[Row]) -> list[str]:
    """The IRIs whose names the leads need."""
    return [iri for things in by_path(rows).values() for iri in things[:SHOWN]]
