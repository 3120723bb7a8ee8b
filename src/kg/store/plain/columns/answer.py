"""Answers to plain queries from columns, as results that the engine's serialisers write."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import QueryResultsFormat, QuerySolutions, Store, parse_query_results

from kg.store.base import Form
from kg.store.plain.columns.group import grouped
from kg.store.plain.columns.layout import Columns, decimal, integer
from kg.store.plain.columns.match import matches
from kg.store.plain.columns.measure import Cells, cells
from kg.store.plain.columns.table import Unfit
from kg.store.plain.query import Aggregate, Plain, Var

_MOST_ROWS, _MOST_SORTED = 200_000, 50_000
"""How many rows are given, or sorted: they are texts in Python for a moment."""


def answered(columns: Columns, plain: Plain) -> QuerySolutions | None:
    """The results of a query; None where the engine has to be asked."""
    if plain.form is not Form.SELECT or not (plain.grouped or plain.distinct):
        return None
    try:
        return _written(plain, _rows(columns, plain))
    except (Unfit, MemoryError):
        return None


def _rows(columns: Columns, plain: Plain) -> dict[str, Cells]:
    """All that a query gives or sorts by, as terms."""
    aggregates = [given for given in plain.gives if isinstance(given, Aggregate)]
    measured = {of.name for of in (given.of for given in aggregates) if of}
    names = [node.name for node in (plain.groups if plain.grouped else plain.gives) if isinstance(node, Var)]
    table = matches(columns, plain.patterns, {*names, *measured})
    if not {*names, *measured} <= table.columns.keys():
        raise Unfit
    groups = grouped(table, names)
    if groups.count > _MOST_ROWS:
        raise Unfit
    found = {name: list(map(columns.text, column.tolist())) for name, column in groups.columns.items()}
    return {**found, **{given.name: cells(columns, table, groups, given) for given in aggregates}}


def _written(plain: Plain, rows: dict[str, Cells]) -> QuerySolutions:
    given = [node.name for node in plain.gives]
    if plain.order:
        return _sorted(plain, rows, given)
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


def _sorted(plain: Plain, rows: dict[str, Cells], given: list[str]) -> QuerySolutions:
    """Rows in order, and cut off: by the engine."""
    names = list(rows)
    if len(rows[names[0]]) > _MOST_SORTED:
        raise Unfit
    if not all(order.by in rows and _can_be_sorted(rows[order.by]) for order in plain.order):
        raise Unfit
    if any(cell.startswith((b"_:", b"<<")) for column in rows.values() for cell in column):
        raise Unfit
    lines = b"\n".join(b"(%s)" % b" ".join(row) for row in zip(*rows.values(), strict=True))
    keys = " ".join(f"{'DESC' if order.descending else 'ASC'}(?{order.by})" for order in plain.order)
    cut = (f" LIMIT {plain.limit}" if plain.limit is not None else "") + f" OFFSET {plain.offset}"
    shown = " ".join(f"?{name}" for name in given)
    values = f"VALUES ({' '.join(f'?{name}' for name in names)}) {{\n{lines.decode()}\n}}"
    distinct = "DISTINCT " if plain.distinct else ""
    found = Store().query(f"SELECT {distinct}{shown} {{ {values} }} ORDER BY {keys}{cut}")
    assert isinstance(found, QuerySolutions)
    return found


def _can_be_sorted(column: Cells) -> bool:
    """Whether an engine sorts these terms in one way only: all are IRIs, or integers, or decimals, or plain strings."""
    return any(all(map(is_such, column)) for is_such in (_is_iri, _is_integer, _is_decimal, _is_string))


def _is_iri(text: bytes) -> bool:
    return text.startswith(b"<") and not text.startswith(b"<<")


def _is_string(text: bytes) -> bool:
    return text.endswith(b'"')


def _is_integer(text: bytes) -> bool:
    return integer(text) is not None


def _is_decimal(text: bytes) -> bool:
    return decimal(text) is not None
