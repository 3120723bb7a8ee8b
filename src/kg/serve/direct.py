"""Plain queries answered on the server's own thread: no other thread and no framework between a client and a worker.

What is not plain, has to wait, is long or goes wrong takes the way of all requests, with whatever is already begun;
so every rule is written once, in the parts that both ways share.
"""

from __future__ import annotations

import io
import time
from collections import deque
from collections.abc import Callable, Mapping
from email.utils import formatdate
from functools import lru_cache
from typing import IO, Protocol

from kg.errors import KgError
from kg.formats import HTML, Format
from kg.serve import conditional, form, protocol
from kg.serve.answers import KEPT_EACH, State, limits
from kg.serve.parser import Parser
from kg.serve.problems import Problem
from kg.serve.protocol import Asked
from kg.serve.site import Site
from kg.serve.sparql import identity, wanted
from kg.store.base import Query, Wanted
from kg.store.embedded import Asking, EmbeddedStore

KEY = "kg.direct"
_NOT_PLAIN = ("EXPECT", "CONTENT_ENCODING", "IF_NONE_MATCH", "IF_MODIFIED_SINCE", "UPGRADE")
_LONGEST = 8_192
_LONGEST_BODIES = {"GET": 0, "POST": _LONGEST}
_LARGE = 256_000
_MOST_WAITING, _LONGEST_WAIT = 32, 0.02
_REMEMBERED = 1_000

wanted_again = lru_cache(maxsize=256)(wanted)


class Channel(Protocol):
    """A connection, as far as it is used here; all of it by the server's own thread."""

    addr: tuple[str, int]

    def check_client_disconnected(self) -> bool:
        """Whether the client has gone away."""

    pending: Pending | None

    def wait_for(self, pending: Pending) -> None:
        """Has the server's loop look for the answer to the first request."""

    def forget(self) -> Pending | None:
        """Has the loop look for it no longer; gives what it looked for."""

    def hand_over(self) -> None:
        """Leaves the first request to a thread, with what was begun for it."""

    def reply(self, data: bytes) -> None:
        """Sends the answer to the first request, and goes on to the next."""


