"""Rows as columns of numbers of terms, and joins of them (SPARQL 1.1 Query, 18.5).

Only columns that somebody needs are carried on: rows that differ in others only are one row with a number of times.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kg.store.plain.columns.layout import Ints, Longs

MOST_ROWS = 4_000_000
"""How many rows a join may make: some eight columns of them, and numbers of eight bytes beside, are 300 MB."""

EXACT = 1 << 52
"""Whole numbers below this, and a bit, are exact as floating-point numbers, in which numpy adds up."""

_SPARSE = 8
"""A key is looked up by halving where there are so many times fewer of them than numbers of terms."""

Index = NDArray[np.intp]
Flags = NDArray[np.bool_]


class Unfit(Exception):
    """Columns cannot say, or not cheaply: the engine has to be asked."""


@dataclass(frozen=True)
class Table:
    """Rows: a column for each variable, how many rows, and how many times each stands for where that is not once.

    :param by: the variable that the rows are sorted by, where they are
    """

    columns: dict[str, Ints]
    size: int
    times: Longs | None = None
    by: str | None = None

    def rows(self, index: Index, by: str | None = None) -> Table:
        """Some of its rows, in another order."""
        columns = {name: column[index] for name, column in self.columns.items()}
        return Table(columns, len(index), None if self.times is None else self.times[index], by)

    def where(self, held: Flags) -> Table:
        """The rows for which something holds."""
        return self if held.all() else self.rows(np.flatnonzero(held), self.by)

    def only(self, names: Collection[str]) -> Table:
        """The same without the other variables; a single row where none is left."""
        kept = {name: column for name, column in self.columns.items() if name in names}
        if kept or not self.size:
            return replace(self, columns=kept)
        return Table({}, 1, np.array([self.total()], np.int64))

    def total(self) -> int:
        """How many rows it stands for."""
        return self.size if self.times is None else int(self.times.sum())

    def repeated(self, counts: Longs) -> Table:
        """Each of its rows so many times; none of them never.

        :raises Unfit: the number is too large
        """
        times = counts if self.times is None else self.times * counts
        largest = float(counts.max(initial=1)) * float(1 if self.times is None else self.times.max(initial=1))
        if largest * self.size >= EXACT:
            raise Unfit
        return replace(self, times=times)


def join(left: Table, right: Table, on: str, needed: Collection[str]) -> Table:
    """What two tables have together, by a variable of both; others that both have are compared.

    :param needed: the variables to carry on; `right` is best sorted by `on`
    :raises Unfit: there are too many rows
    """
    keys, theirs = left.columns[on], right.columns[on]
    both = (left.columns.keys() & right.columns.keys()) - {on}
    if not both and right.times is None and not (right.columns.keys() - {on}) & set(needed):
        return _multiplied(left, keys, theirs).only(needed)
    if right.by != on:
        if left.by != on:
            left = left.rows(np.argsort(keys, kind="stable"), on)
        left, right = right, left
        keys, theirs = left.columns[on], right.columns[on]
    mine, other = _pairs(*_found(keys, theirs))
    first = left if mine is None else left.rows(mine, left.by)
    wanted = replace(
        right, columns={name: right.columns[name] for name in both | (right.columns.keys() - {on})}
    )
    second = wanted.rows(other)
    held = [first.columns[name] == second.columns[name] for name in both]
    table = replace(first, columns={**second.columns, **first.columns})
    if second.times is not None:
        table = table.repeated(second.times)
    return (table.where(np.logical_and.reduce(held)) if held else table).only(needed)


def cross(left: Table, right: Table) -> Table:
    """Every row of one with every row of the other.

    :raises Unfit: there are too many
    """
    if left.size * right.size > MOST_ROWS:
        raise Unfit
    first = left.rows(np.repeat(np.arange(left.size), right.size))
    second = right.rows(np.tile(np.arange(right.size), left.size))
    table = replace(first, columns={**first.columns, **second.columns})
    return table if second.times is None else table.repeated(second.times)


def matching(keys: Ints, theirs: Ints) -> int:
    """How many rows a join has that has these keys on its sides."""
    return int(np.bincount(theirs, minlength=_span(keys, theirs))[keys].sum())


def members(keys: Longs, theirs: Longs) -> Flags:
    """Which keys are among some that are sorted."""
    if not len(theirs):
        return np.zeros(len(keys), np.bool_)
    at = np.minimum(np.searchsorted(theirs, keys), len(theirs) - 1)
    found: Flags = theirs[at] == keys
    return found


def _multiplied(left: Table, keys: Ints, theirs: Ints) -> Table:
    """Rows, as often as their key is among some others."""
    span = _span(keys, theirs)
    counts = np.bincount(theirs, minlength=span)[keys]
    held = counts > 0
    if not held.all():
        left, counts = left.where(held), counts[held]
    return left if counts.max(initial=1) == 1 else left.repeated(counts)


def _found(keys: Ints, theirs: Ints) -> tuple[Index, Index]:
    """For each key, where it begins among others that are sorted, and how often it is there."""
    span = _span(keys, theirs)
    if len(keys) * _SPARSE < span + len(theirs):
        starts = np.searchsorted(theirs, keys)
        return starts, np.searchsorted(theirs, keys, "right") - starts
    counts = np.bincount(theirs, minlength=span)
    return (np.cumsum(counts) - counts)[keys], counts[keys]


def _span(keys: Ints, theirs: Ints) -> int:
    return max(int(keys.max(initial=0)), int(theirs.max(initial=0))) + 1


def _pairs(starts: Index, counts: Index) -> tuple[Index | None, Index]:
    """The places that match: on the left, None for each once, and on the right."""
    total = int(counts.sum())
    if total > MOST_ROWS:
        raise Unfit
    if counts.max(initial=0) <= 1:
        if total == len(counts):
            return None, starts
        mine = np.flatnonzero(counts)
        return mine, starts[mine]
    shift = starts - (np.cumsum(counts) - counts)
    return np.repeat(np.arange(len(counts)), counts), np.arange(total) + np.repeat(shift, counts)
