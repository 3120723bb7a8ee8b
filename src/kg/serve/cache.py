"""Pages that were made once and are kept as bytes, up to a bound; the one not asked for longest goes first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock


class Cache:
    """Bytes by key.

    :param size: how many bytes are kept in all
    """

    def __init__(self, size: int = 64_000_000) -> None:
        self._size, self._used = size, 0
        self._kept: OrderedDict[Hashable, bytes] = OrderedDict()
        self._lock = Lock()

    def find(self, key: Hashable) -> bytes | None:
        """What is kept under a key, None where nothing is."""
        with self._lock:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key]

    def keep(self, key: Hashable, made: bytes) -> None:
        """Keeps bytes under a key."""
        with self._lock:
            self._used += len(made) - len(self._kept.pop(key, b""))
            self._kept[key] = made
            while self._used > self._size and len(self._kept) > 1:
                self._used -= len(self._kept.popitem(last=False)[1])

    def get(self, key: Hashable, make: Callable[[], bytes]) -> bytes:
        """What is kept under a key, made where it is not; two requests at once may both make it."""
        found = self.find(key)
        if found is None:
            found = make()
            self.keep(key, found)
        return found
