"""What a quantity is called: the noun phrase before it, or the one after it."""

from __future__ import annotations

from dataclasses import dataclass

from kg.build.extract.figures.quantities import Quantity
from kg.build.extract.places import place_at
from kg.build.extract.sentences import Sentence

_FILLERS = {
    "đã",
    "được",
    "mới",
    "chỉ",
    "cũng",
    "lại",
    "thêm",
    "mức",
    "khá",
    "cao",
    "đều",
    "có",
    "đang",
    "sẽ",
    "vẫn",
    "trung bình",
    "bình quân mỗi năm",
    "cụ thể",
    "là",
    "hơn",
    "từ",
    "lên",
    "xuống",
    "thì",
    "đến",
    "tới",
    "tỷ lệ đạt",
    "thực hiện",
    "riêng",
    "toàn",
    "của",
}
_WALLS = ("semicolon", "dot", "quote", "close")
_LONGEST = 22
_RATES = (
    "tỷ lệ",
    "tỉ lệ",
    "tốc độ",
    "tăng trưởng",
    "độ che phủ",
    "tỷ suất",
    "tỷ trọng",
    "mức tăng",
    "chỉ số",
)


@dataclass(frozen=True, slots=True)
class Name:
    """The name of an indicator and its tokens; `inside` is false where the words stand elsewhere."""

    text: str
    first: int
    last: int
    inside: bool
    rule: str


def name_of(sentence: Sentence, quantity: Quantity, floor: int, ceiling: int) -> Name | None:
    """The name, between the quantity before (`floor`) and the one after (`ceiling`)."""
    left = _left(sentence, quantity, floor)
    right = _right(sentence, quantity, ceiling)
    if (
        left is not None
        and left.rule == "head-before"
        and not _prefers_right(sentence, quantity, left, right)
    ):
        return left
    if right is not None:
        return _with_action(sentence, quantity, right)
    return left


def _prefers_right(sentence: Sentence, quantity: Quantity, left: Name, right: Name | None) -> bool:
    """The noun after wins for “P% of something” and for counts, unless the name before is a rate or a number of."""
    if right is None:
        return False
    key = sentence.tokens[left.first].key
    linked = (
        left.last == quantity.first
        or sentence.has(quantity.first - 1, "link", "arrive")
        or sentence.kind(quantity.first - 1) == "colon"
    )
    if quantity.kind == "percent":
        return not key.startswith(_RATES) and right.last - right.first > 1 and not linked
    if quantity.kind == "count":
        return not (
            key.startswith(("số", "tổng số", "dân số", "tỷ lệ", "bình quân", "tổng", "quy mô")) and linked
        )
    return not linked and right.last - right.first > 1


def _left(sentence: Sentence, quantity: Quantity, floor: int) -> Name | None:
    """The words before a quantity, from the head noun of an indicator on if there is one."""
    end = _strip(sentence, quantity.first, floor)
    start = end
    comma = None
    while start > floor and sentence.kind(start - 1) not in _WALLS and end - start < 40:
        start -= 1
        if sentence.kind(start) == "comma" and comma is None:
            comma = start
        if sentence.kind(start) in ("open", "colon"):
            start += 1
            break
    segment = start if comma is None else comma + 1
    head = _head(sentence, segment, end)
    if head is None and comma is not None and quantity.kind != "count":
        head = _head(sentence, start, end)
    if head is not None:
        return _named(sentence, head, end, "head-before")
    segment = _skip_openers(sentence, segment, end)
    return _named(sentence, segment, end, "words-before") if end > segment else None


def _strip(sentence: Sentence, end: int, floor: int) -> int:
    """Where the name ends: before verbs, comparators and fillers."""
    while end > floor:
        token = sentence.tokens[end - 1]
        if (
            token.kind == "colon"
            or token.key in _FILLERS
            or (token.has("link", "comparator", "estimate", "arrive", "action") and not token.has("head"))
        ) or (token.kind == "comma" and end > floor + 1 and sentence.has(end, "link")):
            end -= 1
        else:
            break
    return end


def _head(sentence: Sentence, start: int, end: int) -> int | None:
    """The first head noun of an indicator in a stretch."""
    return next((at for at in range(start, end) if sentence.has(at, "head")), None)


