"""One query inside a worker: run by Oxigraph, written by its serialisers, counted, and cut off at no point.

Imports next to nothing beside pyoxigraph, since every fresh worker waits for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    NamedNode,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    serialize,
)

from kg.store import wire

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO

    from pyoxigraph import QueryBoolean

_CHUNK = 60_000
# Media type: what stands once in each row of the serialiser's bytes, how often it stands there besides, and whether
# it may stand inside a value too.
_ROW_MARKS = {
    "application/sparql-results+json": (b"},{", -1, True),
    "application/sparql-results+xml": (b"<result>", 0, False),
    "text/tab-separated-values": (b"\n", 1, False),
    "text/csv": (b"\r\n", 1, True),
}


class TooLarge(Exception):
    """The result is over a limit; the argument is the kind of limit, a wire byte."""


class Request:
    """A query as it came over the pipe."""

    def __init__(self, payload: bytes) -> None:
        text, media_type, rows, size, dataset, default, named, prefixes = wire.unpack(payload)
        self.text, self.media_type = text.decode(), media_type.decode()
        self.max_rows, self.max_bytes = int(rows), int(size)
        self.graphs = None if not dataset else (_nodes(default), _nodes(named))
        self.prefixes = dict(pair.split("\t", 1) for pair in prefixes.decode().split("\n") if pair)


def _nodes(lines: bytes) -> list[NamedNode | BlankNode]:
    return [NamedNode(iri) for iri in lines.decode().split("\n") if iri]


class Sink:
    """Takes what a serialiser writes, hands it on in chunks, and stops it at the limits."""

    def __init__(self, send: Callable[[bytes], None], max_bytes: int) -> None:
        self._send, self._max_bytes = send, max_bytes
        self._parts: list[bytes] = []
        self._pending = self.bytes = 0
        self.count: Callable[[bytes], None] | None = None

    def write(self, data: bytes) -> int:
        """Takes some bytes.

        :raises TooLarge: they are too many
        """
        self.bytes += len(data)
        if self.bytes > self._max_bytes:
            raise TooLarge(wire.BYTES)
        if self.count:
            self.count(data)
        self._parts.append(data)
        self._pending += len(data)
        if self._pending >= _CHUNK:
            self._send(wire.frame(wire.DATA, self.rest()))
        return len(data)

    def flush(self) -> None:
        """Does nothing: what is left is sent with the end."""

    def rest(self) -> bytes:
        """What was taken and not yet handed on."""
        data = b"".join(self._parts)
        self._parts.clear()
        self._pending = 0
        return data


class _RowCounter:
    """Counts the rows of a result by a mark in its bytes; where a value may hold the mark too, it makes sure.

    The sum of marks is never below that of rows, so only a sum over the limit has to be looked at again: by asking
    once more, without writing.
    """

    def __init__(self, mark: bytes, doubtful: bool, limit: int, is_over: Callable[[], bool]) -> None:
        self._mark, self._doubtful, self._limit, self._is_over = mark, doubtful, limit, is_over
        self._tail = b""
        self.rows = 0

    def __call__(self, data: bytes) -> None:
        seen = self._tail + data
        self.rows += seen.count(self._mark)
        self._tail = seen[len(seen) - len(self._mark) + 1 :]
        if self.rows > self._limit:
            if not self._doubtful or self._is_over():
                raise TooLarge(wire.ROWS)
            self._limit = 1 << 62


def run(store: Store, request: Request, send: Callable[[bytes], None]) -> tuple[int, bytes]:
    """Answers a request through `send`; gives the whole size in bytes and the last of them, not yet sent.

    :raises TooLarge: at a limit
    """
    sink = Sink(send, request.max_bytes)
    output: IO[bytes] = sink  # type: ignore[assignment]  # of a file, the serialisers use write and flush only
    results = ask(store, request)
    if isinstance(results, QueryTriples):
        _write_triples(results, request, output)
    else:
        _write_rows(results, store, request, sink, output)
    return sink.bytes, sink.rest()


def ask(store: Store, request: Request) -> QuerySolutions | QueryTriples | QueryBoolean:
    """The engine's results, not yet computed. A dataset of the protocol wins over FROM."""
    if request.graphs is None:
        return store.query(request.text)
    default, named = request.graphs
    graphs: list[NamedNode | BlankNode | DefaultGraph] = [*default]
    return store.query(request.text, default_graph=graphs, named_graphs=named)


def _write_rows(
    results: QuerySolutions | QueryBoolean, store: Store, request: Request, sink: Sink, output: IO[bytes]
) -> None:
    results_format = QueryResultsFormat.from_media_type(request.media_type)
    assert results_format
    if isinstance(results, QuerySolutions):
        mark, besides, doubtful = _ROW_MARKS[request.media_type]
        limit = request.max_rows + besides
        sink.count = _RowCounter(mark, doubtful, limit, lambda: _is_over(store, request))
    results.serialize(output, format=results_format)


def _is_over(store: Store, request: Request) -> bool:
    """Whether a query has more rows than allowed, by counting them."""
    results = ask(store, request)
    assert isinstance(results, QuerySolutions)
    return any(number > request.max_rows for number, _ in enumerate(results, 1))


def _write_triples(results: QueryTriples, request: Request, output: IO[bytes]) -> None:
    rdf_format = RdfFormat.from_media_type(request.media_type)
    assert rdf_format

    def counted() -> Iterator[Triple]:
        for number, triple in enumerate(results, 1):
            if number > request.max_rows:
                raise TooLarge(wire.ROWS)
            yield triple

    serialize(counted(), output, rdf_format, prefixes=request.prefixes)
