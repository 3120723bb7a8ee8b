"""Bytes on their way: in memory while they are few, in a file without a name when they are many."""

from __future__ import annotations

import tempfile
from typing import IO, cast

_PART = 1 << 16


def spooled(in_memory: int) -> IO[bytes]:
    """A file that is nowhere until it is larger than this, and gone when it is closed."""
    return cast("IO[bytes]", tempfile.SpooledTemporaryFile(in_memory))


class FileBody:
    """The bytes of an answer that lies in a file, which is closed at its end."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def __iter__(self) -> FileBody:
        return self

    def __next__(self) -> bytes:
        part = b"" if self._file.closed else self._file.read(_PART)
        if not part:
            self.close()
            raise StopIteration
        return part

    def close(self) -> None:
        """Lets go of the file; harmless at any time."""
        self._file.close()

    def __del__(self) -> None:
        self.close()
