"""Vietnamese as reports write it: numbers, dates, folding, spelling variants, order of words."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal

_D = str.maketrans({"đ": "d", "Đ": "D", "Ð": "D", "ð": "d"})
_NUMBER = re.compile(r"^(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d+))?$")
_DATE = re.compile(r"^(\d{1,2})(?:[/.-]|\s+tháng\s+)(\d{1,2})(?:[/.-]|\s+năm\s+)(\d{4})$", re.IGNORECASE)


def parse_number(text: str) -> Decimal | None:
    """A number as written the Vietnamese way: “.” groups thousands, “,” is the decimal mark, always.

    >>> parse_number("1.234,5"), parse_number("06"), parse_number("842,238"), parse_number("1.23")
    (Decimal('1234.5'), Decimal('6'), Decimal('842.238'), None)
    """
    match = _NUMBER.match(text)
    if not match:
        return None
    whole, fraction = match.groups()
    return Decimal(whole.replace(".", "") + (f".{fraction}" if fraction else ""))


def digits_after_mark(text: str) -> int:
    """How many digits stand after the decimal mark.

    >>> digits_after_mark("100,77"), digits_after_mark("18.799")
    (2, 0)
    """
    return len(text.partition(",")[2])


def parse_date(text: str) -> date | None:
    """A full date, day-month-year; None for anything else (`6/5` is no date).

    >>> parse_date("06/7/2018"), parse_date("6 tháng 7 năm 2018")
    (datetime.date(2018, 7, 6), datetime.date(2018, 7, 6))
    """
    match = _DATE.match(unicodedata.normalize("NFC", text.strip()))
    if not match:
        return None
    day, month, year = (int(part) for part in match.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None


def fold(text: str) -> str:
    """Lower case, without any mark, đ as d, spaces as one: a key that finds, never one that tells apart.

    >>> fold("Đảng  uỷ") == fold("Đảng ủy") == "dang uy"
    True
    """
    plain = unicodedata.normalize("NFD", text.translate(_D))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).casefold().split())


_OLD_TONE = re.compile("(?<!q)(?:o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ])(?![^\\W\\d_])")
_NEW_TONE = {
    f"{first}{old}": f"{new}{second}"
    for first, second, olds, news in (
        ("o", "a", "àáảãạ", "òóỏõọ"),
        ("o", "e", "èéẻẽẹ", "òóỏõọ"),
        ("u", "y", "ỳýỷỹỵ", "ùúủũụ"),
    )
    for old, new in zip(olds, news, strict=True)
}


def same_spelling(text: str) -> str:
    """Lower case and the tone mark on the first vowel of oa, oe, uy, letter for letter: what two spellings share.

    >>> same_spelling("Đảng Uỷ"), same_spelling("quý"), same_spelling("hoá")
    ('đảng ủy', 'quý', 'hóa')
    """
    low = text.lower()
    if len(low) != len(text):
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return _OLD_TONE.sub(lambda match: _NEW_TONE[match.group()], low)


def loose(text: str) -> str:
    """NFC with every kind of space as a plain one; the form in which quotes are compared."""
    return re.sub(r"[^\S\n]", " ", unicodedata.normalize("NFC", text))
