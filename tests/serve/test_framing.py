"""Where a request ends: what two servers might read in two ways is refused, and nothing behind it is answered."""

from __future__ import annotations

import pytest
from running import Endpoint, rest

FORM = b"Host: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"
BODY = b"query=ASK+%7B%7D"
CHUNKS = b"10\r\n" + BODY + b"\r\n0\r\n\r\n"
HIDDEN = b"GET /hidden HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


def post(headers: bytes, body: bytes = BODY, line: bytes = b"POST /sparql HTTP/1.1") -> bytes:
    return line + b"\r\n" + FORM + headers + b"\r\n" + body


def get(headers: bytes, line: bytes = b"GET /sparql?query=ASK%7B%7D HTTP/1.1") -> bytes:
    return line + b"\r\n" + headers + b"\r\n"


DOUBTFUL = {
    "a length and chunks": post(b"Content-Length: 16\r\n" + CHUNKED, CHUNKS),
    "chunks and a length": post(CHUNKED + b"Content-Length: 5\r\n", CHUNKS),
    "a length of nothing and chunks": post(b"Content-Length: 0\r\n" + CHUNKED, CHUNKS),
    "two lengths": post(b"Content-Length: 16\r\nContent-Length: 0\r\n"),
    "one length twice": post(b"Content-Length: 16\r\nContent-Length: 16\r\n"),
    "a list of lengths": post(b"Content-Length: 16, 16\r\n"),
    "a length with a sign": post(b"Content-Length: +16\r\n"),
    "a length in hexadecimal": post(b"Content-Length: 0x10\r\n"),
    "a length in words": post(b"Content-Length: sixteen\r\n"),
    "a length of many digits": post(b"Content-Length: " + b"1" * 5_000 + b"\r\n"),
    "a length with a space in it": post(b"Content-Length: 1 6\r\n"),
    "an empty length": post(b"Content-Length:\r\n"),
    "chunks twice": post(b"Transfer-Encoding: chunked, chunked\r\n", CHUNKS),
    "chunks in two lines": post(CHUNKED + CHUNKED, CHUNKS),
    "no coding": post(b"Transfer-Encoding:\r\n", CHUNKS),
    "half a list of codings": post(b"Transfer-Encoding: ,chunked\r\n", CHUNKS),
    "a coding in quotes": post(b'Transfer-Encoding: "chunked"\r\n', CHUNKS),
    "chunks with a parameter": post(b"Transfer-Encoding: chunked;x=y\r\n", CHUNKS),
    "identity, which is none any more": post(b"Transfer-Encoding: identity\r\nContent-Length: 16\r\n"),
    "chunks of an old version": post(CHUNKED, CHUNKS, b"POST /sparql HTTP/1.0"),
    "chunks of a version to come": post(CHUNKED, CHUNKS, b"POST /sparql HTTP/1.2"),
    "chunks without a version": post(CHUNKED, CHUNKS, b"POST /sparql"),
    "a folded header": get(b"Host: x\r\nX-A: b\r\n c\r\n"),
    "folded chunks": post(b"Transfer-Encoding:\r\n chunked\r\n", CHUNKS),
    "a folded first header": get(b" Host: x\r\n"),
    "a space before a colon": post(b"Content-Length : 16\r\n"),
    "a tab before a colon": post(b"Transfer-Encoding\t: chunked\r\n", CHUNKS),
    "no colon": get(b"Host: x\r\nX-A\r\n"),
    "a vertical tab before a coding": post(b"Transfer-Encoding: \x0bchunked\r\n", CHUNKS),
    "a NUL in a value": get(b"Host: x\r\nX-A: b\x00c\r\n"),
    "a NUL in a name": get(b"Host: x\r\nX\x00A: b\r\n"),
    "a carriage return in a value": get(b"Host: x\r\nX-A: b\rContent-Length: 5\r\n"),
    "a line feed in a value": get(b"Host: x\r\nX-A: b\nContent-Length: 5\r\n"),
    "line feeds alone": b"GET / HTTP/1.1\nHost: x\n\n",
    "a line feed behind the first line": b"GET / HTTP/1.1\nHost: x\r\n\r\n",
    "a carriage return in the first line": get(b"Host: x\r\n", b"GET /\r HTTP/1.1"),
    "a NUL in the target": get(b"Host: x\r\n", b"GET /\x00 HTTP/1.1"),
    "a tab in the first line": get(b"Host: x\r\n", b"GET\t/ HTTP/1.1"),
    "two spaces in the first line": get(b"Host: x\r\n", b"GET  / HTTP/1.1"),
    "a space behind the first line": get(b"Host: x\r\n", b"GET / HTTP/1.1 "),
    "a version with more digits": get(b"Host: x\r\n", b"GET / HTTP/1.10"),
    "another protocol": get(b"Host: x\r\n", b"GET / ICAP/1.0"),
    "the preface of version 2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "no Host": get(b"X-A: b\r\n"),
    "two Hosts": get(b"Host: x\r\nHost: y\r\n"),
    "a Host with a path": get(b"Host: x/y\r\n"),
    "a Host with a user": get(b"Host: a@x\r\n"),
    "a chunk with a sign": post(CHUNKED, b"+10\r\n" + CHUNKS[4:]),
    "a chunk with 0x": post(CHUNKED, b"0x10\r\n" + CHUNKS[4:]),
    "a chunk with a space before its size": post(CHUNKED, b" 10\r\n" + CHUNKS[4:]),
    "a chunk with a space behind its size": post(CHUNKED, b"10 \r\n" + CHUNKS[4:]),
    "a chunk with an underscore": post(CHUNKED, b"1_0\r\n" + CHUNKS[4:]),
    "a chunk with a line feed": post(CHUNKED, b"10\n" + CHUNKS[4:]),
    "a chunk with one line feed too many": post(CHUNKED, b"10\n\r\n" + CHUNKS[4:]),
    "a chunk without a size": post(CHUNKED, b"\r\n" + CHUNKS),
    "a chunk that is too long for any number": post(CHUNKED, b"1" + b"0" * 30 + b"\r\n" + CHUNKS[4:]),
    "an extension with a line feed": post(CHUNKED, b"10;a\n\r\n" + CHUNKS[4:]),
    "an extension that is none": post(CHUNKED, b"10;=\r\n" + CHUNKS[4:]),
    "a long extension": post(CHUNKED, b"10;" + b"a" * 10_000 + b"\r\n" + CHUNKS[4:]),
    "a line feed behind a chunk": post(CHUNKED, CHUNKS.replace(b"\r\n0", b"\n0")),
    "an empty line behind a chunk": post(CHUNKED, CHUNKS.replace(b"\r\n0", b"\r\n\r\n0")),
    "two bytes behind a chunk": post(CHUNKED, CHUNKS.replace(b"\r\n0", b"xx\r\n0")),
    "a trailer that is none": post(CHUNKED, CHUNKS[:-2] + b"nothing\r\n\r\n"),
    "a trailer with a line feed": post(CHUNKED, CHUNKS[:-2] + b"X-A: b\n\r\n"),
    "many trailers": post(CHUNKED, CHUNKS[:-2] + b"X-A: b\r\n" * 1_000 + b"\r\n"),
}

