"""The answer to a plain query, from the rows that its patterns match, in the bytes that the engine would write."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from json.encoder import encode_basestring as quoted
from operator import itemgetter
from typing import TypeVar

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryResultsFormat,
    RdfFormat,
    Triple,
    parse_query_results,
    serialize,
)

from kg.formats import Format
from kg.store.base import Form
from kg.store.plain.near import GivenUp, Row, Term
from kg.store.plain.query import Aggregate, Node, Pattern, Plain, Var
from kg.store.sink import Sink, TooLarge, write_rows
from kg.vocab import XSD
from kg.wellformed import NotInXml, kept

_NONE: Mapping[str, str] = {}
Columns = tuple[Term | None, ...]
Found = TypeVar("Found")
_STRING = XSD.string.value
_INTEGER = re.compile(r"-?[0-9]{1,18}")
_JSON = "application/sparql-results+json"
_MOST = 50_000
"""Bytes of an answer that a serialiser writes here."""

_KEPT = 512


def write(
    plain: Plain,
    rows: list[Row],
    wanted: Format,
    max_rows: int,
    max_bytes: int,
    template: Sequence[Pattern] = (),
    prefixes: Mapping[str, str] = _NONE,
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
    most = min(max_bytes, _MOST)
    try:
        if plain.form is Form.CONSTRUCT:
            rows = _cut(plain, _sorted(plain, rows, None))
            data = _triples_as(wanted, list(dict.fromkeys(_triples(template, rows))), max_rows, prefixes)
        else:
            data = _rows_as(wanted, _json_of(plain, rows, max_rows), most)
    except (TooLarge, NotInXml, ValueError):
        raise GivenUp from None
    if len(data) > most:
        raise GivenUp
    return data


def _triples_as(wanted: Format, found: list[Triple], max_rows: int, prefixes: Mapping[str, str]) -> bytes:
    """Triples in a format.

    :raises GivenUp: they are too many
    :raises kg.wellformed.NotInXml: XML cannot carry one of their characters
    """
    if len(found) > max_rows:
        raise GivenUp
    data = serialize(found, format=RdfFormat.from_media_type(wanted.media_type), prefixes=dict(prefixes))
    assert data is not None
    return kept(data) if wanted.media_type.endswith("+xml") else data


def _rows_as(wanted: Format, data: bytes, most: int) -> bytes:
    """Rows, or a yes or no, in a format, from those in JSON; raises as `write_rows` does."""
    sink = Sink(lambda part: None, most)
    write_rows(parse_query_results(data, QueryResultsFormat.JSON), sink, wanted.media_type)
    return sink.rest()


def _json_of(plain: Plain, rows: list[Row], max_rows: int) -> bytes:
    return _asked(bool(rows)) if plain.form is Form.ASK else _table(plain, rows, max_rows)


def _asked(yes: bool) -> bytes:
    return b'{"head":{},"boolean":true}' if yes else b'{"head":{},"boolean":false}'


def _table(plain: Plain, rows: list[Row], max_rows: int) -> bytes:
    """The rows of a SELECT as SPARQL JSON (SPARQL 1.1 Query Results JSON Format)."""
    names, head, keys = _columns(plain.gives)
    table: list[Columns] = [tuple(map(row.get, names)) for row in _sorted(plain, rows, names)]
    if plain.distinct:
        table = list(dict.fromkeys(table))
    table = _cut(plain, table)
    if len(table) > max_rows:
        raise GivenUp
    written = (
        "{"
        + ",".join(key + _json(term) for key, term in zip(keys, row, strict=True) if term is not None)
        + "}"
        for row in table
    )
    return f"{head}{','.join(written)}]}}}}".encode()


@lru_cache(maxsize=_KEPT)
def _columns(gives: tuple[Var | Aggregate, ...]) -> tuple[list[str], str, list[str]]:
    """The names of columns, what a table of them begins with, and what each value does."""
    names = [given.name for given in gives]
    keys = [quoted(name) for name in names]
    head = f'{{"head":{{"vars":[{",".join(keys)}]}},"results":{{"bindings":['
    return names, head, [f"{key}:" for key in keys]


def _json(term: Term) -> str:
    if isinstance(term, NamedNode):
        return f'{{"type":"uri","value":{quoted(term.value)}}}'
    if isinstance(term, Literal):
        if term.language:
            return f'{{"type":"literal","value":{quoted(term.value)},"xml:lang":{quoted(term.language)}}}'
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
