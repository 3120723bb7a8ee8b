"""One query on its way through a worker, and the bytes that come back."""

from __future__ import annotations

import time
from collections.abc import Callable

from kg.errors import ClientGone, EngineError, QueryTimeout, StoreBusy, StoreError
from kg.store import explain, wire
from kg.store.base import Body, Lane, Limits
from kg.store.lanes import RETRY_AFTER, Lease, Reason, Track
from kg.store.lending import over_budget
from kg.store.pool import By, Pool
from kg.store.process import Ended

_LOOK_AGAIN = 0.1
_Frame = tuple[bytes, bytes]


class Exchange:
    """One query on its way through a worker, perhaps twice: first quick, then slow.

    A worker that was ended from outside before it was asked costs a query nothing but the way to the next one.
    """

    def __init__(self, pool: Pool, request: bytes, limits: Limits) -> None:
        self._pool, self._request, self._limits = pool, request, limits
        self._lease: Lease | None = None
        self._parts: list[bytes] = []
        self._trouble: Exception | None = None
        self.size = 0

    def begin(self) -> bool:
        """Sends the query, where that needs no waiting; False where it does, and nothing was done."""
        limits = self._limits
        if limits.deadline <= time.monotonic():
            return False
        self._lease = self._pool.acquire_now(_first_track(limits), limits.client, limits.deadline)
        return self._lease is not None and self._sent(self._lease)

    @property
    def fd(self) -> int:
        """What is readable when there is more of an answer that was begun."""
        assert self._lease
        return self._lease.worker.from_fd

    def arrived(self) -> bytes | None:
        """The whole of an answer that was begun, without waiting; None where more is to come.

        `start` goes on from here, even where this raises.

        :raises StoreError: there is no answer
        """
        try:
            while found := self._frame(lambda lease: lease.worker.receive(0)):
                part = self._part(*found)
                if part is None:
                    return b"".join(self._parts)
                self._keep(part)
        except Exception as error:
            self._trouble = error
            raise
        return None

    def start(self, buffer_bytes: int) -> Body:
        """The body of the answer: whole if it fits the buffer, else begun and counted as slow.

        :raises StoreError: there is no answer
        """
        track = _first_track(self._limits)
        while True:
            try:
                if trouble := self._trouble:
                    self._trouble = None
                    raise trouble
                if not self._lease:
                    self._acquire(track)
                return self._collected(buffer_bytes)
            except StartAgain as again:
                track = again.track

    def _acquire(self, track: Track) -> None:
        self._parts, self.size = [], 0
        limits = self._limits
        if limits.gone and limits.gone():
            raise ClientGone("Whoever asked has gone away.")
        if limits.deadline <= time.monotonic():
            raise _timeout()
        self._lease = self._pool.acquire(track, limits.client, limits.deadline, limits.gone)
        if not self._sent(self._lease):
            raise StartAgain(track)

    def _sent(self, lease: Lease) -> bool:
        """Sends the query; False where the worker has ended, and nobody ended it."""
        try:
            lease.worker.send(self._request)
        except Ended:
            if not lease.reason:
                self._finish(False)
                return False
        return True

    def _collected(self, buffer_bytes: int) -> Body:
        while (part := self.next()) is not None:
            self._keep(part)
            if self.size > buffer_bytes and self._lease and self._pool.keep_slow(self._lease):
                return WorkerBody(self._parts, self)
        return WorkerBody(self._parts, None)

    def _keep(self, part: bytes) -> None:
        self._parts.append(part)
        self.size += len(part)

    def next(self) -> bytes | None:
        """The next part of the answer, None at its end.

        :raises StoreError: it ends here, and is not whole
        """
        found = self._frame(self._receive)
        assert found
        return self._part(*found)

    def _frame(self, receive: Callable[[Lease], _Frame | None]) -> _Frame | None:
        lease = self._lease
        assert lease
        try:
            return receive(lease)
        except Ended:
            was_asked = lease.worker.was_asked()
            self._finish(False)
            if not (was_asked or lease.reason):
                raise StartAgain(lease.track) from None
            raise self._ended(lease) from None
        except BaseException:
            self._finish(False)
            raise

    def _part(self, kind: bytes, payload: bytes) -> bytes | None:
        if kind == wire.DATA:
            return payload
        self._finish(payload[:1] == b"\0")
        if kind == wire.FAIL:
            raise explain.failure(payload[1:], self._limits)
        self._pool.count(By.COLUMNS if payload[1:] == wire.LOOKED else By.ENGINE)
        return None

    def _receive(self, lease: Lease) -> _Frame:
        gone = self._limits.gone
        while not (found := lease.worker.receive(_LOOK_AGAIN if gone else None)):
            if gone and gone():
                self._pool.end(lease, Reason.GONE)
        return found

    def _finish(self, whole: bool) -> None:
        if self._lease:
            self._pool.release(self._lease, whole)
            self._lease = None

    def stop(self) -> None:
        """Ends an answer that nobody reads on."""
        if self._lease:
            self._pool.end(self._lease, Reason.GONE)
            self._finish(False)

    def _ended(self, lease: Lease) -> StoreError:
        """The error for a worker that was ended, or ended itself."""
        if lease.reason is Reason.DEMOTED:
            raise StartAgain(Track.SLOW)
        make: dict[Reason | None, Callable[[], StoreError]] = {
            None: explain.crashed,
            Reason.TIMEOUT: _timeout,
            Reason.BUSY: _busy,
            Reason.BUDGET: lambda: over_budget(lease.retry_after),
            Reason.GONE: lambda: ClientGone("Whoever asked has gone away."),
            Reason.CLOSED: lambda: EngineError("The store was closed."),
        }
        return make[lease.reason]()


class StartAgain(Exception):
    """The query has to be started again, on this track."""

    def __init__(self, track: Track) -> None:
        self.track = track


def _first_track(limits: Limits) -> Track:
    return Track.PAGES if limits.lane is Lane.PAGES else Track.QUICK


def _busy() -> StoreBusy:
    return StoreBusy("Too many long queries are waiting.", RETRY_AFTER[Track.SLOW], "Try again later.")


def _timeout() -> QueryTimeout:
    return QueryTimeout(
        "The time for this query is over.",
        hint="Ask for less: with LIMIT, a narrower pattern, or several queries.",
    )


class WorkerBody:
    """The bytes of an answer; closing it before its end ends the query."""

    def __init__(self, parts: list[bytes], exchange: Exchange | None) -> None:
        self._parts, self._exchange = parts[::-1], exchange

    def __iter__(self) -> WorkerBody:
        return self

    def __next__(self) -> bytes:
        if self._parts:
            return self._parts.pop()
        if self._exchange:
            part = self._exchange.next()
            if part is not None:
                return part
            self._exchange = None
        raise StopIteration

    def close(self) -> None:
        """Ends the query if it is still running; harmless at any time."""
        self._parts.clear()
        if self._exchange:
            self._exchange.stop()
            self._exchange = None

    def __del__(self) -> None:
        self.close()
