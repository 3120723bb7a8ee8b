"""What is sent to an endpoint for a SERVICE: a SELECT of the variables that its pattern gives."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import QueryResultsFormat, QuerySolutions, parse_query_results

from kg import formats
from kg.errors import EngineError
from kg.store.base import Limits, Query, Store, Wanted
from kg.store.federation import groups, rows
from kg.store.federation.bound import Values
from kg.store.federation.clauses import Clause, Reading
from kg.store.federation.groups import TRIPLES
from kg.store.transcode import reading as parsing

_WANTED = Wanted(formats.TSV, None, None)
_PLAIN = (TRIPLES, "FILTER")


@dataclass(frozen=True)
class Pattern:
    """The pattern of a clause.

    :param above: the declarations that it needs
    :param group: it itself, with its braces
    :param names: the variables that it gives, without their sign
    :param plain: whether it is triples and filters only, so that VALUES may stand among them
    """

    above: str
    group: str
    names: tuple[str, ...]
    plain: bool

    def text(self, most: int, values: Values | None) -> str:
        """The query to send.

        :param most: rows to ask for
        :param values: what to join the pattern with
        """
        selected = " ".join(f"?{name}" for name in self.names) or "(1 AS ?one)"
        return f"{self.above}SELECT {selected} WHERE {self._joined(values)} LIMIT {most}"

    def _joined(self, values: Values | None) -> str:
        if values is None:
            return self.group
        written = [f"({' '.join(map(str, row))})" for row in values.rows]
        block = rows.values(values.names, written)
        return f"{{ {block} {self.group[1:]}" if self.plain else f"{{ {block} {self.group} }}"


def pattern(store: Store, reading: Reading, clause: Clause, limits: Limits) -> Pattern:
    """The pattern of a clause; which variables it gives is asked of the store, whose parser knows.

    :raises kg.errors.StoreError: the store does not say
    """
    group = reading.slice(clause.opening, clause.closing)
    above = reading.prologue.text(reading.found[clause.opening : clause.closing])
    query = Query(f"{above}SELECT * WHERE {group} LIMIT 0")
    data = b"".join(store.answer(query, _WANTED, limits).body)
    with parsing():
        return Pattern(above, group, _names(data), _is_plain(reading, clause))


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
