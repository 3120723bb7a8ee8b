"""How a figure that the extractor found becomes a candidate, with its indicator, unit, subject, period and changes."""

from __future__ import annotations

import re
from decimal import Decimal

from kg.build.extract.entering import Desk, quote, spans
from kg.build.extract.facts import Change, Indicator
from kg.build.extract.spoken import period
from kg.build.extract.wordings import wordings
from kg.build.facts import Span
from kg.build.passages import find, find_near
from kg.vietnamese import parse_number

COMPARATORS = {
    ">": "more-than",
    "<~": "almost",
    "~": "about",
    ">=": "at-least",
    "<": "less-than",
    "<=": "at-most",
}
SCALES = {1_000: "nghìn", 10_000: "vạn", 1_000_000: "triệu", 1_000_000_000: "tỷ"}
PLANNED = ("target", "plan")
FORECAST = ("dự kiến", "dự báo")
ASSUMED_AREA = 0.8
"""The most that a figure is trusted whose area is taken from the report as a whole."""

_COUNT = "unit:NUM"
_LEVEL_WORD = re.compile(r"\b(huyện|quận|thị xã|thành phố|phường|thị trấn|xã|tỉnh)\b", re.IGNORECASE)
_RANGE = re.compile(r"(\d[\d.,]*\d|\d)\s*%?\s*(?:[-–—]|đến)\s*(\d[\d.,]*\d|\d)")
_VALUES = ("actual", "plan", "percent", "range_low", "share")


def figure(found: Indicator, desk: Desk) -> None:
    """A figure and its changes; left where it has no unit, no subject or no number of its own."""
    numbers = _numbers(found, desk)
    unit = _unit(found.unit, found.scale, desk)
    area, organisation, at_most = _subject(found, desk)
    if unit is None:
        return desk.leave("figure", quote(found), "the unit is in no list", "unit", _unit_words(found))
    if area is None and organisation is None:
        return desk.leave("figure", quote(found), "the text names neither an area nor a body for it", "area")
    changes = [change for change in found.change if _fits(change, desk)]
    if not changes and not any(name in numbers for name in _VALUES):
        return desk.leave("figure", quote(found), "its number cannot be read in one piece", words=_raw(found))
    indicator, by = _indicator(found, unit, desk)
    if indicator is None:
        return desk.leave(
            "figure", quote(found), "its name does not stand in the text", "indicator", found.name
        )
    spoken = period(found.period) if found.period else None
    values = {
        "name": _name(found, desk),
        "indicator": indicator,
        **numbers,
        "unit": unit,
        "period": spoken,
        "period_words": None if spoken else _verbatim(found.period, found, desk),
        "area": area,
        "organisation": organisation,
        **_comparators(found, numbers),
        "observed": _observed(found, numbers, desk),
        "part_of": _whole(found, desk),
    }
    name = desk.add("figure", spans(found), values, found, at_most=at_most, rule=f"{found.rule}, {by}")
    desk.figures[found.id] = name
    for change in changes:
        _change(change, found, name, desk)
    return None


def _whole(found: Indicator, desk: Desk) -> str | None:
    """The figure that this one is said to be part of."""
    if found.part_of and found.part_of not in desk.figures:
        desk.leave("figure", quote(found), "the whole that it is part of was left, or follows it", "part_of")
    return desk.figures.get(found.part_of or "")


def _name(found: Indicator, desk: Desk) -> str | None:
    at = find(desk.source.text, found.name, found.start, found.end)
    return desk.source.exact(at.start, at.end) if at else None


def _verbatim(said: str | None, found: Indicator, desk: Desk) -> str | None:
    at = find_near(desk.source.text, said, quote(found)) if said else None
    return desk.source.exact(at.start, at.end) if at else None


# Numbers


def _numbers(found: Indicator, desk: Desk) -> dict[str, str]:
    """The numbers as written, each under what it is; those that are no one number are noted."""
    planned = found.status in PLANNED
    written = {
        "plan" if planned and not found.target_raw else "actual": found.value_raw,
        "whole": found.total_raw,
        "percent": found.percent_of_plan_raw,
        "share": found.share_raw,
    }
    if found.target_raw:
        written["plan"] = found.target_raw
    numbers = {name: n for name, raw in written.items() if raw and (n := _number(name, raw, found, desk))}
    return numbers | _range(found, desk, planned)


def _number(field: str, raw: str, found: Indicator, desk: Desk) -> str | None:
    digits = raw.strip().removesuffix("%").strip()
    if parse_number(digits) is not None:
        return digits
    if found.range is None:
        desk.leave("figure", quote(found), "the number is not written in one piece", field, raw)
    return None


