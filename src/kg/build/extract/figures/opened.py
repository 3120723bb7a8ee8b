"""An indicator while it is read: the candidate, the tokens it spans, and how numbers and changes are put in."""

from __future__ import annotations

from dataclasses import dataclass

from kg.build.extract.facts import Change, Indicator
from kg.build.extract.figures.quantity import Quantity
from kg.build.extract.sentences import Sentence


@dataclass(slots=True)
class Opened:
    """An indicator being read.

    :param first: the first token of its quote so far
    :param last: after the last token of its quote so far
    :param action: the verb whose result it counts, which further items of a list share
    :param quantity: the quantity it began with
    """

    indicator: Indicator
    first: int
    last: int
    action: str
    quantity: Quantity

    @property
    def is_change_only(self) -> bool:
        """Whether nothing but a change is stated so far."""
        one = self.indicator
        return one.value is None and one.target is None and one.range is None and bool(one.change)


def put_number(sentence: Sentence, opened: Opened, role: str, quantity: Quantity) -> None:
    """A quantity in a role of an indicator, as written and as read; a per cent keeps its sign as written."""
    last = (
        quantity.last
        if quantity.kind == "percent" and role in ("percent_of_plan", "share")
        else quantity.numbers_end
    )
    if quantity.other is not None:
        last = quantity.number + 1
    one = opened.indicator
    if quantity.high is None:
        setattr(one, role, quantity.value)
    else:
        one.range = (quantity.value, quantity.high)
    setattr(one, f"{role}_raw", sentence.exact(quantity.number, last))
    one.spans[role] = sentence.span(quantity.number, last)
    opened.last = max(opened.last, quantity.last)


def put_second(sentence: Sentence, opened: Opened, role: str, quantity: Quantity) -> None:
    """The number after a slash."""
    setattr(opened.indicator, role, quantity.other)
    setattr(opened.indicator, f"{role}_raw", sentence.exact(quantity.other_at, quantity.other_at + 1))
    opened.indicator.spans[role] = sentence.span(quantity.other_at, quantity.other_at + 1)


def put_change(
    sentence: Sentence, opened: Opened, quantity: Quantity, direction: str, baseline: str | None
) -> None:
    """A change, with the baseline it shares with the change before it in brackets."""
    span = sentence.span(quantity.number, quantity.numbers_end)
    ranged = None if quantity.high is None else (quantity.value, quantity.high)
    raw = sentence.exact(quantity.number, quantity.numbers_end)
    value = None if ranged else quantity.value
    changes = opened.indicator.change
    changes.append(Change(raw, direction, quantity.unit or "", baseline, span, value, ranged))
    if baseline is not None and sentence.kind(quantity.number - 1) == "open":
        for change in changes:
            change.baseline = change.baseline or baseline
    opened.last = max(opened.last, quantity.last)


def close_quote(sentence: Sentence, opened: Opened) -> int:
    """After the last token of a quote: with the bracket that closes one opened within it."""
    kinds = [sentence.kind(at) for at in range(opened.first, opened.last)]
    unclosed = kinds.count("open") > kinds.count("close")
    return opened.last + (unclosed and sentence.kind(opened.last) == "close")
