"""Suggestions while somebody types (section 6): things, types and properties, from the beginning of their names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from kg.serve.problems import Problem
from kg.serve.reconcile.options import Finder
from kg.serve.reconcile.service import Service
from kg.serve.reconcile.telling import Teller
from kg.serve.reconcile.vocabulary import Term, Vocabulary
from kg.vietnamese import fold

SHOWN = 20
"""Suggestions of one answer."""

FURTHEST = 200
"""Things that may be passed over by `cursor`."""

_Item = TypeVar("_Item")


def entities(service: Service, prefix: str, cursor: int, language: str) -> dict[str, object]:
    """Things whose names begin so; the one whose IRI it is."""
    finder = service.finder()
    found = dict.fromkeys(_entities(finder, prefix, min(cursor, FURTHEST) + SHOWN))
    iris, more = _page(list(found), cursor)
    service.facts.learn(iris, service.limits())
    teller, vocabulary = Teller(service, language), service.vocabulary
    teller.learn(iris)
    items = [
        {
            "id": iri,
            "name": teller.name(iri),
            "description": teller.description(iri),
            "notable": [
                {"id": one, "name": vocabulary.name(vocabulary.types[one], language)}
                for one in teller.types(iri)[:2]
            ],
        }
        for iri in iris
    ]
    return {"result": items} | more


def _entities(finder: Finder, prefix: str, enough: int) -> Iterable[str]:
    if not prefix:
        return
    exact = finder.matcher.entry(prefix)
    if exact and finder.is_thing(exact):
        yield exact.iri
    for one in finder.matcher.suggest(prefix, limit=2 * enough):
        if finder.is_thing(one.entry):
            yield one.iri


def types(service: Service, prefix: str, cursor: int, language: str) -> dict[str, object]:
    """Types whose names begin so, those of which there are things first."""
    vocabulary = service.vocabulary
    rank = {one: -vocabulary.things.get(one, 0) for one in vocabulary.types}
    return _terms(vocabulary, vocabulary.types, rank.__getitem__, prefix, cursor, language)


def properties(service: Service, prefix: str, cursor: int, language: str) -> dict[str, object]:
    """Properties whose names begin so, those of the commonest things first."""
    vocabulary = service.vocabulary
    order = vocabulary.properties_of("")
    rank = {one: at for at, one in enumerate(order)}
    return _terms(
        vocabulary, vocabulary.properties, lambda one: rank.get(one, len(rank)), prefix, cursor, language
    )


def _terms(
    vocabulary: Vocabulary,
    terms: Mapping[str, Term],
    rank: Callable[[str], int],
    prefix: str,
    cursor: int,
    language: str,
) -> dict[str, object]:
    def place(term: Term) -> int | None:
        return _fit(prefix, term.iri, [vocabulary.name(term, one) for one in (language, "vi", "en")])

    placed = [(at, rank(term.iri), term.iri) for term in terms.values() if (at := place(term)) is not None]
    shown, more = _page([terms[iri] for _, _, iri in sorted(placed)], cursor)
    items = [
        {
            "id": term.iri,
            "name": vocabulary.name(term, language),
            "description": vocabulary.description(term, language),
        }
        for term in shown
    ]
    return {"result": items} | more


def _fit(prefix: str, iri: str, names: Iterable[str]) -> int | None:
    """How well a term fits what was typed, 0 best; None where it does not."""
    asked = fold(prefix)
    if prefix == iri or not asked:
        return 0
    folded = [fold(name) for name in names]
    if asked in folded:
        return 0
    if any(name.startswith(asked) for name in folded):
        return 1
    if any(f" {asked}" in name for name in folded):
        return 2
    tail = iri.rpartition("#")[2].rpartition("/")[2]
    return 3 if fold(tail).startswith(asked) or (len(prefix) > 8 and iri.startswith(prefix)) else None


def _page(found: list[_Item], cursor: int) -> tuple[list[_Item], dict[str, object]]:
    """The suggestions from a place on, and where the next begin if there are any."""
    end = cursor + SHOWN
    return found[cursor:end], {"cursor": end} if len(found) > end else {}


def cursor(text: str | None) -> int:
    """How many suggestions to pass over.

    :raises Problem: no number
    """
    if not text:
        return 0
    if not (text.isascii() and text.isdecimal() and len(text) < 7):
        raise Problem("request", "“cursor” is no whole number from 0 up.")
    return int(text)
