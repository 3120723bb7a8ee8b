"""Queries made to freeze, crash or fill an engine: each ends in time, and others are answered meanwhile.

The table is `hostile.toml`. A few of its queries are part of every run; `make test-hostile` sends all, to both kinds
of store.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from hostile import TABLE, text
from kg import formats
from kg.errors import StoreError
from kg.store.base import Limits, Query, Wanted, soon
from kg.store.embedded import EmbeddedStore
from kg.store.functions import rows
from kg.store.pool import PoolSettings
from patience import patiently

WANTED = Wanted(formats.JSON, formats.JSON, formats.NTRIPLES)
SETTINGS = PoolSettings(pages=1, quick=1, slow=1, memory_mb=512)
SECONDS, GRACE = 2.0, 1.0
ALWAYS = (
    "braces",
    "not-exists-below-the-limit",
    "sum",
    "cross-product-ordered",
    "path-powers",
    "string-doubling",
)


class Probe(threading.Thread):
    """Somebody else, who asks one plain query after another; each has to be answered within the grace."""

    def __init__(self, store: EmbeddedStore, grace: float) -> None:
        super().__init__()
        self._store, self._grace, self._enough = store, grace, threading.Event()
        self.answered = 0
        self.error: BaseException | None = None
        self.start()

    def run(self) -> None:
        try:
            while not self.answered or not self._enough.wait(0.02):
                limits = Limits(soon(self._grace), client="probe")
                assert len(rows(self._store, "SELECT * { ?s ?p ?o } LIMIT 3", limits)) == 3
                self.answered += 1
        except BaseException as error:
            self.error = error

    def stop(self) -> None:
        self._enough.set()
        self.join()
        assert self.error is None


@pytest.fixture(scope="module")
def from_disk(crowd: Path) -> Iterator[EmbeddedStore]:
    with closing(EmbeddedStore.disk(crowd, SETTINGS)) as store:
        yield store


@pytest.fixture(scope="module")
def from_memory(crowd: Path) -> Iterator[EmbeddedStore]:
    with closing(EmbeddedStore.memory([crowd], SETTINGS)) as store:
        yield store


def attack(store: EmbeddedStore, name: str) -> None:
    """Sends a query while somebody else asks; it has an answer or an error within its time and the grace."""

    def attempt(pace: float) -> None:
        probe = Probe(store, GRACE * pace)
        start = soon(0)
        with suppress(StoreError):
            limits = Limits(soon(SECONDS * pace), max_bytes=50_000_000, client="hostile")
            for _ in store.answer(Query(text(TABLE[name])), WANTED, limits).body:
                pass
        took = soon(0) - start
        probe.stop()
        assert took < (SECONDS + GRACE) * pace

    patiently(attempt)


@pytest.mark.parametrize("name", ALWAYS)
def test_a_hostile_query_ends_in_time_while_others_are_answered(from_disk: EmbeddedStore, name: str) -> None:
    attack(from_disk, name)


@pytest.mark.hostile
@pytest.mark.parametrize("kind", ["from_disk", "from_memory"])
@pytest.mark.parametrize("name", TABLE)
def test_every_hostile_query_ends_in_time(request: pytest.FixtureRequest, kind: str, name: str) -> None:
    attack(request.getfixturevalue(kind), name)


@pytest.mark.hostile
@pytest.mark.parametrize("name", [name for name, case in TABLE.items() if "times" in case])
def test_without_a_limit_of_depth_a_crash_is_contained(crowd: Path, name: str) -> None:
    with closing(EmbeddedStore.disk(crowd, replace(SETTINGS, max_depth=10**7))) as store:
        attack(store, name)


def test_the_table_is_long_enough_and_its_rows_differ() -> None:
    assert len({text(case) for case in TABLE.values()}) == len(TABLE) > 60
