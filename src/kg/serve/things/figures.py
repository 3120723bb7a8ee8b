"""A figure at a glance: its numbers with their unit, and two bars that compare them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from kg.iri import BASE
from kg.serve.context import Pages
from kg.serve.language import plurals
from kg.serve.language.languages import DEFAULT
from kg.serve.language.languages import gettext as _
from kg.serve.things.values import Shower, Value
from kg.store.functions import Term
from kg.vocab import LG, QUDT, UNIT

Said = Mapping[str, Sequence[Term]]
"""The objects of one thing's statements by property."""


@dataclass(frozen=True)
class Figure:
    """A figure's numbers as written for a reader.

    :param actual: what was achieved; of a span both ends, of a part also what it is a part of
    :param actual_is: how the report bounds it: “more than”; “” for a number as it stands
    :param bars: actual and plan as shares of what fills the width, in percent, 0 for one that is not there; None where
        there is nothing to compare
    """

    actual: str
    plan: str
    percent: str
    unit: Value
    symbol: str
    actual_is: str
    plan_is: str
    bars: tuple[float, float] | None

    @property
    def spoken(self) -> str:
        """What the bars show, in words."""
        if self.actual and self.plan:
            return _("actual %(actual)s, plan %(plan)s", actual=self.actual, plan=self.plan)
        if self.plan:
            return _("plan %(plan)s", plan=self.plan)
        return _("actual %(actual)s", actual=self.actual)


def figure(said: Said, pages: Pages, shower: Shower, scale: Decimal | None = None) -> Figure:
    """A figure's numbers.

    :param scale: the number that fills the width of a bar; by default the larger of its own two, if it has both
    """
    unit = _one(said, QUDT.hasUnit.value, shower) or Value("")
    actual, plan = number(said, LG.actual.value), number(said, LG.plan.value)
    largest = scale or max(actual or Decimal(0), plan or Decimal(0))
    both = actual is not None and plan is not None
    bars = None
    if largest > 0 and (both or scale is not None):
        bars = (_share(actual or Decimal(0), largest), _share(plan or Decimal(0), largest))
    return Figure(
        _actual(said, shower),
        _text(said, LG.plan.value, shower),
        _text(said, LG.percentOfPlan.value, shower),
        unit,
        _symbol(unit, pages, shower, plan if actual is None else actual),
        _bound(said, LG.actual.value, shower),
        _bound(said, LG.plan.value, shower),
        bars,
    )


INSTEAD: Mapping[str, tuple[str, ...]] = {
    LG.actual.value: (LG.rangeLow.value, LG.rangeHigh.value, LG.share.value)
}
"""What a figure may have instead of a number: a span, or a share alone."""

_BOUNDS: Mapping[str, str] = {
    LG.actual.value: LG.actualComparator.value,
    LG.plan.value: LG.planComparator.value,
}


def amount(path: str, said: Said, shower: Shower) -> str | None:
    """The actual or the planned number as the report bounds it, “more than 3,000”; None of any other property."""
    if path not in _BOUNDS:
        return None
    number_ = _actual(said, shower) if path in INSTEAD else _text(said, path, shower)
    return f"{_bound(said, path, shower)} {number_}".strip() if number_ else ""


def _bound(said: Said, path: str, shower: Shower) -> str:
    """The word that stands before a number: no sentence begins with it."""
    return _text(said, _BOUNDS[path], shower).lower()


def _actual(said: Said, shower: Shower) -> str:
    """What was achieved: a number, of a whole where one is stated, or a span, or a share."""
    actual, whole, low, high, share = (
        _text(said, term.value, shower) for term in (LG.actual, LG.whole, LG.rangeLow, LG.rangeHigh, LG.share)
    )
    if actual:
        return f"{actual}/{whole}" if whole else actual
    if low or high:
        return f"{low}–{high}"
    return f"{share}%" if share else ""


_NAMED = frozenset(
    UNIT[name].value for name in ("TONNE", "KiloTONNE", "TONNE-PER-HA", "YR", "MO", "DAY", "HR")
)
"""Units of QUDT whose symbols readers of reports do not use."""


def _symbol(unit: Value, pages: Pages, shower: Shower, counted: Decimal | None) -> str:
    """The symbol of a unit; of our own, whose symbols are Vietnamese words, in other languages the name."""
    if unit.iri == UNIT["NUM"].value:
        return ""
    symbol = "" if unit.iri in _NAMED else pages.labels.known(unit.iri).symbol
    if symbol and (shower.language == DEFAULT or not unit.iri.startswith(BASE)):
        return symbol
    if unit.language == "en":
        return plurals.counted(unit.text, counted)
    return unit.text[:1].lower() + unit.text[1:]


def number(said: Said, path: str) -> Decimal | None:
    """A number that is said of a thing; None where there is none, or where it is none that can be drawn."""
    for term in said.get(path, ()):
        try:
            found = Decimal(getattr(term, "value", ""))
        except InvalidOperation:
            continue
        if found.is_finite() and abs(found.adjusted()) < _DIGITS:
            return found
    return None


_DIGITS = 25
"""Digits before or behind the point from which on a number is not drawn."""


def _share(part: Decimal, whole: Decimal) -> float:
    return round(float(part / whole) * 100, 2)


def _one(said: Said, path: str, shower: Shower) -> Value | None:
    return next((shower.term(term) for term in said.get(path, ())), None)


def _text(said: Said, path: str, shower: Shower) -> str:
    value = _one(said, path, shower)
    return value.text if value else ""
