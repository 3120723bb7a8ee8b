"""What was made once and is kept, up to a bound of bytes; what was not asked for longest goes first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sized
from sys import getsizeof
from threading import Lock
from typing import Generic, NamedTuple, TypeVar

V = TypeVar("V", bound=Sized)

_FOR_EACH = 400
"""Bytes that an entry takes beside its key and its value, roughly."""


class State(NamedTuple):
    """How much a cache keeps, and how often what it was asked for was there."""

    entries: int
    size: int
    hits: int
    misses: int


class Cache(Generic[V]):
    """Values by key; any number of threads may ask at once.

    :param size: how many bytes are kept in all: values, keys, and what it takes to keep each
    """

    def __init__(self, size: int = 64_000_000) -> None:
        self._size, self._used = size, 0
        self._kept: OrderedDict[Hashable, V] = OrderedDict()
        self._hits = self._misses = 0
        self._lock = Lock()

    def find(self, key: Hashable) -> V | None:
        """What is kept under a key, None where nothing is."""
        with self._lock:
            if key not in self._kept:
                self._misses += 1
                return None
            self._hits += 1
            self._kept.move_to_end(key)
            return self._kept[key]

    def look(self, key: Hashable) -> V | None:
        """What is kept under a key; nobody is said to have asked for it."""
        with self._lock:
            return self._kept.get(key)

    def keep(self, key: Hashable, made: V) -> None:
        """Keeps a value under a key; the last one stays even where it is more than the bound."""
        with self._lock:
            if key in self._kept:
                self._used -= _cost(key, self._kept.pop(key))
            self._kept[key] = made
            self._used += _cost(key, made)
            while self._used > self._size and len(self._kept) > 1:
                self._used -= _cost(*self._kept.popitem(last=False))

    def get(self, key: Hashable, make: Callable[[], V]) -> V:
        """What is kept under a key, made where it is not; two requests at once may both make it."""
        found = self.find(key)
        if found is None:
            found = make()
            self.keep(key, found)
        return found

    def state(self) -> State:
        """What it keeps now."""
        with self._lock:
            return State(len(self._kept), self._used, self._hits, self._misses)


def _cost(key: Hashable, made: Sized) -> int:
    """The bytes that keeping a value takes; a key may be long, since a client may have written it."""
    parts = key if isinstance(key, tuple) else (key,)
    return len(made) + sum(map(getsizeof, parts)) + _FOR_EACH