def _range(found: Indicator, desk: Desk, planned: bool) -> dict[str, str]:
    if found.range is None:
        return {}
    if planned:
        desk.leave("figure", quote(found), "a planned range has no term", "range", _raw(found))
        return {}
    for match in _RANGE.finditer(desk.source.exact(found.start, found.end)):
        if (parse_number(match[1]), parse_number(match[2])) == found.range:
            return {"range_low": match[1], "range_high": match[2]}
    desk.leave(
        "figure", quote(found), "the ends of the range are not written side by side", "range", _raw(found)
    )
    return {}


def _raw(found: Indicator) -> str:
    ends = " – ".join(str(end) for end in found.range or ())
    return found.value_raw or found.target_raw or ends


def _comparators(found: Indicator, numbers: dict[str, str]) -> dict[str, str | None]:
    """The words beside the achieved and the planned number."""
    plan = found.target_comparator or (found.comparator if "actual" not in numbers else None)
    actual = found.comparator if "plan" not in numbers or "actual" in numbers else None
    return {
        "plan_comparator": COMPARATORS.get(plan or "") if "plan" in numbers else None,
        "actual_comparator": COMPARATORS.get(actual or ""),
    }


def _observed(found: Indicator, numbers: dict[str, str], desk: Desk) -> str | None:
    """The observation's status in SDMX: an estimate, a forecast, or a plain value; a plan has none."""
    if found.status in PLANNED or numbers.keys() <= {"plan"}:
        return None
    if found.status != "estimate":
        return "sdmx-code:obsStatus-A"
    forecast = any(find(desk.source.text, word, found.start, found.end) for word in FORECAST)
    return f"sdmx-code:obsStatus-{'F' if forecast else 'E'}"


# What it measures, of whom, in which unit


def _unit_words(found: Indicator) -> str:
    return f"{SCALES.get(int(found.scale or 0), found.scale or '')} {found.unit or ''}".strip()


def _unit(name: str | None, scale: Decimal | None, desk: Desk) -> str | None:
    """The unit of a name; a counted noun that no list has is a plain number, a rate or a scaled one is not."""
    if scale:
        word = SCALES.get(int(scale))
        return desk.lists.unit(f"{word} {name}") if word and name else None
    if name is None:
        return _COUNT
    if known := desk.lists.unit(name):
        return known
    scaled = any(name == word or name.startswith(f"{word} ") for word in SCALES.values())
    return None if scaled or "/" in name else _COUNT


def _subject(found: Indicator, desk: Desk) -> tuple[str | None, str | None, float]:
    """The area or the body that a figure is about, and how far that may be trusted."""
    if found.area:
        if body := desk.things.known("body", found.area):
            return None, body, 1.0
        if area := desk.things.area(found.area, quote(found)):
            return area, None, 1.0
    return _own_area(desk), None, ASSUMED_AREA


def _own_area(desk: Desk) -> str | None:
    """The area that the report is about, if need be the one it calls by its level only."""
    if desk.things.own_area is None and (word := _LEVEL_WORD.search(desk.source.text)):
        desk.things.own_area = desk.things.area(word[0].lower(), Span(*word.span()))
    return desk.things.own_area


def _indicator(found: Indicator, unit: str, desk: Desk) -> tuple[str | None, str]:
    """The code of an indicator whose name a list has and whose unit agrees; else one of this report."""
    for wording in wordings(found.name, found.area, unit, found.unit):
        if (code := desk.lists.code("indicator", wording)) and desk.lists.agree(code, unit):
            return code, "named in the list"
    return desk.things.indicator(found.name, quote(found)), "not in the list"


# Changes


def _amount(change: Change) -> str:
    return change.raw.strip().removesuffix("%").strip()


def _fits(change: Change, desk: Desk) -> bool:
    """Whether a change has one number and a unit that a list has; one that has not is noted."""
    fits = change.range is None and parse_number(_amount(change)) is not None
    if not fits or _unit(change.unit, None, desk) is None:
        desk.leave("change", Span(*change.span), "a range, or a unit in no list", "amount", change.raw)
        return False
    return True


def _change(change: Change, found: Indicator, figure: str, desk: Desk) -> None:
    """A change against a baseline, told by the clause that states it."""
    baseline = period(change.baseline) if change.baseline else None
    values = {
        "figure": figure,
        "amount": _amount(change),
        "direction": change.direction,
        "unit": _unit(change.unit, None, desk),
        "baseline": baseline,
        "baseline_words": None if baseline else _verbatim(change.baseline, found, desk),
    }
    desk.add("change", [_clause(change, found, desk)], values, found)


def _clause(change: Change, found: Indicator, desk: Desk) -> Span:
    """From the mark before a change's number to the next one, inside the quote."""
    start, end = change.span
    text = desk.source.text
    before = max(text.rfind(mark, found.start, start) + 1 for mark in (", ", "; ", "("))
    after = [at for mark in (", ", "; ", ")") if (at := text.find(mark, end, found.end)) >= 0]
    first = max(before, found.start)
    lead = len(text[first:start]) - len(text[first:start].lstrip())
    return Span(first + lead, min([*after, max(found.end, end)]))
