"""Kinds of things: the classes of the data with their counts, and long lists by letter, a page at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pyoxigraph import NamedNode

from kg.serve import addresses, ask, collation
from kg.serve.context import Pages, pages
from kg.serve.problems import Problem
from kg.serve.values import Shower, Value, tone
from kg.serve.words import Name
from kg.store.functions import Row
from kg.vocab import LG, PREFIXES

A_PAGE = 100
"""Things of a class that a page lists."""

MEMBERS = 5000
"""Things of a class that are listed at all; the query asks for one more."""

VALUES = 50_000
"""Values of one property that are listed at all; the query asks for one more."""


@dataclass(frozen=True)
class Count:
    """A class with how many things it has."""

    iri: str
    name: Name
    description: str
    count: int
    tone: str
    href: str


def census() -> list[tuple[str, int]]:
    """Every class with its number of things, the most first.

    :raises kg.errors.StoreError: there is no answer
    """
    site = pages().site
    rows = ask.rows(site, "census") or ask.rows(site, "census-counted")
    found = [(ask.value(row, "class"), int(ask.value(row, "count"))) for row in rows]
    return sorted(found, key=lambda item: (-item[1], item[0]))


def class_path(iri: str) -> str:
    """The address of a class's list: its name, with its prefix where it is not ours."""
    if iri.startswith(LG.iri):
        return f"/browse/{iri.removeprefix(LG.iri)}"
    prefix = next((p for p, namespace in PREFIXES.items() if iri.startswith(namespace)), None)
    if prefix:
        return f"/browse/{prefix}:{iri.removeprefix(PREFIXES[prefix])}"
    return addresses.resource(iri)


def class_named(name: str) -> str | None:
    """The class of the data whose list has a name."""
    return next((iri for iri, _ in census() if class_path(iri) == f"/browse/{name}"), None)


def counts(shared: Pages, shower: Shower) -> list[Count]:
    """The classes that have a name here, with their counts."""
    language, outline = shower.language, shared.outline
    found = []
    for iri, count in census():
        if outline.is_named(iri):
            description = outline.description(iri, language)
            words = description.text if description else ""
            name = outline.name(iri, language)
            found.append(Count(iri, name, words, count, tone((iri,)), shower.here(class_path(iri))))
    return found


def classes() -> Mapping[str, Any]:
    """Every class, and the ontology and code lists."""
    shared = pages()
    shower = shared.shower()
    rows = ask.rows(shared.site, "schemes")
    shared.labels.learn(sorted(ask.iris(rows, "it")))
    schemes = [(shower.thing(ask.value(row, "it")), int(ask.value(row, "entries"))) for row in rows]
    return {
        "classes": sorted(counts(shared, shower), key=lambda one: collation.key(one.name.text)),
        "schemes": sorted(schemes, key=lambda item: collation.key(item[0].text)),
    }


def members(class_: str, number: int) -> Mapping[str, Any]:
    """One page of the things of a class, by letter."""
    shared = pages()
    shower = shared.shower()
    description = shared.outline.description(class_, shower.language)
    return {
        "name": shared.outline.name(class_, shower.language),
        "description": description.text if description else "",
        "path": class_path(class_),
        **by_letter(ask.rows(shared.site, "members", class_), number, shared, shower),
    }


def linked(iri: str, by: str, number: int) -> Mapping[str, Any]:
    """One page of the things that lead to a thing by a property, by letter."""
    shared = pages()
    shower = shared.shower()
    rows = ask.rows_by(shared.site, "linked", it=iri, by=by)
    shared.labels.learn([iri])
    return {
        "name": shared.outline.name(by, shower.language),
        "to": shower.thing(iri),
        **by_letter(rows, number, shared, shower),
    }


def values(iri: str, by: str, number: int) -> Mapping[str, Any]:
    """One page of the values of a property of a thing, in the order of the alphabet."""
    shared = pages()
    shower = shared.shower()
    terms = [row["o"] for row in ask.rows_by(shared.site, "values", it=iri, by=by)]
    if not terms:
        raise Problem("not-found", "The thing has no such property.")
    ordered = sorted(terms[:VALUES], key=lambda term: collation.key(getattr(term, "value", "")[:200]))
    some = ordered[(number - 1) * A_PAGE : number * A_PAGE]
    shared.labels.learn([iri, *(term.value for term in some if isinstance(term, NamedNode))])
    return {
        "name": shared.outline.name(by, shower.language),
        "of": shower.thing(iri),
        "values": [shower.term(term) for term in some],
        "count": len(ordered),
        "bounded": len(terms) > VALUES,
        "number_of_page": number,
        "last": max(1, -(-len(ordered) // A_PAGE)),
    }


def by_letter(rows: list[Row], number: int, shared: Pages, shower: Shower) -> dict[str, Any]:
    """The things of some rows in the order of the alphabet, a page of them under their letters."""
    iris = [ask.value(row, "row") for row in rows[:MEMBERS]]
    shared.labels.learn(iris)
    things = sorted((shower.thing(iri) for iri in iris), key=lambda value: collation.key(value.text))
    letters: dict[str, list[Value]] = defaultdict(list)
    for thing in things[(number - 1) * A_PAGE : number * A_PAGE]:
        letters[collation.initial(thing.text)].append(thing)
    return {
        "letters": letters,
        "count": len(things),
        "bounded": len(rows) > MEMBERS,
        "number_of_page": number,
        "last": max(1, -(-len(things) // A_PAGE)),
    }
