"""Periods in words, a language: “2020-H1” is “6 tháng đầu năm 2020”, “the first half of 2020”."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_PART = re.compile(r"(\d{4})(?:-(?:(0[1-9]|1[0-2])|Q([1-4])|H([12])))?")
_DASH = "–"

_ENGLISH = "January February March April May June July August September October November December"
_NAMES: Mapping[str, Mapping[str, Sequence[str]]] = {
    "vi": {
        "year": [""],
        "month": [f"tháng {number}" for number in range(1, 13)],
        "quarter": ["I", "II", "III", "IV"],
        "half": ["đầu", "cuối"],
    },
    "en": {
        "year": [""],
        "month": _ENGLISH.split(),
        "quarter": ["first", "second", "third", "fourth"],
        "half": ["first", "second"],
    },
}
"""What the first, second … part of a year is called."""

_WHOLE: Mapping[str, Mapping[str, str]] = {
    "vi": {
        "year": "{year}",
        "month": "{name}/{year}",
        "quarter": "quý {name}/{year}",
        "half": "6 tháng {name} năm {year}",
        "opening": "{months} tháng đầu năm {year}",
        "closing": "{months} tháng cuối năm {year}",
        "within": "từ {first} đến {last}/{year}",
        "across": "từ {first} đến {last}",
    },
    "en": {
        "year": "{year}",
        "month": "{name} {year}",
        "quarter": "the {name} quarter of {year}",
        "half": "the {name} half of {year}",
        "opening": "{first} to {last} {year}",
        "closing": "{first} to {last} {year}",
        "within": "{first} to {last} {year}",
        "across": "{first} to {last}",
    },
}
"""How a period is called: one part of a year, a year, or months from one to another."""


@dataclass(frozen=True)
class _Part:
    """A year, or the so manieth of its months, quarters or halves."""

    year: str
    kind: str
    number: int

    def name(self, language: str) -> str:
        return _NAMES[language][self.kind][self.number - 1]

    def words(self, language: str) -> str:
        return _WHOLE[language][self.kind].format(name=self.name(language), year=self.year)


def words(label: str, language: str) -> str:
    """The label of a period in words; as it is where it is of whole years, open at one end, or of another form.

    >>> words("2020-H1", "vi"), words("2020-01–2020-09", "vi"), words("2020-Q2", "en")
    ('6 tháng đầu năm 2020', '9 tháng đầu năm 2020', 'the second quarter of 2020')
    >>> words("2020", "en"), words("2020–2025", "en"), words("2020–", "en")
    ('2020', '2020–2025', '2020–')
    """
    parts = [_part(one) for one in label.split(_DASH)]
    first, last = parts[0], parts[-1]
    if language not in _WHOLE or len(parts) > 2 or first is None or last is None:
        return label
    if len(parts) == 1:
        return first.words(language)
    return label if first.kind == last.kind == "year" else _span(first, last, language)


def _part(text: str) -> _Part | None:
    match = _PART.fullmatch(text)
    if match is None:
        return None
    kinds = zip(("month", "quarter", "half"), match.groups()[1:], strict=True)
    kind, number = next(((kind, int(number)) for kind, number in kinds if number), ("year", 1))
    return _Part(match[1], kind, number)


def _span(first: _Part, last: _Part, language: str) -> str:
    """From one part to another, said shortly where both are months of one year."""
    if first.year != last.year or not first.kind == last.kind == "month":
        return _WHOLE[language]["across"].format(first=first.words(language), last=last.words(language))
    form = "opening" if first.number == 1 else "closing" if last.number == 12 else "within"
    return _WHOLE[language][form].format(
        first=first.name(language),
        last=last.name(language),
        months=last.number - first.number + 1,
        year=first.year,
    )
