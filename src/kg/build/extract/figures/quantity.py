"""A quantity: a number with its range or slash, scale, unit and comparator."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(slots=True)
class Quantity:
    """A number and what it is a number of.

    :param first: its first token, a comparator among them
    :param number: token of the (first) number
    :param last: after its last token, the unit's
    :param value: the number, scaled
    :param high: the upper end of a range
    :param other: the number after a slash
    :param other_at: token of that number
    :param numbers_end: after the last token of number, range or slash
    :param kind: percent, money, measure, count or bare
    :param unit: as written
    :param noun: first token of the thing counted, or of what follows the unit
    """

    first: int
    number: int
    last: int
    value: Decimal
    numbers_end: int
    kind: str = "bare"
    unit: str | None = None
    noun: int = 0
    high: Decimal | None = None
    other: Decimal | None = None
    other_at: int = 0
    scale: Decimal | None = None
    comparator: str | None = None
