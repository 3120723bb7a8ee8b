"""What a basic graph pattern matches in columns (SPARQL 1.1 Query, 5.1)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property, reduce

import numpy as np
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store

from kg.store.plain.columns.layout import Columns, Ints, Pairs
from kg.store.plain.columns.table import Flags, Table, Unfit, cross, join, matching, members
from kg.store.plain.query import Pattern, Var

_NONE: Ints = np.empty(0, np.int32)
FEW_ROWS = 64
"""Where a pattern with a constant matches no more than these, an engine that looks up one by one is as fast."""

MOST_PATTERNS = 16
"""What is joined next is found by looking at all that is left, which should stay short."""

_ALL = 3
_SOMETHING = NamedNode("about:something")


class Relation:
    """What one pattern matches, sorted as somebody wants it.

    :raises Unfit: its predicate is a variable, and something else is none
    """

    def __init__(self, columns: Columns, pattern: Pattern) -> None:
        self._columns, self._pattern = columns, pattern
        self.names = {node.name for node in pattern if isinstance(node, Var)}
        if isinstance(pattern.predicate, Var) and not all(isinstance(node, Var) for node in pattern):
            raise Unfit
        self._terms = [None if isinstance(node, Var) else _number(columns, node) for node in pattern]
        self._is_absent = any(
            term is None and not isinstance(node, Var)
            for term, node in zip(self._terms, pattern, strict=True)
        )
        self.has_predicate = not isinstance(pattern.predicate, Var)
        self.is_selective = not all(isinstance(node, Var) for node in (pattern.subject, pattern.object))

    @cached_property
    def size(self) -> int:
        """How many rows it has."""
        return self.table(None).size

    def table(self, by: str | None) -> Table:
        """Its rows, sorted by a variable if they lie so."""
        subject, predicate, object_ = self._pattern
        if isinstance(predicate, Var):
            predicates, pairs = self._columns.everything()
            return self._named(pairs, predicates, None)
        if self._is_absent:
            return Table({name: np.empty(0, np.int32) for name in self.names}, 0)
        by_object = isinstance(subject, Var) and (
            not isinstance(object_, Var) or (object_.name == by != subject.name)
        )
        is_first = isinstance(object_, Var) and (by_object or not isinstance(subject, Var))
        first = object_ if is_first else subject
        return self._named(self._pairs(by_object), _NONE, first.name if isinstance(first, Var) else None)

    def alone(self, needed: Collection[str]) -> Table:
        """Its rows with the columns that are needed; those of all triples are counted where that is their predicate."""
        predicate = self._pattern.predicate
        if (
            isinstance(predicate, Var)
            and len(self.names) == _ALL
            and self.names & set(needed) <= {predicate.name}
        ):
            found = {predicate.name: self._columns.predicates}
            return Table(found, len(self._columns.predicates), self._columns.uses()).only(needed)
        return self.table(None).only(needed)

    def _pairs(self, by_object: bool) -> Pairs:
        subject, predicate, object_ = self._terms
        assert predicate is not None
        pairs = self._columns.pairs(predicate, by_object)
        if subject is not None:
            pairs = _cut(pairs, pairs.subjects, subject)
        if object_ is not None:
            pairs = _cut(pairs, pairs.objects, object_)
        return pairs

    def _named(self, pairs: Pairs, predicates: Ints, by: str | None) -> Table:
        """Columns by their variables; where one stands twice, its columns have to be the same."""
        table: dict[str, Ints] = {}
        held: list[Flags] = []
        for node, column in zip(self._pattern, (pairs.subjects, predicates, pairs.objects), strict=True):
            if isinstance(node, Var):
                if node.name in table:
                    held.append(table[node.name] == column)
                table[node.name] = column
        found = Table(table, len(pairs.subjects), None, by)
        return found.where(np.logical_and.reduce(held)) if held else found

    def among(self, table: Table) -> Table:
        """The rows of a table that has subject and object of this pattern, which has to have two variables."""
        subject, _, object_ = self._pattern
        assert isinstance(subject, Var) and isinstance(object_, Var)
        pairs, terms = self._pairs(False), self._columns.zones[-1]
        keys = table.columns[subject.name].astype(np.int64) * terms + table.columns[object_.name]
        return table.where(members(keys, pairs.subjects.astype(np.int64) * terms + pairs.objects))


def matches(columns: Columns, patterns: Sequence[Pattern], needed: Collection[str]) -> Table:
    """The rows that match some patterns, with the columns that are needed.

    :raises Unfit: there would be too many rows, or so few to look at that the engine is as fast
    """
    if not 0 < len(patterns) <= MOST_PATTERNS:
        raise Unfit
    relations = [Relation(columns, pattern) for pattern in patterns]
    if not all(relation.size for relation in relations):
        return Table(dict.fromkeys(needed, _NONE), 0)
    if any(relation.is_selective and relation.size <= FEW_ROWS for relation in relations):
        raise Unfit
    return reduce(cross, (_connected(part, needed) for part in _parts(relations)))


def _parts(relations: list[Relation]) -> list[list[Relation]]:
    """Relations in parts that share no variable."""
    parts: list[list[Relation]] = []
    for relation in relations:
        touched = [part for part in parts if any(other.names & relation.names for other in part)]
        parts = [part for part in parts if part not in touched]
        parts.append([relation, *(other for part in touched for other in part)])
    return parts


def _connected(relations: list[Relation], needed: Collection[str]) -> Table:
    if len(relations) == 1:
        return relations[0].alone(needed)
    rest = sorted(relations, key=lambda relation: relation.size)
    table = rest.pop(0).table(None)
    while rest:
        relation, on = _next(table, rest)
        rest.remove(relation)
        wanted = set(needed).union(*(other.names for other in rest))
        if len(relation.names & table.columns.keys()) > 1 and relation.has_predicate:
            table = relation.among(table).only(wanted)
        else:
            table = join(table, relation.table(on), on, wanted)
    return table.only(needed)


def _next(table: Table, rest: list[Relation]) -> tuple[Relation, str]:
    """The relation to join, and the variable to join it by, for the fewest rows."""
    names = table.columns.keys()
    for relation in rest:
        if relation.has_predicate and len(relation.names & names) > 1:
            return relation, ""
    ways = [(relation, on) for relation in rest for on in sorted(relation.names & names)]
    return min(ways, key=lambda way: _size(table, *way)) if len(ways) > 1 else ways[0]


def _size(table: Table, relation: Relation, on: str) -> int:
    return matching(table.columns[on], relation.table(on).columns[on])


def _number(columns: Columns, node: NamedNode | Literal) -> int | None:
    """The number of a term, as a store has it: some values can be written in several ways, and are kept in one."""
    if isinstance(node, NamedNode):
        return columns.find(str(node).encode())
    store = Store()
    store.add(Quad(_SOMETHING, _SOMETHING, node))
    line = store.dump(format=RdfFormat.N_TRIPLES, from_graph=DefaultGraph())
    assert line
    return columns.find(line.split(b" ", 2)[2].removesuffix(b" .\n"))


def _cut(pairs: Pairs, column: Ints, term: int) -> Pairs:
    """The pairs with a term in a column that they are sorted by."""
    start, end = np.searchsorted(column, np.array((term, term + 1), np.int32))
    return Pairs(pairs.subjects[start:end], pairs.objects[start:end])
