"""The workers of a store, to borrow: who waits, who runs, who has to stop.

A worker that is lent out is used by the thread that borrowed it, while a thread of its own looks at the clock. What
must stop is killed, and the borrower learns why from its lease.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from kg.errors import BudgetSpent, ClientGone, EngineError, StoreBusy
from kg.settings import BUDGET_WINDOW, Settings
from kg.store.budget import Budget
from kg.store.clock import Clock
from kg.store.guard import MAX_DEPTH
from kg.store.keeper import Calls, Keeper
from kg.store.lanes import Lanes, Lease, Reason, Ticket, Track
from kg.store.process import Worker
from kg.store.spawn import Spawner

RETRY_AFTER = {Track.PAGES: 1, Track.QUICK: 1, Track.SLOW: 5}
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
    waiting: tuple[int, int, int] = (256, 64, 16)
    budget_seconds: float | None = None
    budget_window: float = BUDGET_WINDOW
    start_seconds: float = 600.0
    prefixes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class PoolState:
    """What a pool is doing now, for whoever watches the site.

    :param workers: the process numbers of its workers
    :param running: how many queries run, by track
    :param waiting: how many wait, by track
    :param started: how many workers were ever started
    :param ended: how many queries were ended, by reason
    :param filtered: whether all workers gave up every system call they do not need
    """

    workers: tuple[int, ...]
    running: dict[str, int]
    waiting: dict[str, int]
    started: int
    ended: dict[str, int]
    filtered: bool


class Pool:
    """Workers to borrow; `acquire` waits for one, `release` gives it back or has it replaced.

    :raises KgError: no worker could be started
    """

    def __init__(self, spawner: Spawner, settings: PoolSettings) -> None:
        places = dict(zip(Track, (settings.pages, settings.quick, settings.slow), strict=True))
        self._quick_seconds = settings.quick_seconds
        self._lanes = Lanes(places, dict(zip(Track, settings.waiting, strict=True)))
        self._budget = Budget(settings.budget_seconds, settings.budget_window)
        self._lock = threading.Lock()
        self._idle: list[Worker] = []
        self._lent: dict[Worker, Lease] = {}
        self._ended: set[Worker] = set()
        self._started, self._counts = 0, dict.fromkeys(Reason, 0)
        self._clock, self._spawner = Clock(), spawner
        calls = Calls(self._on_ready, self._on_end, self._on_close)
        self._keeper = Keeper(spawner, sum(places.values()) + settings.spare, calls)
        try:
            self._keeper.start(settings.start_seconds)
        except BaseException:
            self.close()
            raise
        spawner.watch(self._renew)

    def acquire(self, track: Track, client: str, deadline: float, gone: Callable[[], bool] | None) -> Lease:
        """A worker, waited for until the deadline.

        :raises StoreBusy: the queue is full, the client's budget is spent, or the deadline passed
        :raises ClientGone: whoever asked has gone away
        :raises EngineError: there are no workers, and there will be none
        """
        ticket = Ticket(track, client, deadline)
        with self._lock:
            self._check(track, client)
            self._lanes.waiting[track].put(ticket)
            self._hand_out()
        return ticket.lease or self._wait(ticket, gone)

    def acquire_now(self, track: Track, client: str, deadline: float) -> Lease | None:
        """A worker, where one is free and nobody waits; None otherwise."""
        with self._lock:
            waiting = any(self._lanes.waiting.values())
            if waiting or not self._idle or not self._lanes.is_free(track) or self._keeper.is_hopeless():
                return None
            ticket = Ticket(track, client, deadline)
            self._lanes.waiting[track].put(ticket)
            self._hand_out()
            return ticket.lease

    def _check(self, track: Track, client: str) -> None:
        if self._keeper.is_hopeless():
            raise EngineError("The store has no workers.", hint="Try again later.")
        if self._lanes.is_full(track):
            raise StoreBusy("Too many queries are waiting.", RETRY_AFTER[track], "Try again later.")
        if track is Track.SLOW and (seconds := self._over_budget(client)):
            raise over_budget(seconds)

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
        with self._lock:
            if ticket.called.is_set():
                return
            self._lanes.waiting[ticket.track].remove(ticket)
        if left:
            raise ClientGone("Whoever asked has gone away.")
        hint = "Try again later, or allow more time."
        raise StoreBusy("No worker was free in time.", RETRY_AFTER[ticket.track], hint)

    def state(self) -> PoolState:
        """What it is doing now."""
        with self._lock:
            workers = [*self._idle, *self._lent]
            return PoolState(
                workers=tuple(worker.pid for worker in workers),
                running={track.value: number for track, number in self._lanes.running.items()},
                waiting={track.value: len(queue) for track, queue in self._lanes.waiting.items()},
                started=self._started,
                ended={reason.value: number for reason, number in self._counts.items()},
                filtered=all(worker.filtered for worker in workers),
            )

    def keep_slow(self, lease: Lease) -> bool:
        """Counts a lease as slow; False where it had to be ended for that, and its reason says why."""
        with self._lock:
            self._move(lease)
            return lease.reason is None

    def end(self, lease: Lease, reason: Reason) -> None:
        """Ends what a lease is doing."""
        with self._lock:
            self._end(lease, reason)

    def release(self, lease: Lease, whole: bool) -> None:
        """Gives a worker back; `whole` says that it finished and may be used again."""
        with self._lock:
            if lease.over:
                return
            lease.over = True
            worker = lease.worker
            del self._lent[worker]
            self._lanes.leave(lease.track)
            if lease.track is Track.SLOW:
                now = time.monotonic()
                self._budget.spend(lease.client, now - lease.since, now)
            if worker in self._ended:
                self._ended.remove(worker)
                worker.dispose()
            elif whole and not lease.reason and not self._is_old(worker) and _is_quick(lease):
                self._idle.append(worker)
            else:
                self._keeper.replace(worker)
            self._hand_out()

    def close(self) -> None:
        """Ends all workers; what is still being read ends with an error."""
        self._clock.close()
        self._keeper.close()

    # What needs the lock.

    def _hand_out(self) -> None:
        while self._idle and (ticket := self._lanes.next()):
            if ticket.track is Track.SLOW and (seconds := self._over_budget(ticket.client)):
                ticket.retry_after = seconds
                self._lanes.leave(ticket.track)
            else:
                self._lend(ticket, self._idle.pop())
            ticket.called.set()

    def _lend(self, ticket: Ticket, worker: Worker) -> None:
        lease = Lease(worker, ticket.track, ticket.client, time.monotonic(), ticket.deadline)
        ticket.lease = self._lent[worker] = lease
        first_look = min(lease.since + self._quick_seconds, lease.deadline)
        self._clock.at(first_look, partial(self._look_at, lease), lease.is_over)

    def _over_budget(self, client: str) -> int:
        """Seconds until a client has slow time left, that of its running queries counted; 0 where it has some."""
        now = time.monotonic()
        slow = (lease for lease in self._lent.values() if lease.track is Track.SLOW)
        return self._budget.wait(
            client, now, sum(now - lease.since for lease in slow if lease.client == client)
        )

    def _end(self, lease: Lease, reason: Reason) -> None:
        if not lease.over and not lease.reason:
            lease.reason = reason
            self._counts[reason] += 1
            self._keeper.replace(lease.worker)

    def _move(self, lease: Lease) -> None:
        """A quick query that is not done goes on as slow if there is a place, else starts again when there is one."""
        if lease.over or lease.reason or lease.track is not Track.QUICK:
            return
        if seconds := self._over_budget(lease.client):
            lease.retry_after = seconds
            self._end(lease, Reason.BUDGET)
        elif self._lanes.promote():
            lease.track = Track.SLOW
            lease.worker.slow_down()
            self._hand_out()
        else:
            self._end(lease, Reason.BUSY if self._lanes.is_full(Track.SLOW) else Reason.DEMOTED)

    # What the clock and the keeper call.

    def _look_at(self, lease: Lease) -> None:
        """Has a lease that is still running go on, start again, or end, when its quick time or its deadline is over."""
        with self._lock:
            if lease.over or lease.reason:
                return
            if time.monotonic() >= lease.deadline:
                self._end(lease, Reason.TIMEOUT)
                return
            self._clock.at(lease.deadline, partial(self._look_at, lease), lease.is_over)
            self._move(lease)

    def _is_old(self, worker: Worker) -> bool:
        """Whether new workers are started over data in another place."""
        return worker.place != self._spawner.place

    def _renew(self) -> None:
        """Replaces idle workers that are old; those at work are replaced when they are done."""
        with self._lock:
            for worker in filter(self._is_old, list(self._idle)):
                self._idle.remove(worker)
                self._keeper.replace(worker)

    def _on_ready(self, worker: Worker) -> None:
        with self._lock:
            self._started += 1
            if self._is_old(worker):
                self._keeper.replace(worker)
                return
            self._idle.append(worker)
            self._hand_out()

    def _on_end(self, worker: Worker) -> None:
        with self._lock:
            if worker in self._idle:
                self._idle.remove(worker)
            if worker in self._lent:
                self._ended.add(worker)
            else:
                worker.dispose()

    def _on_close(self) -> None:
        with self._lock:
            for lease in self._lent.values():
                self._end(lease, Reason.CLOSED)
            for queue in self._lanes.waiting.values():
                while queue:
                    queue.take().called.set()


def _is_quick(lease: Lease) -> bool:
    """Whether the worker of a lease runs as fast as any, or does so again."""
    return lease.track is not Track.SLOW or lease.worker.speed_up()


def over_budget(seconds: int) -> BudgetSpent:
    """The error for a client whose slow time is spent."""
    return BudgetSpent(
        "Your time for long queries is used up.",
        seconds,
        f"Ask again in {seconds} seconds; or ask for less at a time, with a narrower pattern, or LIMIT and OFFSET; "
        "or take the dumps and ask a copy of your own, which `kg serve FILE…` makes of them.",
    )
