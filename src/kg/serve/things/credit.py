"""Whom a citation names: who made or publishes the data, as its description says; else the host that it is kept at."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from pyoxigraph import NamedNode

from kg.serve import ask
from kg.serve.language.words import Words
from kg.serve.site import Site
from kg.store.functions import Row
from kg.vocab import DCAT, DCTERMS, SCHEMA, VOID

_CLASSES = tuple(term.value for term in (DCAT.Dataset, VOID.Dataset, SCHEMA.Dataset))
_BY = tuple(term.value for term in (DCTERMS.creator, SCHEMA.creator, DCTERMS.publisher, SCHEMA.publisher))
"""Classes and properties that are looked for, the best first."""

MOST, LONGEST = 10, 200
"""Names that a citation has, and letters of each, at most."""


def find(site: Site) -> tuple[Words, ...]:
    """Who is to be credited for the data of a site.

    :raises kg.errors.StoreError: there is no answer
    """
    return stated(ask.rows(site, "credit")) or ({"": urlsplit(site.base).netloc or site.base},)


def stated(rows: Iterable[Row]) -> tuple[Words, ...]:
    """The names in the rows of the query `credit`, by language: of one dataset, its makers or else its publishers."""
    found = sorted(rows, key=_place)
    first = [row for row in found if _place(row)[:3] == _place(found[0])[:3]]
    names: dict[str, dict[str, str]] = {}
    for row in first:
        who = "name" if isinstance(row["who"], NamedNode) else "who"
        if name := " ".join(ask.value(row, who)[:LONGEST].split()):
            names.setdefault(ask.value(row, "who"), {}).setdefault(ask.language(row, who), name)
    return tuple(names.values())[:MOST]


def _place(row: Row) -> tuple[int, int, str, str]:
    """The best class and property first, then by the alphabet."""
    class_, by = _CLASSES.index(ask.value(row, "class")), _BY.index(ask.value(row, "p"))
    return class_, by, ask.value(row, "dataset"), ask.value(row, "who") + ask.value(row, "name")
