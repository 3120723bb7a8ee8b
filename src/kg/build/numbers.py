"""The numbers in the IRIs of citations, remarks, meetings, …: given once, kept in numbers.csv, never changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from pathlib import Path

from kg.build import tables
from kg.build.facts import Candidate
from kg.build.source import Document
from kg.errors import SourceError, Where

FILE = "numbers.csv"
COLUMNS = ("group", "number", "key", "exact")


@dataclass(frozen=True)
class Row:
    """One number: its group (a kind, or a kind and a person), the fact's key, and its words."""

    group: str
    number: int
    key: str
    exact: str


def read(folder: Path) -> list[Row]:
    """The numbers given so far; none where there is no file.

    :raises SourceError: a file that is not as it must be
    """
    file = folder / FILE
    if not file.exists():
        return []
    return [_row(row, where) for row, where in tables.read(file, COLUMNS, error=SourceError)]


def _row(row: list[str], where: Where) -> Row:
    group, number, key, exact = row
    if not number.isdecimal():
        raise SourceError(f"“{number}” is no number.", where)
    return Row(group, int(number), key, exact)


class Register:
    """Finds a fact's number, by its key or else by its words; a fact without one takes the next free number."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self.rows = read(document.folder)
        self.known = len(self.rows)

    def text(self) -> str:
        """numbers.csv as text."""
        return tables.text(COLUMNS, map(astuple, self.rows))

    def assign(self, grouped: Iterable[tuple[str, Candidate]]) -> dict[str, int]:
        """The number of each fact, by its id, given in the order of their offsets where new."""
        numbers = {}
        taken: dict[str, set[int]] = defaultdict(set)
        for group, fact in sorted(grouped, key=lambda pair: (pair[0], pair[1].span, pair[1].id)):
            row = self._find(group, fact, taken[group]) or self._next(group, fact)
            taken[group].add(row.number)
            numbers[fact.id] = row.number
        return numbers

    def _find(self, group: str, fact: Candidate, taken: set[int]) -> Row | None:
        mine = [r for r in self.rows if r.group == group and r.number not in taken]
        exact = self._exact(fact)
        by_key = next((r for r in mine if r.key == fact.key), None)
        return by_key or next((r for r in mine if r.exact == exact), None)

    def _next(self, group: str, fact: Candidate) -> Row:
        number = 1 + max((r.number for r in self.rows if r.group == group), default=0)
        row = Row(group, number, fact.key, self._exact(fact))
        self.rows.append(row)
        return row

    def _exact(self, fact: Candidate) -> str:
        return self._document.exact(fact.span.start, fact.span.end)
