"""An engine's answer, parsed and written again by the one serialiser: counted, whole, and in the format wanted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from traceback import clear_frames
from typing import IO

from pyoxigraph import (
    Literal,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    parse,
    parse_query_results,
)

from kg.errors import EngineError
from kg.store import explain
from kg.store.base import Form
from kg.store.sink import ROWS, Sink, TooLarge, write_rows, write_triples

RESULTS = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
}
GRAPHS = {
    "application/n-triples": RdfFormat.N_TRIPLES,
    "text/plain": RdfFormat.N_TRIPLES,
    "text/turtle": RdfFormat.TURTLE,
    "application/rdf+xml": RdfFormat.RDF_XML,
}
_LEAST_ROW = 3
_VIRTUOSO_NODE = re.compile(rb'("bnode",\s*"value":\s*"|<bnode>)nodeID://')
_LONGEST_NODE = 64


def accepts(form: Form) -> str:
    """The media types in which an answer to this form can be read, best first, as an Accept header."""
    if form in (Form.SELECT, Form.ASK):
        return "application/sparql-results+json, application/sparql-results+xml;q=0.5"
    return "application/n-triples, text/turtle;q=0.5, application/rdf+xml;q=0.2"


def can_read(form: Form, media_type: str) -> bool:
    """Whether an answer to this form can be read from this media type."""
    return media_type in (RESULTS if form in (Form.SELECT, Form.ASK) else GRAPHS)


def write_results(raw: IO[bytes], form: Form, read_as: str, write_as: str, sink: Sink, max_rows: int) -> None:
    """Writes the answer to a SELECT or ASK, from one media type to another.

    :raises TooLarge: at a limit
    :raises EngineError: it is broken off, or no such answer
    """
    with reading():
        if raw.seek(0, 2) > max_rows * _LEAST_ROW:
            _count(raw, read_as, max_rows)
        _write_results(raw, form, read_as, write_as, sink)


def write_graph(
    raw: IO[bytes], read_as: str, write_as: str, sink: Sink, max_rows: int, prefixes: dict[str, str]
) -> None:
    """Writes the answer to a CONSTRUCT or DESCRIBE, from one media type to another.

    :raises TooLarge: at a limit
    :raises EngineError: it is broken off, or no RDF
    """
    with reading():
        raw.seek(0)
        write_triples(
            (quad.triple for quad in parse(raw, GRAPHS[read_as])), sink, write_as, max_rows, prefixes
        )


@contextmanager
def reading() -> Iterator[None]:
    """Turns what a parser says into an EngineError, or, for a value longer than it takes, a ResultTooLarge.

    What was being parsed may only be forgotten by the thread that made it, so no frame of an error may keep it.
    """
    try:
        yield
    except BaseException as error:
        clear_frames(error.__traceback__)
        if isinstance(error, MemoryError):
            raise explain.too_long_a_value() from None
        if isinstance(error, (SyntaxError, ValueError, RuntimeError)):
            raise EngineError(
                "The engine's answer cannot be read: it is broken off, or it is no such answer."
            ) from None
        raise


def _write_results(raw: IO[bytes], form: Form, read_as: str, write_as: str, sink: Sink) -> None:
    results = _results(raw, read_as)
    if form is Form.ASK and isinstance(results, QuerySolutions):
        results = _yes_or_no(results)
    if isinstance(results, QueryBoolean) is not (form is Form.ASK):
        raise ValueError(form)
    write_rows(results, sink, write_as)


def _results(raw: IO[bytes], read_as: str) -> QuerySolutions | QueryBoolean:
    raw.seek(0)
    return parse_query_results(raw, RESULTS[read_as])


def _yes_or_no(results: QuerySolutions) -> QuerySolutions | QueryBoolean:
    """The answer to an ASK that Virtuoso sent as a table: no row, or one that says 1 or 0."""
    if [variable.value for variable in results.variables] != ["__ASK_RETVAL"]:
        return results
    yes = any(isinstance(value, Literal) and value.value == "1" for (value,) in results)
    found = parse_query_results(f'{{"head": {{}}, "boolean": {str(yes).lower()}}}', QueryResultsFormat.JSON)
    assert isinstance(found, QueryBoolean)
    return found


def _count(raw: IO[bytes], read_as: str, max_rows: int) -> None:
    results = _results(raw, read_as)
    if isinstance(results, QuerySolutions):
        for number, _ in enumerate(results, 1):
            if number > max_rows:
                raise TooLarge(ROWS)


class Repair:
    """Gives the blank nodes of Virtuoso's results, `nodeID://b1`, a name that they may have, while bytes go by."""

    def __init__(self) -> None:
        self._kept = b""

    def feed(self, part: bytes) -> bytes:
        """Some bytes, repaired; the last of them may be kept for the next call."""
        seen = _VIRTUOSO_NODE.sub(rb"\1", self._kept + part)
        cut = max(0, len(seen) - _LONGEST_NODE)
        self._kept = seen[cut:]
        return seen[:cut]

    def rest(self) -> bytes:
        """What was kept."""
        return self._kept
