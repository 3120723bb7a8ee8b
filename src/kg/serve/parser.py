"""How the server reads one request from the bytes of a connection: as waitress does, and when it arrived."""

from __future__ import annotations

import re
import time
from typing import Any

from waitress.parser import HTTPRequestParser, ParsingError
from waitress.utilities import Error, RequestHeaderFieldsTooLarge

from kg.store.embedded import Asking

_NOT_ASCII = re.compile(rb"[\x80-\xff]")


class UriTooLong(Error):  # type: ignore[misc]
    """The request line alone is longer than all headers may be."""

    code = 414
    reason = "URI Too Long"


class Parser(HTTPRequestParser):  # type: ignore[misc]
    """Reads one request.

    `started` and `arrived` are the monotonic moments of its first and its last byte.
    """

    error: Error | None
    completed: bool

    def __init__(self, adj: Any) -> None:
        super().__init__(adj)
        self.started = time.monotonic()
        self.arrived: float | None = None
        self.begun: Asking | None = None

    def received(self, data: bytes) -> int:
        """Takes some bytes; says how many of them belong to this request."""
        consumed: int = super().received(data)
        if self.error:
            self.expect_continue = False
            if isinstance(self.error, RequestHeaderFieldsTooLarge) and b"\r\n" not in self.header_plus:
                self.error = UriTooLong("")
        if self.completed:
            self.arrived = time.monotonic()
        return consumed

    def parse_header(self, header_plus: bytes) -> None:
        """Reads the request line, letters beyond ASCII in it as if they were encoded, and the headers.

        :raises ParsingError: they make no sense
        """
        line, end, rest = header_plus.partition(b"\r\n")
        encoded = _NOT_ASCII.sub(lambda found: b"%%%02X" % found[0][0], line)
        try:
            super().parse_header(encoded + end + rest)
        except ValueError:
            raise ParsingError("Bad URI") from None
