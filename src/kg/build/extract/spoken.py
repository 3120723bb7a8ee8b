"""Periods as reports word them, read where every part is stated: “9 tháng đầu năm 2022” is 2022-01--2022-09."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

_NUMERALS = {
    "một": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9,
    "mười": 10, "mười một": 11, "mười hai": 12, "i": 1, "ii": 2, "iii": 3, "iv": 4,
}  # fmt: skip
_YEAR = r"(\d{4})"
_OPENING = r"(?:trong |cả |hết |đến |đến hết |so với |so |của |tại )*"


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else _NUMERALS.get(text, 0)


def _months(match: re.Match[str]) -> str | None:
    count, part, year = _number(match[1]), match[2], match[3]
    if not 1 <= count <= 12:
        return None
    if count == 12:
        return year
    if count == 6:
        return f"{year}-{'H1' if part == 'đầu' else 'H2'}"
    first, last = (1, count) if part == "đầu" else (13 - count, 12)
    return f"{year}-{first:02}" if first == last else f"{year}-{first:02}--{year}-{last:02}"


def _quarter(match: re.Match[str]) -> str | None:
    number = _number(match[1])
    return f"{match[2]}-Q{number}" if 1 <= number <= 4 else None


def _month(match: re.Match[str]) -> str | None:
    month = int(match[1])
    return f"{match[2]}-{month:02}" if 1 <= month <= 12 else None


def _years(match: re.Match[str]) -> str | None:
    return f"{match[1]}--{match[2]}" if match[1] < match[2] else None


_FORMS: tuple[tuple[str, Callable[[re.Match[str]], str | None]], ...] = (
    (rf"(?:năm )?{_YEAR}", lambda match: match[1]),
    (rf"quý (\w+)[ /,-]*(?:năm )?{_YEAR}", _quarter),
    (rf"tháng (\d\d?)[ /.,-]*(?:năm )?{_YEAR}", _month),
    (rf"([\w ]+?) tháng (đầu|cuối) năm {_YEAR}", _months),
    (rf"(?:giai đoạn |nhiệm kỳ |các năm |từ năm )?{_YEAR} ?(?:-|–|—|đến|đến năm) ?{_YEAR}", _years),
)
_READ = tuple((re.compile(_OPENING + form), read) for form, read in _FORMS)


def period(words: str) -> str | None:
    """The name of the period that words state in full; None where a part is missing or more is said.

    >>> period("Quý I/2024"), period("NĂM 2023"), period("Sáu tháng đầu năm 2017"), period("6 tháng đầu năm")
    ('2024-Q1', '2023', '2017-H1', None)
    """
    plain = " ".join(unicodedata.normalize("NFC", words).lower().split())
    for pattern, read in _READ:
        if match := pattern.fullmatch(plain):
            return read(match)
    return None
