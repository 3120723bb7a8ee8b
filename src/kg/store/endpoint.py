"""A SPARQL 1.1 endpoint, as one exchange: a query goes by form POST, the bytes of its answer come into a file.

The time of an exchange is bounded as a whole, down to each wait on the network; that is why it stands on httpcore,
whose network can be replaced, and not on a client above it.
"""

from __future__ import annotations

import re
import threading
from typing import IO
from urllib.parse import urlencode, urlsplit

import httpcore

from kg.errors import (
    EngineError,
    QuerySyntaxError,
    QueryTimeout,
    QueryTooLarge,
    SettingsError,
    StoreBusy,
    StoreError,
    Where,
)
from kg.store import explain
from kg.store.base import Form, Limits, Query
from kg.store.transcode import Repair, accepts, can_read
from kg.store.watched import Backend, check, watching

_LOOK_AGAIN = 0.1
_MESSAGE = 4096
_LINE = re.compile(r"\bline (\d+)")
# What a connection says that was kept open and that the engine closed meanwhile.
_CLOSED = (httpcore.RemoteProtocolError, httpcore.ReadError, httpcore.WriteError)
_TIMED_OUT = re.compile(r"\bS1T00\b|[Tt]imed? ?out")
# What Virtuoso says beside an answer that it cut: the time was over, or the rows were too many.
_PARTIAL, _CUT = b"x-sql-state", b"x-sparql-maxrows"
# The same rows may be written much shorter than they were sent, so more is read than may go out.
_RAW = 8


class Endpoint:
    """The address of an endpoint, and a few connections to it.

    :raises SettingsError: it is no address
    """

    def __init__(self, url: str, connections: int) -> None:
        if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
            hint = "Give an http(s) address, such as http://localhost:7878/query."
            raise SettingsError(f"“{url}” is no address of an endpoint.", Where(field="endpoint"), hint)
        self._url = url
        self._pool = httpcore.ConnectionPool(
            max_connections=connections, keepalive_expiry=30, retries=1, network_backend=Backend()
        )
        self._free = threading.BoundedSemaphore(connections)

    def ask(self, query: Query, form: Form, limits: Limits, raw: IO[bytes]) -> str:
        """Asks, and writes what comes into a file; gives its media type.

        :raises StoreError: the engine refuses, fails, is down, or takes too long; the client has gone
        """
        fields = [("query", query.text)]
        fields += [("default-graph-uri", graph) for graph in query.default_graphs]
        fields += [("named-graph-uri", graph) for graph in query.named_graphs]
        content = urlencode(fields).encode()
        self._wait(limits)
        try:
            return self._ask(content, query.text, form, limits, raw)
        finally:
            self._free.release()

    def _wait(self, limits: Limits) -> None:
        """Waits for one of the connections."""
        while not self._free.acquire(timeout=_LOOK_AGAIN):
            try:
                check(limits)
            except QueryTimeout:
                raise StoreBusy("All connections to the engine are taken.", 1, "Try again later.") from None

    def _ask(self, content: bytes, text: str, form: Form, limits: Limits, raw: IO[bytes]) -> str:
        with watching(limits):
            try:
                return self._asked_again(content, text, form, limits, raw)
            except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError):
                raise EngineError("The engine is down, or its answer broke off.") from None

    def _asked_again(self, content: bytes, text: str, form: Form, limits: Limits, raw: IO[bytes]) -> str:
        """Asks, and once more where a connection that was kept open turns out to be closed."""
        try:
            return self._exchange(content, text, form, limits, raw)
        except _CLOSED:
            if raw.tell():
                raise
            return self._exchange(content, text, form, limits, raw)

    def _exchange(self, content: bytes, text: str, form: Form, limits: Limits, raw: IO[bytes]) -> str:
        headers: dict[bytes | str, bytes | str] = {
            "Accept": accepts(form),
            "Content-Type": "application/x-www-form-urlencoded",
            "User-Agent": "kg",
        }
        with self._pool.stream("POST", self._url, headers=headers, content=content) as response:
            names = {name.lower(): value for name, value in response.headers}
            if response.status != 200:
                raise _refused(response.status, names, _beginning(response), text)
            if _PARTIAL in names:
                raise QueryTimeout("The engine's own time for a query is over.", hint="Ask for less.")
            if _CUT in names:
                raise explain.too_many_rows(int(names[_CUT]))
            media_type = names.get(b"content-type", b"").decode("latin-1").partition(";")[0].strip().lower()
            if not can_read(form, media_type):
                raise EngineError("The engine answered with something else than a result.")
            _copy(response, raw, limits)
            return media_type

    def close(self) -> None:
        """Closes the connections."""
        self._pool.close()


def _copy(response: httpcore.Response, raw: IO[bytes], limits: Limits) -> None:
    size, repair = 0, Repair()
    for part in response.iter_stream():
        size += len(part)
        if size > limits.max_bytes * _RAW:
            raise explain.too_many_bytes(limits.max_bytes)
        raw.write(repair.feed(part))
    raw.write(repair.rest())


def _beginning(response: httpcore.Response) -> str:
    """The first words of a refusal."""
    parts = b""
    for part in response.iter_stream():
        parts += part
        if len(parts) > _MESSAGE:
            break
    return parts[:_MESSAGE].decode("utf-8", "replace")


def _refused(status: int, headers: dict[bytes, bytes], message: str, text: str) -> StoreError:
    """The error for a status; what the engine says in words stays here."""
    if status == 400:
        return _unread(message, text)
    if status in (413, 414, 431):
        return QueryTooLarge("The query is longer than the engine allows.")
    if status in (408, 504) or _TIMED_OUT.search(message):
        return QueryTimeout("The engine's own time for a query is over.", hint="Ask for less.")
    if status in (429, 503):
        seconds = headers.get(b"retry-after", b"").decode("latin-1")
        return StoreBusy(
            "The engine is busy.", int(seconds) if seconds.isdecimal() else 5, "Try again later."
        )
    return EngineError(f"The engine answered with the status {status}.")


def _unread(message: str, text: str) -> QuerySyntaxError:
    """The error for a query that an engine cannot read: what can be said of it here, else the line that it names."""
    told = explain.syntax(text, message, None)
    if told.line is not None:
        return told
    found = _LINE.search(message)
    line = int(found[1]) if found else None
    return QuerySyntaxError("The engine cannot read this query.", line, None, told.hint)
