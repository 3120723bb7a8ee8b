"""What the checks found, rule by rule: of everything, and of one report with the words that each finding is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import render_template

from kg import iri
from kg.serve import ask
from kg.serve.context import Pages, pages
from kg.serve.language import collation
from kg.serve.language.languages import gettext as _
from kg.serve.language.words import Name
from kg.serve.things import evidence, kinds, listings, offers, records
from kg.serve.things.descriptions import Thing
from kg.serve.things.evidence import Passage
from kg.serve.things.records import Finding
from kg.serve.things.values import Shower, Value
from kg.store.functions import Row
from kg.vocab import SH

COUNTED = ("violation", "warning", "info")
"""How grave findings can be; the metric of each is its name with an s."""


@dataclass(frozen=True)
class Rule:
    """A rule with what it found.

    :param advice: what can be done, in a sentence
    :param count: how many findings there are, of which some may not be shown
    """

    name: Name
    description: str
    advice: Name | None
    severity: str
    word: str
    count: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Checked:
    """What was checked together, a report or all that is shared; its page, and how much of each was found."""

    about: Value
    href: str
    counts: Mapping[str, int]


def overview(number: int) -> Mapping[str, Any]:
    """All rules with their findings, the gravest first, and one page of the reports, those with most to do first."""
    shared = pages()
    shower = shared.shower()
    rows = ask.rows(shared.site, "findings")
    counted = ask.rows(shared.site, "findings-counted")
    reports = _checked(ask.rows(shared.site, "validations"), number, shared, shower)
    shared.labels.learn(sorted(records.learn(rows)))
    totals = {ask.value(row, "rule"): int(ask.value(row, "count")) for row in counted}
    return {
        "path": "/quality",
        "rules": _rules(rows, totals, shared, shower),
        "counts": _by_gravity(counted),
        **reports,
    }


def _by_gravity(counted: Iterable[Row]) -> dict[str, int]:
    found = dict.fromkeys(COUNTED, 0)
    for row in counted:
        found[records.gravity(ask.value(row, "severity"))] += int(ask.value(row, "count"))
    return found


def _checked(rows: Iterable[Row], number: int, shared: Pages, shower: Shower) -> dict[str, Any]:
    counts: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for row in rows:
        counts[ask.value(row, "it"), ask.value(row, "about")].update(_count(row))
    ordered = sorted(counts, key=lambda one: ([-counts[one].get(name, 0) for name in COUNTED], one))
    some = ordered[(number - 1) * kinds.A_PAGE : number * kinds.A_PAGE]
    shared.labels.learn([about for _it, about in some])
    return {
        "checked": [
            Checked(_about(about, shower), shower.thing(it).href, counts[it, about]) for it, about in some
        ],
        "count": len(ordered),
        "number_of_page": number,
        "last": max(1, -(-len(ordered) // kinds.A_PAGE)),
    }


_SHARED = iri.BASE + "id/dataset/kg"


def _about(about: str, shower: Shower) -> Value:
    """What was checked: a report, or all that no report states, for which the whole dataset stands."""
    if about == _SHARED:
        return Value(_("what all reports share"), shower.here("/dataset"), iri=about)
    return shower.thing(about)


def _count(row: Row) -> dict[str, int]:
    """What one measurement counts: `{"warning": 1}`."""
    metric = ask.value(row, "metric").rpartition("/")[2].removesuffix("s")
    return {metric: int(ask.value(row, "count"))}


def counts(report: str, shared: Pages, shower: Shower) -> Checked | None:
    """What was found in a report, by gravity, and where that is told.

    :raises kg.errors.StoreError: there is no answer
    """
    rows = ask.rows(shared.site, "report-validation", report)
    if not rows:
        return None
    found = {name: count for row in rows for name, count in _count(row).items()}
    return Checked(shower.thing(report), shower.thing(ask.value(rows[0], "validation")).href, found)


def page(found: Thing) -> str:
    """The page of a validation report: its findings by rule, each with the words that it is about.

    :raises kg.errors.StoreError: there is no answer
    """
    shared = pages()
    shower = shared.shower()
    parts: dict[str, list[Row]] = defaultdict(list)
    for row in ask.rows(shared.site, "validation", found.iri):
        parts[ask.value(row, "part")].append(row)
    about = next((ask.value(row, "o") for row in parts["about"]), found.iri)
    shared.labels.learn([about, *sorted(records.learn(parts["finding"]))])
    rules = _rules(parts["finding"], {}, shared, shower)
    counted = {
        name: n
        for row in parts["count"]
        for name, n in _count({"metric": row["p"], "count": row["o"]}).items()
    }
    return render_template(
        "validation.html",
        **offers.shown(found),
        thing=shower.thing(found.iri),
        about=_about(about, shower),
        counts=dict.fromkeys(COUNTED, 0) | counted,
        rules=rules,
        places=_places(rules, shared, shower),
    )


def _places(rules: Iterable[Rule], shared: Pages, shower: Shower) -> dict[str, Passage]:
    """The first passage of each thing that a finding shown is about."""
    things = sorted({one.focus.iri for rule in rules for one in rule.findings[:SHOWN] if one.focus.iri})
    rows = ask.rows(shared.site, "places", *things) if things else []
    first = {ask.value(row, "it"): row for row in reversed(rows)}
    shared.labels.learn(evidence.learn(first.values()))
    return dict(zip(first, evidence.passages(first.values(), shared, shower), strict=True))


@dataclass(frozen=True)
class Shape:
    """A shape or rule in the list of them."""

    href: str
    name: Name
    description: Name | None
    word: str


def shapes() -> Mapping[str, Any]:
    """Every shape and rule that data is checked by."""
    shared = pages()
    shower, outline = shared.shower(), shared.outline
    rows = ask.rows(shared.site, "shape-list")
    made = [
        Shape(
            shower.thing(shape := ask.value(row, "it")).href,
            outline.name(shape, shower.language),
            outline.description(shape, shower.language),
            shower.thing(ask.value(row, "severity")).text if "severity" in row else "",
        )
        for row in rows
    ]
    return {"shapes": sorted(made, key=lambda one: collation.key(one.name.text))}


SHOWN = 100
"""Findings of one rule that a page shows."""


def _rules(rows: Iterable[Row], totals: Mapping[str, int], shared: Pages, shower: Shower) -> list[Rule]:
    """Rules with their findings, the gravest first.

    :param totals: how many findings a rule has, where that is more than the rows tell
    """
    by_rule: dict[str, list[Finding]] = defaultdict(list)
    for name, said in listings.statements(rows, "record").items():
        rule = next((ask.value({"o": o}, "o") for o in said.get(SH.sourceShape.value, ())), "")
        by_rule[rule].append(records.finding(name, said, shared, shower))
    made = [_rule(rule, found, totals.get(rule, 0), shared, shower) for rule, found in by_rule.items()]
    return sorted(made, key=lambda rule: records.order(rule.findings[0]))


def _rule(rule: str, found: Iterable[Finding], total: int, shared: Pages, shower: Shower) -> Rule:
    ordered = tuple(sorted(found, key=lambda one: collation.key(one.focus.text)))
    description = shared.outline.description(rule, shower.language)
    return Rule(
        shared.outline.name(rule, shower.language),
        description.text if description else "",
        shared.outline.advice(rule, shower.language),
        ordered[0].severity,
        ordered[0].word,
        max(total, len(ordered)),
        ordered,
    )
