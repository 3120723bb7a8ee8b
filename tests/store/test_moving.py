"""A store that answers from disk at once moves to memory, and back where the process that holds the data is lost."""

from __future__ import annotations

import os
import signal
from contextlib import closing
from pathlib import Path

from pyoxigraph import Literal

from kg.store.base import Limits, soon
from kg.store.embedded import EmbeddedStore
from kg.store.functions import rows
from kg.store.moving import available, needed
from kg.store.pool import PoolSettings
from patience import LONG, patiently, until

ONE_EACH = PoolSettings(pages=1, quick=1, slow=1)
ALL = "SELECT ?s ?p ?o { ?s ?p ?o }"


def parent(pid: int) -> int:
    stat = Path(f"/proc/{pid}/stat").read_text("ascii")
    return int(stat.rpartition(")")[2].split()[1])


def moved(store: EmbeddedStore) -> bool:
    """Whether all workers are forks of the process that holds the data."""
    workers = store.state().workers
    return store.place == "memory" and len(workers) == 4 and len({*map(parent, workers)} - {os.getpid()}) == 1


def test_answers_are_the_same_before_and_after_moving(crowd: Path) -> None:
    with closing(EmbeddedStore.moving(crowd, ONE_EACH)) as store:
        assert store.place == "disk"
        before = rows(store, ALL, Limits(soon(LONG)))
        until(lambda: moved(store))
        after = rows(store, ALL, Limits(soon(LONG)))
    assert len(before) == 4000
    assert sorted(map(str, before)) == sorted(map(str, after))


def test_a_query_that_runs_while_the_data_moves_ends_well(crowd: Path) -> None:
    def attempt(pace: float) -> None:
        """At a pace at which it takes longer than moving."""
        some = min(4000, int(600 * pace))
        slow = f"SELECT (COUNT(*) AS ?n) {{ ?a ?b ?c {{ SELECT ?f {{ ?d ?e ?f }} LIMIT {some} }} }}"
        with closing(EmbeddedStore.moving(crowd, ONE_EACH)) as store:
            assert store.place == "disk"
            found = rows(store, slow, Limits(soon(LONG)))
            assert store.place == "memory"
            until(lambda: moved(store))
            assert found == [{"n": Literal(4000 * some)}]

    patiently(attempt)


def test_when_the_process_that_holds_the_data_is_lost_the_disk_answers(crowd: Path) -> None:
    warnings: list[str] = []
    with closing(EmbeddedStore.moving(crowd, ONE_EACH, warnings.append)) as store:
        until(lambda: moved(store))
        os.kill(parent(store.state().workers[0]), signal.SIGKILL)
        until(lambda: store.place == "disk" and len(store.state().workers) == 4)
        assert len(rows(store, ALL, Limits(soon(LONG)))) == 4000
    assert len(warnings) == 1
    assert "lost" in warnings[0]


def test_closing_while_it_loads_leaves_nobody_behind(crowd: Path) -> None:
    store = EmbeddedStore.moving(crowd, ONE_EACH)
    workers = store.state().workers
    store.close()
    assert workers
    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers))


def test_memory_is_reckoned(crowd: Path) -> None:
    assert 0 < needed(crowd) < available()
