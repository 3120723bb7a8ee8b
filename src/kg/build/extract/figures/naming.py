"""What a quantity is called: the noun phrase before it, or the one after it."""

from __future__ import annotations

from kg.build.extract.figures.after import after
from kg.build.extract.figures.before import before
from kg.build.extract.figures.deeds import Name, purpose, with_action
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
_STRONG = {"đạt", "là", "ước đạt", "ước tính đạt", "đạt được", "đạt mức", "đã đạt"}
_CLASSIFIERS = {
    "con", "cái", "chiếc", "hộ", "người", "đồng chí", "em", "cháu", "trường hợp", "vụ", "vụ việc",
    "lượt người", "lượt", "cây", "đơn", "hồ sơ", "đối tượng", "ca",
}  # fmt: skip
_SORTS = {
    "trường",
    "cuộc",
    "đơn",
    "giải",
    "lớp",
    "phòng",
    "phòng học",
    "công trình",
    "dự án",
    "vụ",
    "vụ việc",
    "điểm",
}
_LONGEST_OWNER = 8
_LONGEST_RESULT = 12
_FILLERS = {"được", "đã", "mới", "thêm", "cho", "có thêm", "chỉ"}


def name_of(
    sentence: Sentence, quantity: Quantity, floor: int, ceiling: int, inherited: tuple[str, int]
) -> Name | None:
    """The name, between the quantity before (`floor`) and the one after (`ceiling`)."""
    left = before(sentence, quantity.first, floor, quantity.kind == "count")
    right = after(sentence, quantity, ceiling)
    if left is not None and right is not None and quantity.kind == "count" and _is_rate_of(sentence, left):
        return Name(f"{right.text} {left.text}", left.first, right.last, True, "noun-after")
    if left is not None and _is_sorted(sentence, quantity, left, right):
        text = left.text if left.text.lower().startswith(sorted_as := sentence.key(quantity.noun)) else ""
        return Name(text or f"{sorted_as} {left.text}", left.first, left.last, True, "subject-before")
    if left is not None and _names(sentence, quantity, left, right):
        return Name(
            left.text, left.first, left.last, True, "head-before" if left.headed else "subject-before"
        )
    if right is not None:
        name = Name(right.text, right.first, right.last, True, "noun-after")
        return with_action(sentence, quantity, name, floor, inherited)
    goal = purpose(sentence, quantity)
    if goal is not None:
        return goal
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
    bare = right is not None and right.last - right.first == 1
    if right is None or (bare and _is_linked(sentence, quantity, left.first, left.last)):
        return True
    return not _prefers_right(sentence, quantity, left.first, left.last)


def _is_bare_counter(sentence: Sentence, quantity: Quantity, left: Phrase, right: Phrase | None) -> bool:
    """“trâu 612 con”, “hộ nghèo còn 96 hộ”: what follows only counts, what stands right before is what is counted."""
    if quantity.kind != "count" or right is None or right.last > quantity.last or left.headed:
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


def _is_sorted(sentence: Sentence, quantity: Quantity, left: Phrase, right: Phrase | None) -> bool:
    """“mầm non 190 trường”, “chuyển sang 06 cuộc”: which of the things counted stands right before their number."""
    bare = right is not None and right.last <= quantity.last
    if not bare or left.headed or sentence.key(quantity.noun) not in _SORTS or left.text.startswith("("):
        return False
    between, own = range(left.last, quantity.first), range(left.first, left.last)
    near = all(sentence.has(at, "link", "comparator") or sentence.key(at) in _FILLERS for at in between)
    plain = not any(
        sentence.has(at, "level", "whole", "hamlet", "now", "post", "part", "share", "rise") for at in own
    )
    bodies = any(body.first < left.last and body.last > left.first for body in sentence.bodies)
    return near and plain and not bodies and len(own) <= _LONGEST_RESULT


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
    linked = _is_linked(sentence, quantity, first, last)
    if quantity.kind == "percent":
        return not key.startswith(_RATES) and not linked
    if quantity.kind == "count":
        return not (linked and key.startswith((*_COUNTS, *_RATES)) and " " in sentence.text(first, last))
    return not linked


def _is_linked(sentence: Sentence, quantity: Quantity, first: int, last: int) -> bool:
    """The name before runs up to the number, or a verb like “đạt”, “là”, “giảm từ” joins them."""
    counted = sentence.key(first).startswith(_COUNTS)
    adjacent = last == quantity.first and (counted or not sentence.has(last - 1, "action"))
    moves = counted and sentence.key(quantity.first - 1) == "từ" and sentence.has(quantity.first - 2, "rise")
    return (
        adjacent
        or moves
        or sentence.has(quantity.first - 1, "link", "arrive")
        or sentence.kind(quantity.first - 1) == "colon"
    )
