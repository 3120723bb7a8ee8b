"""Things as RDF: which thing some IRIs mean, and its description in any graph format."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum

from pyoxigraph import NamedNode, Triple

from kg import iri
from kg.codec import serialise
from kg.formats import Format
from kg.serve import ask
from kg.serve.look import Said
from kg.serve.site import Site
from kg.store.nearby import AskInstead
from kg.vocab import LG, RDF


class Standing(Enum):
    """Where a thing is: in the default graph, in others only, withdrawn, or spoken of and not described."""

    HERE = "here"
    ELSEWHERE = "elsewhere"
    WITHDRAWN = "withdrawn"
    SPOKEN_OF = "spoken of"


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that has a page.

    :param types: its classes, as the default graph has them; where that has none of it, as any other graph has them
    """

    iri: str
    standing: Standing
    types: frozenset[str] = frozenset()

    @property
    def is_here(self) -> bool:
        """Whether only what the default graph says of it is said of it."""
        return self.standing in (Standing.HERE, Standing.SPOKEN_OF)


def find(site: Site, candidates: tuple[str, ...]) -> Thing | None:
    """The first of some IRIs that the store knows.

    :raises kg.errors.StoreError: there is no answer
    """
    candidates = tuple(candidate for candidate in candidates if ask.is_iri(candidate))
    if not candidates:
        return None
    if found := _looked_up(site, candidates):
        return found
    rows = ask.rows(site, "standing", *candidates)
    for candidate in candidates:
        mine = [row for row in rows if ask.value(row, "it") == candidate]
        if mine:
            if plain := [row for row in mine if "graph" not in row]:
                return Thing(candidate, Standing.HERE, frozenset(ask.iris(plain, "type")))
            withdrawn = any(ask.value(row, "status") == _RETRACTED for row in mine)
            standing = Standing.WITHDRAWN if withdrawn else Standing.ELSEWHERE
            return Thing(candidate, standing, frozenset(ask.iris(mine, "type")))
    spoken_of = ask.rows(site, "spoken-of", *candidates)
    return Thing(ask.value(spoken_of[0], "it"), Standing.SPOKEN_OF) if spoken_of else None


_RETRACTED = iri.definition("status", "retracted")


def _looked_up(site: Site, candidates: tuple[str, ...]) -> Thing | None:
    """The first of some IRIs that anything is said of, where that can be looked up."""
    if not site.look:
        return None
    with suppress(AskInstead):
        for candidate in candidates:
            if (types := site.look.types(candidate)) is not None:
                return Thing(candidate, Standing.HERE, types)
            if said := site.look.said(candidate):
                return _elsewhere(candidate, said)
    return None


def _elsewhere(candidate: str, said: Iterable[Said]) -> Thing:
    """Where a thing is of which only other graphs say something."""
    objects = [(path, term.value) for path, term, _graph in said if isinstance(term, NamedNode)]
    withdrawn = (LG.status.value, _RETRACTED) in objects
    standing = Standing.WITHDRAWN if withdrawn else Standing.ELSEWHERE
    return Thing(candidate, standing, frozenset(value for path, value in objects if path == RDF.type.value))


_QUERIES: Mapping[Standing, str] = {
    Standing.HERE: "description",
    Standing.ELSEWHERE: "description-elsewhere",
    Standing.WITHDRAWN: "description-withdrawn",
    Standing.SPOKEN_OF: "description",
}


def describe(site: Site, thing: Thing, form: Format) -> bytes:
    """The description of a thing in a graph format; the same triples in each.

    :raises kg.errors.StoreError: there is no answer
    """
    return serialise(_triples(site, thing), form, site.base)


def _triples(site: Site, thing: Thing) -> Sequence[Triple]:
    """The triples of a description, under the base of the data."""
    if site.look and thing.standing is Standing.HERE:
        with suppress(AskInstead):
            return site.look.description(thing.iri)
    return ask.triples(site, _QUERIES[thing.standing], thing.iri)