def _skip_openers(sentence: Sentence, start: int, end: int) -> int:
    """Past conjunctions, times and places at the beginning of a clause."""
    while start < end:
        token = sentence.tokens[start]
        place = place_at(sentence.tokens, start, sentence.piece.text)
        if place is not None and place.last <= end:
            start = place.last
        elif (
            token.kind in ("time", "comma", "dash")
            or token.has("now", "stop", "whole", "part", "ending")
            or token.key in _FILLERS
        ):
            start += 1
        else:
            break
    return start


def _named(sentence: Sentence, first: int, last: int, rule: str) -> Name | None:
    """The name without the place and the time at its end."""
    while last > first + 1 and (
        sentence.kind(last - 1) in ("time", "comma", "dash", "open")
        or sentence.has(last - 1, "now", "ending", "stop")
    ):
        last -= 1
    for at in range(first + 1, last):
        if (sentence.key(at) == "trên" and sentence.key(at + 1) == "địa bàn") or sentence.key(
            at
        ) == "trên địa bàn":
            last = at
            break
    if last <= first:
        return None
    return Name(
        sentence.text(first, min(last, first + _LONGEST)), first, min(last, first + _LONGEST), True, rule
    )


def _right(sentence: Sentence, quantity: Quantity, ceiling: int) -> Name | None:
    """The noun phrase from the thing counted, or from after the unit, to the end of the clause."""
    first = quantity.noun
    if not _opens_noun(sentence, first, quantity):
        return None
    last = max(quantity.last, first + 1) if quantity.kind == "count" else first
    depth = 0
    while last < ceiling and last - first < _LONGEST and not _ends_noun(sentence, last, depth):
        depth += (sentence.kind(last) == "open") - (sentence.kind(last) == "close")
        last += 1
    if last == ceiling and ceiling < len(sentence.tokens):
        last = _before_joint(sentence, first, last)
    while last > first + 1 and (
        sentence.key(last - 1) in ("và", "với", "có", "cho", "là", "đạt", "được", "đã", "hơn", "trên", "từ")
        or sentence.has(last - 1, "part", "now")
        or sentence.kind(last - 1) in ("time", "comma", "dash")
    ):
        last -= 1
    return Name(sentence.text(first, last), first, last, True, "noun-after") if last > first else None


def _opens_noun(sentence: Sentence, at: int, quantity: Quantity) -> bool:
    if quantity.kind == "count":
        return True
    token = sentence.tokens[at] if at < len(sentence.tokens) else None
    if token is None or token.has(
        "stop", "ending", "link", "part", "rise", "share", "arrive", "baseline", "now", "plan", "atleast"
    ):
        return token is not None and token.key in ("tổng", "tổng số") and not sentence.has(at + 1, "plan")
    return token.kind in ("word", "cap", "abbr")


def _ends_noun(sentence: Sentence, at: int, depth: int) -> bool:
    token = sentence.tokens[at]
    if token.kind in ("comma", "semicolon", "dot", "colon", "quote", "num", "percent", "time"):
        return True
    if token.kind == "open" or token.kind == "close":
        return True
    return token.has("rise", "share", "part", "now", "atleast", "estimate") or token.key in (
        "so với",
        "nhằm",
        "góp phần",
        "đồng thời",
        "nhưng",
        "giúp",
        "kể cả",
        "trên địa bàn",
        "nâng",
        "với",
    )


def _before_joint(sentence: Sentence, first: int, last: int) -> int:
    """A phrase that runs into the next quantity ends at the last “và” or comma before it."""
    for at in range(last - 1, first, -1):
        if sentence.key(at) == "và" or sentence.kind(at) in ("comma", "semicolon"):
            return at
    return last


def _with_action(sentence: Sentence, quantity: Quantity, right: Name) -> Name:
    """A short name is told apart by the action whose result it counts: “trạm y tế xã (xây mới)”."""
    at = quantity.first - 1
    while at >= 0 and sentence.key(at) in _FILLERS:
        at -= 1
    if right.last - right.first > 4 or not sentence.has(at, "action"):
        return right
    action = sentence.text(at, at + 1)
    return Name(f"{right.text} ({action[0].lower()}{action[1:]})", right.first, right.last, True, right.rule)
