"""Requests with headers that came before are read in a shorter way, which gives the same."""

from __future__ import annotations

import random
from typing import Any
from urllib.parse import quote

import pytest
from waitress.adjustments import Adjustments

from kg.serve.endpoint.protocol import parameters
from kg.serve.http.parser import Parser
from kg.serve.problems import Problem

TARGETS = (
    "/",
    "/sparql?query=ASK%20%7B%7D",
    "/sparql?a=b?c&d=%c3%a2+x",
    "/sparql?",
    "/a/b;c=d/@:",
    "/a//b",
    "/a:b://c?d",
    "//a/b?c",
    "/%61?b",
    "/a#b",
    "/a?b#c",
    "/a?b\xe2",
    "/\xe2",
    "http://x/a?b",
    "*",
    "a",
    "/[a]?[b]",
    '/"?"',
    "/a?\\^`{|}",
    "/a\x00",
    "/a b",
    "/a?b\tc",
)
HEADS = (
    "Host: x\r\n",
    "host: x:80\r\nAccept: text/csv\r\naccept: text/turtle;q=0.5\r\nX-A:  b \r\n",
    'Host: x\r\nIf-None-Match: W/"a"\r\nX_A: b\r\nX-\xe2: c\r\n',
    "Host: x\r\nX-A: \xe2\r\nCookie:\r\n",
    "Host: x\r\nConnection: close\r\n",
    "Host: x\r\nConnection: keep-alive\r\nUpgrade: h2c\r\n",
    "Host: x\r\nContent-Length: 0\r\n",
    "Host: x\r\nContent-Length: 5\r\n",
    "Host: x\r\nContent-Length: +5\r\n",
    "Host: x\r\nTransfer-Encoding: chunked\r\n",
    "Host: x\r\nTransfer-Encoding:\r\n",
    "Host: x\r\nExpect: 100-continue\r\n",
    "Host: x\r\nX-A: b\r\n c\r\n",
    "Host: x\r\nX-A: b\nX-B: c\r\n",
    "Host: x\r\nHost: y\r\n",
    "Host: x/y\r\n",
    "X-A: b\r\n",
    "",
    "Host: x\r\nX-A\r\n",
    "Host: x\r\nX-A: " + "b" * 5_000 + "\r\n",
    "Host: x\r\nX-A: " + "b" * 20_000 + "\r\n",
    " Host: x\r\n",
)
BEHIND = ("", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "\r\n")
LINES = (
    "GET {} HTTP/1.1",
    "GET {} HTTP/1.0",
    "GET {}",
    "HEAD {} HTTP/1.1",
    "POST {} HTTP/1.1",
    "GET  {} HTTP/1.1",
)
ADJUSTMENTS = Adjustments(max_request_header_size=16_384, url_scheme="https")
READ = (
    "command",
    "version",
    "path",
    "query",
    "fragment",
    "proxy_scheme",
    "proxy_netloc",
    "url_scheme",
    "request_uri",
    "first_line",
    "headers",
    "content_length",
    "chunked",
    "connection_close",
    "expect_continue",
    "completed",
    "empty",
    "headers_finished",
    "header_plus",
    "header_bytes_received",
    "body_bytes_received",
)


class Slow(Parser):
    """Reads each request as if it were the first."""

    def _is_usual(self, data: bytes) -> bool:
        return False


def state(request: Parser, data: bytes) -> dict[str, Any]:
    """All that is known of a request behind some bytes."""
    consumed = request.received(data)
    found = {name: getattr(request, name, None) for name in READ}
    error = (type(request.error), request.error.body) if request.error else None
    return {**found, "consumed": consumed, "error": error, "has_body": request.body_rcv is not None}


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("line", LINES)
def test_both_ways_read_the_same(line: str, head: str) -> None:
    for target in TARGETS:
        for behind in BEHIND:
            data = f"{line.format(target)}\r\n{head}\r\n{behind}".encode("latin-1")
            slow = state(Slow(ADJUSTMENTS), data)
            assert state(Parser(ADJUSTMENTS), data) == slow
            assert state(Parser(ADJUSTMENTS), data) == slow


def test_most_requests_are_read_the_short_way() -> None:
    data = b"GET /sparql?query=ASK%20%7B%7D HTTP/1.1\r\nHost: x\r\nAccept: text/csv\r\n\r\n"
    assert Parser(ADJUSTMENTS)._is_usual(data)
    assert not Parser(ADJUSTMENTS)._is_usual(data[:-1])


def test_headers_of_two_requests_are_not_one() -> None:
    data = b"GET / HTTP/1.1\r\nHost: x\r\nX-Once: 1\r\n\r\n"
    first, second = Parser(ADJUSTMENTS), Parser(ADJUSTMENTS)
    first.received(data)
    first.headers["X_ONCE"] = "2"
    second.received(data)
    assert second.headers["X_ONCE"] == "1"


def test_a_request_in_parts_is_read_whole() -> None:
    data = b"GET /a?b HTTP/1.1\r\nHost: x\r\n\r\n"
    for cut in range(1, len(data)):
        request = Parser(ADJUSTMENTS)
        assert request.received(data[:cut]) == cut and not request.completed
        assert request.received(data[cut:]) == len(data) - cut
        assert request.completed and not request.error
        assert (request.path, request.query, request.headers) == ("/a", "b", {"HOST": "x"})


def test_any_text_comes_back_from_its_encoding() -> None:
    chance = random.Random(5)
    letters = (*range(1, 300), *b"%=+_&\r\n\t" * 5, 0x1F600)
    for _ in range(2_000):
        text = "".join(map(chr, chance.choices(letters, k=chance.randrange(40))))
        safe = "".join(map(chr, chance.sample(range(0x21, 0x7F), 60)))
        encoded = quote(text, safe="".join(set(safe) - set("%&+"))).replace(
            "%20", chance.choice(("+", "%20"))
        )
        assert parameters(b"a=" + encoded.encode()) == [("a", text)]


def test_bytes_that_nobody_encoded_stay_as_they_are() -> None:
    raw = b"_=0A==3D=\r\n=\n?._ \t"
    assert parameters(b"a=" + raw) == [("a", raw.decode())]
    assert parameters(b"a=%3D" + raw + b"%0A") == [("a", f"={raw.decode()}\n")]


@pytest.mark.parametrize("raw", [b"%", b"%4", b"%\r\n", b"%\n", b"%%41", b"%=3D", b"%4g", b"a%", b"%3D%"])
def test_half_an_encoding_is_refused(raw: bytes) -> None:
    with pytest.raises(Problem):
        parameters(b"a=" + raw)
