"""A page of finds with counts: what a search answers to a reader, filtered, counted by kind, in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg.search import question as asking
from kg.search.matcher import Candidate, Matcher, candidate
from kg.search.question import Question
from kg.search.rows import AREA, REPORT, TYPE, YEAR
from kg.search.weighing import Found

COUNTED = 1000
"""Finds that are counted and can be paged through; where there are more, that is said."""

FACETS: Mapping[str, str] = {"type": TYPE, "report": REPORT, "area": AREA, "year": YEAR}
"""What finds can be narrowed by, and how the index writes it."""


class Unknown(Exception):
    """A filter asks for something that the index has nothing of; the arguments are its name and its value."""


@dataclass(frozen=True)
class Results:
    """The finds of a page.

    :param total: how many there are
    :param bounded: whether there are more than are counted
    :param loose: whether nothing has all the words, so that these only come near
    :param facets: by name, each value with the number of finds that have it, the most first
    """

    question: Question
    finds: tuple[Candidate, ...]
    total: int
    bounded: bool
    loose: bool
    facets: Mapping[str, Sequence[tuple[str, int]]]


def search(
    matcher: Matcher, text: str, wanted: Mapping[str, Sequence[str]], start: int, count: int
) -> Results:
    """Some of the finds for a text.

    :param wanted: by the name of a facet the values of which a find must have one
    :raises Unknown: a value that the index does not have
    """
    question = asking.read(text, matcher.index)
    filters = [_group(matcher, name, values) for name, values in wanted.items() if values]
    if not question.asked:
        return Results(question, (), 0, False, False, {})
    ranked = matcher.find(question, filters)
    strict = matcher.all(question, filters, COUNTED + 1)
    bounded, strict = len(strict) > COUNTED, strict[:COUNTED]
    known = {one.entry for one in ranked}
    entries = [*(one.entry for one in ranked), *(entry for entry in strict if entry not in known)]
    by_entry = {one.entry: one for one in ranked}
    shown = _shown(matcher, question, entries[start : start + count], by_entry)
    return Results(question, shown, len(entries), bounded, not strict, _facets(matcher, entries))


def _group(matcher: Matcher, name: str, values: Sequence[str]) -> list[str]:
    """The terms of which a find must have one."""
    found = []
    for value in values:
        number = value if name == "year" and value.isdecimal() else matcher.index.term(value)
        if number is None:
            raise Unknown(name, value)
        found.append(f"{FACETS[name]}{number}")
    return found


def _shown(
    matcher: Matcher, question: Question, entries: Sequence[int], by_entry: Mapping[int, Found]
) -> tuple[Candidate, ...]:
    rest = {one.entry: one for one in matcher.weigh(question, [e for e in entries if e not in by_entry])}
    records = matcher.index.read(entries)
    return tuple(candidate({**rest, **by_entry}[entry], records[entry]) for entry in entries)


def _facets(matcher: Matcher, entries: Sequence[int]) -> dict[str, list[tuple[str, int]]]:
    """How many finds have each value of each facet; of the classes, the one that is shown."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    for _, types, reports, areas, years in matcher.index.facets(entries):
        counts["type"].update(types.split()[:1])
        counts["report"].update(reports.split())
        counts["area"].update(areas.split())
        counts["year"].update(years.split())
    named = {n: _named(matcher, n, c) for n, c in counts.items()}
    return {name: sorted(some, key=lambda pair: (-pair[1], pair[0])) for name, some in named.items()}


def _named(matcher: Matcher, name: str, counts: Counter[str]) -> list[tuple[str, int]]:
    if name == "year":
        return list(counts.items())
    return [(matcher.index.iris(number)[0], count) for number, count in counts.items()]
