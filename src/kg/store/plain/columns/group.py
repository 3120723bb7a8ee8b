"""Groups of rows, and what is counted and added up in them (SPARQL 1.1 Query, 11 and 18.5.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from kg.store.plain.columns.layout import Ints, Longs
from kg.store.plain.columns.table import EXACT, Index, Table, Unfit

LARGEST = 1 << 62
"""Numbers below this can be added to another such in 64 bits."""

_DENSE = 1 << 16
"""Up to so many codes beyond eight for each row, a table of all is quicker than sorting."""


@dataclass(frozen=True)
class Groups:
    """Rows in groups: the group of each row, how many groups, and the terms that they are grouped by."""

    of: Index
    count: int
    columns: dict[str, Ints]

    def sums(self, numbers: Longs) -> Longs:
        """The sum of each group, exactly.

        :raises Unfit: 64 bits may not do
        """
        most = float(np.abs(numbers.astype(np.float64)).sum())
        if most < EXACT:
            return np.bincount(self.of, numbers, self.count).astype(np.int64)
        if most >= LARGEST:
            raise Unfit
        sums = np.zeros(self.count, np.int64)
        np.add.at(sums, self.of, numbers)
        return sums

    def sizes(self, table: Table) -> Longs:
        """How many rows each group stands for."""
        return np.bincount(self.of, minlength=self.count) if table.times is None else self.sums(table.times)


def grouped(table: Table, names: Sequence[str]) -> Groups:
    """The rows of a table in groups of equal terms; one group, even of no rows, where there are no names."""
    if not names:
        return Groups(np.zeros(table.size, np.intp), 1, {})
    codes, span = np.zeros(table.size, np.int64), 1
    for name in names:
        codes, span = _together(codes, span, table.columns[name])
    of, count, first = _dense(codes, span)
    return Groups(of, count, {name: table.columns[name][first] for name in names})


def distinct(table: Table, groups: Groups, name: str) -> tuple[Table, Groups]:
    """Each term of a column once for each group."""
    _, _, first = _dense(*_together(groups.of, groups.count, table.columns[name]))
    return replace(table.rows(first), times=None), replace(groups, of=groups.of[first])


def _together(codes: Longs, span: int, column: Ints) -> tuple[Longs, int]:
    """Codes below a number, and the terms of a column, as codes below another number."""
    if not len(column):
        return codes, 0
    least = int(column.min())
    width = int(column.max()) - least + 1
    if span * width >= LARGEST:
        raise Unfit
    return codes * width + (column.astype(np.int64) - least), span * width


def _dense(codes: Longs, span: int) -> tuple[Index, int, Index]:
    """Codes without gaps, how many they are, and a row for each."""
    if span > 8 * len(codes) + _DENSE:
        found, first, of = np.unique(codes, return_index=True, return_inverse=True)
        return of, len(found), first
    used = np.zeros(span, np.bool_)
    used[codes] = True
    numbers = np.cumsum(used) - 1
    of, count = numbers[codes], int(np.count_nonzero(used))
    first = np.empty(count, np.intp)
    first[of] = np.arange(len(of))
    return of, count, first
