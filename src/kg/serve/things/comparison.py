"""Figures compared: plan against actual, stated against computed percentage, by indicator, subject and period."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from typing import Any
from urllib.parse import urlencode

from kg.iri import BASE, Rebase, path_of
from kg.serve import ask
from kg.serve.context import Pages, pages
from kg.serve.language import collation
from kg.serve.language.languages import LANGUAGES
from kg.serve.language.words import plain
from kg.serve.problems import Problem
from kg.serve.things import figures, listings
from kg.serve.things.values import Shower, Value
from kg.store.functions import Row
from kg.vocab import LG, QUDT, SH

ADDRESS = "/indicators"
FILTERS = ("indicator", "subject", "period")
"""What figures can be chosen by; each is a parameter of the address and a variable of the query."""

A_PAGE = 50
FIGURES = 50_000
"""Figures that are compared at all; the query asks for one more."""

OPTIONS = 200
"""Choices that a list of a form offers: those with the most figures."""

_AT_ONCE = 400

Chosen = Mapping[str, str]
"""The chosen IRI by filter, without those that leave the choice open."""


@dataclass(frozen=True)
class Compared:
    """One figure in the table.

    :param computed: the percentage that we compute, as written for the reader
    :param differs: whether it is not what the report states, beyond rounding
    """

    thing: Value
    indicator: Value
    subject: Value
    period: Value
    figure: figures.Figure
    computed: str
    differs: bool


@dataclass(frozen=True)
class Choice:
    """One entry of a list of a form."""

    value: str
    text: str
    count: int
    chosen: bool


def chosen(arguments: Mapping[str, str]) -> Chosen:
    """What an address chooses: behind each filter the path of a thing, or its whole IRI.

    :raises Problem: a value is no path of ours
    """
    found = {name: _whole(arguments[name]) for name in FILTERS if arguments.get(name)}
    for name, iri in found.items():
        if not ask.is_iri(iri):
            raise Problem("request", f"The parameter `{name}` is no address of a thing of ours.")
    return found


def address(choice: Chosen, suffix: str = "") -> str:
    """The address of the table for a choice."""
    pairs = {name: _path(choice[name]) for name in FILTERS if name in choice}
    return f"{ADDRESS}{suffix}" + (f"?{urlencode(pairs, safe='/')}" if pairs else "")


def _whole(asked: str) -> str:
    """The IRI of a thing of ours that is asked for by its path or by this IRI."""
    iri = Rebase(BASE, pages().site.base)(asked)
    return BASE + asked.lstrip("/") if path_of(iri, BASE) is None else iri


def _path(iri: str) -> str:
    return (path_of(iri, BASE) or iri).lstrip("/")


def view(choice: Chosen, number: int) -> Mapping[str, Any]:
    """One page of the figures that fit a choice, in the order of indicator, place and period.

    :raises Problem: there is no such page
    """
    shared = pages()
    shower = shared.shower()
    every = ask.rows(shared.site, "figures-index")
    rows = every[:FIGURES]
    shared.labels.learn(sorted(ask.iris(rows, *FILTERS)))
    fitting = _sorted((row for row in rows if _fits(row, choice)), shower)
    last = max(1, -(-len(fitting) // A_PAGE))
    if number > last:
        raise Problem("not-found", "There is no such page.")
    some = fitting[(number - 1) * A_PAGE : number * A_PAGE]
    return {
        "path": address(choice),
        "compared": list(_compared(some, shared, shower)),
        "choices": {name: _choices(rows, name, choice, shower) for name in FILTERS},
        "chosen": choice,
        "csv": address(choice, ".csv"),
        "count": len(fitting),
        "bounded": len(every) > FIGURES,
        "number_of_page": number,
        "last": last,
    }


def _fits(row: Row, choice: Chosen) -> bool:
    return all(ask.value(row, name) == iri for name, iri in choice.items())


def _sorted(rows: Iterable[Row], shower: Shower) -> list[Row]:
    names: dict[str, Any] = {}

    def name(iri: str) -> Any:
        if iri not in names:
            names[iri] = collation.key(plain(shower.labels.known(iri).names, iri, shower.language))
        return names[iri]

    return sorted(
        rows, key=lambda row: (*(name(ask.value(row, one)) for one in FILTERS), ask.value(row, "row"))
    )


def _choices(rows: Iterable[Row], name: str, choice: Chosen, shower: Shower) -> list[Choice]:
    """The entries of a filter that have figures with all other filters as they are."""
    others = {other: iri for other, iri in choice.items() if other != name}
    counts = Counter(iri for row in rows if _fits(row, others) and (iri := ask.value(row, name)))
    if name in choice:
        counts.setdefault(choice[name], 0)
    some = {iri for iri, _count in counts.most_common(OPTIONS)} | (
        {choice[name]} if name in choice else set()
    )
    language = shower.language
    ordered = sorted(
        some, key=lambda iri: collation.key(plain(shower.labels.known(iri).names, iri, language))
    )
    return [
        Choice(_path(iri), shower.labels.name(iri, language).text, counts[iri], iri == choice.get(name))
        for iri in ordered
    ]


def _compared(some: Iterable[Row], shared: Pages, shower: Shower) -> Iterator[Compared]:
    rows = list(some)
    said = _said([ask.value(row, "row") for row in rows], shared)
    for row in rows:
        iri = ask.value(row, "row")
        one = said.get(iri, {})
        indicator, subject, period = (shower.term(row.get(name)) for name in FILTERS)
        computed = next((shower.term(t).text for t in one.get(LG.computedPercentOfPlan.value, ())), "")
        figure = figures.figure(one, shared, shower)
        yield Compared(
            shower.thing(iri), indicator, subject, period, figure, computed, SH.focusNode.value in one
        )


def _said(iris: list[str], shared: Pages) -> dict[str, listings.Statements]:
    """The numbers of some figures, their names learnt."""
    rows = [
        row
        for start in range(0, len(iris), _AT_ONCE)
        for row in ask.rows(shared.site, "figures-compared", *iris[start : start + _AT_ONCE])
    ]
    shared.labels.learn([*iris, *sorted(ask.iris(rows, "o"))])
    return listings.statements(rows)


_NUMBERS = (LG.actual, LG.plan, LG.percentOfPlan, LG.computedPercentOfPlan)


def csv_of(choice: Chosen) -> str:
    """All figures that fit a choice, one a line, with names in both languages.

    :raises kg.errors.StoreError: there is no answer
    """
    shared = pages()
    rows = [row for row in ask.rows(shared.site, "figures-index")[:FIGURES] if _fits(row, choice)]
    shared.labels.learn(sorted(ask.iris(rows, *FILTERS)))
    said = _said([ask.value(row, "row") for row in rows], shared)
    out = StringIO()
    write = csv.writer(out, lineterminator="\r\n").writerow
    named = [f"{name}_{language}" for name in FILTERS for language in LANGUAGES]
    write(["figure", *FILTERS, *named, "unit", *_HEADS, "differs"])
    for row in sorted(rows, key=lambda row: [ask.value(row, name) for name in (*FILTERS, "row")]):
        one = said.get(ask.value(row, "row"), {})
        iris = [ask.value(row, name) for name in FILTERS]
        names = [
            _cell(shared.labels.name(iri, language).text if iri else "")
            for iri in iris
            for language in LANGUAGES
        ]
        unit = _first(one, QUDT.hasUnit.value)
        numbers = [_first(one, term.value) for term in _NUMBERS]
        public = [shared.public(iri) for iri in (ask.value(row, "row"), *iris)]
        write([*public, *names, shared.public(unit), *numbers, "yes" if SH.focusNode.value in one else ""])
    return out.getvalue()


_HEADS = ("actual", "plan", "stated_percent_of_plan", "computed_percent_of_plan")


def _first(said: listings.Statements, path: str) -> str:
    return next((ask.value({"o": term}, "o") for term in said.get(path, ())), "")


def _cell(text: str) -> str:
    """A name that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
