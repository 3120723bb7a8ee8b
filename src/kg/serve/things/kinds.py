"""Kinds of things: the classes of the data with their counts, and long lists by letter, a page at a time."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from pyoxigraph import NamedNode

from kg.serve import addresses, ask
from kg.serve.context import Order, Pages, pages, pair_address
from kg.serve.language import collation
from kg.serve.language.words import Name
from kg.serve.problems import Problem
from kg.serve.things.values import Shower, Value, fitting, tone
from kg.serve.things.within import within
from kg.store.functions import Row
from kg.vocab import LG, PREFIXES

A_PAGE = 100
"""Things of a class that a page lists."""

_LETTERS = 60_000
"""Letters of the values that a page lists."""

MEMBERS = 20_000
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
    """The classes that have a name here, with their counts; of data that is served as it came, all of them."""
    language, outline = shower.language, shared.outline
    found = []
    for iri, count in census():
        if outline.is_named(iri) or not shared.site.manifest:
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
        "posts": LG.Tenure.value in dict(census()),
        "classes": sorted(counts(shared, shower), key=lambda one: collation.key(one.name.text)),
        "schemes": sorted(schemes, key=lambda item: collation.key(item[0].text)),
    }


def members(class_: str, number: int, letter: str = "") -> Mapping[str, Any]:
    """One page of the things of a class, by letter."""
    shared = pages()
    shower = shared.shower()
    description = shared.outline.description(class_, shower.language)
    query = _MEMBERS.get(class_, "members")
    found = by_letter(
        lambda: ask.rows(shared.site, query, class_), class_path(class_), number, letter, shared, shower
    )
    return {
        "name": shared.outline.name(class_, shower.language),
        "description": description.text if description else "",
        **(areas_told_apart(found, "", shared, shower) if class_ in _MEMBERS else found),
    }


def areas_told_apart(found: dict[str, Any], here: str, shared: Pages, shower: Shower) -> dict[str, Any]:
    """A page of areas by letter, with what each is part of, but for what the whole page is about, and until when."""
    iris = [one.iri for things in found["letters"].values() for one in things]
    return {**found, "within": within(iris, here, shared, shower) if iris else {}}


_MEMBERS = {LG.AdministrativeArea.value: "members-areas"}
"""Classes whose things stand in the alphabet by their short names, with the query that has these."""


def linked(iri: str, by: str, number: int, letter: str = "") -> Mapping[str, Any]:
    """One page of the things that lead to a thing by a property, by letter."""
    shared = pages()
    shower = shared.shower()
    shared.labels.learn([iri])
    path = pair_address("/linked", shared, to=iri, by=by)
    return {
        "name": shared.outline.name(by, shower.language),
        "to": shower.thing(iri),
        **by_letter(
            lambda: ask.rows_by(shared.site, "linked", it=iri, by=by), path, number, letter, shared, shower
        ),
    }


def values(iri: str, by: str, number: int, letter: str = "") -> Mapping[str, Any]:
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
        "values": fitting([shower.of(by, term) for term in some], _LETTERS),
        "count": len(ordered),
        "bounded": len(terms) > VALUES,
        "number_of_page": number,
        "last": max(1, -(-len(ordered) // A_PAGE)),
    }


def by_letter(
    rows: Callable[[], list[Row]], path: str, number: int, letter: str, shared: Pages, shower: Shower
) -> dict[str, Any]:
    """Things in the order of the alphabet, a page of them under their letters: those of their short names where the
    rows have any.

    :param rows: asks for them; they are put in order once for a language
    :param path: the address of their list
    :param letter: the one that is asked for; “” for all
    :raises Problem: there is nothing under this letter, or no such page
    """

    def order() -> Order:
        found = rows()
        return Order(_ordered(found[:MEMBERS], shared, shower), len(found) > MEMBERS)

    every = shared.orders.get((path, shower.language), order)
    fitting = [one for one in every.things if letter in ("", one[0])]
    if letter and not fitting:
        raise Problem("not-found", "Nothing here begins with this letter.")
    some = fitting[(number - 1) * A_PAGE : number * A_PAGE]
    shared.labels.learn(thing for _initial, thing in some)
    letters: dict[str, list[Value]] = defaultdict(list)
    for initial, thing in some:
        letters[initial].append(shower.thing(thing))
    counts = Counter(initial for initial, _thing in every.things)
    return {
        "letters": letters,
        "initials": [(one, counts[one], with_letter(path, one)) for one in counts],
        "letter": letter,
        "all_letters": path,
        "path": with_letter(path, letter),
        "count": len(every.things),
        "bounded": every.bounded,
        "number_of_page": number,
        "last": max(1, -(-len(fitting) // A_PAGE)),
    }


def with_letter(path: str, letter: str) -> str:
    """The address of the things of a list that begin with a letter; of all of them for “”."""
    return f"{path}{'&' if '?' in path else '?'}letter={quote(letter)}" if letter else path


def _ordered(rows: list[Row], shared: Pages, shower: Shower) -> tuple[tuple[str, str], ...]:
    """The things of some rows in the order of the alphabet, each with its letter; only those without a short name
    need their whole one for that, and those of one name stand in the order of their addresses.
    """
    names = {ask.value(row, "row"): ask.value(row, "short") for row in rows}
    nameless = [iri for iri, short in names.items() if not short]
    shared.labels.learn(nameless)
    names |= {iri: shower.thing(iri).text for iri in nameless}
    ordered = sorted(names, key=lambda iri: (collation.key(names[iri])[:2], len(iri), iri))
    return tuple((collation.initial(names[iri]), iri) for iri in ordered)
