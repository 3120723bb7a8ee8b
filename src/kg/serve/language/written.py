"""Numbers, dates and times of the data as a language writes them; what does not read is left to be shown as it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal

from pyoxigraph import NamedNode

from kg.serve.language import languages
from kg.serve.language.languages import gettext as _
from kg.vocab import XSD

_DECIMAL = re.compile(r"[+-]?[0-9]{1,40}(\.[0-9]{1,40})?")
_DOUBLE = re.compile(r"[+-]?[0-9]{1,20}(\.[0-9]{1,20})?([eE][+-]?[0-9]{1,2})?")
_LARGEST = 15
"""Digits before or behind the mark of a double that is written out."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")
_MOMENT = re.compile(r"([0-9-]{10})T([0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})?")


def written(datatype: NamedNode, text: str, language: str) -> str | None:
    """A value of a datatype in a language; None where the datatype has no words of its own, or the value is none.

    >>> written(XSD.dateTime, "2020-06-05T07:08:09Z", "vi"), written(XSD.double, "1.5E3", "en")
    ('5/6/2020, 07:08:09 UTC', '1,500')
    """
    write = _WRITERS.get(datatype)
    try:
        return write(text, language) if write else None
    except ValueError:
        return None


def is_number(datatype: NamedNode) -> bool:
    """Whether values of a datatype are numbers."""
    return _WRITERS.get(datatype) in (_decimal, _double)


def _decimal(text: str, language: str) -> str | None:
    return languages.number(Decimal(text), language) if _DECIMAL.fullmatch(text) else None


def _double(text: str, language: str) -> str | None:
    if not _DOUBLE.fullmatch(text):
        return None
    value = Decimal(text)
    return languages.number(value, language) if abs(value.adjusted()) <= _LARGEST else None


def _date(text: str, language: str) -> str | None:
    return languages.day(date.fromisoformat(text), language) if _DAY.fullmatch(text) else None


def _month(text: str, language: str) -> str | None:
    return languages.month(date.fromisoformat(f"{text}-01"), language) if _MONTH.fullmatch(text) else None


def _moment(text: str, language: str) -> str | None:
    """A moment to the second, with its distance from UTC where it is said."""
    found = _MOMENT.fullmatch(text)
    if not found:
        return None
    day, time, zone = found.groups()
    read = datetime.fromisoformat(f"{day}T{time}{zone or ''}")
    apart = {None: "", "Z": " UTC"}.get(zone, f" UTC{zone}")
    return f"{languages.day(read.date(), language)}, {time}{apart}"


def _boolean(text: str, language: str) -> str | None:
    return {"true": _("yes"), "1": _("yes"), "false": _("no"), "0": _("no")}.get(text)


_INTEGERS = (
    *(XSD.integer, XSD.nonNegativeInteger, XSD.positiveInteger, XSD.nonPositiveInteger, XSD.negativeInteger),
    *(XSD.long, XSD.int, XSD.short, XSD.byte),
    *(XSD.unsignedLong, XSD.unsignedInt, XSD.unsignedShort, XSD.unsignedByte),
)

_WRITERS: Mapping[NamedNode, Callable[[str, str], str | None]] = {
    **dict.fromkeys((XSD.decimal, *_INTEGERS), _decimal),
    XSD.double: _double,
    XSD.float: _double,
    XSD.date: _date,
    XSD.gYearMonth: _month,
    XSD.dateTime: _moment,
    XSD.dateTimeStamp: _moment,
    XSD.boolean: _boolean,
}
"""How values of a datatype are written in a language."""
