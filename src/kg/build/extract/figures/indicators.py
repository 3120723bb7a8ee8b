"""Indicators of a sentence: its quantities, each with its name and the parts the others play for it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.build.extract.facts import Change, Indicator, Span
from kg.build.extract.figures import roles
from kg.build.extract.figures.areas import area_of, note_areas
from kg.build.extract.figures.context import Context, enter
from kg.build.extract.figures.naming import Name, name_of
from kg.build.extract.figures.periods import note_period, period_of
from kg.build.extract.figures.quantities import Quantity, quantities
from kg.build.extract.figures.statuses import status_of
from kg.build.extract.sentences import Sentence

_CONFIDENCE = {
    "head-before": 0.95,
    "noun-after": 0.93,
    "words-before": 0.8,
    "elided": 0.8,
    "change-only": 0.75,
}


class _Open:
    """An indicator being read: the candidate, its tokens, and the quantity it began with."""

    def __init__(self, indicator: Indicator, first: int, last: int, action: str) -> None:
        self.indicator, self.first, self.last, self.action = indicator, first, last, action


def indicators(sentence: Sentence, context: Context) -> Iterator[Indicator]:
    """Every indicator a sentence states."""
    enter(context, sentence)
    note_areas(sentence, context)
    if not any(token.kind == "num" for token in sentence.tokens):
        note_period(sentence, context)
        return
    found = list(quantities(sentence))
    opened: list[_Open] = []
    floor = 0
    for index, quantity in enumerate(found):
        ceiling = found[index + 1].first if index + 1 < len(found) else len(sentence.tokens)
        current = opened[-1] if opened else None
        if current is None or not _joins(sentence, opened, quantity, context, found[index - 1]):
            new = _begin(sentence, quantity, floor, ceiling, context, current)
            if new is not None:
                opened.append(new)
        floor = quantity.last
    for one in opened:
        yield _close(sentence, one)
    note_period(sentence, context)


def _changed(opened: list[_Open], quantity: Quantity) -> _Open:
    """Whose change it is: of a whole and its parts the one counted in the same unit."""
    current = opened[-1]
    if current.indicator.part_of is None:
        return current
    for one in reversed(opened):
        same = (one.indicator.unit or "").startswith(quantity.unit or "-")
        if same or (quantity.kind == "percent" and one.indicator.change):
            return one
    return current


def _joins(
    sentence: Sentence, opened: list[_Open], quantity: Quantity, context: Context, before: Quantity
) -> bool:
    """Give a quantity to the indicator before it, if it is a part of that one."""
    current = opened[-1]
    adjacent = _nothing_between(sentence, current, quantity)
    word = roles.change_word(sentence, quantity)
    if word is not None:
        return _attach_change(sentence, _changed(opened, quantity), quantity, word)
    if roles.is_of_plan(sentence, quantity) and current.indicator.percent_of_plan is None and adjacent:
        _number(sentence, current, "percent_of_plan", quantity, percent=True)
        return True
    after_value = current.indicator.value is not None and adjacent
    if _is_second_change(sentence, current, quantity, before):
        last = current.indicator.change[-1]
        _add_change(sentence, current, quantity, last.direction, _baseline(sentence, quantity.last))
        return True
    if (
        current.indicator.share is None
        and roles.is_share(sentence, quantity, after_value)
        and current.indicator.unit != "%"
        and (after_value or adjacent)
    ):
        planned = current.indicator.target is not None and context.speaks_of_plan
        _number(sentence, current, "percent_of_plan" if planned else "share", quantity, percent=True)
        return True
    if (
        current.indicator.target is None
        and roles.is_plan_of_previous(sentence, quantity, current.last)
        and _same_unit(current, quantity)
    ):
        _number(sentence, current, "target", quantity)
        current.indicator.target_comparator = quantity.comparator
        return True
    return False


def _nothing_between(sentence: Sentence, current: _Open, quantity: Quantity) -> bool:
    """No head noun of another indicator and no semicolon between what is read and a quantity."""
    for at in range(current.last, quantity.first):
        if sentence.kind(at) == "semicolon":
            return False
        if (
            sentence.has(at, "head")
            and sentence.kind(at - 1) in ("comma", "word")
            and not sentence.has(at, "baseline")
            and sentence.key(at) not in ("tỷ lệ", "mức")
        ):
            return False
    return True


def _is_second_change(sentence: Sentence, current: _Open, quantity: Quantity, before: Quantity) -> bool:
    """“tăng 18 vụ (13,7%)”: the same change in per cent."""
    changes = current.indicator.change
    return (
        bool(changes)
        and quantity.kind == "percent"
        and sentence.kind(quantity.number - 1) == "open"
        and quantity.number - 1 == before.last
    )


def _same_unit(current: _Open, quantity: Quantity) -> bool:
    return (current.indicator.unit or "").split("/")[0] == (quantity.unit or "").split("/")[0]


def _attach_change(sentence: Sentence, current: _Open, quantity: Quantity, word: int) -> bool:
    """A change belongs to the indicator before unless its own clause names another."""
    start = word
    while start > current.last and sentence.kind(start - 1) not in ("comma", "semicolon", "open", "dot"):
        start -= 1
    own = [
        at
        for at in range(start, word)
        if sentence.kind(at) in ("word", "cap", "abbr")
        and sentence.key(at) not in ("đã", "và", "cũng", "thực", "mức", "đều", "còn", "lại")
    ]
    if own and start > current.last:
        return False
    direction = sentence.tokens[word].marks["rise"]
    baseline = _baseline(sentence, quantity.last)
    if baseline is None and quantity.first - word > 2:
        baseline = sentence.text(word + 1, quantity.first)
    _add_change(sentence, current, quantity, direction, baseline)
    return True


def _baseline(sentence: Sentence, at: int) -> str | None:
    """“so với …” after a change, past a second change in brackets."""
    if sentence.kind(at) == "open":
        at = next(
            (n + 1 for n in range(at, min(at + 6, len(sentence.tokens))) if sentence.kind(n) == "close"), at
        )
    begin = at
    while (
        begin < len(sentence.tokens)
        and begin < at + 5
        and not sentence.key(begin).startswith(("so", "cùng kỳ"))
    ):
        if sentence.kind(begin) != "word":
            return None
        begin += 1
    if not sentence.key(begin).startswith(("so", "cùng kỳ")):
        return None
    end = begin + 1
    while (
        end < len(sentence.tokens)
        and end < begin + 14
        and sentence.kind(end) not in ("comma", "semicolon", "dot", "close", "open", "num")
    ):
        if sentence.key(end) in ("và",):
            break
        end += 1
    return sentence.text(begin, end)


def _add_change(
    sentence: Sentence, current: _Open, quantity: Quantity, direction: str, baseline: str | None
) -> None:
    span = sentence.span(quantity.number, quantity.numbers_end)
    ranged = (quantity.value, quantity.high) if quantity.high is not None else None
    raw = sentence.text(quantity.number, quantity.numbers_end)
    value = None if ranged else quantity.value
    current.indicator.change.append(
        Change(raw, direction, quantity.unit or "", baseline, span, value, ranged)
    )
    if baseline is not None:
        for change in current.indicator.change:
            if change.baseline is None and sentence.kind(quantity.number - 1) == "open":
                change.baseline = baseline
    current.last = max(current.last, quantity.last)


def _number(sentence: Sentence, current: _Open, role: str, quantity: Quantity, percent: bool = False) -> None:
    """Put a quantity into a role of an indicator, as written and as read."""
    last = quantity.last if percent else quantity.numbers_end
    setattr(current.indicator, role, quantity.value)
    setattr(current.indicator, f"{role}_raw", sentence.text(quantity.number, last))
    current.indicator.spans[role] = sentence.span(quantity.number, last)
    current.last = max(current.last, quantity.last)


def _begin(
    sentence: Sentence, quantity: Quantity, floor: int, ceiling: int, context: Context, current: _Open | None
) -> _Open | None:
    """A new indicator from a quantity."""
    inherited = (current.action, current.last) if current is not None else ("", 0)
    name = name_of(sentence, quantity, floor, ceiling, inherited)
    name = _elided(sentence, quantity, name, floor, context, current)
    if name is None:
        return None
    status = status_of(sentence, quantity, floor, name, context)
    indicator = Indicator(0, 0, name.rule, _CONFIDENCE.get(name.rule, 0.8), name.text, status, quantity.unit)
    first = min(name.first, quantity.first) if name.inside else quantity.first
    opened = _Open(indicator, first, max(name.last if name.inside else 0, quantity.last), name.action)
    _fill(sentence, opened, quantity, context)
    indicator.name_in_quote = name.inside
    indicator.period = period_of(sentence, quantity.first, opened.last, context)
    indicator.area = area_of(sentence, quantity.first, status, context)
    indicator.id = f"{sentence.number}.{quantity.number}"
    if current is not None:
        indicator.part_of = _whole(sentence, current, quantity)
    if name.inside and name.rule != "elided":
        context.last_name = name.text
    return opened


def _elided(
    sentence: Sentence,
    quantity: Quantity,
    name: Name | None,
    floor: int,
    context: Context,
    current: _Open | None,
) -> Name | None:
    """In a list of places with a per cent each, the name stands once before the list."""
    if (
        quantity.kind != "percent"
        or not context.last_name
        or (name is not None
        and not _is_place(sentence, name))
    ):
        return name
    named = any(
        sentence.kind(at) == "cap" or sentence.has(at, "level") for at in range(floor, quantity.first)
    )
    if not named:
        return name
    return Name(_rate(context.last_name), quantity.first, quantity.last, False, "elided")


def _is_place(sentence: Sentence, name: Name) -> bool:
    """A name that is nothing but capitalised words before a per cent."""
    return name.rule == "words-before" and all(
        sentence.kind(at) == "cap" for at in range(name.first, name.last)
    )


def _rate(name: str) -> str:
    """The rate within the name of what has it: “địa phương có tỷ lệ X cao hơn Y” → “tỷ lệ X”."""
    start = name.find("tỷ lệ")
    return re.split(r" (?:cao|thấp|đạt|trên|dưới) ?", name[max(start, 0) :])[0]


def _fill(sentence: Sentence, opened: _Open, quantity: Quantity, context: Context) -> None:
    """The numbers of a new indicator in their roles."""
    indicator = opened.indicator
    word = roles.change_word(sentence, quantity)
    if word is not None:
        _add_change(
            sentence,
            opened,
            quantity,
            sentence.tokens[word].marks["rise"],
            _baseline(sentence, quantity.last),
        )
        indicator.unit = None if quantity.kind == "percent" else quantity.unit
        indicator.rule, indicator.confidence = "change-only", _CONFIDENCE["change-only"]
        return
    if roles.is_of_plan(sentence, quantity):
        _number(sentence, opened, "percent_of_plan", quantity, percent=True)
        indicator.unit = None
        return
    indicator.scale, indicator.comparator = quantity.scale, quantity.comparator
    role = "target" if indicator.status == "target" else "value"
    if quantity.high is not None:
        indicator.range = (quantity.value, quantity.high)
        raw = sentence.text(quantity.number, quantity.numbers_end)
        setattr(indicator, f"{role}_raw", raw)
        indicator.spans[role] = sentence.span(quantity.number, quantity.numbers_end)
        return
    _single(sentence, opened, quantity, role, context)


def _single(sentence: Sentence, opened: _Open, quantity: Quantity, role: str, context: Context) -> None:
    indicator = opened.indicator
    end = quantity.number + 1 if quantity.other is not None else quantity.numbers_end
    setattr(indicator, role, quantity.value)
    setattr(indicator, f"{role}_raw", sentence.text(quantity.number, end))
    indicator.spans[role] = sentence.span(quantity.number, end)
    if quantity.other is None:
        return
    second = (
        "target"
        if role == "value" and roles.slash_is_plan(sentence, quantity, context.speaks_of_plan)
        else "total"
    )
    setattr(indicator, second, quantity.other)
    setattr(indicator, f"{second}_raw", sentence.text(quantity.other_at, quantity.other_at + 1))
    indicator.spans[second] = sentence.span(quantity.other_at, quantity.other_at + 1)


def _whole(sentence: Sentence, current: _Open, quantity: Quantity) -> str | None:
    """The indicator of which a new one is a part: the one before “trong đó”, “gồm”, or that one's whole."""
    between = range(current.last, quantity.first)
    if any(sentence.has(at, "part") for at in between):
        return current.indicator.id
    if current.indicator.part_of and not any(sentence.kind(at) in ("semicolon", "close") for at in between):
        return current.indicator.part_of
    return None


def _close(sentence: Sentence, opened: _Open) -> Indicator:
    """The candidate with its quote."""
    opened.indicator.start, opened.indicator.end = _quote(sentence, opened)
    return opened.indicator


def _quote(sentence: Sentence, opened: _Open) -> Span:
    return sentence.span(opened.first, opened.last)
