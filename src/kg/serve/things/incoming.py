"""What leads to a thing, by the property that leads, counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from kg.serve import look
from kg.serve.context import Pages, pair_address
from kg.serve.language import collation
from kg.serve.language.words import Name
from kg.serve.things.listings import LISTINGS, Listing
from kg.serve.things.values import Shower, Value
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

_LEFT_OUT = _ELSEWHERE_ON_PAGE | _BOTH_WAYS


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


@dataclass(frozen=True)
class Leads:
    """What leads to a thing: the things by property, in order; and whether there may be more."""

    things: Mapping[str, list[str]]
    bounded: bool

    @cached_property
    def shown(self) -> Mapping[str, list[str]]:
        """Those that have no other place on a page."""
        return {path: things for path, things in self.things.items() if path not in _LEFT_OUT}

    def beside(self, tabled: Set[str]) -> Mapping[str, list[str]]:
        """Those of them that do not stand in a table of the page."""
        if tabled.isdisjoint(chain.from_iterable(self.shown.values())):
            return self.shown
        found = {path: [t for t in things if t not in tabled] for path, things in self.shown.items()}
        return {path: things for path, things in found.items() if things}

    def learn(self, tabled: Set[str]) -> list[str]:
        """The IRIs whose names the leads need, and the drawing beside them.

        :param tabled: the things that stand in a table of the page
        """
        found = (*self.shown.values(), *self.beside(tabled).values())
        return [iri for things in found for iri in things[:SHOWN]]


def read(leads: Sequence[look.Lead]) -> Leads:
    """What leads to a thing, by property."""
    found: dict[str, list[str]] = {}
    for path, thing in leads:
        found.setdefault(path, []).append(thing)
    return Leads({path: sorted(set(things)) for path, things in sorted(found.items())}, len(leads) > BOUND)


def listings(leads: Leads) -> tuple[Listing, ...]:
    """The tables that a page has, by the properties that lead to its thing."""
    return tuple(one for one in LISTINGS if not one.leads.isdisjoint(leads.things))


def leads(to: str, of: Leads, tabled: Set[str], pages: Pages, shower: Shower) -> tuple[Lead, ...]:
    """What leads to a thing, beside what its tables show.

    :param tabled: the things that stand in a table of the page
    """
    made = [
        _lead(to, path, kind, things, of.bounded, pages, shower)
        for path, all_ in of.beside(tabled).items()
        for kind, things in _by_kind(all_, pages).items()
    ]
    return tuple(sorted(made, key=_order))


def _by_kind(things: list[str], pages: Pages) -> dict[str, list[str]]:
    """Some things by their class; of more than are looked at, all under the class of these, if they have but one."""
    kinds: dict[str, list[str]] = defaultdict(list)
    for iri in things[:SHOWN]:
        kinds[next(iter(pages.outline.classes(pages.labels.known(iri).types)), "")].append(iri)
    if len(things) <= SHOWN:
        return kinds
    return {next(iter(kinds)) if len(kinds) == 1 else "": things}


def _lead(
    to: str, path: str, class_: str, things: list[str], bounded: bool, pages: Pages, shower: Shower
) -> Lead:
    properties = pages.outline.of_types(pages.labels.known(things[0]).types)
    term = properties[path].term if path in properties else path
    shown = sorted((shower.thing(iri) for iri in things[:SHOWN]), key=lambda one: collation.key(one.text))
    kind = pages.outline.name(class_, shower.language) if class_ else None
    name = pages.outline.name(term, shower.language)
    return Lead(path, name, kind, tuple(shown), len(things), bounded, address(to, path, pages))


def _order(one: Lead) -> tuple[bool, object, object]:
    """By kind, then by property, in the order of the alphabet; those without a kind last."""
    kind = one.kind.text if one.kind else ""
    return not kind, collation.key(kind), collation.key(one.name.text)


def address(to: str, by: str, pages: Pages) -> str:
    """Where all of what leads to a thing by a property is listed."""
    return pair_address("/linked", pages, to=to, by=by)
