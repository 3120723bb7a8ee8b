"""The figures of a thing as CSV, for spreadsheets: of a report, an indicator, an area, a body, a period, a unit."""

from __future__ import annotations

from kg import formats
from kg.serve import ask
from kg.serve.context import pages
from kg.serve.things.descriptions import Thing
from kg.store.base import Query, Wanted
from kg.vocab import LG, ORG, QUDT, TIME

_WITH_FIGURES = frozenset(
    term.value
    for term in (
        LG.Report,
        LG.Indicator,
        LG.AdministrativeArea,
        ORG.Organization,
        TIME.ProperInterval,
        QUDT.Unit,
    )
)
"""Classes whose things figures may be about."""

_WANTED = Wanted(results=formats.CSV, boolean=None, graph=None)


def has_table(found: Thing) -> bool:
    """Whether figures may be about a thing."""
    return bool(found.types & _WITH_FIGURES)


def csv(found: Thing) -> bytes:
    """The figures about a thing, one a line, with names, numbers as read and as written, and their passages.

    :raises kg.errors.StoreError: there is no answer
    """
    site = pages().site
    query = Query(ask.bound(site, "figures-table", [found.iri]))
    return b"".join(site.store.answer(query, _WANTED, site.page_limits()).body)
