"""Ways to say what a figure measures that all mean the same: without its place, its total, its verb."""

from __future__ import annotations

import re
from collections.abc import Iterator

PERCENT = "unit:PERCENT"
_PLACE_AFTER = re.compile(
    r"\s(?:của|trong|toàn|trên địa bàn|ở|tại)\s(?:toàn\s)?"
    r"(?:tỉnh|thành phố|huyện|thị xã|quận|xã|phường|thị trấn|thôn|địa phương)\b.*$",
    re.IGNORECASE,
)
_TOTAL = re.compile(r"^(?:tổng số lượng|tổng số|tổng lượng|tổng|số lượng|số|lượng) ", re.IGNORECASE)
_VERB_AFTER = re.compile(r" (?:chiếm|đạt|còn|hiện có|có|là|ước đạt)$", re.IGNORECASE)
_NEUTRAL = {"xảy ra", "có", "hiện có", "cử", "cử được", "thực hiện", "đạt", "ghi nhận"}
"""Verbs that a count may have and that change nothing of what is counted."""
_TOTALS = ("số ", "tổng số ", "tổng ", "")
_COUNT = ("số ", "")
"""What a name that says no total may be called: a part of a total is not the total."""
_RATES = ("tỷ lệ ", "tỷ lệ số ")


def wordings(name: str, area: str | None, unit: str, counted: str | None) -> Iterator[str]:
    """A name, and ways to say the same, the nearest first.

    :param area: whose figure it is: a name may end with it
    :param unit: a per cent may be named by what it is a rate of
    :param counted: the unit as written: a noun that only counts (“5 xã”) is no name of its total

    >>> list(wordings("Tổng đàn lợn của huyện", None, "def:unit/HEAD", "con"))[:3]
    ['Tổng đàn lợn của huyện', 'Tổng đàn lợn', 'số đàn lợn của huyện']
    """
    told: dict[str, None] = {}
    for plain in _plain(name, area):
        told[plain] = None
    for plain in list(told):
        core = _TOTAL.sub("", plain)
        if core.lower() != (counted or "").lower():
            told.update(dict.fromkeys(total + core for total in _TOTALS if core != plain or total in _COUNT))
        if unit == PERCENT:
            told.update(dict.fromkeys(rate + core[:1].lower() + core[1:] for rate in _RATES))
    yield from told


def _plain(name: str, area: str | None) -> Iterator[str]:
    """A name as it is, and without its bracket, its place, its verb."""
    base, _, inside = name.rstrip(")").partition(" (")
    yield name
    if inside:
        yield from (f"{inside} {base}", f"{inside} cho {base}")
    if inside and (inside.isupper() or inside.lower() in _NEUTRAL):
        yield base
    else:
        base = name
    for cut in (_PLACE_AFTER.sub("", base), _without(base, area), _VERB_AFTER.sub("", base)):
        if cut and cut != name:
            yield cut


def _without(name: str, area: str | None) -> str:
    """A name without the area at its end."""
    tail = (area or "").lower()
    return name[: -len(tail)].rstrip() if tail and name.lower().endswith(f" {tail}") else name
