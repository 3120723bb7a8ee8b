"""What is compared: a thing with its names, codes, what it belongs to, its level and its time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pyoxigraph import NamedNode

from kg.search.entries import CODE, MAIN, OTHER, Name
from kg.vocab import DCTERMS, ELI, FOAF, LG, ORG, SKOS


@dataclass(frozen=True)
class Kind:
    """A kind of thing that is linked.

    :param of: its class in our data
    :param relation: how a curator most often joins two of them
    :param codes: properties whose values are codes of it
    :param parents: properties that say what it belongs to
    :param weights: how much each feature tells; one that is not known counts half
    """

    of: NamedNode
    relation: str
    codes: tuple[NamedNode, ...] = ()
    parents: tuple[NamedNode, ...] = ()
    days: tuple[NamedNode, ...] = ()
    weights: Mapping[str, float] = field(default_factory=dict)


_USUAL = {"name": 0.5, "code": 0.2, "parent": 0.15, "level": 0.1, "time": 0.05}
_BY_SYMBOL = {"name": 0.05, "code": 0.4, "parent": 0.3, "day": 0.25}
_PERSON = {"name": 0.5, "parent": 0.35, "time": 0.15}
_CONCEPT = {"name": 0.75, "code": 0.15, "parent": 0.1}

KINDS: Mapping[str, Kind] = {
    "area": Kind(
        *(LG.AdministrativeArea, "owl:sameAs"),
        codes=(LG.gsoCode,),
        parents=(DCTERMS.isPartOf,),
        weights=_USUAL,
    ),
    "person": Kind(FOAF.Person, "owl:sameAs", weights=_PERSON),
    "body": Kind(
        *(ORG.Organization, "owl:sameAs"),
        parents=(DCTERMS.spatial, ORG.subOrganizationOf, ORG.unitOf),
        weights=_USUAL,
    ),
    "document": Kind(
        *(LG.NormativeDocument, "owl:sameAs"),
        codes=(ELI.id_local,),
        parents=(LG.issuer,),
        days=(ELI.date_document,),
        weights=_BY_SYMBOL,
    ),
    "indicator": Kind(LG.Indicator, "skos:exactMatch", weights=_CONCEPT),
    "concept": Kind(*(SKOS.Concept, "skos:exactMatch"), parents=(SKOS.broader,), weights=_CONCEPT),
}
"""Every kind; a thing is of the first that fits it."""


@dataclass(frozen=True)
class Thing:
    """One thing, ours or another's.

    :param parents: IRIs of what it belongs to; `above` are names of these where they are known by name only
    :param start: first day of its time, as far as known: 2025, 2025-07, 2025-07-01
    :param day: the day that identifies it, of a document
    :param scope: the report that alone knows it, “” for one that all share
    :param quotes: words of reports that speak of it
    """

    iri: str
    kind: str
    names: tuple[Name, ...]
    parents: tuple[str, ...] = ()
    above: tuple[str, ...] = ()
    level: str = ""
    start: str = ""
    end: str = ""
    day: str = ""
    scope: str = ""
    quotes: tuple[str, ...] = ()

    @property
    def called(self) -> str:
        """Its name."""
        return next((n.text for kind in (MAIN, OTHER, CODE) for n in self.names if n.kind == kind), self.iri)

    @property
    def spoken(self) -> tuple[str, ...]:
        """Every name of it that is no code."""
        return tuple(dict.fromkeys(n.text for n in self.names if n.kind != CODE))

    @property
    def codes(self) -> frozenset[str]:
        """Its codes."""
        return frozenset(n.text for n in self.names if n.kind == CODE)


@dataclass(frozen=True)
class World:
    """Things by their IRIs, and under which name each is one with others."""

    things: Mapping[str, Thing]
    same: Mapping[str, str] = field(default_factory=dict)

    def one(self, iri: str) -> str:
        """The IRI that stands for all that a thing is known under."""
        return self.same.get(iri, iri)

    def of(self, kinds: Iterable[str]) -> list[Thing]:
        """The things of some kinds, in the order of their IRIs."""
        wanted = set(kinds)
        return [thing for iri, thing in sorted(self.things.items()) if thing.kind in wanted]

    def above(self, thing: Thing) -> Iterator[str]:
        """The IRIs of all that a thing belongs to, as far up as it goes."""
        seen, level = {thing.iri}, list(thing.parents)
        while level:
            level = [iri for iri in dict.fromkeys(level) if iri not in seen]
            seen.update(level)
            yield from level
            level = [up for iri in level if iri in self.things for up in self.things[iri].parents]
