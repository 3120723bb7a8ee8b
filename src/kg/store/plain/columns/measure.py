"""Aggregates over columns (SPARQL 1.1 Query, 18.5.1), as terms: exactly what the engine gives, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from pyoxigraph import QuerySolutions, Store

from kg.store.plain.columns.given import Given, Terms, Wholes, Written
from kg.store.plain.columns.group import LARGEST, Groups, distinct
from kg.store.plain.columns.layout import DECIMAL, INTEGER, Columns, Ints, Longs, Zone
from kg.store.plain.columns.table import Flags, Table, Unfit
from kg.store.plain.query import Aggregate, Measure

_MOST_DIVISIONS = 20_000


def measured(columns: Columns, table: Table, groups: Groups, wanted: Aggregate) -> Given:
    """What an aggregate is for each group.

    :raises Unfit: it is an error, is not exact in 64 bits, or could be either of two terms
    """
    if wanted.of is None:
        if wanted.distinct:
            raise Unfit
        return Wholes(groups.sizes(table))
    name = wanted.of.name
    if wanted.distinct:
        table, groups = distinct(table, groups, name)
    return _MEASURES[wanted.measure](columns, table, groups, table.columns[name])


class _Numbers(NamedTuple):
    """The values of a column in parts of 10 to the power of `scale`, and which of them are decimals."""

    values: Longs
    decimals: Flags
    scale: int


def _numbers(columns: Columns, column: Ints) -> _Numbers:
    """The values of a column.

    :raises Unfit: something in it has none that is exact in 64 bits
    """
    first, start, end = columns.zones[Zone.INTEGERS : Zone.LITERALS + 1]
    if len(column) and (column.min() < first or column.max() >= end):
        raise Unfit
    values, decimals = columns.values(column), column >= start
    if not decimals.any():
        return _Numbers(values, decimals, 0)
    factor = 10**columns.scale
    if float(np.abs(values[~decimals]).max(initial=0)) * factor >= LARGEST:
        raise Unfit
    return _Numbers(np.where(decimals, values, values * factor), decimals, columns.scale)


def _count(columns: Columns, table: Table, groups: Groups, column: Ints) -> Given:
    return Wholes(groups.sizes(table))


def _sum(columns: Columns, table: Table, groups: Groups, column: Ints) -> Given:
    values, decimals, scale = _numbers(columns, column)
    if table.times is not None:
        most = float(np.abs(values).max(initial=0)) * float(table.times.max(initial=0))
        if most >= LARGEST:
            raise Unfit
        values = values * table.times
    sums = groups.sums(values)
    if not scale and not decimals.any():
        return Wholes(sums)
    are_decimals = np.bincount(groups.of[decimals], minlength=groups.count) > 0
    factor = 10**scale
    kinds = zip(sums.tolist(), are_decimals.tolist(), strict=True)
    return Written([_decimal(value, scale) if kind else _integer(value // factor) for value, kind in kinds])


def _average(columns: Columns, table: Table, groups: Groups, column: Ints) -> Given:
    """Sums divided by counts: by the engine, whose digits they have to have."""
    if groups.count > _MOST_DIVISIONS:
        raise Unfit
    if not table.size:
        return Wholes(np.zeros(groups.count, np.int64))
    rows = np.arange(groups.count)
    sums = _sum(columns, table, groups, column).cells(columns, rows)
    counts = Wholes(groups.sizes(table)).cells(columns, rows)
    lines = b" ".join(b"(%d %s %s)" % row for row in zip(rows.tolist(), sums, counts, strict=True))
    text = "SELECT ?i (?s / ?n AS ?a) { VALUES (?i ?s ?n) { " + lines.decode() + " } }"
    found = Store().query(text)
    assert isinstance(found, QuerySolutions)
    quotients = {int(row["i"].value): str(row["a"]).encode() for row in found if row["a"]}
    if len(quotients) < len(sums):
        raise Unfit
    return Written([quotients[number] for number in range(len(sums))])


def _least(columns: Columns, table: Table, groups: Groups, column: Ints) -> Given:
    return _extreme(columns, groups, column, np.minimum)


def _largest(columns: Columns, table: Table, groups: Groups, column: Ints) -> Given:
    return _extreme(columns, groups, column, np.maximum)


def _extreme(columns: Columns, groups: Groups, column: Ints, which: np.ufunc) -> Given:
    """The least or largest numbers; of an integer and a decimal that are equal, the engine gives the one it met first.

    :raises Unfit: it depends on that, or there is nothing to compare
    """
    if not len(column):
        raise Unfit
    values, decimals, _ = _numbers(columns, column)
    if decimals.all() or not decimals.any():
        best = _best(groups, column, which)
    else:
        held = values == _best(groups, values, which)[groups.of]
        within = Groups(groups.of[held], groups.count, {})
        best = _best(within, column[held], which)
        if (best != _best(within, column[held], np.minimum if which is np.maximum else np.maximum)).any():
            raise Unfit
    return Terms(best)


def _best(groups: Groups, numbers: Longs | Ints, which: np.ufunc) -> Longs:
    best = np.empty(groups.count, np.int64)
    best[groups.of] = numbers
    which.at(best, groups.of, numbers.astype(np.int64))
    return best


_MEASURES: dict[Measure, Callable[[Columns, Table, Groups, Ints], Given]] = {
    Measure.COUNT: _count,
    Measure.SUM: _sum,
    Measure.AVG: _average,
    Measure.MIN: _least,
    Measure.MAX: _largest,
}


def _integer(value: int) -> bytes:
    return b'"%d%s' % (value, INTEGER)


def _decimal(value: int, scale: int) -> bytes:
    """A decimal as the engine writes it: no zeros at its end."""
    whole, rest = divmod(abs(value), 10**scale)
    fraction = f".{rest:0{scale}d}".rstrip("0").rstrip(".") if scale else ""
    return b'"%s%d%s%s' % (b"-" if value < 0 else b"", whole, fraction.encode(), DECIMAL)
