"""What is sent to an endpoint for a SERVICE: a SELECT of the variables that its pattern gives."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import QueryResultsFormat, QuerySolutions, parse_query_results

from kg import formats
from kg.errors import EngineError, QueryError
from kg.store.base import Limits, Query, Store, Wanted
from kg.store.federation import groups, rows
from kg.store.federation.bound import Values
from kg.store.federation.clauses import Clause, Reading
from kg.store.federation.groups import TRIPLES
from kg.store.tokens import Kind
from kg.store.transcode import reading as parsing

_WANTED = Wanted(formats.TSV, None, None)
_PLAIN = (TRIPLES, "FILTER")


@dataclass(frozen=True)
class Pattern:
    """The pattern of a clause.

    :param above: the declarations that it needs
    :param group: it itself, with its braces
    :param names: the variables that it gives, without their sign; None where only the endpoint knows
    :param written: all variables that stand in it
    :param plain: whether it is triples and filters only, so that VALUES may stand among them
    """

    above: str
    group: str
    names: tuple[str, ...] | None
    written: frozenset[str]
    plain: bool

    def text(self, most: int, values: Values | None) -> str:
        """The query to send.

        :param most: rows to ask for
        :param values: what to join the pattern with
        """
        named = " ".join(f"?{name}" for name in self.names or ()) or "(1 AS ?one)"
        selected = "*" if self.names is None else named
        return f"{self.above}SELECT {selected} WHERE {self._joined(values)} LIMIT {most}"

    def _joined(self, values: Values | None) -> str:
        if values is None:
            return self.group
        written = [f"({' '.join(map(str, row))})" for row in values.rows]
        block = rows.values(values.names, written)
        return f"{{ {block} {self.group[1:]}" if self.plain else f"{{ {block} {self.group} }}"


def pattern(store: Store, reading: Reading, clause: Clause, limits: Limits) -> Pattern:
    """The pattern of a clause; which variables it gives is asked of the store, whose parser knows.

    A store does not say where the pattern calls a function that only the endpoint has.

    :raises kg.errors.StoreError: the store does not say
    """
    group = reading.slice(clause.opening, clause.closing)
    inside = reading.found[clause.opening : clause.closing]
    above = reading.prologue.text(inside)
    written = frozenset(token.text[1:] for token in inside if token.kind is Kind.VAR)
    names = _asked(store, Query(f"{above}SELECT * WHERE {group} LIMIT 0"), limits)
    return Pattern(above, group, names, written, _is_plain(reading, clause))


def _asked(store: Store, query: Query, limits: Limits) -> tuple[str, ...] | None:
    try:
        data = b"".join(store.answer(query, _WANTED, limits).body)
    except QueryError as error:
        if is_about_syntax(error):
            raise
        return None
    with parsing():
        return _names(data)


def is_about_syntax(error: QueryError) -> bool:
    """Whether a query is refused for how it is written, and not for a function that is not known here."""
    return type(error) is not QueryError


def _names(data: bytes) -> tuple[str, ...]:
    results = parse_query_results(data, QueryResultsFormat.TSV)
    if not isinstance(results, QuerySolutions):
        raise EngineError("The engine's answer is no such answer.")
    return tuple(variable.value for variable in results.variables)


def _is_plain(reading: Reading, clause: Clause) -> bool:
    try:
        parts = groups.elements(reading, clause.opening)
    except groups.Unknown:
        return False
    return all(part.kind in _PLAIN for part in parts)
