"""Who may run now: pages beside the public, quick queries beside slow ones, each client in its turn.

Pure bookkeeping: no thread, no process, no clock of its own. Whoever uses it holds a lock.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass, field
from enum import Enum
from threading import Event
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.store.process import Worker


class Track(Enum):
    """Where a query runs. Public ones start QUICK; what is not done in time goes on, or starts again, as SLOW."""

    PAGES = "pages"
    QUICK = "quick"
    SLOW = "slow"


RETRY_AFTER = {Track.PAGES: 1, Track.QUICK: 1, Track.SLOW: 5}
"""Seconds after which to come again, where a track is full."""


class Reason(Enum):
    """Why a worker that was lent out was ended."""

    TIMEOUT = "timeout"
    DEMOTED = "demoted"
    BUSY = "busy"
    BUDGET = "budget"
    GONE = "gone"
    CLOSED = "closed"


@dataclass(eq=False)
class Lease:
    """A worker lent out for one query; `reason` says why it was ended, if it was."""

    worker: Worker
    track: Track
    client: str
    since: float
    deadline: float
    reason: Reason | None = None
    retry_after: int = 0
    over: bool = False

    def is_over(self) -> bool:
        """Whether it was given back."""
        return self.over


@dataclass(eq=False)
class Ticket:
    """Somebody's place in a queue; `called` is set when the turn has come.

    It then has a lease, or the seconds in which to come again, or neither where all is over.
    """

    track: Track
    client: str
    deadline: float
    called: Event = field(default_factory=Event)
    lease: Lease | None = None
    retry_after: int = 0


class Queue:
    """Tickets in fair order: one of each client in turn, those of a client in order of arrival.

    :param from_both_ends: of a client in turn the first that came and the last, so that what he asks now does not
        wait for all that he asked before
    """

    def __init__(self, from_both_ends: bool = False) -> None:
        self._by_client: OrderedDict[str, deque[Ticket]] = OrderedDict()
        self._length = 0
        self._from_both_ends = from_both_ends
        self._last_is_next: set[str] = set()

    def __len__(self) -> int:
        return self._length

    def of(self, client: str) -> int:
        """How many tickets of a client there are."""
        return len(self._by_client.get(client, ()))

    def put(self, ticket: Ticket) -> None:
        """Puts a ticket behind those of the same client."""
        self._by_client.setdefault(ticket.client, deque()).append(ticket)
        self._length += 1

    def take(self) -> Ticket:
        """The next ticket; its client goes behind all others."""
        client, tickets = self._by_client.popitem(last=False)
        ticket = tickets.pop() if client in self._last_is_next else tickets.popleft()
        self._last_is_next ^= {client} if self._from_both_ends else set()
        if tickets:
            self._by_client[client] = tickets
        else:
            self._last_is_next.discard(client)
        self._length -= 1
        return ticket

    def remove(self, ticket: Ticket) -> None:
        """Takes a ticket out, wherever it stands."""
        tickets = self._by_client[ticket.client]
        tickets.remove(ticket)
        if not tickets:
            del self._by_client[ticket.client]
            self._last_is_next.discard(ticket.client)
        self._length -= 1


class Lanes:
    """How many run on each track, who waits for it, and how many of each there may be."""

    def __init__(self, places: dict[Track, int], seats: dict[Track, int]) -> None:
        self._places, self._seats = places, seats
        self.running = dict.fromkeys(Track, 0)
        self.waiting = {track: Queue(from_both_ends=track is Track.QUICK) for track in Track}

    def is_full(self, track: Track, client: str) -> bool:
        """Whether a client may not come to a track any more: none is free, and as many wait as may, or of this client.

        A client has half of the seats that the others leave, so that there is one for who comes next.
        """
        queue, seats = self.waiting[track], self._seats[track]
        own = queue.of(client)
        taken = len(queue) >= seats or (bool(client) and own * 2 >= seats - len(queue) + own)
        return taken and (len(queue) > 0 or not self.is_free(track))

    def is_free(self, track: Track) -> bool:
        """Whether a query could run on a track at once."""
        return self.running[track] < self._places[track]

    def next(self) -> Ticket | None:
        """The ticket whose turn it is, now counted as running; None where nobody may run."""
        for track in Track:
            if self.waiting[track] and self.is_free(track):
                self.running[track] += 1
                return self.waiting[track].take()
        return None

    def promote(self) -> bool:
        """Counts a quick query as slow from now on, where a slow place is free."""
        if not self.is_free(Track.SLOW):
            return False
        self.running[Track.QUICK] -= 1
        self.running[Track.SLOW] += 1
        return True

    def leave(self, track: Track) -> None:
        """Counts one less on a track."""
        self.running[track] -= 1
