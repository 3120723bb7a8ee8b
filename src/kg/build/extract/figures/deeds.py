"""The deeds that names are told apart by: what was built, who was given something, who was harmed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kg.build.extract.figures.quantity import Quantity
from kg.build.extract.sentences import Sentence

_HARMS = {"làm chết": "chết", "bị thương": "bị thương", "làm bị thương": "bị thương"}
_ACCIDENTS = ("vụ tai nạn", "vụ cháy", "vụ đuối nước", "vụ va chạm", "người chết (", "người bị thương (")
_SHORT = 4
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


def with_action(
    sentence: Sentence, quantity: Quantity, name: Name, floor: int, inherited: tuple[str, int]
) -> Name:
    """A short name is told apart by the action whose result it counts: “nhà văn hóa (xây mới)”."""
    if tuple(sentence.key(quantity.first - n) for n in (3, 2, 1)) == ("đạt", "và", "vượt"):
        return replace(name, text=f"{name.text} đạt và vượt")
    action = _action(sentence, quantity.first, floor)
    if action in _HARMS:
        harm = _HARMS[action]
        return replace(name, text=f"{name.text.removesuffix(harm).strip()} {harm}")
    shared, since = inherited
    between = range(since, quantity.first)
    if not action and all(_passes_on(sentence, at) for at in between):
        action = shared
    if not action or (name.last - name.first > _SHORT and " " not in action):
        return replace(name, action=action)
    return replace(name, text=f"{name.text} ({action})", action=action)


def of_accident(name: Name, told: str | None) -> Name:
    """The dead and the injured of what the figure before them counts: “người chết (tai nạn giao thông)”."""
    harmed = name.text.endswith(tuple(_HARMS.values()))
    if told is None or not harmed or not told.startswith(_ACCIDENTS):
        return name
    cause = (
        told[told.find("(") + 1 : -1]
        if told.startswith("người ")
        else told.removeprefix("vụ ").split(" (")[0]
    )
    return replace(name, text=f"{name.text} ({cause})")


def _passes_on(sentence: Sentence, at: int) -> bool:
    """A comma, “và” or “cho” between two things that one verb is about."""
    return sentence.kind(at) == "comma" or sentence.key(at) in ("và", "cho")


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
        if sentence.kind(at) not in ("word", "cap"):
            break
    return ""


def _joins(sentence: Sentence, at: int) -> bool:
    joint = sentence.kind(at) == "comma" or sentence.key(at) == "và"
    return joint and sentence.has(at - 1, "action") and sentence.has(at + 1, "action")


def purpose(sentence: Sentence, quantity: Quantity) -> Name | None:
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
