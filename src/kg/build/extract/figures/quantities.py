"""The quantities of a sentence that may be an indicator's."""

from __future__ import annotations

from collections.abc import Iterator

from kg.build.extract.figures.quantity import Quantity
from kg.build.extract.figures.rejects import is_no_figure
from kg.build.extract.figures.units import read_scale, read_unit
from kg.build.extract.sentences import Sentence
from kg.vietnamese import parse_number


def quantities(sentence: Sentence) -> Iterator[Quantity]:
    """Every quantity of a sentence that may be an indicator's."""
    at = 0
    while at < len(sentence.tokens):
        if sentence.tokens[at].kind != "num":
            at += 1
            continue
        quantity = _read(sentence, at)
        if quantity is None:
            at += 1
            continue
        if not is_no_figure(sentence, quantity):
            yield quantity
        at = max(quantity.last, at + 1)


def _read(sentence: Sentence, at: int) -> Quantity | None:
    value = parse_number(sentence.key(at))
    if value is None:
        return None
    found = Quantity(at, at, at + 1, value, at + 1)
    _second_number(sentence, found)
    read_scale(sentence, found)
    read_unit(sentence, found)
    _far_side(sentence, found)
    _comparator(sentence, found)
    return found


def _second_number(sentence: Sentence, found: Quantity) -> None:
    """A range “a - b”, “a đến b”, or a slash “a/b”."""
    at = found.last
    if sentence.kind(at + 1) != "num":
        return
    second = parse_number(sentence.key(at + 1))
    if second is None:
        return
    if sentence.kind(at) == "slash":
        found.other, found.other_at = second, at + 1
    elif (sentence.kind(at) == "dash" or sentence.key(at) in ("đến", "tới")) and second > found.value:
        found.high = second
    else:
        return
    found.last = found.numbers_end = at + 2


def _far_side(sentence: Sentence, found: Quantity) -> None:
    """The same unit on both sides: “45,5 tỷ đồng/50 tỷ đồng”, “10 km - 12 km”."""
    at = found.last
    if found.other is not None or found.high is not None or found.unit is None:
        return
    if sentence.kind(at) not in ("slash", "dash") or sentence.kind(at + 1) != "num":
        return
    second = parse_number(sentence.key(at + 1))
    size = found.last - found.numbers_end
    unit = sentence.text(at + 2, at + 2 + size)
    if second is None or unit.lower() != sentence.text(found.numbers_end, found.last).lower() or not size:
        return
    if sentence.kind(at) == "slash":
        found.other, found.other_at = second, at + 1
    elif second > found.value:
        found.high, found.numbers_end = second, at + 2
    else:
        return
    found.last = at + 2 + size
    if found.kind != "count":
        found.noun = found.last


def _comparator(sentence: Sentence, found: Quantity) -> None:
    """trên, hơn, gần, khoảng before a number; trở lên after it."""
    before = found.number - 1
    if sentence.has(before, "comparator"):
        found.comparator = sentence.tokens[before].marks["comparator"]
        found.first = before
        if sentence.has(before - 1, "comparator"):
            found.first = before - 1
    for at in range(found.last, min(found.last + 5, len(sentence.tokens))):
        if sentence.has(at, "atleast"):
            found.comparator = ">="
            return
        if sentence.kind(at) != "word":
            return
