"""Dates and periods as written, and as ISO where they say enough; a date without a year stays partial."""

from __future__ import annotations

import re

_DAY = re.compile(r"(?<!tháng )(?<!\d)(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}))?(?!\d)")
_DAYS = re.compile(r"(?<!\d)(\d{1,2}) ?(?:-|,|và) ?(\d{1,2})[/.](\d{1,2})(?:[/.-](\d{4}))?(?!\d)")
_DAY_WORDS = re.compile(r"ngày (\d{1,2}) tháng (\d{1,2})(?: năm (\d{4}))?")
_MONTH = re.compile(r"tháng (\d{1,2})(?: ?[/.-] ?| năm )?(\d{4})?$")
_YEAR = re.compile(r"năm (\d{4})$")


def iso_date(key: str) -> str | None:
    """A day, month or year in ISO form; `--MM-DD` where the year is not stated.

    >>> iso_date("ngày 06/7/2018"), iso_date("chiều 21.4"), iso_date("tháng 1-2017"), iso_date("năm 2017")
    ('2018-07-06', '--04-21', '2017-01', '2017')
    >>> iso_date("ngày 8 và 9/6/2023")
    '2023-06-08/2023-06-09'
    """
    several = _DAYS.search(key)
    if several:
        first, last, month, year = several.groups()
        ends = _day(int(first), int(month), year), _day(int(last), int(month), year)
        return "/".join(end for end in ends if end) if all(ends) and int(first) < int(last) else ends[1]
    match = _DAY_WORDS.search(key) or _DAY.search(key)
    if match:
        day, month, year = match.groups()
        return _day(int(day), int(month), year)
    match = _MONTH.search(key)
    if match:
        month, year = match.groups()
        return f"{year or '-'}-{int(month):02}" if 1 <= int(month) <= 12 else None
    match = _YEAR.search(key)
    return match.group(1) if match else None


def _day(day: int, month: int, year: str | None) -> str | None:
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return None
    return f"{year or '-'}-{month:02}-{day:02}"


def is_day(key: str) -> bool:
    """Whether a time is a day rather than a month, a year or a longer period."""
    return bool(_DAY_WORDS.search(key) or _DAY.search(key))


_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}


def ordinal(key: str) -> int | None:
    """An ordinal in digits or Roman numerals.

    >>> ordinal("XII".lower()), ordinal("30"), ordinal("iv"), ordinal("hai")
    (12, 30, 4, None)
    """
    if key.isdecimal() and len(key) < 4:
        return int(key)
    if not key or len(key) > 8 or set(key) - set(_ROMAN):
        return None
    values = [_ROMAN[letter] for letter in key]
    return sum(-v if v < max(values[at:]) else v for at, v in enumerate(values))


_TERM = re.compile(r"(\d{4})\s*-\s*(\d{4})")


def term(key: str) -> str | None:
    """A term of office as two years.

    >>> term("nhiệm kỳ 2020 - 2025")
    '2020-2025'
    """
    match = _TERM.search(key)
    return f"{match.group(1)}-{match.group(2)}" if match else None
