"""More connections than there may be: those who hold many without a word make room."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from running import Endpoint, Serving, rest

from kg.serve import server

FEW = 60
HALF_A_HEADER = b"GET /sparql HTTP/1.1\r\nHost: x\r\nX-Slow: "
ASK = b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


@pytest.fixture
def small(serving: Serving, monkeypatch: pytest.MonkeyPatch) -> Iterator[Endpoint]:
    """A server that takes few connections."""
    monkeypatch.setattr(server, "CONNECTIONS", FEW)
    with serving() as endpoint:
        yield endpoint


def connect(endpoint: Endpoint, source: str, data: bytes) -> socket.socket:
    address = ("127.0.0.1", endpoint.server.port)
    connection = socket.create_connection(address, 30, source_address=(source, 0))
    connection.sendall(data)
    return connection


@pytest.mark.parametrize("data", [b"", HALF_A_HEADER], ids=["nothing", "half a header"])
def test_a_client_with_very_many_connections_keeps_nobody_out(small: Endpoint, data: bytes) -> None:
    with ExitStack() as stack:
        waiting = stack.enter_context(connect(small, "127.0.0.3", b""))
        for _ in range(3 * FEW):
            stack.enter_context(connect(small, "127.0.0.1", data))
        for _ in range(3):
            assert b"200 OK" in rest(connect(small, "127.0.0.2", ASK))
        waiting.sendall(ASK)
        assert b"200 OK" in rest(waiting)  # who has one keeps it
        assert b"200 OK" in rest(connect(small, "127.0.0.1", ASK))
