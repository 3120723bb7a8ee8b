"""English names of units behind a number: “6 people”, “1 hectare”, “115,526 tonnes”."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

_OTHERS: Mapping[str, str] = {
    "Person": "people",
    "Criterion": "criteria",
    "Party cell": "Party cells",
    "Degree Celsius": "degrees Celsius",
    "Kilometre per hour": "kilometres per hour",
}
"""Names whose plural the rule does not give."""

_SAME = ("Head", "Yen", "Works", "Percent", "Per mille", "Vietnamese dong")
"""Names that are the same for one and for many."""

_ALREADY = ("Thousand ", "Million ", "Billion ", "Trillion ")
"""How names begin that already stand for many."""


def counted(name: str, number: Decimal | None) -> str:
    """The name of a unit as it stands behind a number in a sentence.

    >>> counted("Tonne", Decimal("28295.4")), counted("Person", Decimal(1)), counted("Quintals per hectare", None)
    ('tonnes', 'person', 'quintals per hectare')
    """
    if number == 1 and name not in _OTHERS:
        return _small(name)
    if number == 1:
        return name if name.startswith("Party") else _small(name)
    if name in _OTHERS:
        return _OTHERS[name]
    if name in _SAME or name.startswith(_ALREADY) or " per " in name:
        return _small(name)
    ending = "es" if name.endswith(("s", "sh", "ch", "x")) else "s"
    return _small(name) + ending


def _small(name: str) -> str:
    return name if name.startswith(("Vietnamese", "United")) else name[:1].lower() + name[1:]
