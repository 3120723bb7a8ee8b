"""Keeps an answer until it is whole, so that its status is the truth: in memory if it is small, else on disk.

Its worker is free as soon as it is written, however slowly the client reads. Room on disk is bounded.
"""

from __future__ import annotations

import io
import os
import tempfile
from collections import Counter
from collections.abc import Iterator
from threading import Lock

from kg.errors import StoreBusy

IN_MEMORY = 1_000_000


class Room:
    """So many bytes on disk for all answers under way together; a client may have half of what the others leave.

    So clients who do not read leave room for who comes next, unless they are many: four leave a sixteenth.
    """

    def __init__(self, size: int) -> None:
        self._size = self._free = size
        self._of: Counter[str] = Counter()
        self._lock = Lock()

    @property
    def used(self) -> int:
        """How much of it is used."""
        return self._size - self._free

    def take(self, size: int, client: str) -> None:
        """Uses some of it for a client.

        :raises StoreBusy: there is not so much left
        """
        with self._lock:
            own = self._of[client]
            if client and own and (own + size) * 2 > self._free + own:
                raise StoreBusy(
                    "Too many large results of yours are under way.", 5, "Read those first, or ask for less."
                )
            if size > self._free or (client and size * 2 > self._free):
                raise StoreBusy(
                    "Too many large results are under way.", 5, "Try again later, or ask for less."
                )
            self._free -= size
            self._of[client] += size

    def give_back(self, size: int, client: str) -> None:
        """Makes some of it free again."""
        with self._lock:
            self._free += size
            self._of[client] -= size
            if not self._of[client]:
                del self._of[client]


class Spool(io.FileIO):
    """A file without a name that goes away when it is closed, and its room with it."""

    def __init__(self, room: Room, client: str) -> None:
        descriptor, path = tempfile.mkstemp(prefix="kg-answer-")
        os.unlink(path)  # noqa: PTH108
        super().__init__(descriptor, "r+b")
        self._room, self._client, self.size = room, client, 0

    def add(self, data: bytes) -> None:
        """Writes some bytes at the end.

        :raises StoreBusy: there is no room for them
        """
        self._room.take(len(data), self._client)
        self.size += len(data)
        view = memoryview(data)
        try:
            while view:
                view = view[self.write(view) :]
        except OSError:
            raise StoreBusy("There is no room for a large result.", 30, "Ask for less.") from None

    def close(self) -> None:
        if not self.closed:
            self._room.give_back(self.size, self._client)
            self.size = 0
        super().close()


def keep(body: Iterator[bytes], room: Room, client: str = "") -> bytes | Spool:
    """A whole body, as bytes or as a file that stands at its start.

    :param client: whose it is, “” where nobody knows
    :raises kg.errors.StoreError: it did not become whole, or there is no room for it
    """
    parts, size = [], 0
    for part in body:
        parts.append(part)
        size += len(part)
        if size > IN_MEMORY:
            break
    else:
        return b"".join(parts)
    file = Spool(room, client)
    try:
        file.add(b"".join(parts))
        for part in body:
            file.add(part)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return file
