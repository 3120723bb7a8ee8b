"""The server against hostile and slow clients, on raw sockets; how it starts and how it ends."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from typing import Any
from urllib.parse import quote

import pytest
from running import PROBE, Endpoint, Serving, rest

from kg.errors import ServeError
from kg.serve.server import Server
from kg.settings import Settings
from kg.store.pool import PoolSettings
from served import served

HEAD = b"Host: x\r\nConnection: close\r\n"
ASK = b"GET /sparql?query=ASK%20%7B%7D HTTP/1.1\r\n" + HEAD + b"\r\n"
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"


def post(headers: bytes, body: bytes) -> bytes:
    return b"POST /sparql HTTP/1.1\r\n" + HEAD + FORM + headers + b"\r\n" + body


HOSTILE = {
    "nothing like HTTP": (b"\x16\x03\x01\x02\x00\x01\r\n\r\n", 400),
    "no version": (b"GET\r\n\r\n", 400),
    "a method in small letters": (b"get /sparql HTTP/1.1\r\n" + HEAD + b"\r\n", 400),
    "an address that is none": (b"GET http://[ HTTP/1.1\r\n" + HEAD + b"\r\n", 400),
    "a space in the target": (b"GET /sparql?query=ASK {} HTTP/1.1\r\n" + HEAD + b"\r\n", 400),
    "a header without a name": (b"GET / HTTP/1.1\r\n: x\r\n\r\n", 400),
    "a space behind a header's name": (b"GET / HTTP/1.1\r\nHost : x\r\n\r\n", 400),
    "a bare line feed": (b"GET / HTTP/1.1\r\nHost: x\nSet-Cookie: y\r\n\r\n", 400),
    "a NUL in a header": (b"GET / HTTP/1.1\r\nHost: x\r\nAccept: \x00\r\n\r\n", 400),
    "a length that is no number": (post(b"Content-Length: x\r\n", b""), 400),
    "a length below zero": (post(b"Content-Length: -1\r\n", b""), 400),
    "two lengths": (post(b"Content-Length: 4\r\nContent-Length: 5\r\n", b"abcde"), 400),
    "a chunk of no size": (post(b"Transfer-Encoding: chunked\r\n", b"x\r\nabc\r\n0\r\n\r\n"), 400),
    "a chunk that is longer than it says": (
        post(b"Transfer-Encoding: chunked\r\n", b"1\r\nabc\r\n0\r\n\r\n"),
        400,
    ),
    "another transfer encoding": (post(b"Transfer-Encoding: gzip\r\n", b"abc"), 501),
    "long headers": (b"GET / HTTP/1.1\r\nX: " + b"x" * 300_000 + b"\r\n\r\n", 431),
    "many headers": (b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 60_000 + b"\r\n", 431),
    "a long target": (b"GET /sparql?query=" + b"x" * 300_000 + b" HTTP/1.1\r\n" + HEAD + b"\r\n", 414),
    "10 MB": (post(b"Content-Length: 10000000\r\n", b"query=" + b"x" * 9_999_994), 413),
    "10 MB in chunks": (
        post(
            b"Transfer-Encoding: chunked\r\n",
            b"186a0\r\n"
            + b"x" * 100_000
            + b"\r\n"
            + b"186a0\r\n%s\r\n" % (b"x" * 100_000) * 99
            + b"0\r\n\r\n",
        ),
        413,
    ),
    "10 MB that wait for leave": (post(b"Expect: 100-continue\r\nContent-Length: 10000000\r\n", b""), 413),
    "an expectation that nobody knows": (
        post(b"Expect: 200-ok\r\nContent-Length: 16\r\n", b"query=ASK+%7B%7D"),
        417,
    ),
    "two expectations": (
        b"GET /sparql?query=ASK%20%7B%7D HTTP/1.1\r\nExpect: 100-continue, 200-ok\r\n" + HEAD + b"\r\n",
        417,
    ),
    "more than anybody reads": (post(b"Content-Length: 99999999999\r\n", b""), 413),
    "a body that is not all the body": (post(b"Content-Length: 14\r\n", b"query=ASK+%7B%7D"), 400),
    "a Host that is none": (
        b"GET /sparql?query=ASK%20%7B%7D HTTP/1.1\r\nHost: <a b>\r\nConnection: close\r\n\r\n",
        400,
    ),
    "no Host": (b"GET /sparql?query=ASK%20%7B%7D HTTP/1.0\r\n\r\n", 200),
    "slashes": (b"GET //elsewhere.example//sparql HTTP/1.1\r\n" + HEAD + b"\r\n", 404),
    "a line break in a path": (b"GET /id/x%0D%0ASet-Cookie:%20a=b HTTP/1.1\r\n" + HEAD + b"\r\n", 404),
    "a proxy that nobody knows": (
        b"GET /sparql HTTP/1.1\r\nX-Forwarded-Host: elsewhere.example\r\nForwarded: host=elsewhere.example\r\n"
        + HEAD
        + b"\r\n",
        200,
    ),
    "an Accept of 200 kB": (
        b"GET /sparql?query=ASK%20%7B%7D HTTP/1.1\r\nAccept: "
        + b'a/b;q="' * 28_000
        + b"\r\n"
        + HEAD
        + b"\r\n",
        406,
    ),
    "a Content-Type of 200 kB": (
        b"POST /sparql HTTP/1.1\r\nContent-Type: a/b" + b';a="' * 50_000 + b"\r\n" + HEAD + b"\r\n",
        415,
    ),
    "tags of 200 kB": (
        b"GET /sparql?query=ASK%20%7B%7D HTTP/1.1\r\nIf-None-Match: "
        + b'"a", W/' * 28_000
        + b"\r\n"
        + HEAD
        + b"\r\n",
        200,
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_request_is_answered_and_does_no_harm(endpoint: Endpoint, name: str) -> None:
    request, status = HOSTILE[name]
    answer = rest(endpoint.raw(request))
    assert int(answer.split(b" ", 2)[1]) == status, answer[:400]
    for leak in (b"Traceback", b"/src/", b"/site-packages/", b"Set-Cookie", b"elsewhere", b"aitress"):
        assert leak not in answer
    assert endpoint.query(PROBE).status == 200


def test_a_refusal_before_the_application_is_a_problem_document(endpoint: Endpoint) -> None:
    head, _, body = rest(endpoint.raw(b"GET / HTTP/1.1\r\n: x\r\n\r\n")).partition(b"\r\n\r\n")
    assert b"Content-Type: application/problem+json" in head
    assert json.loads(body)["status"] == 400


def test_a_length_that_promises_more_than_comes_blocks_nobody(endpoint: Endpoint) -> None:
    with ExitStack() as stack:
        for _ in range(5):
            stack.enter_context(endpoint.raw(post(b"Content-Length: 1000\r\n", b"query=ASK+%7B%7D")))
        assert endpoint.query(PROBE).status == 200
    assert endpoint.query(PROBE).status == 200


def test_two_requests_at_once_on_one_connection_are_answered_in_order(endpoint: Endpoint) -> None:
    first = b"GET /sparql?query=ASK%20%7B%7D HTTP/1.1\r\nHost: x\r\n\r\n"
    answer = rest(endpoint.raw(first + ASK.replace(b"%7B%7D", b"%7B%3Cx:x%3E%20%3Cx:x%3E%201%7D")))
    assert answer.count(b"HTTP/1.1 200 OK") == 2
    assert answer.index(b"true") < answer.index(b"false")


# ---- slow clients

SLOW: dict[str, bytes] = {
    "say nothing": b"",
    "send half a header": b"GET /sparql?query=ASK%20%7B%7D HTTP/1.1\r\nHost: x\r\nX-Slow: ",
    "send half a body": post(b"Content-Length: 1000\r\n", b"query=ASK"),
    "do not read": b"GET /sparql?query=%s HTTP/1.1\r\nHost: x\r\n\r\n"
    % quote("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } LIMIT 900").encode(),
}


@pytest.mark.parametrize("kind", SLOW)
def test_sixty_slow_clients_hold_up_nobody(endpoint: Endpoint, kind: str) -> None:
    with ExitStack() as stack:
        for _ in range(60):
            stack.enter_context(endpoint.raw(SLOW[kind], receive_buffer=2048))
        for _ in range(20):
            reply = endpoint.query(PROBE)
            assert reply.status == 200, reply.text


def test_a_client_that_does_not_read_a_large_result_holds_no_worker(serving: Serving) -> None:
    query = quote("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } LIMIT 20000")
    target = f"GET /sparql?query={query} HTTP/1.1\r\n".encode()
    with serving(pool=PoolSettings(pages=1, quick=1, slow=1)) as endpoint, ExitStack() as stack:
        for _ in range(3):
            held = stack.enter_context(endpoint.raw(target + b"Host: x\r\n\r\n", receive_buffer=2048))
            assert held.recv(15) == b"HTTP/1.1 200 OK"
        answer = rest(endpoint.raw(target + HEAD + b"\r\n"))
    head, _, body = answer.partition(b"\r\n\r\n")
    assert f"Content-Length: {len(body)}".encode() in head
    assert len(body) > 4_000_000


# ---- answers that break off


def app_that_breaks(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
    """Sends some of a body, then fails."""
    start("200 OK", [("Content-Type", "text/plain")])

    def body() -> Iterator[bytes]:
        yield b"x" * 100_000
        raise RuntimeError("/a/path that is nobody's business")

    return body()


def test_an_answer_that_breaks_off_never_ends_well() -> None:
    with served(app_that_breaks, Settings(port=0)) as server:
        answer = rest(Endpoint(server).raw(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"))
    assert b"Transfer-Encoding: chunked" in answer
    assert not answer.endswith(b"0\r\n\r\n")
    assert b"business" not in answer


# ---- start and end


def test_a_port_in_use_is_said_plainly(endpoint: Endpoint) -> None:
    with pytest.raises(ServeError, match=r"is in use.*--port"):
        Server(app_that_breaks, Settings(port=endpoint.server.port))


def test_an_address_of_another_machine_is_said_plainly() -> None:
    with pytest.raises(ServeError, match="not on this machine"):
        Server(app_that_breaks, Settings(host="192.0.2.1", port=0))


def test_a_name_of_no_machine_is_said_plainly() -> None:
    with pytest.raises(ServeError, match="cannot be used"):
        Server(app_that_breaks, Settings(host="nowhere.invalid", port=0))


def test_the_server_listens_to_this_machine_only() -> None:
    assert Settings().host == "127.0.0.1"


SCRIPT = """
import sys
from flask import Flask
from kg.serve import server
from kg.settings import Settings
app = Flask("x")
app.get("/readyz")(lambda: "")
@app.get("/slow")
def slow():
    print("asked", flush=True)
    sys.stdin.readline()
    return "whole"
server.run(app, Settings(port=0), lambda address: print(address, flush=True))
print("ended", flush=True)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda n: n.name)
def test_it_says_when_it_is_ready_and_ends_cleanly_on_a_signal(number: signal.Signals) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    with process:
        assert process.stdin and process.stdout and process.stderr
        port = int(process.stdout.readline().rstrip("/\n").rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port), 30) as asking:
            asking.sendall(b"GET /slow HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            assert process.stdout.readline() == "asked\n"
            process.send_signal(number)
            while True:
                try:
                    socket.create_connection(("127.0.0.1", port), 30).close()
                except (ConnectionRefusedError, ConnectionResetError):
                    break
            process.stdin.write("\n")
            process.stdin.flush()
            assert rest(asking).endswith(b"whole")
        assert process.stdout.read() == "ended\n"
        assert process.wait(30) == 0
        assert process.stderr.read() == ""
