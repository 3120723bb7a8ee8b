"""A store that runs in worker processes: Oxigraph over a folder nobody writes to, or in memory over RDF files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from pyoxigraph import NamedNode

from kg.errors import QueryError, QuerySyntaxError, ReleaseError, StoreError, Where
from kg.formats import Format
from kg.search.predicate import NAME
from kg.store import explain, moving, wire
from kg.store.base import Answer, Lane, Limits, Query, Wanted
from kg.store.exchange import Exchange, WorkerBody
from kg.store.explain import Spread, Unparsed, is_worth_spreading
from kg.store.guard import Facts, facts_of
from kg.store.plain.answering import NESTED, Answerer, Found
from kg.store.pool import By, Pool, PoolSettings, PoolState
from kg.store.spawn import DiskSpawner, MemorySpawner, Spawner
from kg.vocab import LG


class EmbeddedStore:
    """Answers queries in its own worker processes; any number of threads may ask at once."""

    def __init__(self, spawner: Spawner, settings: PoolSettings, folder: Path | None = None) -> None:
        self._settings, self._spawner = settings, spawner
        plain = folder is not None and settings.max_depth >= NESTED
        self._near = (
            Answerer(folder, settings.prefixes, settings.max_query_bytes) if folder and plain else None
        )
        self._pool = Pool(spawner, settings)

    @classmethod
    def disk(cls, folder: Path, settings: PoolSettings | None = None) -> EmbeddedStore:
        """A store over an Oxigraph folder, which nobody may be writing to.

        :raises ReleaseError: it is missing or damaged
        """
        settings = settings or PoolSettings()
        _check_folder(folder)
        spawner = DiskSpawner(folder, settings.memory_mb, settings.recycle_bytes)
        return cls(spawner, settings, folder)

    @classmethod
    def moving(
        cls,
        folder: Path,
        settings: PoolSettings | None = None,
        warn: Callable[[str], None] = lambda words: None,
    ) -> EmbeddedStore:
        """A store over an Oxigraph folder that answers from disk at once, and from memory once all of it is there.

        :param warn: is told, in one sentence, why that is not to be
        :raises ReleaseError: it is missing or damaged
        """
        settings = settings or PoolSettings()
        _check_folder(folder)
        spawner = moving.spawner(folder, settings.memory_mb, settings.recycle_bytes, warn)
        return cls(spawner, settings, folder)

    @classmethod
    def memory(
        cls, files: Sequence[Path], settings: PoolSettings | None = None, base_iri: str | None = None
    ) -> EmbeddedStore:
        """A store in memory over RDF files, compressed or not, or over Oxigraph folders; read once, shared by all.

        A file's default graph is the default graph.

        :param base_iri: relative IRIs of a file are relative to its name, without suffixes, below this
        :raises RdfError: one of them is missing, or does not parse
        """
        settings = settings or PoolSettings()
        return cls(MemorySpawner(files, base_iri, settings.memory_mb, settings.recycle_bytes), settings)

    def answer(self, query: Query, wanted: Wanted, limits: Limits) -> Answer:
        """Answers a query whole, or raises; see `kg.store.base.Store.answer`."""
        if limits.lane is Lane.PUBLIC and (found := self.at_once(query, wanted, limits)):
            return Answer(found.form, found.format, WorkerBody([found.data], None), True)
        return self.asking(query, wanted, limits).answer()

    def at_once(self, query: Query, wanted: Wanted, limits: Limits) -> Found | None:
        """The answer to a plain query that takes a few look-ups in the folder, without a worker and without waiting."""
        found = self._near.answer(query, wanted, limits) if self._near else None
        if found:
            self._pool.count(By.INDEX)
        return found

    def asking(self, query: Query, wanted: Wanted, limits: Limits) -> Asking:
        """A query that may be run, for whoever wants to begin it without waiting.

        :raises StoreError: as `answer` does, as far as is known before the query is sent
        """
        facts = facts_of(query, self._settings.max_query_bytes, self._settings.max_depth)
        return Asking(self._pool, self._settings, facts, query, wanted.to_write(facts.form), limits)

    @property
    def place(self) -> str:
        """Where its data is now: “disk” or “memory”."""
        return self._spawner.place

    def state(self) -> PoolState:
        """What its workers are doing now."""
        return self._pool.state()

    def close(self) -> None:
        """Ends its workers."""
        if self._near:
            self._near.close()
        self._pool.close()


class Asking:
    """A query on its way: what is known of it, and its exchange with a worker."""

    def __init__(
        self,
        pool: Pool,
        settings: PoolSettings,
        facts: Facts,
        query: Query,
        chosen: Format,
        limits: Limits,
    ) -> None:
        self._pool, self._settings = pool, settings
        self._facts, self._query, self._limits = facts, query, limits
        self.format, self.stable = chosen, facts.stable
        self.exchange = self._exchange(facts)

    def _exchange(self, facts: Facts) -> Exchange:
        request = _request(self._query, facts, self.format, self._limits, self._settings)
        return Exchange(self._pool, request, self._limits)

    def answer(self) -> Answer:
        """The answer, from wherever the exchange is.

        :raises StoreError: there is none
        """
        try:
            body = self.exchange.start(self._settings.buffer_bytes)
        except Unparsed as error:
            raise self._explained(str(error)) from None
        return Answer(self._facts.form, self.format, body, self.stable)

    def _explained(self, message: str) -> QuerySyntaxError:
        """The error for a query that does not parse; its place is found by parsing it again, spread."""
        text = self._facts.text
        spread = Spread(text) if is_worth_spreading(text) else None
        try:
            if spread:
                again = self._exchange(replace(self._facts, text=spread.text))
                again.start(self._settings.buffer_bytes).close()
        except Unparsed as error:
            message = str(error)
        except StoreError:
            spread = None
        return explain.syntax(text, message, spread)


def _check_folder(folder: Path) -> None:
    if not (folder / "CURRENT").is_file():
        raise ReleaseError("There is no store here.", Where(folder))


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
            settings.prefixes.get("lg", LG.iri) + NAME,
        )
    )


def _checked(iri: str) -> str:
    try:
        return NamedNode(iri).value
    except ValueError:
        raise QueryError(f"“{iri[:200]}” is no IRI of a graph.") from None
