"""Checks the fields of a record against the table of its kind and against its quote."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kg.build.model import AS_WRITTEN, KINDS, Field, Type
from kg.errors import RecordError, Where
from kg.vietnamese import loose, parse_date, parse_number

_SHAPES: Mapping[Type, type | tuple[type, ...]] = {
    Type.NAMES: list,
    Type.REFS: list,
    Type.CODES: list,
    Type.INTEGER: int,
    Type.FLAG: bool,
}


def check_values(kind: str, values: Mapping[str, Any], quote: str, where: Where) -> None:
    """Checks the fields of a record against the table of its kind and against its quote.

    :raises RecordError: a missing or unknown field, a value of another type or not in the quote
    """
    fields = KINDS[kind]
    for name, spec in fields.items():
        if spec.required and name not in values:
            raise RecordError(f"The field “{name}” is missing.", where)
    for name, value in values.items():
        place = Where(where.file, record=where.record, field=name)
        if name not in fields:
            raise RecordError("The field is unknown.", place, f"Fields of a {kind}: {', '.join(fields)}.")
        _check_value(fields[name], value, quote, place)


def _check_value(spec: Field, value: object, quote: str, where: Where) -> None:
    if not isinstance(value, _SHAPES.get(spec.type, str)):
        raise RecordError(f"“{value}” is not {spec.type.value}.", where)
    if spec.type is Type.CLASS and value not in spec.of:
        raise RecordError(f"“{value}” is no class of bodies.", where, f"Classes: {', '.join(spec.of)}.")
    if spec.type in AS_WRITTEN and loose(str(value)) not in loose(quote):
        raise RecordError(f"“{value}” is not in the quote “{quote[:80]}”.", where)
    if spec.type is Type.NUMBER and parse_number(str(value)) is None:
        raise RecordError(
            f"“{value}” is no number as Vietnamese texts write it.",
            where,
            "“.” groups thousands, “,” is the decimal mark.",
        )
    if spec.type is Type.DATE and parse_date(str(value)) is None:
        raise RecordError(f"“{value}” is no full date, day/month/year.", where)


def parse(spec: Field, text: str) -> Any:
    """The value of a field from the text of a table's cell: several separated by spaces, flags as true or false."""
    match spec.type:
        case Type.REFS | Type.CODES:
            return text.split()
        case Type.INTEGER:
            return int(text)
        case Type.FLAG:
            return text == "true"
    return text
