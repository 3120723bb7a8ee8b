"""Our own things, out of the current release."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from kg import manifest
from kg.build import areas
from kg.build.linking.things import KINDS, Thing, World
from kg.errors import ReleaseError, Where
from kg.iri import BASE, Rebase
from kg.search.collect import NAMES
from kg.search.entries import CODE, MAIN, Name
from kg.vocab import DCTERMS, ELI, LG, OA, ORG, OWL, PROV, RDF, SCHEMA

_SCOPED = re.compile(r"id/(?:person|org|area|document|indicator)/([0-9a-f]{16})/")
_VALID = re.compile(r"id/period/([0-9-]*?)(?:--([0-9-]*))?$")
_MOST_QUOTES = 2

_KIND_CODES = {p for kind in KINDS.values() for p in kind.codes}
_PARENTS = {p for kind in KINDS.values() for p in kind.parents}
_WANTED = (
    *(RDF.type, OWL.sameAs, LG.areaLevel, DCTERMS.valid, ELI.date_document, SCHEMA.mentions, OA.exact),
    *(ORG.member, ORG.organization, PROV.wasDerivedFrom, LG.issuerCode),
)

Term = NamedNode | Literal
Said = Mapping[str, Mapping[str, list[Term]]]


def world(out: Path) -> World:
    """Everything of the current release that can be linked, under the default base.

    :raises ReleaseError: there is no release
    """
    folder = manifest.current(out)
    if folder is None:
        raise ReleaseError(
            "There is no release whose things could be linked.", Where(out), "Run `kg build` first."
        )
    store = Store.read_only(str(folder / manifest.STORE))
    return of(store, Rebase(BASE, manifest.read(folder).base))


def of(store: Store, home: Rebase) -> World:
    """The things in the default graph of a store.

    :param home: leads from the base of the store to the default one
    """
    said = _said(store, home)
    quotes = _quotes(said)
    things = (_thing(iri, one, quotes) for iri, one in said.items())
    found = {thing.iri: thing for thing in things if thing is not None}
    return World(_with_bodies(found, said), _same(said))


def _said(store: Store, home: Rebase) -> Said:
    away = Rebase(home.old, home.new)
    found: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for wanted in dict.fromkeys((*NAMES, *_KIND_CODES, *_PARENTS, *_WANTED)):
        for quad in store.quads_for_pattern(None, NamedNode(away(wanted.value)), None, DefaultGraph()):
            subject, value = quad.subject, quad.object
            if isinstance(subject, NamedNode) and isinstance(value, NamedNode | Literal):
                moved = NamedNode(home(value.value)) if isinstance(value, NamedNode) else value
                found[home(subject.value)][wanted.value].append(moved)
    return found


def _iris(one: Mapping[str, list[Term]], *properties: NamedNode) -> list[str]:
    values = (value for p in properties for value in one.get(p.value, ()))
    return sorted(v.value for v in values if isinstance(v, NamedNode))


def _first(one: Mapping[str, list[Term]], property_: NamedNode) -> str:
    return min((value.value for value in one.get(property_.value, ())), default="")


def _thing(iri: str, one: Mapping[str, list[Term]], quotes: Mapping[str, list[str]]) -> Thing | None:
    types = set(_iris(one, RDF.type))
    kind = next((name for name, kind in KINDS.items() if kind.of.value in types), None)
    names = _names(one, kind) if kind else ()
    if kind is None or not any(name.kind != CODE for name in names):
        return None
    valid = _VALID.search(_first(one, DCTERMS.valid))
    scope = _SCOPED.search(iri)
    return Thing(
        iri=iri,
        kind=kind,
        names=names,
        parents=tuple(_iris(one, *KINDS[kind].parents)),
        level=_level(_first(one, LG.areaLevel).rpartition("/")[2]),
        start=(valid[1] or "") if valid else "",
        end=(valid[2] if valid[2] is not None else valid[1]) if valid else "",
        day=_first(one, ELI.date_document),
        scope=scope[1] if scope else "",
        quotes=tuple(quotes.get(iri, ())),
    )


def _level(slug: str) -> str:
    """The level of a kind of area: a city under central rule is of a province's."""
    return areas.KINDS[slug].level if slug in areas.KINDS else slug


def _names(one: Mapping[str, list[Term]], kind: str) -> tuple[Name, ...]:
    """Its names; of codes only those that identify a thing of its kind."""
    found = []
    for property_, sort in NAMES.items():
        own = sort != CODE or property_ in KINDS[kind].codes
        for value in one.get(property_.value, ()) if own else ():
            if isinstance(value, Literal) and value.value.strip():
                found.append(Name(value.value, value.language or "", sort))
    return tuple(dict.fromkeys(sorted(found, key=_order)))


def _order(name: Name) -> tuple[bool, bool, bool, str]:
    return name.kind == CODE, name.kind != MAIN, name.language != "vi", name.text


def _quotes(said: Said) -> dict[str, list[str]]:
    """The words of the reports that speak of each thing, the longest first."""
    found: dict[str, set[str]] = defaultdict(set)
    for iri, one in said.items():
        words = said.get(f"{iri};quote", {}).get(OA.exact.value, ())
        for thing in _iris(one, SCHEMA.mentions):
            found[thing].update(text.value for text in words)
    return {iri: sorted(texts, key=lambda t: (-len(t), t))[:_MOST_QUOTES] for iri, texts in found.items()}


def _with_bodies(things: dict[str, Thing], said: Said) -> dict[str, Thing]:
    """The things; a person belongs to the bodies in which they hold posts."""
    bodies: dict[str, set[str]] = defaultdict(set)
    for one in said.values():
        for person in _iris(one, ORG.member):
            bodies[person].update(_iris(one, ORG.organization))
    for person, held in bodies.items():
        if person in things:
            things[person] = _under(things[person], sorted(held))
    return things


def _under(thing: Thing, parents: Iterable[str]) -> Thing:
    return Thing(**{**thing.__dict__, "parents": (*thing.parents, *parents)})


def _same(said: Said) -> dict[str, str]:
    """Under which IRI each thing is one with others: the first of all that accepted links join."""
    found: dict[str, str] = {}

    def root(iri: str) -> str:
        while found.get(iri, iri) != iri:
            iri = found[iri]
        return iri

    for iri, one in sorted(said.items()):
        for other in _iris(one, OWL.sameAs):
            first, second = sorted((root(iri), root(other)))
            found[second] = first
    return {iri: root(iri) for iri in found}
