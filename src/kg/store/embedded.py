"""A store that runs in worker processes: Oxigraph over a folder nobody writes to, or in memory over RDF files."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from pyoxigraph import NamedNode

from kg.errors import (
    ClientGone,
    EngineError,
    NotAcceptable,
    QueryError,
    QueryTimeout,
    ReleaseError,
    StoreBusy,
    StoreError,
    Where,
)
from kg.formats import Format
from kg.store import explain, wire
from kg.store.base import Answer, Lane, Limits, Query, Wanted
from kg.store.guard import Facts, examine
from kg.store.lanes import Lease, Reason, Track
from kg.store.pool import RETRY_AFTER, Pool, PoolSettings, over_budget
from kg.store.process import Ended
from kg.store.spawn import DiskSpawner, MemorySpawner, Spawner

_LOOK_AGAIN = 0.1


class EmbeddedStore:
    """Answers queries in its own worker processes; any number of threads may ask at once."""

    def __init__(self, spawner: Spawner, settings: PoolSettings) -> None:
        self._settings = settings
        self._pool = Pool(spawner, settings)

    @classmethod
    def disk(cls, folder: Path, settings: PoolSettings | None = None) -> EmbeddedStore:
        """A store over an Oxigraph folder, which nobody may be writing to.

        :raises ReleaseError: it is missing or damaged
        """
        settings = settings or PoolSettings()
        if not (folder / "CURRENT").is_file():
            raise ReleaseError("There is no store here.", Where(folder))
        spawner = DiskSpawner(folder, settings.memory_mb, settings.recycle_bytes)
        return cls(spawner, settings)

    @classmethod
    def memory(
        cls, files: Sequence[Path], settings: PoolSettings | None = None, base_iri: str | None = None
    ) -> EmbeddedStore:
        """A store in memory over RDF files, compressed or not, or over Oxigraph folders; read once, shared by all.

        A file's default graph is the default graph.

        :param base_iri: what relative IRIs of the files are relative to
        :raises RdfError: one of them is missing, or does not parse
        """
        settings = settings or PoolSettings()
        return cls(MemorySpawner(files, base_iri, settings.memory_mb, settings.recycle_bytes), settings)

    def answer(self, query: Query, wanted: Wanted, limits: Limits) -> Answer:
        """Answers a query whole, or raises; see `kg.store.base.Store.answer`."""
        facts = examine(query.text, self._settings.max_query_bytes, self._settings.max_depth)
        chosen = wanted.of(facts.form)
        if not chosen:
            raise NotAcceptable(f"None of the formats asked for can carry what {facts.form.value} gives.")
        exchange = Exchange(
            self._pool, _request(query, facts, chosen, limits, self._settings), facts.text, limits
        )
        body = exchange.start(self._settings.buffer_bytes)
        return Answer(facts.form, chosen, body, facts.stable)

    def close(self) -> None:
        """Ends its workers."""
        self._pool.close()


def _request(query: Query, facts: Facts, chosen: Format, limits: Limits, settings: PoolSettings) -> bytes:
    dataset = query.default_graphs or query.named_graphs
    prefixes = {**settings.prefixes, **dict(facts.prefixes)} if chosen.rdf else {}
    return wire.pack(
        part.encode()
        for part in (
            facts.text,
            chosen.media_type,
            str(limits.max_rows),
            str(limits.max_bytes),
            "1" if dataset else "",
            "\n".join(map(_checked, query.default_graphs)),
            "\n".join(map(_checked, query.named_graphs)),
            "\n".join(f"{name}\t{iri}" for name, iri in prefixes.items()),
        )
    )


def _checked(iri: str) -> str:
    try:
        return NamedNode(iri).value
    except ValueError:
        raise QueryError(f"“{iri[:200]}” is no IRI of a graph.") from None


class Exchange:
    """One query on its way through a worker, perhaps twice: first quick, then slow."""

    def __init__(self, pool: Pool, request: bytes, text: str, limits: Limits) -> None:
        self._pool, self._request, self._text, self._limits = pool, request, text, limits
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
                return Body(parts, self)
        return Body(parts, None)

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
            raise self._ended(lease.reason, lease.track) from None
        except BaseException:
            self._finish(False)
            raise
        if kind == wire.DATA:
            return payload
        self._finish(payload[:1] == b"\0")
        if kind == wire.FAIL:
            raise explain.failure(payload[1:], self._text, self._limits)
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

    def _ended(self, reason: Reason | None, track: Track) -> StoreError:
        """The error for a worker that was ended, or ended itself."""
        if reason is Reason.DEMOTED:
            raise _StartAgain(Track.SLOW)
        make: dict[Reason | None, Callable[[], StoreError]] = {
            None: explain.crashed,
            Reason.TIMEOUT: _timeout,
            Reason.BUSY: lambda: StoreBusy(
                "Too many long queries are waiting.", RETRY_AFTER[Track.SLOW], "Try again later."
            ),
            Reason.BUDGET: lambda: over_budget(1),
            Reason.GONE: lambda: ClientGone("Whoever asked has gone away."),
            Reason.CLOSED: lambda: EngineError("The store was closed."),
        }
        return make[reason]()


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


class Body:
    """The bytes of an answer; closing it before its end ends the query."""

    def __init__(self, parts: list[bytes], exchange: Exchange | None) -> None:
        self._parts, self._exchange = parts[::-1], exchange

    def __iter__(self) -> Body:
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


def soon(seconds: float) -> float:
    """The monotonic moment so many seconds from now, for `Limits.deadline`."""
    return time.monotonic() + seconds
