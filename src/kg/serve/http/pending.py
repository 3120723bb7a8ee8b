"""Queries that workers are busy with, as the server's loop looks at them; none of them holds a thread."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from typing import Protocol

from kg.store.embedded import Asking

_LARGE = 256_000
_MOST_WAITING, _LONGEST_WAIT = 32, 0.02


class Channel(Protocol):
    """A connection, as far as it is used here; all of it by the server's own thread."""

    addr: tuple[str, int]

    def check_client_disconnected(self) -> bool:
        """Whether the client has gone away."""

    pending: Pending | None

    def wait_for(self, pending: Pending) -> None:
        """Has the server's loop look for the answer to the first request."""

    def forget(self) -> Pending | None:
        """Has the loop look for it no longer; gives what it looked for."""

    def hand_over(self) -> None:
        """Leaves the first request to a thread, with what was begun for it."""

    def reply(self, data: bytes) -> None:
        """Sends the answer to the first request, and goes on to the next."""


class Turns:
    """Which queries run here, and which wait a moment for one of those."""

    def __init__(self) -> None:
        self._running, self._waiting = 0, deque[tuple[float, Pending]]()

    def begin(self, pending: Pending) -> bool:
        """Begins a query, or has it wait a moment for one of those that run here; False where that is of no use."""
        if not self._waiting and pending.begin():
            self._running += 1
            return True
        if not self._running or len(self._waiting) >= _MOST_WAITING:
            return False
        pending.channel.pending = pending
        self._waiting.append((time.monotonic(), pending))
        return True

    def ended(self) -> None:
        """Begins what waits, since one that ran here has ended; leaves it to threads where none runs any more."""
        self._running -= 1
        while self._waiting:
            pending = self._waiting[0][1]
            if pending.is_wanted():
                if pending.begin():
                    self._running += 1
                elif self._running:
                    return
                else:
                    pending.channel.hand_over()
            self._waiting.popleft()

    def look(self) -> float:
        """Leaves to threads what has waited long enough; gives the seconds until it is to be asked again."""
        if not self._waiting:
            return 1.0
        since = time.monotonic() - _LONGEST_WAIT
        while self._waiting and self._waiting[0][0] <= since:
            pending = self._waiting.popleft()[1]
            if pending.is_wanted():
                pending.channel.hand_over()
        return _LONGEST_WAIT if self._waiting else 1.0


class Pending:
    """A query that a worker is busy with: for the server's loop, a descriptor that becomes readable.

    :param done: takes the whole answer
    """

    accepting = False

    def __init__(self, turns: Turns, channel: Channel, asking: Asking, done: Callable[[bytes], None]) -> None:
        self._turns, self.channel, self._done = turns, channel, done
        self.asking, self.fd = asking, -1

    def begin(self) -> bool:
        """Sends the query to a worker that is free; False where none is."""
        if not self.asking.exchange.begin():
            return False
        self.fd = self.asking.exchange.fd
        self.channel.wait_for(self)
        return True

    def is_wanted(self) -> bool:
        """Whether its client is still there."""
        return self.channel.pending is self

    def abandon(self) -> None:
        """Ends the query, since nobody waits for it any more."""
        if self.fd >= 0:
            self.asking.exchange.stop()
            self._turns.ended()

    def readable(self) -> bool:
        """It is always waited for."""
        return True

    def writable(self) -> bool:
        """Nothing is written to it here."""
        return False

    def handle_read_event(self) -> None:
        """Takes what there is; sends the answer if that is all, or leaves it to a thread if it is long or fails."""
        exchange = self.asking.exchange
        try:
            body = exchange.arrived()
        except Exception:
            body = None
        else:
            if body is None and exchange.size <= _LARGE:
                return
        if body is None:
            self.channel.hand_over()
        else:
            self.channel.forget()
            self._done(body)
        self._turns.ended()

    handle_close = handle_read_event
    """A worker that has ended is found out by reading."""
