"""The workers of a store: started, lent out, watched, ended and replaced by one keeper thread.

A worker that is lent out is used by the thread that borrowed it; the keeper only looks at the clock. What must end
is killed, and the borrower learns why from its lease. The signal that ends workers with their parent follows the
thread that started them, so only the keeper starts any, and it lives as long as the pool.
"""

from __future__ import annotations

import heapq
import os
import selectors
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count

from kg.errors import ClientGone, EngineError, StoreBusy
from kg.store import wire
from kg.store.budget import Budget
from kg.store.lanes import Lanes, Lease, Reason, Ticket, Track
from kg.store.process import Ended, Spawner, Worker

_LOOK_AGAIN = 0.1
_BACK_OFF = (0.05, 10.0)
_HOPELESS = 3


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
    :param prefixes: names for Turtle, TriG and RDF/XML beside those that a query declares
    """

    pages: int = 2
    quick: int = 2
    slow: int = 2
    spare: int = 1
    quick_seconds: float = 0.3
    memory_mb: int = 1536
    max_query_bytes: int = 200_000
    max_depth: int = 100
    buffer_bytes: int = 1_000_000
    recycle_bytes: int = 32_000_000
    waiting: tuple[int, int, int] = (256, 64, 16)
    budget_seconds: float | None = None
    budget_window: float = 600.0
    start_seconds: float = 60.0
    prefixes: Mapping[str, str] = field(default_factory=dict)


class Pool:
    """Workers to borrow; `acquire` waits for one, `release` gives it back or has it replaced."""

    def __init__(self, spawner: Spawner, settings: PoolSettings) -> None:
        self._spawner, self._settings = spawner, settings
        places = dict(zip(Track, (settings.pages, settings.quick, settings.slow), strict=True))
        self._size = sum(places.values()) + settings.spare
        self._lanes = Lanes(places, dict(zip(Track, settings.waiting, strict=True)))
        self._budget = Budget(settings.budget_seconds, settings.budget_window)
        self._lock = threading.Lock()
        self._workers: dict[Worker, Lease | None] = {}
        self._starting: set[Worker] = set()
        self._idle: list[Worker] = []
        self._dying: set[Worker] = set()
        self._events: list[tuple[float, int, Lease, bool]] = []
        self._number = count()
        self._failures, self._start_after, self.trouble = 0, 0.0, ""
        self._closing = False
        self.filtered = False
        self._first = threading.Event()
        self._wakes_at = 0.0
        self._wake_fd = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._wake_fd, selectors.EVENT_READ)
        self._keeper = threading.Thread(target=self._keep, name="kg-store-keeper", daemon=True)
        self._keeper.start()

    # What borrowers call.

    def ready(self) -> bool:
        """Waits for the first worker; False where none can be started."""
        return self._first.wait(self._settings.start_seconds) and not self._failures

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

    def _check(self, track: Track, client: str) -> None:
        if self._closing or self._is_hopeless():
            raise EngineError("The store has no workers.", hint="Try again later.")
        waiting = self._lanes.waiting[track]
        if self._lanes.is_full(track) and (waiting or not self._lanes.is_free(track)):
            raise StoreBusy("Too many queries are waiting.", self._retry_after(track), "Try again later.")
        if track is Track.SLOW and (seconds := self._budget.wait(client, time.monotonic())):
            raise over_budget(seconds)

    def _retry_after(self, track: Track) -> int:
        return 1 if track is not Track.SLOW else 5

    def _wait(self, ticket: Ticket, gone: Callable[[], bool] | None) -> Lease:
        while not ticket.called.wait(min(_LOOK_AGAIN, max(0.0, ticket.deadline - time.monotonic()))):
            left = bool(gone and gone())
            if left or time.monotonic() >= ticket.deadline or self._is_hopeless():
                self._give_up(ticket, left)
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
        raise StoreBusy("No worker was free in time.", self._retry_after(ticket.track), hint)

    def keep_slow(self, lease: Lease) -> bool:
        """Counts a lease as slow; False where it had to be ended for that, and its reason says why."""
        with self._lock:
            if lease.track is Track.QUICK:
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
            self._lanes.leave(lease.track)
            if lease.track is Track.SLOW:
                now = time.monotonic()
                self._budget.spend(lease.client, now - lease.since, now)
            worker = lease.worker
            if worker not in self._workers:
                worker.dispose()
            elif whole and not lease.reason and lease.track is not Track.SLOW and worker not in self._dying:
                self._workers[worker] = None
                self._idle.append(worker)
            else:
                self._workers[worker] = None
                self._replace(worker)
            self._hand_out()

    def close(self) -> None:
        """Ends all workers and the keeper; what is still being read ends with an error."""
        with self._lock:
            self._closing = True
        self._wake()
        self._keeper.join()

    # What needs the lock.

    def _hand_out(self) -> None:
        while self._idle and (ticket := self._lanes.next()):
            worker = self._idle.pop()
            lease = Lease(worker, ticket.track, ticket.client, time.monotonic())
            ticket.lease = self._workers[worker] = lease
            if lease.track is Track.QUICK:
                self._at(lease.since + self._settings.quick_seconds, lease, False)
            self._at(ticket.deadline, lease, True)
            ticket.called.set()

    def _at(self, moment: float, lease: Lease, is_deadline: bool) -> None:
        heapq.heappush(self._events, (moment, next(self._number), lease, is_deadline))
        if moment < self._wakes_at:
            self._wake()

    def _end(self, lease: Lease, reason: Reason) -> None:
        if not lease.over and not lease.reason:
            lease.reason = reason
            self._replace(lease.worker)

    def _replace(self, worker: Worker) -> None:
        worker.kill()
        self._dying.add(worker)
        self._wake()

    def _move(self, lease: Lease) -> None:
        """A quick query that is not done goes on as slow if there is a place, else starts again when there is one."""
        if self._budget.wait(lease.client, time.monotonic()):
            self._end(lease, Reason.BUDGET)
        elif self._lanes.promote():
            lease.track = Track.SLOW
            lease.worker.slow_down()
            self._hand_out()
        else:
            self._end(lease, Reason.BUSY if self._lanes.is_full(Track.SLOW) else Reason.DEMOTED)

    def _is_hopeless(self) -> bool:
        return self._failures >= _HOPELESS and len(self._workers) == len(self._starting)

    def _wake(self) -> None:
        self._wakes_at = 0.0
        with suppress(OSError):
            os.eventfd_write(self._wake_fd, 1)

    # What only the keeper does.

    def _keep(self) -> None:
        while not self._closing:
            self._start_missing()
            for key, _ in self._selector.select(self._pause()):
                if key.fd == self._wake_fd:
                    with suppress(OSError):
                        os.eventfd_read(self._wake_fd)
                elif key.fd == key.data.pidfd:
                    self._bury(key.data)
                else:
                    self._greet(key.data)
            self._look_at_clock()
        self._end_all()

    def _pause(self) -> float | None:
        """How long nothing is to be done, as far as is known."""
        with self._lock:
            moments = [self._events[0][0]] if self._events else []
            if len(self._workers) - len(self._dying) < self._size:
                moments.append(self._start_after)
            self._wakes_at = min(moments, default=float("inf"))
            return max(0.0, self._wakes_at - time.monotonic()) if moments else None

    def _start_missing(self) -> None:
        while len(self._workers) - len(self._dying) < self._size and time.monotonic() >= self._start_after:
            try:
                worker = self._spawner.spawn()
            except OSError as error:
                self._fail(str(error.strerror))
                return
            with self._lock:
                self._workers[worker] = None
                self._starting.add(worker)
            self._selector.register(worker.pidfd, selectors.EVENT_READ, worker)
            self._selector.register(worker.from_fd, selectors.EVENT_READ, worker)

    def _greet(self, worker: Worker) -> None:
        """Reads the first frame of a worker that was started: it is ready, or says what is wrong."""
        self._selector.unregister(worker.from_fd)
        try:
            kind, payload = worker.receive(None) or (b"", b"")
        except Ended:
            return
        if kind != wire.READY:
            self.trouble = payload[1:].decode("utf-8", "replace")
            return
        with self._lock:
            self._failures = 0
            self.filtered = payload == b"filtered"
            self._starting.discard(worker)
            self._idle.append(worker)
            self._hand_out()
        self._first.set()

    def _bury(self, worker: Worker) -> None:
        """Forgets a worker that has ended, for whatever reason."""
        self._selector.unregister(worker.pidfd)
        with suppress(KeyError):
            self._selector.unregister(worker.from_fd)
        worker.reap()
        with self._lock:
            lease = self._workers.pop(worker)
            self._dying.discard(worker)
            if worker in self._idle:
                self._idle.remove(worker)
            if lease is None or lease.over:
                worker.dispose()
            starting = worker in self._starting
            self._starting.discard(worker)
        if starting:
            self._fail("a worker ended while it started")

    def _fail(self, what: str) -> None:
        with self._lock:
            self._failures += 1
            first, most = _BACK_OFF
            self._start_after = time.monotonic() + min(most, first * 2**self._failures)
        self.trouble = self.trouble or what
        self._first.set()

    def _look_at_clock(self) -> None:
        now = time.monotonic()
        with self._lock:
            while self._events and self._events[0][0] <= now:
                _, _, lease, is_deadline = heapq.heappop(self._events)
                if lease.over or lease.reason:
                    continue
                if is_deadline:
                    self._end(lease, Reason.TIMEOUT)
                elif lease.track is Track.QUICK:
                    self._move(lease)

    def _end_all(self) -> None:
        with self._lock:
            for lease in self._workers.values():
                if lease:
                    self._end(lease, Reason.CLOSED)
            for track in Track:
                while self._lanes.waiting[track]:
                    self._lanes.waiting[track].take().called.set()
            workers = list(self._workers)
        for worker in workers:
            worker.kill()
        for worker in workers:
            self._bury(worker)
        self._spawner.close()
        self._selector.close()
        os.close(self._wake_fd)


def over_budget(seconds: int) -> StoreBusy:
    """The error for a client whose slow time is spent."""
    return StoreBusy(
        "Your time for long queries is used up.",
        seconds,
        f"Try again in {seconds} seconds, or ask for less at a time: with LIMIT and OFFSET, or a narrower pattern.",
    )
