"""Frames on the pipes between a store and its workers: kind, length, payload. Imports next to nothing."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterable

READY, QUERY, DATA, END, FAIL = b"R", b"Q", b"D", b"E", b"F"
FILTERED = b"filtered"
LOOKED = b"L"
"""Stands in an END frame where the engine was not asked."""

# What stands in a FAIL frame: why there is no answer.
SYNTAX, ROWS, BYTES, XML, OTHER = b"S", b"R", b"B", b"X", b"O"

HEAD = struct.Struct("<cI")
_LENGTH = struct.Struct("<I")


def frame(kind: bytes, payload: bytes = b"") -> bytes:
    """A frame as it goes over the pipe."""
    return HEAD.pack(kind, len(payload)) + payload


def pack(fields: Iterable[bytes]) -> bytes:
    """Several byte strings as one, each behind its length."""
    return b"".join(_LENGTH.pack(len(field)) + field for field in fields)


def unpack(payload: bytes) -> list[bytes]:
    """The byte strings that `pack` put together."""
    fields, at = [], 0
    while at < len(payload):
        (length,) = _LENGTH.unpack_from(payload, at)
        at += _LENGTH.size
        fields.append(payload[at : at + length])
        at += length
    return fields


def write(fd: int, data: bytes) -> None:
    """Writes all of the data, however little the pipe takes at a time."""
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view) :]


def read(fd: int) -> tuple[bytes, bytes]:
    """The next frame of a pipe, waited for.

    :raises EOFError: the other end was closed
    """
    kind, length = HEAD.unpack(_exactly(fd, HEAD.size))
    return kind, _exactly(fd, length)


def _exactly(fd: int, count: int) -> bytes:
    parts = []
    while count:
        part = os.read(fd, min(count, 1 << 20))
        if not part:
            raise EOFError
        parts.append(part)
        count -= len(part)
    return b"".join(parts)