UNKNOWN = {"a coding in quotes", "chunks with a parameter", "identity, which is none any more"}


@pytest.mark.parametrize("name", DOUBTFUL)
def test_a_doubtful_request_is_refused_and_what_follows_it_is_not_read(endpoint: Endpoint, name: str) -> None:
    answer = rest(endpoint.raw(DOUBTFUL[name] + HIDDEN))
    status = int(answer.split(b" ", 2)[1])
    assert status == (501 if name in UNKNOWN else 400), answer
    assert answer.count(b"HTTP/1.") == 1
    assert b"Connection: close" in answer


CLEAR = {
    "a length": post(b"Content-Length: 16\r\n"),
    "chunks": post(CHUNKED, CHUNKS),
    "chunks in capitals": post(b"TRANSFER-ENCODING: Chunked \r\n", CHUNKS),
    "chunks of one byte": post(CHUNKED, b"".join(b"1\r\n%c\r\n" % byte for byte in BODY) + b"0\r\n\r\n"),
    "zeros before a size": post(CHUNKED, b"000010\r\n" + BODY + b"\r\n000\r\n\r\n"),
    "extensions": post(CHUNKED, b'10;a;b=c;d="e;\\"f"\r\n' + BODY + b"\r\n0;g\r\n\r\n"),
    "trailers": post(CHUNKED, CHUNKS[:-2] + b"X-A: b\r\nContent-Length: 5\r\n\r\n"),
    "an empty line before it": b"\r\n" + get(b"Host: x\r\n"),
    "a Host with a port": get(b"Host: [::1]:8000\r\n"),
    "an empty Host": get(b"Host:\r\n"),
    "an old version without a Host": get(
        b"Connection: keep-alive\r\n", b"GET /sparql?query=ASK%7B%7D HTTP/1.0"
    ),
    "a whole address": get(b"Host: x\r\n", b"GET http://x/sparql?query=ASK%7B%7D HTTP/1.1"),
    "letters beyond ASCII": get(
        "Host: x\r\nX-A: Hà\r\n".encode(), "GET /sparql?query=ASK%7B%7D&x=Hà HTTP/1.1".encode()
    ),
    "a tab before a value": get(b"Host:\tx\r\n"),
    "leave to send a body, and there is none": get(b"Host: x\r\nExpect: 100-continue\r\n"),
    "an empty expectation": get(b"Host: x\r\nExpect: ,\r\n"),
    "an expectation of an old version": get(
        b"Connection: keep-alive\r\nExpect: 200-ok\r\n", b"GET /sparql?query=ASK%7B%7D HTTP/1.0"
    ),
}


@pytest.mark.parametrize("name", CLEAR)
@pytest.mark.parametrize("step", [1, 1 << 20])
def test_a_clear_request_is_answered_and_the_next_one_too(endpoint: Endpoint, name: str, step: int) -> None:
    """However its bytes arrive."""
    data = CLEAR[name] + HIDDEN
    connection = endpoint.raw(b"")
    for at in range(0, len(data), step):
        connection.sendall(data[at : at + step])
    answer = rest(connection)
    assert [int(part[2:5]) for part in answer.split(b"HTTP/1.")[1:]] == [200, 404], answer
    assert b'"boolean":true' in answer
