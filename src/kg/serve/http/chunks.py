"""A body that comes in chunks, read strictly (RFC 9112, 7.1): what another reader might cut elsewhere is refused.

A proxy in front and this server must agree where a request ends, or one request hides in another. waitress takes bare
line feeds behind sizes, empty lines between chunks, and anything for a trailer.
"""

from __future__ import annotations

import re
from typing import IO

from waitress.buffers import OverflowableBuffer
from waitress.rfc7230 import HEADER_FIELD_RE
from waitress.utilities import BadRequest

_TOKEN = rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
_QUOTED = rb'"(?:[\t !#-\[\]-~\x80-\xff]|\\[\t -~\x80-\xff])*"'
_SIZE = re.compile(rb"([0-9A-Fa-f]{1,15})(?:;%s(?:=(?:%s|%s))?)*" % (_TOKEN, _TOKEN, _QUOTED))
_LONGEST_LINE = 4096
_MOST_TRAILERS = 64


class Chunks:
    """Takes bytes until the last chunk and its trailers are there; what trailers say is dropped.

    `error` is set where the bytes are no chunks.
    """

    def __init__(self, buffer: OverflowableBuffer) -> None:
        self._buffer = buffer
        self._take = self._take_size
        self._line = b""
        self._left = self._trailers = 0
        self.completed = False
        self.error: BadRequest | None = None

    def __len__(self) -> int:
        return len(self._buffer)

    def received(self, data: bytes) -> int:
        """Takes some bytes; says how many of them belong to this body."""
        at = 0
        while at < len(data) and not (self.completed or self.error):
            at = self._take(data, at)
        return at

    def getfile(self) -> IO[bytes]:
        """The body as a file."""
        found: IO[bytes] = self._buffer.getfile()
        return found

    def getbuf(self) -> OverflowableBuffer:
        """Where the body is kept."""
        return self._buffer

    # Each takes bytes from a position on, and gives the position of what it left.

    def _take_size(self, data: bytes, at: int) -> int:
        line, at = self._whole_line(data, at)
        if line is None:
            return at
        if not (found := _SIZE.fullmatch(line)):
            self.error = BadRequest("Invalid chunk size")
            return at
        self._left = int(found[1], 16)
        self._take = self._take_data if self._left else self._take_trailer
        return at

    def _take_data(self, data: bytes, at: int) -> int:
        part = data[at : at + self._left]
        self._buffer.append(part)
        self._left -= len(part)
        if not self._left:
            self._take = self._take_end
        return at + len(part)

    def _take_end(self, data: bytes, at: int) -> int:
        """The line break behind the bytes of a chunk."""
        line, at = self._whole_line(data, at, longest=2)
        if line:
            self.error = BadRequest("Chunk not properly terminated")
        elif line is not None:
            self._take = self._take_size
        return at

    def _take_trailer(self, data: bytes, at: int) -> int:
        line, at = self._whole_line(data, at)
        if line:
            self._trailers += 1
            if self._trailers > _MOST_TRAILERS or not HEADER_FIELD_RE.fullmatch(line):
                self.error = BadRequest("Invalid trailer")
        elif line is not None:
            self.completed = True
        return at

    def _whole_line(self, data: bytes, at: int, longest: int = _LONGEST_LINE) -> tuple[bytes | None, int]:
        """A line without its end, None as long as that is not here; a line that is too long is an error."""
        end = data.find(b"\n", at, at + longest) + 1
        self._line += data[at : end or at + longest]
        if not end and len(self._line) < longest:
            return None, len(data)
        line, self._line = self._line, b""
        if len(line) > longest or not line.endswith(b"\r\n"):
            self.error = BadRequest("Invalid line")
            return None, end or len(data)
        return line[:-2], end
