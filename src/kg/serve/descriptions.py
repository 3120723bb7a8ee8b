"""Things as RDF: which thing some IRIs mean, and its description in any graph format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from kg import iri
from kg.codec import serialise
from kg.formats import Format
from kg.serve import ask
from kg.serve.site import Site


class Standing(Enum):
    """Where a thing is: in the default graph, in others only, withdrawn, or spoken of and not described."""

    HERE = "here"
    ELSEWHERE = "elsewhere"
    WITHDRAWN = "withdrawn"
    SPOKEN_OF = "spoken of"


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that has a page.

    :param graphs: the named graphs that have statements about it
    :param types: its classes, as the default graph has them; where that has none of it, as any other graph has them
    """

    iri: str
    standing: Standing
    graphs: tuple[str, ...] = ()
    types: frozenset[str] = frozenset()


def find(site: Site, candidates: tuple[str, ...]) -> Thing | None:
    """The first of some IRIs that the store knows.

    :raises kg.errors.StoreError: there is no answer
    """
    candidates = tuple(candidate for candidate in candidates if ask.is_iri(candidate))
    if not candidates:
        return None
    rows = ask.rows(site, "standing", *candidates)
    retracted = iri.definition("status", "retracted")
    for candidate in candidates:
        mine = [row for row in rows if ask.value(row, "it") == candidate]
        if mine:
            graphs = tuple(sorted({g for row in mine if (g := ask.value(row, "graph"))}))
            if plain := [row for row in mine if "graph" not in row]:
                return Thing(candidate, Standing.HERE, graphs, frozenset(ask.iris(plain, "type")))
            withdrawn = any(ask.value(row, "status") == retracted for row in mine)
            standing = Standing.WITHDRAWN if withdrawn else Standing.ELSEWHERE
            return Thing(candidate, standing, graphs, frozenset(ask.iris(mine, "type")))
    spoken_of = ask.rows(site, "spoken-of", *candidates)
    return Thing(ask.value(spoken_of[0], "it"), Standing.SPOKEN_OF) if spoken_of else None


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
    return serialise(ask.triples(site, _QUERIES[thing.standing], thing.iri), form, site.base)
