"""What the overviews show: home with its counts, lists of reports and indicators."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pyoxigraph import Literal

from kg.serve import ask
from kg.serve.context import Pages, pages
from kg.serve.language import collation
from kg.serve.language.languages import gettext as _
from kg.serve.language.languages import ngettext
from kg.serve.things import comparison, evidence, figures, jsonld, kinds, listings
from kg.serve.things.listings import LISTINGS, Statements
from kg.serve.things.values import Shower, Value, tone
from kg.vocab import LG, XKOS

_TILES = 6
"""Kinds that are counted on the first page of data that came from elsewhere."""


@dataclass(frozen=True)
class Report:
    """A report in a list."""

    thing: Value
    facts: int
    day: Value | None


@dataclass(frozen=True)
class Indicator:
    """An indicator in a list, with its parts, and where its figures are compared."""

    thing: Value
    figures: int
    compare: str
    parts: tuple[Indicator, ...]


def home() -> Mapping[str, Any]:
    """What is here in numbers, the newest reports, and a few figures of the first."""
    shared = pages()
    shower = shared.shower()
    newest, tiles = _reports(shared, shower)[:5], _tiles(shower)
    sample = _sample(newest[0].thing.iri, shared, shower) if newest else []
    return {
        "schema_org": jsonld.website(shared, _("Local Reports")),
        "local": bool(tiles),
        "tiles": tiles or _largest(shared, shower),
        "reports": newest,
        "figures": sample,
        "example": _example(sample[0][0].iri, shared, shower) if sample else None,
    }


def _tiles(shower: Shower) -> list[tuple[str, str, int, str]]:
    """Address, colour, number and name of the kinds that a reader comes for."""
    found = dict(kinds.census())
    words: Mapping[str, Callable[[int], str]] = {
        LG.Report.value: lambda n: ngettext("report", "reports", n),
        LG.Figure.value: lambda n: ngettext("figure", "figures", n),
        LG.Tenure.value: lambda n: ngettext("post held", "posts held", n),
        LG.Meeting.value: lambda n: ngettext("meeting", "meetings", n),
        LG.Citation.value: lambda n: ngettext("citation", "citations", n),
        LG.Remark.value: lambda n: ngettext("remark or task", "remarks and tasks", n),
    }
    return [
        (shower.here(kinds.class_path(class_)), tone((class_,)), found[class_], name(found[class_]))
        for class_, name in words.items()
        if found.get(class_)
    ]


def _largest(shared: Pages, shower: Shower) -> list[tuple[str, str, int, str]]:
    """The same of data with none of those: the kinds with most things."""
    return [(one.href, one.tone, one.count, one.name.text) for one in kinds.counts(shared, shower)[:_TILES]]


def _sample(report: str, shared: Pages, shower: Shower) -> list[tuple[Value, figures.Figure]]:
    """The first figures of a report that have both an actual value and a plan."""
    rows = listings.things(LISTINGS[0], shared, report)
    both = {iri: said for iri, said in rows.items() if LG.actual.value in said and LG.plan.value in said}
    return [
        (shower.thing(iri), figures.figure(said, shared, shower))
        for iri, said in sorted(both.items(), key=lambda one: (LG.percentOfPlan.value not in one[1], one[0]))[
            :4
        ]
    ]


def _example(figure: str, shared: Pages, shower: Shower) -> evidence.Passage | None:
    """The passage that states a figure."""
    rows = ask.rows(shared.site, "passages", figure)
    shared.labels.learn(evidence.learn(rows))
    return next(iter(evidence.passages(rows, shared, shower)), None)


def reports(number: int) -> Mapping[str, Any]:
    """One page of the reports, the newest first."""
    shared = pages()
    found = _reports(shared, shared.shower())
    return {
        "path": "/reports",
        "reports": found[(number - 1) * kinds.A_PAGE : number * kinds.A_PAGE],
        "count": len(found),
        "number_of_page": number,
        "last": max(1, -(-len(found) // kinds.A_PAGE)),
    }


def _reports(shared: Pages, shower: Shower) -> list[Report]:
    rows = ask.rows(shared.site, "reports")
    shared.labels.learn(sorted(ask.iris(rows, "it")))
    ordered = sorted(rows, key=lambda row: (ask.value(row, "issued"), ask.value(row, "it")), reverse=True)
    return [
        Report(
            shower.thing(ask.value(row, "it")),
            int(ask.value(row, "facts")),
            shower.term(row["issued"]) if "issued" in row else None,
        )
        for row in ordered
    ]


def indicators() -> Mapping[str, Any]:
    """Every indicator under the whole that it is part of, those with figures first."""
    shared = pages()
    shower = shared.shower()
    rows = ask.rows(shared.site, "indicators")
    shared.labels.learn(sorted(ask.iris(rows, "row", "o")))
    said = listings.statements(rows)
    parts = {o.value for one in said.values() for o in _parts(one)}
    tops = [_indicator(iri, said, shower, 0) for iri in said if iri not in parts]
    ordered = sorted(tops, key=lambda one: collation.key(one.thing.text))
    return {
        "with_figures": [one for one in ordered if _has_figures(one)],
        "without": [one for one in ordered if not _has_figures(one)],
    }


def _parts(said: Statements) -> list[Any]:
    return list(said.get(XKOS.hasPart.value, ()))


def _indicator(iri: str, said: Mapping[str, Statements], shower: Shower, depth: int) -> Indicator:
    one = said.get(iri, {})
    below = [o.value for o in _parts(one)] if depth < 8 else []
    count = next((int(o.value) for o in one.get(LG.Figure.value, ()) if isinstance(o, Literal)), 0)
    return Indicator(
        shower.thing(iri),
        count,
        shower.here(comparison.address({"indicator": iri})) if count else "",
        tuple(_indicator(part, said, shower, depth + 1) for part in sorted(below)),
    )


def _has_figures(one: Indicator) -> bool:
    return one.figures > 0 or any(_has_figures(part) for part in one.parts)
