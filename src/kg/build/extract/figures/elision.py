"""Names that stand elsewhere: before a list of places, or with the first of two values."""

from __future__ import annotations

import re

from kg.build.extract.figures import roles
from kg.build.extract.figures.context import Context
from kg.build.extract.figures.deeds import Name
from kg.build.extract.figures.opened import Opened
from kg.build.extract.figures.quantity import Quantity
from kg.build.extract.places import place_at
from kg.build.extract.sentences import Sentence


def inherited(
    sentence: Sentence,
    quantity: Quantity,
    name: Name | None,
    floor: int,
    context: Context,
    current: Opened | None,
) -> Name | None:
    """The name of a quantity that has none of its own, or the one it has."""
    if current is not None and _is_second_value(sentence, quantity, current):
        return Name(current.indicator.name, quantity.first, quantity.last, False, "same-name")
    if name is not None and not _is_place(sentence, name):
        return name
    if current is not None and _is_next_place(sentence, quantity, current):
        text = current.indicator.name.removesuffix(f" {current.indicator.area}")
        return Name(text, quantity.first, quantity.last, False, "elided")
    if context.last_name is None or quantity.kind not in ("percent", "money", "measure"):
        return name
    if quantity.kind == "percent" and _place_before(sentence, quantity.first, floor):
        return Name(_rate(context.last_name), quantity.first, quantity.last, False, "elided")
    return name


def _is_next_place(sentence: Sentence, quantity: Quantity, current: Opened) -> bool:
    """“xã A trồng 12 ha, xã B 9 ha”: nothing but another place between two amounts in the same unit."""
    if not current.indicator.unit or quantity.kind == "percent" or quantity.unit != current.indicator.unit:
        return False
    for at in range(current.last, quantity.first):
        place = place_at(sentence.tokens, at, sentence.piece.text)
        if place is not None:
            return all(_is_small(sentence, here) for here in range(place.last, quantity.first))
        if not _is_small(sentence, at):
            return False
    return False


def _is_small(sentence: Sentence, at: int) -> bool:
    """What may stand between two places of a list: commas, “và”, “đạt”, “khoảng”."""
    joins = sentence.kind(at) in ("comma", "semicolon", "colon") or sentence.key(at) in (
        "và",
        "còn",
        "của",
        "tại",
        "ở",
    )
    return joins or sentence.has(at, "link", "comparator")


def _is_second_value(sentence: Sentence, quantity: Quantity, current: Opened) -> bool:
    """“từ 9% xuống còn 3%”, “đạt 7% (cùng kỳ năm trước tăng 5%)”."""
    if is_year_before(sentence, quantity, current.last):
        return True
    first = current.quantity
    same = (first.unit or "")[:4] == (quantity.unit or "")[:4]
    if same and _is_compared(sentence, quantity.first):
        return True
    if not same or not sentence.has(quantity.first - 1, "arrive"):
        return False
    return roles.no_words_between(sentence, current.last, quantity.first)


def _is_compared(sentence: Sentence, first: int) -> bool:
    """A number that another is compared with: “so với 480 con của năm A”."""
    at = first - 1
    at -= sentence.key(at) in ("mức", "con số")
    return sentence.key(at) in ("so với", "so")


def is_year_before(sentence: Sentence, quantity: Quantity, floor: int) -> bool:
    """A quantity in brackets that open with “cùng kỳ”."""
    for at in range(quantity.first - 1, floor - 1, -1):
        if sentence.kind(at) == "open":
            return sentence.key(at + 1).startswith("cùng kỳ")
        if sentence.kind(at) in ("num", "semicolon", "close"):
            return False
    return False


def _is_place(sentence: Sentence, name: Name) -> bool:
    """A name that is nothing but a place before a per cent."""
    if name.rule != "words-before":
        return False
    own = range(name.first, name.last)
    if all(sentence.kind(at) == "cap" and not sentence.has(at, "counter", "head") for at in own):
        return True
    place = place_at(sentence.tokens, name.first, sentence.piece.text)
    return place is not None and place.last == name.last


def _place_before(sentence: Sentence, first: int, floor: int) -> bool:
    return any(
        sentence.kind(at) == "cap" or sentence.has(at, "level", "hamlet") for at in range(floor, first)
    )


def _rate(name: str) -> str:
    """The rate within the name of what has it: “xã có tỷ lệ X cao hơn Y” → “tỷ lệ X”."""
    start = name.find("tỷ lệ")
    return re.split(r" (?:cao|thấp|đạt|trên|dưới|ở|tại) ?", name[max(start, 0) :])[0]
