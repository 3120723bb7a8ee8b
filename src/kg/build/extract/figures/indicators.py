"""Indicators of a sentence: its quantities, each with its name and the parts the others play for it."""

from __future__ import annotations

from collections.abc import Iterator

from kg.build.extract.facts import Indicator
from kg.build.extract.figures import roles
from kg.build.extract.figures.areas import area_of, note_areas
from kg.build.extract.figures.changes import attach_change, attach_second, is_bare_comparison, put_change_of
from kg.build.extract.figures.context import Context, enter
from kg.build.extract.figures.deeds import Name, of_accident
from kg.build.extract.figures.elision import inherited, is_year_before
from kg.build.extract.figures.naming import name_of
from kg.build.extract.figures.opened import Opened, close_quote, put_number, put_second
from kg.build.extract.figures.periods import note_period, period_of
from kg.build.extract.figures.quantities import quantities
from kg.build.extract.figures.quantity import Quantity
from kg.build.extract.figures.statuses import status_of
from kg.build.extract.sentences import LOOK_BACK, Sentence, is_foreign

_CONFIDENCE = {
    "head-before": 0.95, "noun-after": 0.93, "words-before": 0.8, "purpose-after": 0.8, "elided": 0.85,
    "same-name": 0.85, "change-only": 0.75,
}  # fmt: skip


def indicators(sentence: Sentence, context: Context) -> Iterator[Indicator]:
    """Every indicator a sentence states; the context takes in what the sentence says for those after it."""
    enter(context, sentence)
    note_areas(sentence, context)
    if "num" in sentence.marks and not is_foreign(sentence):
        yield from _read(sentence, context)
    note_period(sentence, context)


def _read(sentence: Sentence, context: Context) -> Iterator[Indicator]:
    found = list(quantities(sentence))
    opened: list[Opened] = []
    floor = 0
    for index, quantity in enumerate(found):
        ceiling = found[index + 1].first if index + 1 < len(found) else len(sentence.tokens)
        if not opened or not _joins(sentence, opened, quantity):
            new = _begin(sentence, quantity, (floor, ceiling), context, opened[-1] if opened else None)
            opened.extend([new] if new else [])
        floor = quantity.last
    for one in opened:
        one.indicator.start, one.indicator.end = sentence.span(one.first, close_quote(sentence, one))
        yield one.indicator


def _joins(sentence: Sentence, opened: list[Opened], quantity: Quantity) -> bool:
    """Give a quantity to an indicator before it, if it plays a part for that one."""
    current = opened[-1]
    if is_year_before(sentence, quantity, current.last):
        return False
    word = roles.change_word(sentence, quantity)
    if word is not None:
        return attach_change(sentence, opened, quantity, word)
    role = _role(sentence, opened, quantity)
    if role is None and roles.is_index(sentence, quantity):
        return True
    if role is None:
        return attach_second(sentence, opened, quantity)
    put_number(sentence, current, role, quantity)
    if role == "percent_of_plan":
        current.last = max(current.last, roles.plan_end(sentence, quantity))
    if role == "target":
        current.indicator.target_comparator = quantity.comparator
    return True


def _role(sentence: Sentence, opened: list[Opened], quantity: Quantity) -> str | None:
    """Which number of the indicator before it a quantity is, if any."""
    current = opened[-1]
    one, near = current.indicator, _is_near(sentence, current, quantity)
    if roles.is_of_plan(sentence, quantity) and one.percent_of_plan is None and near:
        return "percent_of_plan"
    if is_bare_comparison(sentence, current, quantity):
        one.unit, one.rule, one.confidence = quantity.unit, "change-first", 0.8
        one.comparator, one.scale = quantity.comparator, quantity.scale
        return "value"
    whole = one.value is not None and near and one.unit != "%"
    after_change = (
        bool(one.change)
        and sentence.kind(quantity.number - 1) == "open"
        and current.last >= quantity.number - 1
    )
    if (
        one.share is None
        and not after_change
        and roles.is_share(sentence, quantity, whole)
        and near
        and one.unit != "%"
    ):
        return "percent_of_plan" if one.target is not None and one.percent_of_plan is None else "share"
    if (
        one.target is None
        and roles.is_plan_of_previous(sentence, quantity, current.last)
        and _same_unit(one, quantity)
    ):
        return "target"
    return None


def _is_near(sentence: Sentence, current: Opened, quantity: Quantity) -> bool:
    """No head noun of another indicator and no semicolon between what is read and a quantity."""
    if quantity.first - current.last > LOOK_BACK:
        return False
    for at in range(current.last, quantity.first):
        if sentence.kind(at) == "semicolon":
            return False
        new = (
            sentence.has(at, "head")
            and not sentence.has(at, "baseline")
            and sentence.key(at) not in ("tỷ lệ", "mức")
        )
        if new and sentence.kind(at - 1) in ("comma", "word"):
            return False
    return True


