"""A thread that calls things at given moments, and waits for nothing else, so that no deadline is late."""

from __future__ import annotations

import heapq
import threading
import time
from collections.abc import Callable
from itertools import count


class Clock:
    """Calls what it was asked to, once, at a monotonic moment or soon after."""

    def __init__(self) -> None:
        self._events: list[tuple[float, int, Callable[[], None], Callable[[], bool]]] = []
        self._number = count()
        self._changed = threading.Condition()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="kg-store-clock", daemon=True)
        self._thread.start()

    def at(self, moment: float, call: Callable[[], None], is_over: Callable[[], bool]) -> None:
        """Has something called at a moment.

        :param is_over: whether that has become needless, so that nobody wakes up for it
        """
        with self._changed:
            heapq.heappush(self._events, (moment, next(self._number), call, is_over))
            if self._events[0][0] == moment:
                self._changed.notify()

    def close(self) -> None:
        """Calls nothing more."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        self._thread.join()

    def _run(self) -> None:
        while call := self._next():
            call()

    def _next(self) -> Callable[[], None] | None:
        """What is due, waited for; None at the end."""
        with self._changed:
            while not self._closing:
                while self._events and self._events[0][3]():
                    heapq.heappop(self._events)
                left = self._events[0][0] - time.monotonic() if self._events else None
                if left is not None and left <= 0:
                    return heapq.heappop(self._events)[2]
                self._changed.wait(left)
        return None
