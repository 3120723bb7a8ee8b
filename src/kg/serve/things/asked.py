"""What the page of a thing asks of the store: what is said of it, its passages, what leads to it; names last."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from pyoxigraph import NamedNode

from kg.serve import ask
from kg.serve.context import Pages
from kg.serve.look import About, Said
from kg.serve.site import Site
from kg.serve.things import areas, bodies, entity, evidence, incoming, listings, records
from kg.serve.things.descriptions import Thing
from kg.serve.things.entity import Statements
from kg.serve.things.incoming import Leads
from kg.store.functions import Row
from kg.store.nearby import AskInstead
from kg.vocab import LG, ORG, PROV, SCHEMA


@dataclass(frozen=True)
class Found:
    """The answers of the store for one page."""

    said: Statements
    passages: list[Row]
    incoming: Leads
    tabled: frozenset[str]
    records: Mapping[str, list[Row]]
    tables: Mapping[listings.Listing, Mapping[str, listings.Statements]]
    area: Mapping[str, list[Row]]
    bodies: list[Row]


def about(thing: Thing, shared: Pages) -> Found:
    """Everything that a page needs of the store; names last, all at once.

    :raises kg.errors.StoreError: there is no answer
    """
    found = _about(thing.iri, shared.site)
    said, leads = entity.read(thing.iri, found.said, thing.is_here), incoming.read(found.leads)
    passages = _passages(thing.iri, said, leads, shared.site)
    tables = {one: ask.rows(shared.site, one.name, thing.iri) for one in incoming.listings(leads)}
    around = bodies.find(thing.iri, shared) if ORG.Organization.value in said.types else []
    among = areas.find(thing.iri, shared) if LG.AdministrativeArea.value in said.types else {}
    rows = (*tables.values(), *among.values(), around)
    tabled = ask.iris((row for some in tables.values() for row in some), "row") | areas.things(among)
    shared.labels.learn(
        [
            thing.iri,
            *said.things,
            *evidence.learn(passages),
            *leads.learn(tabled),
            *records.learn(row for some in found.records.values() for row in some),
            *sorted(ask.iris((row for some in rows for row in some), "row", "o")),
        ]
    )
    listed = {one: listings.statements(some) for one, some in tables.items()}
    return Found(said, passages, leads, frozenset(tabled), found.records, listed, among, around)


def said(of: str, site: Site) -> Sequence[Said]:
    """What is said of a thing, in the default graph and in each named one.

    :raises kg.errors.StoreError: there is no answer
    """
    if site.look:
        with suppress(AskInstead):
            return site.look.said(of)
    return _said(ask.rows(site, "statements", of))


def _said(rows: list[Row]) -> list[Said]:
    return [(ask.value(row, "p"), row["o"], ask.value(row, "graph")) for row in rows]


def _about(of: str, site: Site) -> About:
    if site.look:
        with suppress(AskInstead):
            return site.look.about(of)
    parts: dict[str, list[Row]] = defaultdict(list)
    for row in ask.rows(site, "thing", of):
        parts[ask.value(row, "part")].append(row)
    named = (row for row in parts["lead"] if isinstance(row["s"], NamedNode))
    leads = [(ask.value(row, "p"), ask.value(row, "s")) for row in named]
    return About(_said(parts["said"]), leads, {kind: parts[kind] for kind in records.KINDS})


def _passages(of: str, said: Statements, leads: Leads, site: Site) -> list[Row]:
    """The passages that state a thing or name it."""
    quotes = [*said.iris(PROV.wasDerivedFrom), *leads.things.get(SCHEMA.mentions.value, ())]
    if not quotes:
        return []
    if site.look and not leads.bounded:
        with suppress(AskInstead):
            return site.look.passages(quotes)
    return ask.rows(site, "passages", of)
