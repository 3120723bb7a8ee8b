"""A figure over time: plan against actual by period, drawn as an SVG and written as a table beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from kg.serve import ask
from kg.serve.context import Pages
from kg.serve.language import collation
from kg.serve.language.words import plain
from kg.serve.things import figures, listings
from kg.serve.things.figures import Figure
from kg.serve.things.listings import Statements
from kg.serve.things.values import Shower, Value
from kg.vocab import LG, QUDT, SDMX_DIMENSION

SHOWN, PERIODS = 3, 12
"""Series that a page draws, and periods of one: the last ones."""

BOUND = 500
"""Figures from which on a page may not have all; the query `figures` gives no more."""

WIDTH, HEIGHT = 48, 160
"""Of one period in the drawing."""

LETTERS, NARROW = 7, 320
"""Letters of a period's name that are written below it, and the pixels of the drawing on a phone."""

_LETTER = 7
"""Pixels that a letter takes."""

_OF = tuple(term.value for term in (LG.indicator, SDMX_DIMENSION.refArea, LG.ofOrganisation, QUDT.hasUnit))


@dataclass(frozen=True)
class Point:
    """One period of a series.

    :param short: what its bars are called, where there is little room
    :param plan: how high its bar is; 0 where nothing is planned
    """

    thing: Value
    period: Value
    short: str
    figure: Figure
    actual: float
    plan: float


@dataclass(frozen=True)
class Series:
    """One indicator of one area or body over its periods.

    :param of: what it is of, but for what the page itself is about
    """

    of: tuple[Value, ...]
    unit: str
    points: tuple[Point, ...]

    @property
    def width(self) -> int:
        """Pixels of the drawing where there is room; the bars stand at percentages of it."""
        return WIDTH * len(self.points)

    @property
    def step(self) -> int:
        """Of how many periods only one has its name below it on a phone, so that names do not cover each other."""
        letters = max(min(len(point.short), LETTERS) for point in self.points)
        return ceil((letters + 0.5) * _LETTER * len(self.points) / NARROW)


def series(found: Mapping[str, Statements], here: str, pages: Pages, shower: Shower) -> tuple[Series, ...]:
    """The figures that are of one thing in two periods or more, those with the most periods first.

    :param found: the statements of each figure, names learnt
    :param here: the IRI of the thing whose page it is
    """
    by: dict[tuple[str, ...], dict[str, str]] = defaultdict(dict)
    for iri, said in sorted(found.items()):
        periods, numbers = _values(said, SDMX_DIMENSION.refPeriod.value), (LG.actual.value, LG.plan.value)
        if len(periods) == 1 and any((figures.number(said, path) or 0) > 0 for path in numbers):
            of = tuple(value for path in _OF for value in _values(said, path))
            by[of].setdefault(periods[0], iri)
    lasting = [(of, points) for of, points in by.items() if len(points) > 1]
    lasting.sort(key=lambda one: (-len(one[1]), [shower.thing(iri).text for iri in one[0]]))
    if len(found) >= BOUND:
        return tuple(_whole(of, here, pages, shower) for of, _points in lasting[:SHOWN])
    return tuple(_one(of, points, found, here, pages, shower) for of, points in lasting[:SHOWN])


def _whole(of: tuple[str, ...], here: str, pages: Pages, shower: Shower) -> Series:
    """A series of which the page has not all figures, asked for by itself."""
    rows = ask.rows_by(pages.site, "figures-series", it=of[0], by=of[1])
    pages.labels.learn(sorted(ask.iris(rows, "row", "o")))
    found = listings.statements(rows)
    points = {
        period: iri
        for iri, said in sorted(found.items(), reverse=True)
        for period in _values(said, SDMX_DIMENSION.refPeriod.value)
        if of == tuple(value for path in _OF for value in _values(said, path))
    }
    return _one(of, points, found, here, pages, shower)


def _values(said: Statements, path: str) -> list[str]:
    return [getattr(term, "value", "") for term in said.get(path, ())]


def _one(
    of: tuple[str, ...],
    points: Mapping[str, str],
    found: Mapping[str, Statements],
    here: str,
    pages: Pages,
    shower: Shower,
) -> Series:
    made = list(_points(points, found, pages, shower))
    units = {value for iri in points.values() for value in _values(found[iri], QUDT.hasUnit.value)}
    named = tuple(shower.thing(iri) for iri in of if iri != here and iri not in units)
    return Series(named, made[-1].figure.symbol, tuple(made))


def _points(
    points: Mapping[str, str], found: Mapping[str, Statements], pages: Pages, shower: Shower
) -> Iterator[Point]:
    """The last periods, in the order of their names."""
    short = {iri: plain(pages.labels.known(iri).names, iri, shower.language) for iri in points}
    periods = sorted(map(shower.thing, points), key=lambda one: collation.key(short[one.iri]))[-PERIODS:]
    paths = (LG.actual.value, LG.plan.value)
    numbers = {
        one.iri: [figures.number(found[points[one.iri]], path) or Decimal(0) for path in paths]
        for one in periods
    }
    largest = max(number for pair in numbers.values() for number in pair) or Decimal(1)
    for period in periods:
        iri = points[period.iri]
        actual, plan = (round(float(max(n, Decimal(0)) / largest) * HEIGHT, 1) for n in numbers[period.iri])
        figure = figures.figure(found[iri], pages, shower)
        yield Point(shower.thing(iri), period, short[period.iri], figure, actual, plan)
