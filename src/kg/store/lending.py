"""Which workers are idle, which are lent to whom, and which have to stop: all of it behind one lock."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from functools import partial

from kg.errors import BudgetSpent, StoreBusy
from kg.store.budget import Budget
from kg.store.clock import Clock
from kg.store.lanes import RETRY_AFTER, Lanes, Lease, Reason, Ticket, Track
from kg.store.process import Worker


class Lending:
    """Hands idle workers to those whose turn it is, and has a clock look at what is lent out.

    :param quick_seconds: after which a public query goes on as slow
    :param replace: ends a worker and has another started
    :param place: where workers are started now; those from elsewhere are old
    """

    def __init__(
        self,
        lanes: Lanes,
        budget: Budget,
        quick_seconds: float,
        replace: Callable[[Worker], None],
        place: Callable[[], str],
    ) -> None:
        self._lanes, self._budget, self._quick_seconds = lanes, budget, quick_seconds
        self._replace, self._place = replace, place
        self._lock = threading.Lock()
        self._idle: list[Worker] = []
        self._lent: dict[Worker, Lease] = {}
        self._ended: set[Worker] = set()
        self._clock = Clock()
        self.started, self.counts = 0, dict.fromkeys(Reason, 0)

    def workers(self) -> list[Worker]:
        """All that are ready or at work."""
        with self._lock:
            return [*self._idle, *self._lent]

    # Those who wait.

    def join(self, ticket: Ticket) -> None:
        """Puts a ticket into its queue, and hands out what there is.

        :raises StoreBusy: the queue is full, or the client's budget is spent
        """
        with self._lock:
            if self._lanes.is_full(ticket.track, ticket.client):
                raise StoreBusy(
                    "Too many queries are waiting.", RETRY_AFTER[ticket.track], "Try again later."
                )
            if ticket.track is Track.SLOW and (seconds := self._over_budget(ticket.client)):
                raise over_budget(seconds)
            self._lanes.waiting[ticket.track].put(ticket)
            self._hand_out()

    def try_now(self, ticket: Ticket) -> None:
        """Gives a ticket a lease where a worker is free and nobody waits."""
        with self._lock:
            waiting = any(self._lanes.waiting.values())
            if waiting or not self._idle or not self._lanes.is_free(ticket.track):
                return
            self._lanes.waiting[ticket.track].put(ticket)
            self._hand_out()

    def leave(self, ticket: Ticket) -> bool:
        """Takes a ticket out of its queue; False where its turn came meanwhile."""
        with self._lock:
            if ticket.called.is_set():
                return False
            self._lanes.waiting[ticket.track].remove(ticket)
            return True

    # Those who have one.

    def keep_slow(self, lease: Lease) -> bool:
        """Counts a lease as slow; False where it had to be ended for that, and its reason says why."""
        with self._lock:
            self._move(lease)
            return lease.reason is None

    def end(self, lease: Lease, reason: Reason) -> None:
        """Ends what a lease is doing."""
        with self._lock:
            self._end(lease, reason)

    def take_back(self, lease: Lease, whole: bool) -> None:
        """Takes a worker back; `whole` says that it finished and may be used again."""
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
                self._replace(worker)
            self._hand_out()

    # What happens to workers.

    def ready(self, worker: Worker) -> None:
        """Takes in a worker that has been started."""
        with self._lock:
            self.started += 1
            if self._is_old(worker):
                self._replace(worker)
                return
            self._idle.append(worker)
            self._hand_out()

    def ended(self, worker: Worker) -> None:
        """Forgets a worker that has ended; one that is lent out, when it comes back."""
        with self._lock:
            if worker in self._idle:
                self._idle.remove(worker)
            if worker in self._lent:
                self._ended.add(worker)
            else:
                worker.dispose()

    def renew(self) -> None:
        """Replaces idle workers that are old; those at work are replaced when they are done."""
        with self._lock:
            for worker in filter(self._is_old, list(self._idle)):
                self._idle.remove(worker)
                self._replace(worker)

    def closing(self) -> None:
        """Ends all leases, and calls all who wait."""
        with self._lock:
            for lease in self._lent.values():
                self._end(lease, Reason.CLOSED)
            for queue in self._lanes.waiting.values():
                while queue:
                    queue.take().called.set()

    def close(self) -> None:
        """Looks at nothing any more."""
        self._clock.close()

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
            self.counts[reason] += 1
            self._replace(lease.worker)

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
            self._end(lease, Reason.BUSY if self._lanes.is_full(Track.SLOW, lease.client) else Reason.DEMOTED)

    def _is_old(self, worker: Worker) -> bool:
        """Whether new workers are started over data in another place."""
        return worker.place != self._place()

    def _look_at(self, lease: Lease) -> None:
        """Has a lease that is still running go on, start again, or end, when its quick time or its deadline is over.

        The clock calls it.
        """
        with self._lock:
            if lease.over or lease.reason:
                return
            if time.monotonic() >= lease.deadline:
                self._end(lease, Reason.TIMEOUT)
                return
            self._clock.at(lease.deadline, partial(self._look_at, lease), lease.is_over)
            self._move(lease)


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
