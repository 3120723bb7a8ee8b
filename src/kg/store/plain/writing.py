"""The answer to a plain query, from the rows that its patterns match, in the bytes that the engine would write."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from json.encoder import encode_basestring as quoted
from operator import itemgetter
from typing import TypeVar

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    Quad,
    QueryResultsFormat,
    Triple,
    parse_query_results,
    serialize,
)

from kg.formats import Format
from kg.store.base import Form
from kg.store.plain.near import GivenUp, Row, Term
from kg.store.plain.query import Node, Pattern, Plain, Var
from kg.store.sink import Sink, TooLarge, write_rows
from kg.vocab import XSD
from kg.wellformed import NotInXml, kept

Columns = tuple[Term | None, ...]
Found = TypeVar("Found")
_STRING = XSD.string.value
_INTEGER = re.compile(r"-?[0-9]{1,18}")
_JSON = "application/sparql-results+json"
_MOST = 50_000
"""Bytes of an answer that a serialiser writes here."""


def write(
    plain: Plain,
    rows: list[Row],
    wanted: Format,
    max_rows: int,
    max_bytes: int,
    template: Sequence[Pattern] = (),
    prefixes: dict[str, str] | None = None,
) -> bytes:
    """The whole answer in a format.

    :param rows: all that the patterns match, in any order
    :raises GivenUp: the engine's order decides what is in it, or it is over a limit or not to be written so
    """
    if plain.form is not Form.CONSTRUCT and wanted.media_type == _JSON:
        data = _json_of(plain, rows, max_rows)
        if len(data) > max_bytes:
            raise GivenUp
        return data
    if plain.form is Form.CONSTRUCT:
        rows = _cut(plain, _sorted(plain, rows, None))
        found = list(dict.fromkeys(_triples(template, rows)))
        return write_triples(found, wanted, max_rows, max_bytes, prefixes)
    sink = Sink(lambda part: None, min(max_bytes, _MOST))
    try:
        found_again = parse_query_results(_json_of(plain, rows, max_rows), QueryResultsFormat.JSON)
        write_rows(found_again, sink, wanted.media_type)
    except (TooLarge, NotInXml, ValueError):
        raise GivenUp from None
    return sink.rest()


def write_triples(
    found: Sequence[Triple] | Sequence[Quad],
    wanted: Format,
    max_rows: int,
    max_bytes: int,
    prefixes: dict[str, str] | None = None,
) -> bytes:
    """Triples in a format, each of them once.

    :raises GivenUp: they are over a limit, or not to be written so
    """
    if len(found) > max_rows:
        raise GivenUp
    try:
        data = serialize(found, format=wanted.rdf, prefixes=prefixes)
        assert data is not None
        data = kept(data) if wanted.media_type.endswith("+xml") else data
    except (NotInXml, ValueError):
        raise GivenUp from None
    if len(data) > min(max_bytes, _MOST):
        raise GivenUp
    return data


def _json_of(plain: Plain, rows: list[Row], max_rows: int) -> bytes:
    return _asked(bool(rows)) if plain.form is Form.ASK else _table(plain, rows, max_rows)


def _asked(yes: bool) -> bytes:
    return b'{"head":{},"boolean":true}' if yes else b'{"head":{},"boolean":false}'


def _table(plain: Plain, rows: list[Row], max_rows: int) -> bytes:
    """The rows of a SELECT as SPARQL JSON (SPARQL 1.1 Query Results JSON Format)."""
    names = plain.names
    table: list[Columns] = [tuple(map(row.get, names)) for row in _sorted(plain, rows, names)]
    if plain.distinct:
        table = list(dict.fromkeys(table))
    table = _cut(plain, table)
    if len(table) > max_rows:
        raise GivenUp
    keys = [quoted(name) for name in names]
    written = [_row(keys, row) for row in table]
    return f'{{"head":{{"vars":[{",".join(keys)}]}},"results":{{"bindings":[{",".join(written)}]}}}}'.encode()


def _row(keys: Sequence[str], row: Columns) -> str:
    cells = [f"{key}:{_json(term)}" for key, term in zip(keys, row, strict=True) if term is not None]
    return f"{{{','.join(cells)}}}"


def _json(term: Term) -> str:
    if isinstance(term, NamedNode):
        return f'{{"type":"uri","value":{quoted(term.value)}}}'
    if isinstance(term, Literal):
        if language := term.language:
            return f'{{"type":"literal","value":{quoted(term.value)},"xml:lang":{quoted(language)}}}'
        datatype = term.datatype.value
        more = "" if datatype == _STRING else f',"datatype":{quoted(datatype)}'
        return f'{{"type":"literal","value":{quoted(term.value)}{more}}}'
    assert isinstance(term, BlankNode)
    return f'{{"type":"bnode","value":{quoted(term.value)}}}'


def _cut(plain: Plain, found: list[Found]) -> list[Found]:
    """What LIMIT and OFFSET leave, where it is the same whichever order an engine has."""
    first = plain.offset
    end = len(found) if plain.limit is None else first + plain.limit
    if first < min(end, len(found)) and (first or end < len(found)) and not plain.order:
        raise GivenUp
    return found[first:end]


def _sorted(plain: Plain, rows: list[Row], names: Sequence[str] | None) -> list[Row]:
    """Rows as they are to be sorted, where that is beyond doubt (SPARQL 1.1 Query, 15.1).

    :param names: the columns that are given; None for all
    """
    for order in reversed(plain.order):
        pairs = [(_key(row[order.by]), row) for row in rows]
        if len({kind for (kind, _), _ in pairs}) > 1:
            raise GivenUp
        rows = [row for _, row in sorted(pairs, key=itemgetter(0), reverse=order.descending)]
    if plain.order and (plain.limit is not None or plain.offset):
        _check_ties(plain, rows, names)
    return rows


def _key(term: Term) -> tuple[str, str | int]:
    """A term's kind, and its place among its kind."""
    if isinstance(term, NamedNode):
        return "iri", term.value
    if isinstance(term, Literal) and not term.language:
        if term.datatype == XSD.string:
            return "string", term.value
        if term.datatype == XSD.integer and _INTEGER.fullmatch(term.value):
            return "integer", int(term.value)
    raise GivenUp


def _check_ties(plain: Plain, rows: list[Row], names: Sequence[str] | None) -> None:
    """Gives up where rows that are not the same stand in the same place."""
    seen: dict[Columns, Columns] = {}
    for row in rows:
        place = tuple(row[order.by] for order in plain.order)
        given = tuple(row.get(name) for name in (names or sorted(row)))
        if seen.setdefault(place, given) != given:
            raise GivenUp


def _triples(template: Iterable[Pattern], rows: Iterable[Row]) -> Iterable[Triple]:
    """What a template gives; what would be no triple is left out (SPARQL 1.1 Query, 16.2)."""
    parts = [[_part(node) for node in pattern] for pattern in template]
    for row in rows:
        for subject, predicate, object_ in parts:
            s, p, o = row.get(*subject), row.get(*predicate), row.get(*object_)
            if isinstance(s, (NamedNode, BlankNode)) and isinstance(p, NamedNode) and o:
                yield Triple(s, p, o)


def _part(node: Node) -> tuple[str, Term | None]:
    """Under which name a row has what stands in a template, and what stands there where it has nothing."""
    return (node.name, None) if isinstance(node, Var) else ("", node)
