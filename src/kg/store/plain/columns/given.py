"""What is given for each group: terms of the graph, whole numbers, or what was computed; texts are made last."""

from __future__ import annotations

from dataclasses import dataclass

from kg.store.plain.columns.layout import INTEGER, Columns, Ints, Longs
from kg.store.plain.columns.table import Index

Cells = list[bytes]


@dataclass(frozen=True)
class Terms:
    """Terms of the graph, by their numbers."""

    numbers: Ints | Longs

    def cells(self, columns: Columns, rows: Index) -> Cells:
        """Some of them as N-Triples writes them."""
        return list(map(columns.text, self.numbers[rows].tolist()))


@dataclass(frozen=True)
class Wholes:
    """Integers."""

    values: Longs

    def cells(self, columns: Columns, rows: Index) -> Cells:
        """Some of them as N-Triples writes them."""
        return [b'"%d%s' % (value, INTEGER) for value in self.values[rows].tolist()]


@dataclass(frozen=True)
class Written:
    """Terms that are written already."""

    texts: Cells

    def cells(self, columns: Columns, rows: Index) -> Cells:
        """Some of them."""
        return [self.texts[row] for row in rows.tolist()]


Given = Terms | Wholes | Written
