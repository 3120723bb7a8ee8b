"""Where a serialiser writes to: counts bytes, rows and triples, and stops it at the limits, exactly.

Used inside workers, so it imports next to nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, RdfFormat, Triple, serialize

from kg.wellformed import kept

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO

ROWS, BYTES = "rows", "bytes"
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
    """The result is over a limit; the argument says which, ROWS or BYTES."""


class Sink:
    """Takes what a serialiser writes, hands it on in chunks, and stops it when it is too much."""

    def __init__(self, take: Callable[[bytes], object], max_bytes: int) -> None:
        self._take, self._max_bytes = take, max_bytes
        self._parts: list[bytes] = []
        self._pending = self.bytes = 0
        self.count: Callable[[bytes], None] | None = None

    def write(self, data: bytes) -> int:
        """Takes some bytes.

        :raises TooLarge: they are too many
        """
        self.bytes += len(data)
        if self.bytes > self._max_bytes:
            raise TooLarge(BYTES)
        if self.count:
            self.count(data)
        self._parts.append(data)
        self._pending += len(data)
        if self._pending >= _CHUNK:
            whole = self.rest()
            for at in range(0, len(whole), _CHUNK):
                self._take(whole[at : at + _CHUNK])
        return len(data)

    def flush(self) -> None:
        """Does nothing: whoever made the sink asks for the rest."""

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
                raise TooLarge(ROWS)
            self._limit = 1 << 62


def count_rows(sink: Sink, media_type: str, max_rows: int, again: Callable[[], object]) -> None:
    """Has a sink count the rows of a SELECT on their way.

    :param again: gives the same results once more, to be counted one by one if it comes to that
    """

    def is_over() -> bool:
        repeated = again()
        assert isinstance(repeated, QuerySolutions)
        return any(number > max_rows for number, _ in enumerate(repeated, 1))

    mark, besides, doubtful = _ROW_MARKS[media_type]
    sink.count = _RowCounter(mark, doubtful, max_rows + besides, is_over)


def write_rows(results: QuerySolutions | QueryBoolean, sink: Sink, media_type: str) -> None:
    """Writes the rows of a SELECT, or the yes or no of an ASK.

    :raises TooLarge: at a limit
    :raises kg.wellformed.NotInXml: it is to be XML, which cannot carry one of its characters
    """
    results.serialize(_file(sink, media_type), format=QueryResultsFormat.from_media_type(media_type))


def write_triples(
    triples: Iterator[Triple], sink: Sink, media_type: str, max_rows: int, prefixes: dict[str, str]
) -> None:
    """Writes triples.

    :raises TooLarge: at a limit
    :raises kg.wellformed.NotInXml: they are to be XML, which cannot carry one of their characters
    """
    rdf_format = RdfFormat.from_media_type(media_type)
    assert rdf_format

    def counted() -> Iterator[Triple]:
        for number, triple in enumerate(triples, 1):
            if number > max_rows:
                raise TooLarge(ROWS)
            yield triple

    serialize(counted(), _file(sink, media_type), rdf_format, prefixes=prefixes)


class _Xml:
    """A sink for XML; a character may come in two parts."""

    def __init__(self, sink: Sink) -> None:
        self._sink, self._tail = sink, b""

    def write(self, data: bytes) -> int:
        kept(self._tail + data[:2])
        self._tail = data[-2:]
        self._sink.write(kept(data))
        return len(data)

    def flush(self) -> None:
        """Does nothing, as the sink."""


def _file(sink: Sink, media_type: str) -> IO[bytes]:
    """The sink as the serialisers want it: of a file, they use write and flush only."""
    return _Xml(sink) if media_type.endswith("+xml") else sink  # type: ignore[return-value]
