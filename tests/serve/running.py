"""A server that runs, and a client that sends exactly what it is told."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, replace
from email.message import Message
from pathlib import Path
from urllib.parse import urlencode

from kg.manifest import Manifest
from kg.serve import start
from kg.serve.app import create_app
from kg.serve.server import Server
from kg.serve.site import Site
from kg.settings import Settings
from kg.store.embedded import EmbeddedStore
from kg.store.pool import PoolSettings
from patience import LONG
from served import served

BASE = "https://data.example.org/"
PROBE = "SELECT (RAND() AS ?r) {}"
"""A query that no cache can answer."""


@dataclass(frozen=True)
class Reply:
    """A response, read to its end."""

    status: int
    headers: Message
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


class _Connection(http.client.HTTPConnection):
    def _encode_request(self, request: str) -> bytes:
        return request.encode()


@dataclass(frozen=True)
class Endpoint:
    """A server that runs."""

    server: Server

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.port}/sparql"

    def ask(
        self,
        method: str,
        target: str,
        headers: Iterable[tuple[str, str]] = (),
        body: bytes | None = None,
    ) -> Reply:
        """One request on a connection of its own; no header is added but Host and Content-Length."""
        connection = _Connection("127.0.0.1", self.server.port, timeout=LONG)
        try:
            connection.putrequest(method, target, skip_accept_encoding=True)
            for name, value in headers:
                connection.putheader(name, value)
            if body is not None:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            response = connection.getresponse()
            return Reply(response.status, response.headers, response.read())
        finally:
            connection.close()

    def raw(self, data: bytes, receive_buffer: int | None = None) -> socket.socket:
        """A connection on which some bytes were sent; the caller closes it."""
        connection = socket.socket()
        if receive_buffer:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        connection.settimeout(LONG)
        connection.connect(("127.0.0.1", self.server.port))
        connection.sendall(data)
        return connection

    def query(self, text: str, accept: str | None = None, **parameters: str) -> Reply:
        """A query by GET."""
        headers = [("Accept", accept)] if accept is not None else []
        return self.ask("GET", f"/sparql?{urlencode({'query': text, **parameters})}", headers)


def rest(connection: socket.socket) -> bytes:
    """All that comes until the other side closes."""
    parts = []
    with connection:
        while part := connection.recv(1 << 16):
            parts.append(part)
    return b"".join(parts)


Serving = Callable[..., AbstractContextManager[Endpoint]]


@contextmanager
def serving(folder: Path, settings: Settings, pool: PoolSettings) -> Iterator[Endpoint]:
    """A server over an Oxigraph folder, until the context ends."""
    pool = replace(pool, max_query_bytes=settings.max_query_bytes)
    about = Manifest("tests", BASE, "0", "2026-11-22", {"a": 1, "đồ": 1}, ("a",), {})
    store = start.federated(EmbeddedStore.disk(folder, pool), start.federation(settings))
    with closing(store), served(create_app(Site(store, BASE, settings, about)), settings) as server:
        yield Endpoint(server)
