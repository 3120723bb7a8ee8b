"""The server's loop: waits for all connections, and looks again only at those that something may have happened to.

Waitress looks at each connection each time before it waits, which costs more than a short answer where many are idle.
Here all are looked at once a second, and after anything but an event of a connection itself: a thread that changes one
wakes the loop up, and whoever adds one or takes one away is seen to do so.
"""

from __future__ import annotations

import select
import time
from typing import Any

from waitress import wasyncore

from kg.serve.http.connections import Channel

_READ, _WRITE = select.POLLIN | select.POLLPRI, select.POLLOUT
_ALL_AFTER = 1.0
"""Seconds after which all are looked at again."""


class Descriptors(dict[int, Any]):
    """What is waited for, by its descriptor; `changed` is set with each that is added or taken away."""

    changed = True

    def __setitem__(self, key: int, value: Any) -> None:
        self.changed = True
        super().__setitem__(key, value)

    def __delitem__(self, key: int) -> None:
        self.changed = True
        super().__delitem__(key)

    def pop(self, *arguments: Any) -> Any:
        """Takes one away."""
        self.changed = True
        return super().pop(*arguments)


class Loop:
    """Has whatever is waited for deal with its events."""

    def __init__(self, descriptors: Descriptors) -> None:
        self._descriptors, self._poll = descriptors, select.poll()
        self._flags: dict[int, int] = {}
        self._next = 0.0

    def turn(self, seconds: float) -> None:
        """Waits for events, for some seconds at most, and has them dealt with."""
        if self._descriptors.changed or time.monotonic() >= self._next:
            self._look_at_all()
        events = self._poll.poll(int(seconds * 1000))
        for fd, flags in events:
            if (found := self._descriptors.get(fd)) is None:
                continue
            wasyncore.readwrite(found, flags)
            if isinstance(found, Channel) and not self._descriptors.changed:
                self._look_at(fd, found)
            else:
                self._descriptors.changed = True

    def _look_at_all(self) -> None:
        self._next = time.monotonic() + _ALL_AFTER
        self._descriptors.changed = False
        for fd in self._flags.keys() - self._descriptors.keys():
            self._wait_for(fd, 0)
        for fd, each in list(self._descriptors.items()):
            self._look_at(fd, each)

    def _look_at(self, fd: int, each: Any) -> None:
        """Waits for what one of them wants now; whoever accepts connections is never written to."""
        flags = _READ if each.readable() else 0
        if each.writable() and not each.accepting:
            flags |= _WRITE
        if flags != self._flags.get(fd, 0):
            self._wait_for(fd, flags)

    def _wait_for(self, fd: int, flags: int) -> None:
        if flags:
            self._poll.register(fd, flags)
            self._flags[fd] = flags
        else:
            self._poll.unregister(fd)
            del self._flags[fd]
