"""Which part a quantity plays: a value of its own, or the plan, whole, share or change of the one before."""

from __future__ import annotations

from kg.build.extract.figures.quantity import Quantity
from kg.build.extract.sentences import Sentence

_SKIPPED = {
    "đã",
    "được",
    "mới",
    "chỉ",
    "cũng",
    "thêm",
    "khoảng",
    "bình quân",
    "tới",
    "đến",
    "mức",
    "trung bình",
    "thực",
    "gần",
    "hơn",
    "trên",
    "thêm được",
    "là",
    "ước",
}
_PLAN_FILLERS = {"là", "giao", "đề", "ra", "đề ra", "năm", "của", "được", "được giao", "từ", "đặt"}
_TO_PLAN = {"so với", "tổng", "của", "mức", "theo", "so", "tổng số", "các", "với"}


def change_word(sentence: Sentence, quantity: Quantity) -> int | None:
    """The token of “tăng”, “giảm”, “cao hơn” that governs a quantity."""
    at = quantity.first - 1
    if sentence.has(at, "arrive") or quantity.other is not None:
        return None
    steps = 0
    while (
        at >= 0
        and steps < 4
        and (sentence.key(at) in _SKIPPED or sentence.has(at, "comparator"))
        and not sentence.has(at, "rise")
    ):
        at -= 1
        steps += 1
    if sentence.has(at, "rise") and not _names_rate(sentence, at):
        return at
    return _far_comparison(sentence, quantity)


def _names_rate(sentence: Sentence, at: int) -> bool:
    """The clause itself names a rate of growth: then the per cent is its value."""
    for here in range(at - 1, max(-1, at - 12), -1):
        if sentence.kind(here) in ("comma", "semicolon", "colon", "open", "num", "percent"):
            return False
        if sentence.key(here) in ("tốc độ", "tăng trưởng", "tốc độ tăng trưởng"):
            return True
    return False


def _far_comparison(sentence: Sentence, quantity: Quantity) -> int | None:
    """“cao hơn mức bình quân chung 15%”: the baseline stands between."""
    if quantity.kind != "percent" and sentence.key(quantity.first - 1) != "là":
        return None
    for at in range(quantity.first - 1, max(-1, quantity.first - 12), -1):
        if sentence.kind(at) in ("comma", "semicolon", "num", "open"):
            return None
        if sentence.key(at) in ("cao hơn", "thấp hơn"):
            return at
    return None


def is_of_plan(sentence: Sentence, quantity: Quantity) -> bool:
    """A per cent that a plan, an estimate of revenue or a target follows."""
    return quantity.kind == "percent" and plan_end(sentence, quantity) > quantity.last


def plan_end(sentence: Sentence, quantity: Quantity) -> int:
    """After the word of the plan that follows a per cent; the per cent's own end where none does."""
    at = quantity.last
    while sentence.key(at) in _TO_PLAN and at < quantity.last + 4:
        at += 1
    return at + 1 if sentence.has(at, "plan") else quantity.last


def is_share(sentence: Sentence, quantity: Quantity, after_value: bool) -> bool:
    """A per cent of a whole: “chiếm P%”, or in brackets or with “bằng”, “đạt” right after the part."""
    if quantity.kind != "percent":
        return False
    at = quantity.first - 1
    if after_value and sentence.key(at) == "tỷ lệ" and sentence.kind(at - 1) in ("comma", "open"):
        return True
    while sentence.has(at, "comparator") or (
        sentence.key(at) in ("tỷ lệ", "đạt") and sentence.kind(at - 1) == "word"
    ):
        at -= 1
    if sentence.has(at, "share"):
        return True
    if not after_value or is_index(sentence, quantity):
        return False
    if sentence.kind(at) == "open":
        return True
    return sentence.key(at) in ("bằng", "đạt") and sentence.kind(at - 1) in ("comma", "open")


def is_index(sentence: Sentence, quantity: Quantity) -> bool:
    """“bằng 101,2% so với cùng kỳ”: another period's value as 100."""
    at = quantity.last
    opens = sentence.key(quantity.first - 1) in ("bằng", "đạt") and quantity.kind == "percent"
    return opens and (sentence.key(at) == "so với" or sentence.key(at).startswith(("cùng kỳ", "so cùng")))


def is_plan_of_previous(sentence: Sentence, quantity: Quantity, floor: int) -> bool:
    """A planned number told beside the achieved one: “(KH 50 ha)”, “chưa đạt chỉ tiêu (80% trở lên)”."""
    for at in range(quantity.first - 1, max(floor - 1, quantity.first - 6), -1):
        token = sentence.tokens[at]
        if token.has("plan"):
            return True
        if token.kind in ("comma", "semicolon", "num"):
            return False
        if not (token.kind in ("open", "colon", "time") or token.key in _PLAN_FILLERS):
            return False
    return False


def slash_is_plan(sentence: Sentence, quantity: Quantity, line_has_plan: bool) -> bool:
    """A slash is actual/plan where the text speaks of a plan, else part/total; more than the whole is no part."""
    assert quantity.other is not None
    if quantity.value > quantity.other:
        return True
    percent = False
    for at in range(quantity.last, min(len(sentence.tokens), quantity.last + 8)):
        if sentence.kind(at) == "semicolon":
            break
        if sentence.kind(at) == "percent":
            percent = True
        if sentence.has(at, "plan") and (percent or quantity.kind in ("measure", "money")):
            return not sentence.has(quantity.noun, "level")
    return line_has_plan and quantity.kind in ("measure", "money")


_EMPTY = {"cuối", "đầu", "đã", "mức", "thì", "chỉ", "và", "được", "nay", "giữa", "hết", "vào", "đến", "thêm"}


def no_words_between(sentence: Sentence, start: int, end: int) -> bool:
    """Nothing but times, verbs of rising and falling and small words between two numbers."""
    for at in range(start, end):
        token = sentence.tokens[at]
        if token.kind in ("semicolon", "dot", "cap", "abbr"):
            return False
        small = token.key in _EMPTY or token.has(
            "arrive", "now", "rise", "link", "comparator", "stop", "ending"
        )
        if token.kind == "word" and (not small or token.has("head")):
            return False
    return True
