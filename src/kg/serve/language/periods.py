"""A period in words, one that is open at one end included: “2025-07–” is “since 1 July 2025”."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from kg import periods
from kg.serve.language import languages

_OPEN = re.compile(r"(?P<until>–)?(?P<year>[12]\d{3})(-(?P<month>0[1-9]|1[0-2]))?(?P<since>–)?")


def words(label: str, language: str) -> str:
    """The label of a period in words; one of whole years as it is.

    >>> words("2025-07–", "en"), words("–2025-06", "en"), words("2020–2025", "en")
    ('since 1 July 2025', 'until 30 June 2025', '2020–2025')
    """
    found = _OPEN.fullmatch(label)
    if not found or bool(found["until"]) == bool(found["since"]):
        return periods.words(label, language)
    year, month = int(found["year"]), int(found["month"] or 0)
    if found["since"]:
        return languages.say(
            language, "since %(day)s", day=languages.day(date(year, month or 1, 1), language)
        )
    last = monthrange(year, month or 12)[1]
    return languages.say(
        language, "until %(day)s", day=languages.day(date(year, month or 12, last), language)
    )
