"""Requests answered on the server's own thread: no other thread and no framework between a client and an answer.

These are plain queries, and pages that come again. What is not plain, has to wait, is long or goes wrong takes the way
of all requests, with whatever is already begun; so every rule is written once, in the parts that both ways share.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Mapping
from email.utils import formatdate
from functools import lru_cache, partial
from typing import IO, NamedTuple

from kg.errors import KgError
from kg.formats import HTML, Format
from kg.serve import conditional
from kg.serve.again import Again
from kg.serve.endpoint import form, protocol
from kg.serve.endpoint.answers import KEPT_EACH, State, limits
from kg.serve.endpoint.protocol import Asked
from kg.serve.endpoint.sparql import identity, names_of, wanted
from kg.serve.http.parser import Parser
from kg.serve.http.pending import Channel, Pending, Turns
from kg.serve.problems import Problem
from kg.serve.site import Site
from kg.store.base import Query, Wanted
from kg.store.embedded import Asking, EmbeddedStore

KEY = "kg.direct"
_NOT_PLAIN = frozenset(("EXPECT", "CONTENT_ENCODING", "UPGRADE"))
_CONDITIONS = frozenset(("IF_NONE_MATCH", "IF_MODIFIED_SINCE"))
_LONGEST = 8_192
_LONGEST_BODIES = {"GET": 0, "POST": _LONGEST}
_REMEMBERED = 1_000
_PART = "sparql"


class Chosen(NamedTuple):
    """The formats that a client wants, their names, and whether any is a page."""

    wanted: Wanted
    names: tuple[str, ...]
    is_page: bool


def chosen(formats: tuple[str, ...], accept: str | None) -> Chosen:
    """What a client wants, by the formats that it names and its Accept header."""
    found = wanted(formats, accept)
    return Chosen(found, names_of(found), HTML in (found.results, found.boolean, found.graph))


chosen_again = lru_cache(maxsize=256)(chosen)


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
        self.query_string: bytes = request.query.encode("latin-1")
        self.content_length: int | None = request.content_length
        self._request = request

    @property
    def headers(self) -> _Headers:
        """Its headers."""
        return _Headers(self._request.headers)

    @property
    def stream(self) -> IO[bytes]:
        """The body; it can be read again by whoever answers the request in the end."""
        whole = self._request.get_body_stream()
        data = whole.read()
        whole.seek(0)
        return io.BytesIO(data)


class Direct:
    """Answers what it can at once.

    :param again: finds pages that were sent before
    :param headers: of every answer of the site
    :param count: is told the part and the status of what was answered here, and the moment when the request arrived
    """

    def __init__(
        self,
        site: Site,
        state: State,
        again: Again,
        headers: Mapping[str, str],
        count: Callable[[str, int, float], None],
    ) -> None:
        self._site, self._state, self._again, self._count = site, state, again, count
        self._turns = Turns()
        self.look = self._turns.look
        self._fixed = "".join(f"{name}: {value}\r\n" for name, value in headers.items())

    def take(self, channel: Channel, request: Parser) -> bool:
        """Answers a request or begins to; False where it has to go the way of all."""
        if not _is_plain(request):
            return False
        if request.path != form.ADDRESS:
            return request.command == "GET" and self._repeat(channel, request)
        engine = self._site.engine
        if not isinstance(engine, EmbeddedStore) or not _CONDITIONS.isdisjoint(request.headers):
            return False
        try:
            return self._ask(engine, channel, request)
        except (KgError, Problem):
            return False

    def _repeat(self, channel: Channel, request: Parser) -> bool:
        """Sends what was sent before, where it comes again."""
        found = self._again.find(request)
        if not found:
            return False
        self._count(found.part, found.status, request.arrived or time.monotonic())
        channel.reply(found.before + _date(int(time.time())).encode() + found.after + found.body)
        return True

    def _ask(self, engine: EmbeddedStore, channel: Channel, request: Parser) -> bool:
        asked = self._asked(request)
        wanted, names, is_page = _chosen(asked.formats, request.headers.get("ACCEPT"))
        if is_page or not asked.query.strip():
            return False
        tag = conditional.tag(self._site, *identity(asked, names))
        if tag and (kept := self._state.kept.find(tag)):
            content_type, _, body = kept.partition(b"\n")
            self._reply(channel, request, content_type.decode(), body, tag)
            return True
        query = Query(asked.query, asked.default_graphs, asked.named_graphs)
        gone = channel.check_client_disconnected
        forwarded = request.headers.get("X_FORWARDED_FOR", "")
        bounds = limits(self._site, asked.timeout, request.arrived, channel.addr[0], forwarded, gone)
        if found := engine.at_once(query, wanted, bounds):
            self._finish(channel, request, found.format, tag, found.data)
            return True
        asking = engine.asking(query, wanted, bounds)
        done = partial(self._done, channel, request, asking, tag)
        return self._turns.begin(Pending(self._turns, channel, asking, done))

    def _asked(self, request: Parser) -> Asked:
        """What a request that is plain asks; raises as `protocol.read` does."""
        if request.command == "GET":
            return protocol.asked_by_address(request.query.encode("latin-1"))
        return protocol.read(_Message(request), self._site.settings.max_query_bytes)

    def _done(self, channel: Channel, request: Parser, asking: Asking, tag: str | None, body: bytes) -> None:
        """Sends what a worker has made."""
        if asking.stable:
            self._finish(channel, request, asking.format, tag, body)
        else:
            self._reply(channel, request, asking.format.content_type, body, None, "no-store")

    def _finish(
        self, channel: Channel, request: Parser, format_: Format, tag: str | None, body: bytes
    ) -> None:
        """Sends an answer that has just been made, and keeps it if it is small."""
        content_type = format_.content_type
        if tag and len(body) <= KEPT_EACH:
            self._state.kept.keep(tag, content_type.encode() + b"\n" + body)
        self._reply(channel, request, content_type, body, tag)

    def _reply(
        self,
        channel: Channel,
        request: Parser,
        content_type: str,
        body: bytes,
        tag: str | None,
        caching: str = "",
    ) -> None:
        """Sends a whole answer of the endpoint."""
        shown = tag if request.command == "GET" else None
        entity = f'Etag: W/"{shown}"\r\n' if shown else ""
        caching = caching or ("public, no-cache" if shown else "no-cache")
        head = (
            f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n{entity}"
            f"Cache-Control: {caching}\r\nVary: Accept\r\n{self._fixed}Date: {_date(int(time.time()))}\r\n\r\n"
        )
        self._count(_PART, 200, request.arrived or time.monotonic())
        channel.reply(head.encode("latin-1") + body)


def _is_plain(request: Parser) -> bool:
    """Whether there is nothing about a request that asks for more than an answer."""
    if request.error or request.command not in _LONGEST_BODIES:
        return False
    headers = request.headers
    return bool(
        request.version == "1.1"
        and not (request.chunked or request.connection_close)
        and request.content_length <= _LONGEST_BODIES[request.command]
        and len(request.query) <= _LONGEST
        and _NOT_PLAIN.isdisjoint(headers)
    )


def _chosen(formats: tuple[str, ...], accept: str | None) -> Chosen:
    """What a client wants; remembered where it says so shortly, as most do."""
    size = len(accept or "") + sum(map(len, formats))
    return (chosen_again if size < _REMEMBERED else chosen)(formats, accept)


@lru_cache(maxsize=2)
def _date(second: int) -> str:
    return formatdate(second, usegmt=True)
