"""Periods as intervals with dates: `2020`, `2020-06`, `2020-Q1`, `2020-H1`, `2020--2025`, `2025-07--`, `--2025-06`."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date

from pyoxigraph import Literal, Triple

from kg import iri
from kg.build.terms import about, day
from kg.errors import InputError
from kg.vocab import DCAT, DCTERMS, RDF, RDFS, TIME

_PART = re.compile(r"^(\d{4})(?:-(?:(\d{2})|Q([1-4])|H([12])))?$")


def bounds(name: str) -> tuple[date, date]:
    """First and last day of a period.

    :raises InputError: for a name of another form

    >>> bounds("2020-Q1"), bounds("2020--2025")[1].isoformat()
    ((datetime.date(2020, 1, 1), datetime.date(2020, 3, 31)), '2025-12-31')
    """
    first, _, last = name.partition("--")
    return _part(first)[0], _part(last or first)[1]


def _part(name: str) -> tuple[date, date]:
    match = _PART.match(name)
    if not match or (match[2] and not 1 <= int(match[2]) <= 12):
        raise InputError(
            f"“{name}” is no period.", hint="Give 2020, 2020-06, 2020-Q1, 2020-H1 or two with “--”."
        )
    year, month, quarter, half = (int(part) if part else 0 for part in match.groups())
    first = month or quarter * 3 - 2 if month or quarter else half * 6 - 5 if half else 1
    last = month or quarter * 3 or half * 6 or 12
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])


def label(name: str) -> str:
    """The label of a period: its name, two parts joined by an en dash without spaces."""
    return name.replace("--", "–")


def triples(name: str) -> Iterator[Triple]:
    """What a period's node says: an interval, its label, its first and last day (DCAT 3, section 6.11).

    :raises InputError: for a name of another form
    """
    first, dashes, last = name.partition("--")
    is_open = dashes and bool(first) != bool(last)
    start, end = bounds(first or last if is_open else name)
    return about(
        iri.period(name),
        [
            (RDF.type, TIME.Interval if is_open else TIME.ProperInterval),
            (RDF.type, DCTERMS.PeriodOfTime),
            (RDFS.label, Literal(label(name))),
            *([(DCAT.startDate, day(start))] if first else []),
            *([(DCAT.endDate, day(end))] if last or not dashes else []),
        ],
    )
