"""Answers to plain queries from columns, as results that the engine's serialisers write."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from pyoxigraph import QueryResultsFormat, QuerySolutions, Store, parse_query_results

from kg.store.base import Form
from kg.store.plain.columns.given import Cells, Given, Terms, Wholes
from kg.store.plain.columns.group import grouped
from kg.store.plain.columns.layout import Columns, decimal, integer
from kg.store.plain.columns.match import matches
from kg.store.plain.columns.measure import measured
from kg.store.plain.columns.table import Index, Unfit
from kg.store.plain.query import Aggregate, Plain, Var

_MOST_ROWS, _MOST_SORTED = 200_000, 50_000
"""How many rows are given, or sorted: they are texts in Python for a moment."""

Rows = dict[str, Cells]


def answered(columns: Columns, plain: Plain) -> QuerySolutions | None:
    """The results of a query; None where the engine has to be asked.

    They are the engine's, in one of the orders that it may give them in. A name or a term that it reads no more from a
    table is left to it too.
    """
    if plain.form is not Form.SELECT or not (plain.grouped or plain.distinct):
        return None
    try:
        rows = _rows(columns, plain)
        return _sorted(plain, rows) if plain.order else _written(plain, rows)
    except (Unfit, MemoryError, ValueError, SyntaxError):
        return None


def _rows(columns: Columns, plain: Plain) -> Rows:
    """All that a query gives or sorts by, as texts; not the rows that cannot be among the first that it asks for."""
    aggregates = [given for given in plain.gives if isinstance(given, Aggregate)]
    named = [node.name for node in (plain.groups if plain.grouped else plain.gives) if isinstance(node, Var)]
    needed = {*named, *(given.of.name for given in aggregates if given.of)}
    table = matches(columns, plain.patterns, needed)
    if not needed <= table.columns.keys():
        raise Unfit
    groups = grouped(table, named)
    found: dict[str, Given] = {name: Terms(column) for name, column in groups.columns.items()}
    found |= {given.name: measured(columns, table, groups, given) for given in aggregates}
    rows = _foremost(plain, found, groups.count)
    if len(rows) > _MOST_ROWS:
        raise Unfit
    return {name: column.cells(columns, rows) for name, column in found.items()}


def _foremost(plain: Plain, found: dict[str, Given], count: int) -> Index:
    """The rows that may be among those that a query is cut to, where integers decide."""
    everyone = np.arange(count)
    if not plain.order or plain.limit is None or plain.distinct:
        return everyone
    first, wanted = plain.order[0], plain.limit + plain.offset
    decides = found.get(first.by)
    if not isinstance(decides, Wholes) or not 0 < wanted < count:
        return everyone
    values = -decides.values if first.descending else decides.values
    return np.flatnonzero(values <= np.partition(values, wanted - 1)[wanted - 1])


def _written(plain: Plain, rows: Rows) -> QuerySolutions:
    given = [node.name for node in plain.gives]
    lines: Iterable[bytes] = map(b"\t".join, zip(*(rows[name] for name in given), strict=True))
    if plain.distinct and plain.grouped:
        lines = dict.fromkeys(lines)
    whole = list(lines)
    if plain.offset or (plain.limit is not None and len(whole) > plain.limit):
        raise Unfit
    head = "\t".join(f"?{name}" for name in given).encode()
    found = parse_query_results(b"\n".join([head, *whole, b""]), QueryResultsFormat.TSV)
    assert isinstance(found, QuerySolutions)
    return found


def _sorted(plain: Plain, rows: Rows) -> QuerySolutions:
    """Rows in order, and cut off: by the engine."""
    names = list(rows)
    if len(rows[names[0]]) > _MOST_SORTED:
        raise Unfit
    if not all(order.by in rows and _can_be_sorted(rows[order.by]) for order in plain.order):
        raise Unfit
    if any(cell.startswith((b"_:", b"<<")) for column in rows.values() for cell in column):
        raise Unfit
    lines = b"\n".join(b"(%s)" % b" ".join(row) for row in zip(*rows.values(), strict=True)).decode()
    ends = {plain.offset, plain.offset + plain.limit} if plain.limit is not None else {plain.offset}
    if any(_is_tied(plain, names, lines, end) for end in ends - {0} if end < len(rows[names[0]])):
        raise Unfit
    found = Store().query(_of_values(plain, names, lines))
    assert isinstance(found, QuerySolutions)
    return found


def _is_tied(plain: Plain, names: list[str], lines: str, end: int) -> bool:
    """Whether the rows on both sides of a place where an order is cut are equal by it: then the engine chooses."""
    keys = dict.fromkeys(order.by for order in plain.order)
    shown = plain.gives if plain.distinct else tuple(map(Var, keys))
    if not keys.keys() <= {given.name for given in shown}:
        raise Unfit
    around = replace(plain, gives=shown, limit=2, offset=end - 1)
    found = Store().query(_of_values(around, names, lines))
    assert isinstance(found, QuerySolutions)
    sides = [tuple(row[key] for key in keys) for row in found]
    return len(set(sides)) < len(sides)


def _of_values(plain: Plain, names: list[str], lines: str) -> str:
    """The query that has an engine sort and cut rows."""
    keys = " ".join(f"{'DESC' if order.descending else 'ASC'}(?{order.by})" for order in plain.order)
    cut = (f" LIMIT {plain.limit}" if plain.limit is not None else "") + f" OFFSET {plain.offset}"
    shown = " ".join(f"?{node.name}" for node in plain.gives)
    values = f"VALUES ({' '.join(f'?{name}' for name in names)}) {{\n{lines}\n}}"
    return f"SELECT {'DISTINCT ' if plain.distinct else ''}{shown} {{ {values} }} ORDER BY {keys}{cut}"


def _can_be_sorted(column: Cells) -> bool:
    """Whether an engine sorts these terms in one way only: all are IRIs, or integers, or decimals, or plain strings."""
    return any(all(map(is_such, column)) for is_such in (_is_iri, _is_integer, _is_decimal, _is_string))


def _is_iri(text: bytes) -> bool:
    return text.startswith(b"<") and not text.startswith(b"<<")


def _is_integer(text: bytes) -> bool:
    return integer(text) is not None


def _is_decimal(text: bytes) -> bool:
    return decimal(text) is not None


def _is_string(text: bytes) -> bool:
    return text.endswith(b'"')
