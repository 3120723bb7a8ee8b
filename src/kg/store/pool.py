"""The workers of a store, to borrow: who waits, who runs, who has to stop.

A worker that is lent out is used by the thread that borrowed it, while a thread of its own looks at the clock. What
must stop is killed, and the borrower learns why from its lease. `kg.store.lending` knows which worker is whose,
`kg.store.keeper` keeps so many of them alive; here they meet those who wait.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from threading import Lock

from kg.errors import ClientGone, EngineError, StoreBusy
from kg.settings import BUDGET_WINDOW, Settings
from kg.store.budget import Budget
from kg.store.guard import MAX_DEPTH
from kg.store.keeper import Calls, Keeper
from kg.store.lanes import RETRY_AFTER, Lanes, Lease, Reason, Ticket, Track
from kg.store.lending import Lending, over_budget
from kg.store.spawn import Spawner

_LOOK_AGAIN = 0.1


@dataclass(frozen=True)
class PoolSettings:
    """How many workers, how long, how much; `docs/settings.md` says what each does.

    :param pages: workers that only pages use
    :param quick: public queries at a time that have just begun
    :param slow: public queries at a time that took longer than `quick_seconds`, or write more than `buffer_bytes`
    :param spare: workers ready to replace one that was ended
    :param memory_mb: what one query may use beyond what an idle worker has
    :param buffer_bytes: an answer up to this size is complete before its first byte is handed out
    :param recycle_bytes: a worker that wrote more is replaced
    :param waiting: how many queries may wait for each of the three
    :param budget_seconds: slow time for a client in `budget_window` seconds; None for no bound
    :param start_seconds: how long the first worker may take to open or load the store
    :param prefixes: names for Turtle, TriG and RDF/XML beside those that a query declares
    """

    pages: int = 2
    quick: int = Settings.workers
    slow: int = Settings.workers
    spare: int = 1
    quick_seconds: float = 0.3
    memory_mb: int = Settings.memory_mb
    max_query_bytes: int = Settings.max_query_bytes
    max_depth: int = MAX_DEPTH
    buffer_bytes: int = 1_000_000
    recycle_bytes: int = 32_000_000
    waiting: tuple[int, int, int] = (256, 256, 16)
    budget_seconds: float | None = None
    budget_window: float = BUDGET_WINDOW
    start_seconds: float = 600.0
    prefixes: Mapping[str, str] = field(default_factory=dict)


class By(Enum):
    """What knew the answer to a query."""

    INDEX = "index"
    COLUMNS = "columns"
    ENGINE = "engine"


@dataclass(frozen=True)
class PoolState:
    """What a pool is doing now, for whoever watches the site.

    :param workers: the process numbers of its workers
    :param running: how many queries run, by track
    :param waiting: how many wait, by track
    :param started: how many workers were ever started
    :param answered: how many queries were answered, by what
    :param ended: how many queries were ended, by reason
    :param filtered: whether all workers gave up every system call they do not need
    """

    workers: tuple[int, ...]
    running: dict[str, int]
    waiting: dict[str, int]
    started: int
    answered: dict[str, int]
    ended: dict[str, int]
    filtered: bool


class Pool:
    """Workers to borrow; `acquire` waits for one, `release` gives it back or has it replaced.

    :raises KgError: no worker could be started
    """

    def __init__(self, spawner: Spawner, settings: PoolSettings) -> None:
        places = dict(zip(Track, (settings.pages, settings.quick, settings.slow), strict=True))
        self._answered, self._counting = dict.fromkeys(By, 0), Lock()
        self._lanes = Lanes(places, dict(zip(Track, settings.waiting, strict=True)))
        self._lending = Lending(
            self._lanes,
            Budget(settings.budget_seconds, settings.budget_window),
            settings.quick_seconds,
            lambda worker: self._keeper.replace(worker),
            lambda: spawner.place,
        )
        calls = Calls(self._lending.ready, self._lending.ended, self._lending.closing)
        self._keeper = Keeper(spawner, sum(places.values()) + settings.spare, calls)
        try:
            self._keeper.start(settings.start_seconds)
        except BaseException:
            self.close()
            raise
        spawner.watch(self._lending.renew)

    def acquire(self, track: Track, client: str, deadline: float, gone: Callable[[], bool] | None) -> Lease:
        """A worker, waited for until the deadline.

        :raises StoreBusy: the queue is full, the client's budget is spent, or the deadline passed
        :raises ClientGone: whoever asked has gone away
        :raises EngineError: there are no workers, and there will be none
        """
        if self._keeper.is_hopeless():
            raise EngineError("The store has no workers.", hint="Try again later.")
        ticket = Ticket(track, client, deadline)
        self._lending.join(ticket)
        return ticket.lease or self._wait(ticket, gone)

    def acquire_now(self, track: Track, client: str, deadline: float) -> Lease | None:
        """A worker, where one is free and nobody waits; None otherwise."""
        ticket = Ticket(track, client, deadline)
        if not self._keeper.is_hopeless():
            self._lending.try_now(ticket)
        return ticket.lease

    def _wait(self, ticket: Ticket, gone: Callable[[], bool] | None) -> Lease:
        while not ticket.called.wait(min(_LOOK_AGAIN, max(0.0, ticket.deadline - time.monotonic()))):
            left = bool(gone and gone())
            if left or time.monotonic() >= ticket.deadline or self._keeper.is_hopeless():
                self._give_up(ticket, left)
        if ticket.retry_after:
            raise over_budget(ticket.retry_after)
        if not ticket.lease:
            raise EngineError("The store was closed.")
        return ticket.lease

    def _give_up(self, ticket: Ticket, left: bool) -> None:
        """Leaves the queue with an error, unless the turn came meanwhile."""
        if not self._lending.leave(ticket):
            return
        if left:
            raise ClientGone("Whoever asked has gone away.")
        hint = "Try again later, or allow more time."
        raise StoreBusy("No worker was free in time.", RETRY_AFTER[ticket.track], hint)

    def state(self) -> PoolState:
        """What it is doing now, each number for itself."""
        workers = self._lending.workers()
        return PoolState(
            workers=tuple(worker.pid for worker in workers),
            running={track.value: number for track, number in self._lanes.running.items()},
            waiting={track.value: len(queue) for track, queue in self._lanes.waiting.items()},
            started=self._lending.started,
            answered={by.value: number for by, number in self._answered.items()},
            ended={reason.value: number for reason, number in self._lending.counts.items()},
            filtered=all(worker.filtered for worker in workers),
        )

    def count(self, by: By) -> None:
        """Counts a query that was answered."""
        with self._counting:
            self._answered[by] += 1

    def keep_slow(self, lease: Lease) -> bool:
        """Counts a lease as slow; False where it had to be ended for that, and its reason says why."""
        return self._lending.keep_slow(lease)

    def end(self, lease: Lease, reason: Reason) -> None:
        """Ends what a lease is doing."""
        self._lending.end(lease, reason)

    def release(self, lease: Lease, whole: bool) -> None:
        """Gives a worker back; `whole` says that it finished and may be used again."""
        self._lending.take_back(lease, whole)

    def close(self) -> None:
        """Ends all workers; what is still being read ends with an error."""
        self._lending.close()
        self._keeper.close()
