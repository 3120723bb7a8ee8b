"""One query on its way through a worker, and the bytes that come back."""

from __future__ import annotations

import time
from collections.abc import Callable

from kg.errors import ClientGone, EngineError, QueryTimeout, StoreBusy, StoreError
from kg.store import explain, wire
from kg.store.base import Body, Lane, Limits
from kg.store.lanes import Lease, Reason, Track
from kg.store.pool import RETRY_AFTER, Pool, over_budget
from kg.store.process import Ended

_LOOK_AGAIN = 0.1


class Exchange:
    """One query on its way through a worker, perhaps twice: first quick, then slow."""

    def __init__(self, pool: Pool, request: bytes, limits: Limits) -> None:
        self._pool, self._request, self._limits = pool, request, limits
        self._lease: Lease | None = None

    def start(self, buffer_bytes: int) -> Body:
        """The body of the answer: whole if it fits the buffer, else begun and counted as slow.

        :raises StoreError: there is no answer
        """
        track = Track.PAGES if self._limits.lane is Lane.PAGES else Track.QUICK
        while True:
            try:
                return self._begin(track, buffer_bytes)
            except _StartAgain as again:
                track = again.track

    def _begin(self, track: Track, buffer_bytes: int) -> Body:
        limits = self._limits
        if limits.gone and limits.gone():
            raise ClientGone("Whoever asked has gone away.")
        if limits.deadline <= time.monotonic():
            raise _timeout()
        self._lease = self._pool.acquire(track, limits.client, limits.deadline, limits.gone)
        try:
            self._lease.worker.send(self._request)
        except Ended:
            if not self._lease.reason:
                self._finish(False)
                raise _StartAgain(track) from None
        parts, size = [], 0
        while (part := self.next()) is not None:
            parts.append(part)
            size += len(part)
            if size > buffer_bytes and self._pool.keep_slow(self._lease):
                return WorkerBody(parts, self)
        return WorkerBody(parts, None)

    def next(self) -> bytes | None:
        """The next part of the answer, None at its end.

        :raises StoreError: it ends here, and is not whole
        """
        lease = self._lease
        assert lease
        try:
            kind, payload = self._receive(lease)
        except Ended:
            self._finish(False)
            raise self._ended(lease) from None
        except BaseException:
            self._finish(False)
            raise
        if kind == wire.DATA:
            return payload
        self._finish(payload[:1] == b"\0")
        if kind == wire.FAIL:
            raise explain.failure(payload[1:], self._limits)
        return None

    def _receive(self, lease: Lease) -> tuple[bytes, bytes]:
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
            raise _StartAgain(Track.SLOW)
        make: dict[Reason | None, Callable[[], StoreError]] = {
            None: explain.crashed,
            Reason.TIMEOUT: _timeout,
            Reason.BUSY: _busy,
            Reason.BUDGET: lambda: over_budget(lease.retry_after),
            Reason.GONE: lambda: ClientGone("Whoever asked has gone away."),
            Reason.CLOSED: lambda: EngineError("The store was closed."),
        }
        return make[lease.reason]()


class _StartAgain(Exception):
    """The query has to be started again, on this track."""

    def __init__(self, track: Track) -> None:
        self.track = track


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