class _Headers:
    """Headers as the server has them, found by their usual names."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        self._headers = headers

    def get(self, key: str) -> str | None:
        return self._headers.get(key.upper().replace("-", "_"))


class _Message:
    """A request as the server has it, for whoever reads one."""

    def __init__(self, request: Parser) -> None:
        self.method: str = request.command
        self.headers = _Headers(request.headers)
        self.query_string: bytes = request.query.encode("latin-1")
        self.content_length: int | None = request.content_length
        self._request = request

    @property
    def stream(self) -> IO[bytes]:
        """The body; it can be read again by whoever answers the request in the end."""
        whole = self._request.get_body_stream()
        data = whole.read()
        whole.seek(0)
        return io.BytesIO(data)


class Direct:
    """Answers what it can of a site's endpoint at once.

    :param headers: of every answer of the site
    :param count: is told the moment when a request arrived that was answered here
    """

    def __init__(
        self, site: Site, state: State, headers: Mapping[str, str], count: Callable[[float], None]
    ) -> None:
        self._site, self._state, self._count = site, state, count
        self._running, self._waiting = 0, deque[tuple[float, Pending]]()
        self._fixed = "".join(f"{name}: {value}\r\n" for name, value in headers.items())

    def take(self, channel: Channel, request: Parser) -> bool:
        """Answers a request or begins to; False where it has to go the way of all."""
        engine = self._site.engine
        if not isinstance(engine, EmbeddedStore) or not _is_plain(request):
            return False
        try:
            return self._ask(engine, channel, request)
        except (KgError, Problem):
            return False

    def _ask(self, engine: EmbeddedStore, channel: Channel, request: Parser) -> bool:
        asked = protocol.read(_Message(request), self._site.settings.max_query_bytes)
        chosen = _wanted(asked, request.headers.get("ACCEPT"))
        if not asked.query.strip() or HTML in (chosen.results, chosen.boolean, chosen.graph):
            return False
        tag = conditional.tag(self._site, *identity(asked, chosen))
        if tag and (kept := self._state.kept.find(tag)):
            content_type, _, body = kept.partition(b"\n")
            self.reply(channel, request, content_type.decode(), body, tag)
            return True
        query = Query(asked.query, asked.default_graphs, asked.named_graphs)
        gone = channel.check_client_disconnected
        forwarded = request.headers.get("X_FORWARDED_FOR", "")
        bounds = limits(self._site, asked.timeout, request.arrived, channel.addr[0], forwarded, gone)
        if found := engine.at_once(query, chosen, bounds):
            self._finish(channel, request, found.format, found.data, tag)
            return True
        return self._begin(Pending(self, channel, request, engine.asking(query, chosen, bounds), tag))

    def _begin(self, pending: Pending) -> bool:
        """Begins a query, or has it wait a moment for one of those that run here; False where that is of no use."""
        if not self._waiting and pending.begin():
            self._running += 1
            return True
        if not self._running or len(self._waiting) >= _MOST_WAITING:
            return False
        pending.channel.pending = pending
        self._waiting.append((time.monotonic(), pending))
        return True

    def ended(self) -> None:
        """Begins what waits, since one that ran here has ended; leaves it to threads where none runs any more."""
        self._running -= 1
        while self._waiting:
            pending = self._waiting[0][1]
            if pending.is_wanted():
                if pending.begin():
                    self._running += 1
                elif self._running:
                    return
                else:
                    pending.channel.hand_over()
            self._waiting.popleft()

    def look(self) -> float:
        """Leaves to threads what has waited long enough; gives the seconds until it is to be asked again."""
        since = time.monotonic() - _LONGEST_WAIT
        while self._waiting and self._waiting[0][0] <= since:
            pending = self._waiting.popleft()[1]
            if pending.is_wanted():
                pending.channel.hand_over()
        return _LONGEST_WAIT if self._waiting else 1.0

    def finish(self, channel: Channel, request: Parser, asking: Asking, body: bytes, tag: str | None) -> None:
        """Sends an answer that has just been made, and keeps it if it is to be kept."""
        if asking.stable:
            self._finish(channel, request, asking.format, body, tag)
        else:
            self.reply(channel, request, asking.format.content_type, body, None, "no-store")

    def _finish(
        self, channel: Channel, request: Parser, format_: Format, body: bytes, tag: str | None
    ) -> None:
        content_type = format_.content_type
        if tag and len(body) <= KEPT_EACH:
            self._state.kept.keep(tag, content_type.encode() + b"\n" + body)
        self.reply(channel, request, content_type, body, tag)

    def reply(
        self,
        channel: Channel,
        request: Parser,
        content_type: str,
        body: bytes,
        tag: str | None,
        caching: str = "",
    ) -> None:
        """Sends a whole answer."""
        shown = tag if request.command == "GET" else None
        entity = f'Etag: W/"{shown}"\r\n' if shown else ""
        caching = caching or ("public, no-cache" if shown else "no-cache")
        head = (
            f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n{entity}"
            f"Cache-Control: {caching}\r\nVary: Accept\r\n{self._fixed}Date: {_date(int(time.time()))}\r\n\r\n"
        )
        self._count(request.arrived or time.monotonic())
        channel.reply(head.encode("latin-1") + body)


class Pending:
    """A query that a worker is busy with, as the server's loop looks at it: a descriptor that becomes readable."""

    accepting = False

    def __init__(
        self, direct: Direct, channel: Channel, request: Parser, asking: Asking, tag: str | None
    ) -> None:
        self._direct, self.channel, self._request, self._tag = direct, channel, request, tag
        self.asking, self.fd = asking, -1

    def begin(self) -> bool:
        """Sends the query to a worker that is free; False where none is."""
        if not self.asking.exchange.begin():
            return False
        self.fd = self.asking.exchange.fd
        self.channel.wait_for(self)
        return True

    def is_wanted(self) -> bool:
        """Whether its client is still there."""
        return self.channel.pending is self

    def abandon(self) -> None:
        """Ends the query, since nobody waits for it any more."""
        if self.fd >= 0:
            self.asking.exchange.stop()
            self._direct.ended()

    def readable(self) -> bool:
        """It is always waited for."""
        return True

    def writable(self) -> bool:
        """Nothing is written to it here."""
        return False

    def handle_read_event(self) -> None:
        """Takes what there is; sends the answer if that is all, or leaves it to a thread if it is long or fails."""
        exchange = self.asking.exchange
        try:
            body = exchange.arrived()
        except Exception:
            body = None
        else:
            if body is None and exchange.size <= _LARGE:
                return
        if body is None:
            self.channel.hand_over()
        else:
            self.channel.forget()
            self._direct.finish(self.channel, self._request, self.asking, body, self._tag)
        self._direct.ended()

    handle_close = handle_read_event
    """A worker that has ended is found out by reading."""


def _is_plain(request: Parser) -> bool:
    """Whether there is nothing about a request that asks for more than an answer."""
    if request.error or request.path != form.ADDRESS or request.command not in _LONGEST_BODIES:
        return False
    headers = request.headers
    return bool(
        request.version == "1.1"
        and not (request.chunked or request.connection_close)
        and request.content_length <= _LONGEST_BODIES[request.command]
        and len(request.query) <= _LONGEST
        and not any(name in headers for name in _NOT_PLAIN)
    )


def _wanted(asked: Asked, accept: str | None) -> Wanted:
    """The formats that a client wants; remembered where it says so shortly, as most do."""
    size = sum(map(len, asked.formats)) + len(accept or "")
    return (wanted_again if size < _REMEMBERED else wanted)(asked.formats, accept)


@lru_cache(maxsize=2)
def _date(second: int) -> str:
    return formatdate(second, usegmt=True)
