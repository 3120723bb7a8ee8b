"""What a quantity is called: the noun phrase before it, or the one after it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kg.build.extract.figures.after import after
from kg.build.extract.figures.before import before
from kg.build.extract.figures.phrase import Phrase
from kg.build.extract.figures.quantity import Quantity
from kg.build.extract.sentences import Sentence

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
_COUNTS = ("số", "tổng số", "dân số", "bình quân", "tổng", "quy mô")
_SHORT = 4
_STRONG = {"đạt", "là", "ước đạt", "ước tính đạt", "đạt được", "đạt mức", "đã đạt"}
_CLASSIFIERS = {
    "con", "cái", "chiếc", "hộ", "người", "đồng chí", "em", "cháu", "trường hợp", "vụ", "vụ việc",
    "lượt người", "lượt", "cây", "đơn", "hồ sơ", "đối tượng", "ca",
}  # fmt: skip
_LONGEST_OWNER = 6
_FILLERS = {"được", "đã", "mới", "thêm", "cho", "có thêm", "chỉ"}
_PURPOSES = {"cho", "để", "vào", "nhằm"}


@dataclass(frozen=True, slots=True)
class Name:
    """The name of an indicator and its tokens.

    :param action: the verb whose result is counted, which further items of a list share
    :param inside: false where the words stand outside the quote
    """

    text: str
    first: int
    last: int
    inside: bool
    rule: str
    action: str = ""


def name_of(
    sentence: Sentence, quantity: Quantity, floor: int, ceiling: int, inherited: tuple[str, int]
) -> Name | None:
    """The name, between the quantity before (`floor`) and the one after (`ceiling`)."""
    left = before(sentence, quantity.first, floor, quantity.kind == "count")
    right = after(sentence, quantity, ceiling)
    if left is not None and right is not None and quantity.kind == "count" and _is_rate_of(sentence, left):
        return Name(f"{right.text} {left.text}", left.first, right.last, True, "noun-after")
    if left is not None and _names(sentence, quantity, left, right):
        return Name(
            left.text, left.first, left.last, True, "head-before" if left.headed else "subject-before"
        )
    if right is not None:
        name = Name(right.text, right.first, right.last, True, "noun-after")
        return _with_action(sentence, quantity, name, floor, inherited)
    purpose = _purpose(sentence, quantity)
    if purpose is not None:
        return purpose
    return Name(left.text, left.first, left.last, True, "words-before") if left is not None else None


def _is_rate_of(sentence: Sentence, left: Phrase) -> bool:
    """“bình quân 8,6 bác sĩ”: an average, named with what it counts."""
    return sentence.has(left.first, "per") or sentence.has(left.last - 1, "per")


def _names(sentence: Sentence, quantity: Quantity, left: Phrase, right: Phrase | None) -> bool:
    """Whether the phrase before a quantity is its name rather than the one after it."""
    if quantity.kind == "count" and _is_subject(sentence, quantity, left):
        return True
    if _is_bare_counter(sentence, quantity, left, right):
        return True
    if not left.headed:
        return False
    if right is None or (right.last - right.first == 1 and _is_linked(sentence, quantity, left.last)):
        return True
    return not _prefers_right(sentence, quantity, left.first, left.last)


def _is_bare_counter(sentence: Sentence, quantity: Quantity, left: Phrase, right: Phrase | None) -> bool:
    """“trâu 612 con”, “hộ nghèo còn 96 hộ”: what follows only counts, what stands right before is what is counted."""
    if quantity.kind != "count" or right is None or right.last - right.first > 1 or left.headed:
        return False
    if sentence.key(quantity.noun) not in _CLASSIFIERS or sentence.has(
        left.last - 1, "action", "level", "whole"
    ):
        return False
    between = range(left.last, quantity.first)
    near = all(
        sentence.has(at, "link", "arrive", "comparator") or sentence.key(at) in _FILLERS for at in between
    )
    plain = not any(
        sentence.has(at, "level", "whole", "hamlet", "now", "post") for at in range(left.first, left.last)
    )
    return near and plain and left.last - left.first <= _LONGEST_OWNER


def _is_subject(sentence: Sentence, quantity: Quantity, left: Phrase) -> bool:
    """“lượng hàng ước đạt 40.000 tấn”: a subject of two words or more that “đạt” or “là” joins to the number."""
    strong = any(sentence.key(at) in _STRONG for at in range(left.last, quantity.first))
    strong = strong or sentence.kind(quantity.first - 1) == "colon"
    placed = sentence.has(left.first, "level", "whole", "hamlet", "part") or left.text.startswith("(")
    return strong and not placed and " " in left.text


def _prefers_right(sentence: Sentence, quantity: Quantity, first: int, last: int) -> bool:
    """The noun after wins for “P% of something” and for counts, unless the name before is a rate or a number of."""
    key = sentence.key(first)
    if key in ("thu", "chi", "mua", "bán") and last - first == 1 and quantity.kind in ("measure", "count"):
        return True
    linked = _is_linked(sentence, quantity, last)
    if quantity.kind == "percent":
        return not key.startswith(_RATES) and not linked
    if quantity.kind == "count":
        return not (linked and key.startswith((*_COUNTS, *_RATES)) and " " in sentence.text(first, last))
    return not linked


def _is_linked(sentence: Sentence, quantity: Quantity, last: int) -> bool:
    """The name before runs up to the number, or a verb like “đạt”, “là”, “có” joins them."""
    adjacent = last == quantity.first and not sentence.has(last - 1, "action")
    return (
        adjacent
        or sentence.has(quantity.first - 1, "link", "arrive")
        or sentence.kind(quantity.first - 1) == "colon"
    )


def _with_action(
    sentence: Sentence, quantity: Quantity, name: Name, floor: int, inherited: tuple[str, int]
) -> Name:
    """A short name is told apart by the action whose result it counts: “nhà văn hóa (xây mới)”."""
    action = _action(sentence, quantity.first, floor)
    shared, since = inherited
    between = range(since, quantity.first)
    if not action and all(sentence.kind(at) == "comma" or sentence.key(at) == "và" for at in between):
        action = shared
    if not action or (name.last - name.first > _SHORT and " " not in action):
        return replace(name, action=action)
    return replace(name, text=f"{name.text} ({action})", action=action)


def _action(sentence: Sentence, end: int, floor: int) -> str:
    """The verbs of action right before a quantity: “xây mới, sửa chữa”."""
    given = end > floor and sentence.key(end - 1) == "cho"
    while end > floor and sentence.key(end - 1) in _FILLERS:
        end -= 1
    if given:
        return _gift(sentence, end, floor)
    start = end
    while start > floor and (sentence.has(start - 1, "action") or _joins(sentence, start - 1)):
        start -= 1
    while start < end and not sentence.has(start, "action"):
        start += 1
    words = sentence.text(start, end).removesuffix(" cho")
    return words[:1].lower() + words[1:]


def _gift(sentence: Sentence, end: int, floor: int) -> str:
    """The verb and its object before “cho”: “trao quà cho”."""
    for at in range(end - 1, max(floor, end - 5) - 1, -1):
        if sentence.has(at, "action"):
            return sentence.text(at, end).lower().removesuffix(" cho")
        if sentence.kind(at) != "word":
            break
    return ""


def _joins(sentence: Sentence, at: int) -> bool:
    joint = sentence.kind(at) == "comma" or sentence.key(at) == "và"
    return joint and sentence.has(at - 1, "action") and sentence.has(at + 1, "action")


def _purpose(sentence: Sentence, quantity: Quantity) -> Name | None:
    """An amount named by what it is for: “đầu tư 5 tỷ đồng để xây dựng nhà văn hóa”."""
    if quantity.kind != "money" or sentence.key(quantity.last) not in _PURPOSES:
        return None
    action = _action(sentence, quantity.first, 0)
    last = quantity.last + 1
    while (
        last < len(sentence.tokens)
        and last < quantity.last + 14
        and sentence.kind(last) in ("word", "cap", "abbr")
    ):
        last += 1
    if not action or last - quantity.last < 2:
        return None
    goal = sentence.text(quantity.last + 1, last)
    return Name(f"{action} {goal}", quantity.last + 1, last, True, "purpose-after", action)
