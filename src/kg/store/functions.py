"""Rows, triples and answers of a store as Python values, and queries with a place for values: functions over `answer`.

Queries are `.rq` files that run as they stand, with an example inside `VALUES ?it { … }` that `bind` replaces.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
)

from kg import formats
from kg.store import explain
from kg.store.base import Lane, Limits, Query, Store, Wanted
from kg.store.tokens import Kind, Token, tokens
from kg.store.transcode import reading

Term = NamedNode | BlankNode | Literal | Triple
Row = dict[str, Term]
Names = str | tuple[str, ...]

# Measured: of the results formats TSV, and of the graph formats N-Triples, cost least to write and to read.
_WANTED = Wanted(results=formats.TSV, boolean=formats.JSON, graph=formats.NTRIPLES)

_LONGEST_ROW = 8 << 20
"""Bytes of a row that is read. The time that the reader takes grows with the square of them: one second for so many."""


def rows(store: Store, query: Query | str, limits: Limits) -> list[Row]:
    """The rows of a SELECT, in order; a variable without a value is not in its row.

    :raises kg.errors.StoreError: there is no whole answer
    """
    data = _whole(store, query, limits)
    if len(data) > _LONGEST_ROW and max(map(len, data.split(b"\n"))) > _LONGEST_ROW:
        raise explain.too_long_a_value(_LONGEST_ROW)
    with reading():
        return _rows(data)


def _rows(data: bytes) -> list[Row]:
    results = parse_query_results(data, QueryResultsFormat.TSV)
    if not isinstance(results, QuerySolutions):
        raise ValueError("no rows")
    names = [variable.value for variable in results.variables]
    return [
        {name: term for name, term in zip(names, solution, strict=True) if term is not None}
        for solution in results
    ]


def triples(store: Store, query: Query | str, limits: Limits) -> list[Triple]:
    """The triples of a CONSTRUCT or DESCRIBE.

    :raises kg.errors.StoreError: there is no whole answer
    """
    data = _whole(store, query, limits)
    with reading():
        return [quad.triple for quad in parse(data, RdfFormat.N_TRIPLES)]


def ask(store: Store, query: Query | str, limits: Limits) -> bool:
    """The answer to an ASK.

    :raises kg.errors.StoreError: there is no answer
    """
    data = _whole(store, query, limits)
    with reading():
        return _yes(data)


def _yes(data: bytes) -> bool:
    answer = parse_query_results(data, QueryResultsFormat.JSON)
    if not isinstance(answer, QueryBoolean):
        raise ValueError("neither yes nor no")
    return bool(answer)


def pages(deadline: float, max_rows: int = 100_000) -> Limits:
    """The limits of our own pages: their share of the workers, and no more rows than a page can hold."""
    return Limits(deadline, max_rows=max_rows, max_bytes=64_000_000, lane=Lane.PAGES)


def bind(
    template: str, values: Mapping[str | tuple[str, ...], Sequence[Term] | Sequence[Sequence[Term | None]]]
) -> str:
    """A query with its own values in place of the examples of its VALUES blocks.

    `{"it": [term, …]}` replaces what stands in `VALUES ?it { … }`; `{("a", "b"): [(term, None), …]}` what stands in
    `VALUES (?a ?b) { … }`, None for UNDEF. Each name has to have a block, which may stand several times. Terms are
    written by the engine's library, so that no value can be more than a value.

    :raises ValueError: the template has no such block
    """
    found = [token for token in tokens(template) if token.kind is not Kind.COMMENT]
    parts, at, left = [], 0, set(values)
    for names, start, end in _blocks(found):
        if names in values:
            left.discard(names)
            parts += [template[at:start], " ", " ".join(_data(row, names) for row in values[names]), " "]
            at = end
    if left:
        raise ValueError(f"The query has no VALUES block for {', '.join(sorted(map(str, left)))}.")
    return "".join((*parts, template[at:]))


def _blocks(found: list[Token]) -> list[tuple[Names, int, int]]:
    """The VALUES blocks: their variables, where what is in them starts, and where it ends."""
    blocks = []
    for index, token in enumerate(found):
        if token.kind is Kind.WORD and token.text.upper() == "VALUES":
            opening = next(i for i in range(index, len(found)) if found[i].text == "{")
            closing = next(i for i in range(opening, len(found)) if found[i].text == "}")
            names = tuple(t.text[1:] for t in found[index:opening] if t.kind is Kind.VAR)
            single = found[index + 1].kind is Kind.VAR
            blocks.append((names[0] if single else names, found[opening].start + 1, found[closing].start))
    return blocks


def _data(row: Term | Sequence[Term | None], names: Names) -> str:
    if isinstance(names, str):
        return str(row)
    assert isinstance(row, Sequence)
    return "(" + " ".join("UNDEF" if term is None else str(term) for term in row) + ")"


def _whole(store: Store, query: Query | str, limits: Limits) -> bytes:
    asked = Query(query) if isinstance(query, str) else query
    return b"".join(store.answer(asked, _WANTED, limits).body)
