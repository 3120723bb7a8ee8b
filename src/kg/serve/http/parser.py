"""How the server reads one request from the bytes of a connection: as waitress does, but strictly.

What another server might read otherwise is refused with 400, and the connection ends: so a proxy in front of this one
never takes for one request what are two here, or the other way round (RFC 9112, 2.2, 3, 5.2, 6 and 11.2).
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from waitress.parser import HTTPRequestParser, ParsingError
from waitress.utilities import Error, RequestHeaderFieldsTooLarge

from kg.serve.http.chunks import Chunks
from kg.store.embedded import Asking

_NOT_ASCII = re.compile(rb"[\x80-\xff]")
_REQUEST_LINE = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+ [!-~\x80-\xff]+ HTTP/1\.[01]")
_HOST = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9\-._~%!$&'()*+;=]*)(?::[0-9]*)?")
_CODINGS = re.compile(rb"\r\ntransfer-encoding:[ \t]*([^\r\n]*)")
_USUAL_LINE = re.compile(rb"GET (/[A-Za-z0-9\-._~!$&'()*+,;=:@/]*)(?:\?([!-\"$-~]*))? HTTP/1\.1")
_KEPT, _LONGEST_KEPT = 256, 4_096
"""Blocks of headers that are remembered, and how long each may be."""


class UriTooLong(Error):  # type: ignore[misc]
    """The request line alone is longer than all headers may be."""

    code = 414
    reason = "URI Too Long"


class ExpectationFailed(Error):  # type: ignore[misc]
    """The client expects what nobody here can do."""

    code = 417
    reason = "Expectation Failed"


class Parser(HTTPRequestParser):  # type: ignore[misc]
    """Reads one request.

    `started` and `arrived` are the monotonic moments of its first and its last byte.
    """

    error: Error | None
    completed: bool
    headers_finished: bool
    body_rcv: Any
    headers: dict[str, str]
    proxy_scheme = proxy_netloc = fragment = ""

    def __init__(self, adj: Any) -> None:
        super().__init__(adj)
        self.started = time.monotonic()
        self.arrived: float | None = None
        self.begun: Asking | None = None

    def received(self, data: bytes) -> int:
        """Takes some bytes; says how many of them belong to this request."""
        if self._is_usual(data):
            return len(data)
        consumed = self.read(data)
        if self.error or self.completed:
            # Who has sent everything is not told to go on: waitress would wait for more.
            self.expect_continue = False
        if self.error:
            self.completed = True
            if isinstance(self.error, RequestHeaderFieldsTooLarge) and b"\r\n" not in self.header_plus:
                self.error = UriTooLong("")
        if self.completed:
            self.arrived = time.monotonic()
        return consumed

    def read(self, data: bytes) -> int:
        """Takes some bytes of any request, as waitress does."""
        return int(super().received(data))

    def _is_usual(self, data: bytes) -> bool:
        """Reads a whole GET with headers that came before with another address; False where it is anything else."""
        if self.header_plus or self.headers_finished or len(data) >= self.adj.max_request_header_size:
            return False
        line, _, block = data.partition(b"\r\n")
        found = _USUAL_LINE.fullmatch(line)
        headers = _usual(block, self.adj) if found and len(block) <= _LONGEST_KEPT else None
        if not found or headers is None:
            return False
        path, query = found.groups(b"")
        self.headers = dict(headers)
        self.command, self.version, self.url_scheme = "GET", "1.1", self.adj.url_scheme
        self.path, self.query = path.decode("ascii"), query.decode("ascii")
        self.first_line, self.request_uri = line, line[4:-9].decode("ascii")
        self.header_bytes_received = len(data)
        self.headers_finished = self.completed = True
        self.arrived = self.started
        return True

    def parse_header(self, header_plus: bytes) -> None:
        """Reads the request line, letters beyond ASCII in it as if they were encoded, and the headers.

        :raises ParsingError: they make no sense, or more than one
        """
        line, end, rest = header_plus.partition(b"\r\n")
        if not _REQUEST_LINE.fullmatch(line):
            raise ParsingError("Start line is invalid")
        if b"\n " in header_plus or b"\n\t" in header_plus:
            raise ParsingError("Folded header")
        encoded = _NOT_ASCII.sub(lambda found: b"%%%02X" % found[0][0], line)
        try:
            super().parse_header(encoded + end + rest)
        except ValueError:
            raise ParsingError("Bad URI") from None
        codings = _CODINGS.findall(header_plus.lower())
        if codings:
            self._read_chunks(codings)
        if not _HOST.fullmatch(self.headers.get("HOST", "" if self.version == "1.0" else "?")):
            raise ParsingError("Host is missing or invalid")
        if "EXPECT" in self.headers:
            self._read_expectations(self.headers["EXPECT"])

    def _read_expectations(self, expected: str) -> None:
        """Refuses what is none of HTTP's expectations, which are one (RFC 9110, 10.1.1)."""
        members = {member.strip(" \t").lower() for member in expected.split(",")} - {""}
        if self.version == "1.1" and members - {"100-continue"}:
            self.error = ExpectationFailed("")
        self.expect_continue = self.version == "1.1" and bool(members)

    def _read_chunks(self, codings: list[bytes]) -> None:
        """Reads the body in chunks, which is the only other way to say where it ends."""
        if self.version != "1.1" or "CONTENT_LENGTH" in self.headers:
            raise ParsingError("Two ways to find the end of the body")
        if [coding.strip(b" \t") for coding in codings] != [b"chunked"]:
            raise ParsingError("Transfer-Encoding is invalid")
        self.body_rcv = Chunks(self.body_rcv.getbuf())


@lru_cache(maxsize=_KEPT)
def _usual(block: bytes, adj: Any) -> Mapping[str, str] | None:
    """The headers of a block of lines, read as those of any request.

    None where they are wrong, do not end with the block, or say how the request or its connection is to be read.
    """
    request, data = Parser(adj), b"GET / HTTP/1.1\r\n" + block
    is_whole = request.read(data) == len(data) and request.completed
    says_more = request.error or request.connection_close or request.expect_continue
    return request.headers if is_whole and not says_more else None
