"""How well what a row says of a property agrees with what the data says: from 0 to 1, or nothing where it is silent."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from functools import lru_cache

from pyoxigraph import Literal, NamedNode

from kg.search import abbreviations
from kg.search.similarity import compare
from kg.search.words import words
from kg.serve.reconcile.facts import Facts
from kg.serve.reconcile.reading import Given, Ref, Value
from kg.store.functions import Term
from kg.vietnamese import fold, parse_date, parse_number
from kg.vocab import XSD

AGREES = 0.92
"""From here on a value says the same: equal but for marks left out, or an abbreviation; other marks are other words."""

ALMOST = 0.95
"""Of a code whose leading zeros a spreadsheet has eaten."""

_WITHIN = 0.95
"""Of a year, for a day in it."""

STEPS = 3
"""How far up the chain of one property is followed: a commune lies in its district and in its province."""

_YEAR = re.compile(r"\d{4}")
_NUMERIC = {term.value for term in (XSD.decimal, XSD.integer, XSD.double, XSD.float, XSD.int, XSD.long)}
_TEMPORAL = {term.value for term in (XSD.date, XSD.dateTime, XSD.gYear, XSD.gYearMonth)}


def above(facts: Facts, iris: Iterable[str], property_: str) -> list[str]:
    """Some things and what is above them by one property, as far as it is known."""
    found: dict[str, None] = {}
    level = list(iris)
    for _ in range(STEPS):
        level = [one for one in level if one not in found]
        found.update(dict.fromkeys(level))
        level = [up for one in level for up in facts.iris(one, property_)]
    return list(found)


def agreement(given: Given, iri: str, facts: Facts) -> float | None:
    """How well the best of the given values agrees with the best of a thing's; None where it has none."""
    there = facts.values(iri, given.property)
    if not there:
        return None
    return max(max(_one(value, there, given.property, facts)) for value in given.values)


def _one(value: Value, there: Iterable[Term], property_: str, facts: Facts) -> Iterator[float]:
    yield 0.0
    things = [term.value for term in there if isinstance(term, NamedNode)]
    for thing in above(facts, things, property_):
        yield _thing(value, thing, facts)
    for term in there:
        if isinstance(term, Literal):
            yield _literal(value, term, facts.is_code(property_))


def _thing(value: Value, thing: str, facts: Facts) -> float:
    """How well a value names a thing: by its IRI, its code, one of its names, a day that it holds."""
    if isinstance(value, Ref):
        return float(value.id == thing)
    text = _text(value)
    if text == thing:
        return 1.0
    if (days := facts.days(thing)) and (asked := _days(text)):
        return float(days[0] <= asked[0] and asked[1] <= days[1])
    names = facts.names(thing)
    return max((_name(text, name, is_code) for name, is_code in names), default=0.0)


def _name(text: str, name: str, is_code: bool) -> float:
    return code(text, name) if is_code else alike(text, name)


@lru_cache(maxsize=50_000)
def alike(text: str, name: str) -> float:
    """How alike two names are; 0 without a look where they have no word in common."""
    return compare(text, name).score / 100 if _words(text) & _words(name) else 0.0


@lru_cache(maxsize=50_000)
def _words(text: str) -> frozenset[str]:
    """The folded words of a text, and all of it as one; an abbreviation counts as what it stands for."""
    plains = tuple(word.plain for word in words(text))
    return frozenset((*plains, *abbreviations.long(plains), "".join(plains)))


def code(text: str, name: str) -> float:
    """A code is itself or another one; where only leading zeros are missing, it is almost itself.

    >>> code("066", "66"), code("1", "01"), code("656", "656")
    (0.0, 0.95, 1.0)
    """
    mine, other = fold(text), fold(name)
    if mine == other:
        return 1.0
    return ALMOST if mine.isdecimal() and other.isdecimal() and other.lstrip("0") == mine else 0.0


def _literal(value: Value, literal: Literal, is_code: bool) -> float:
    text = value.name if isinstance(value, Ref) else _text(value)
    datatype = literal.datatype.value
    if datatype in _NUMERIC:
        return _number(text, literal.value)
    if datatype in _TEMPORAL:
        return _time(text, literal.value)
    return _name(text, literal.value, is_code or (text.isdecimal() and literal.value.isdecimal()))


def _number(text: str, number: str) -> float:
    """1 for the same number, written either way; less the further they are apart."""
    try:
        asked, other = parse_number(text) or Decimal(text), Decimal(number)
        if asked == other:
            return 1.0
        near = 1 - abs(asked - other) / max(abs(asked), abs(other))
    except ArithmeticError:
        return 0.0
    return 0.8 * float(near) if near > 0 else 0.0


def _time(text: str, other: str) -> float:
    asked, there = _days(text), _days(other[:10])
    if not asked or not there:
        return 0.0
    if asked == there:
        return 1.0
    return _WITHIN if asked[0] <= there[0] and there[1] <= asked[1] else 0.0


def _days(text: str) -> tuple[date, date] | None:
    """First and last day of what somebody wrote as a time: a day in either order, a year."""
    text = text.strip()
    if _YEAR.fullmatch(text) and text != "0000":
        return date(int(text), 1, 1), date(int(text), 12, 31)
    try:
        day = parse_date(text) or date.fromisoformat(text[:10])
    except ValueError:
        return None
    return day, day


def _text(value: str | float) -> str:
    """A value as text; a number without a fraction as the whole number that it is."""
    if isinstance(value, float):
        return str(int(value)) if math.isfinite(value) and value == int(value) else repr(value)
    return value