def _same_unit(one: Indicator, quantity: Quantity) -> bool:
    return (one.unit or "").split("/")[0] == (quantity.unit or "").split("/")[0]


def _begin(
    sentence: Sentence, quantity: Quantity, reach: tuple[int, int], context: Context, current: Opened | None
) -> Opened | None:
    """A new indicator from a quantity."""
    floor, ceiling = reach
    shared = (_deed(sentence, current), current.last) if current is not None else ("", 0)
    name = name_of(sentence, quantity, floor, ceiling, shared)
    name = inherited(sentence, quantity, name, floor, context, current)
    if name is None:
        return None
    name = of_accident(name, current.indicator.name if current is not None else None)
    opened = _open(sentence, quantity, floor, name, context)
    one = opened.indicator
    one.period = period_of(sentence, quantity.first, quantity.last, opened.last, context)
    if current is not None and is_year_before(sentence, quantity, current.last):
        one.period = _own_period(sentence, quantity, current.last) or one.period
    one.area = area_of(sentence, quantity, one.status, context)
    one.part_of = _whole(sentence, current, quantity) if current is not None else None
    context.last_name = name.text if name.inside else context.last_name
    return opened


def _deed(sentence: Sentence, opened: Opened) -> str:
    """The verb whose result an indicator counts: its action, or its name where that is one: “chi trả 5 tỷ đồng cho”."""
    name = opened.indicator.name
    spent = opened.quantity.kind == "money" and name.lower() == sentence.key(opened.first)
    return opened.action or (name.lower() if spent and sentence.has(opened.first, "action") else "")


def _own_period(sentence: Sentence, quantity: Quantity, floor: int) -> str | None:
    """“(cùng kỳ quý I/2023 tăng …)”: the time in the bracket."""
    times = [at for at in range(floor, quantity.first) if sentence.kind(at) == "time"]
    return sentence.text(times[-1], times[-1] + 1) if times else "cùng kỳ"


def _open(sentence: Sentence, quantity: Quantity, floor: int, name: Name, context: Context) -> Opened:
    status = status_of(sentence, quantity, floor, name, context)
    confidence = _CONFIDENCE.get(name.rule, 0.8)
    one = Indicator(0, 0, name.rule, confidence, name.text, status, quantity.unit, name_in_quote=name.inside)
    one.id = f"{sentence.number}.{quantity.number}"
    first = min(name.first, quantity.first) if name.inside else quantity.first
    last = max(name.last, quantity.last) if name.inside else quantity.last
    opened = Opened(one, first, last, name.action, quantity)
    _fill(sentence, opened, quantity, context)
    return opened


def _fill(sentence: Sentence, opened: Opened, quantity: Quantity, context: Context) -> None:
    """The numbers of a new indicator in their roles."""
    one = opened.indicator
    word = roles.change_word(sentence, quantity)
    if word is not None and one.rule != "same-name":
        put_change_of(sentence, opened, quantity, word)
        one.unit = None if quantity.kind == "percent" else quantity.unit
        one.rule, one.confidence = "change-only", _CONFIDENCE["change-only"]
        return
    if roles.is_of_plan(sentence, quantity):
        put_number(sentence, opened, "percent_of_plan", quantity)
        opened.last = max(opened.last, roles.plan_end(sentence, quantity))
        one.unit = None
        return
    if roles.is_share(sentence, quantity, False):
        put_number(sentence, opened, "share", quantity)
        return
    one.scale, one.comparator = quantity.scale, quantity.comparator
    role = "target" if one.status == "target" else "value"
    put_number(sentence, opened, role, quantity)
    if role == "target":
        one.target_comparator = quantity.comparator
    if quantity.other is not None:
        planned = role == "value" and roles.slash_is_plan(sentence, quantity, context.speaks_of_plan)
        put_second(sentence, opened, "target" if planned else "total", quantity)


def _whole(sentence: Sentence, current: Opened, quantity: Quantity) -> str | None:
    """The indicator of which a new one is a part: the one before “trong đó”, “gồm”, or that one's whole."""
    between = range(current.last, quantity.first)
    if any(sentence.has(at, "part") for at in between):
        return current.indicator.id
    if sentence.kind(current.last) == "open" and _same_unit(current.indicator, quantity):
        return current.indicator.id
    if not current.indicator.part_of or any(sentence.kind(at) == "close" for at in between):
        return None
    apart = any(sentence.kind(at) == "semicolon" for at in between)
    if apart and not (_is_listed(sentence, current) and _same_unit(current.indicator, quantity)):
        return None
    return current.indicator.part_of


def _is_listed(sentence: Sentence, part: Opened) -> bool:
    """Whether “trong đó:” with a colon, or a bracket, opens the list that a part stands in."""
    for at in range(part.quantity.first - 1, max(-1, part.quantity.first - LOOK_BACK), -1):
        if sentence.has(at, "part"):
            return sentence.kind(at + 1) == "colon"
        if sentence.kind(at) in ("open", "close"):
            return sentence.kind(at) == "open"
    return False
