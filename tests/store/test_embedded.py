"""Workers under hostile queries: ended in time, replaced, and nobody else waits for them."""

from __future__ import annotations

import gc
import os
import shutil
import signal
import threading
import tracemalloc
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

import pyoxigraph
import pytest

from kg import formats
from kg.errors import (
    BudgetSpent,
    ClientGone,
    EngineError,
    QueryCrashed,
    QueryTimeout,
    ReleaseError,
    ResultTooLarge,
    StoreBusy,
    StoreError,
)
from kg.store.base import Body, Lane, Limits, Query, Wanted, soon
from kg.store.embedded import EmbeddedStore
from kg.store.functions import ask, pages, rows
from kg.store.pool import PoolSettings, PoolState
from patience import LONG, is_alive, patiently, until

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
PRODUCT = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT {n}".replace
ONE_EACH = PoolSettings(pages=1, quick=1, slow=1)
PATIENT = replace(ONE_EACH, quick_seconds=60)
WANTED = Wanted(formats.JSON, formats.JSON, formats.NTRIPLES)
Open = Callable[[PoolSettings], EmbeddedStore]


def body(store: EmbeddedStore, query: str, **limits: object) -> Body:
    chosen = Limits(**{"deadline": soon(LONG), **limits})  # type: ignore[arg-type]
    return store.answer(Query(query), WANTED, chosen).body


class Asker(threading.Thread):
    """Somebody who asks an endless query, until told to go away."""

    def __init__(self, store: EmbeddedStore, **limits: object) -> None:
        super().__init__()
        self._store, self._limits = store, limits
        self._leave, self._asked = threading.Event(), threading.Event()
        self.error: BaseException | None = None
        self.start()
        assert self._asked.wait(LONG)

    def _gone(self) -> bool:
        self._asked.set()
        return self._leave.is_set()

    def run(self) -> None:
        try:
            body(self._store, ENDLESS, gone=self._gone, **self._limits)
        except StoreError as error:
            self.error = error

    def leave(self) -> type[BaseException]:
        self._leave.set()
        self.join()
        return type(self.error)


def taken(store: EmbeddedStore, running: int = 1, waiting: int = 0) -> None:
    """Waits until so many quick queries run and wait; who asks says so a moment before it has a worker or a seat."""
    until(lambda: (store.state().running["quick"], store.state().waiting["quick"]) == (running, waiting))


def time_out(store: EmbeddedStore) -> None:
    """Has a worker ended since its query's deadline came; on a slow machine that may come before there is a worker."""

    def attempt(pace: float) -> None:
        with pytest.raises(QueryTimeout):
            body(store, ENDLESS, deadline=soon(0.5 * pace))
        assert store.state().ended["timeout"] == 1

    patiently(attempt)


def settled(store: EmbeddedStore) -> PoolState:
    """What a store is doing once all its workers are there."""
    until(lambda: len(store.state().workers) == 4)
    return store.state()


def answers(store: EmbeddedStore, limits: Limits) -> bool:
    """Whether a plain query has its answer in time."""
    try:
        return len(rows(store, "SELECT * { ?s ?p ?o } LIMIT 3", limits)) == 3
    except StoreError:
        return False


def test_a_worker_that_is_ended_is_replaced(opened: Open) -> None:
    store = opened(ONE_EACH)
    before = settled(store)
    time_out(store)
    assert ask(store, "ASK { ?s ?p ?o }", pages(soon(60)))
    until(lambda: store.state().started == before.started + 1)


def test_a_deadline_that_has_passed_costs_no_worker(opened: Open) -> None:
    store = opened(ONE_EACH)
    with pytest.raises(QueryTimeout):
        body(store, ENDLESS, deadline=soon(-1))
    assert store.state().ended["timeout"] == 0


def test_a_query_that_needs_too_much_memory_ends_alone(opened: Open) -> None:
    store = opened(replace(ONE_EACH, memory_mb=64))
    with pytest.raises(QueryCrashed):
        body(store, "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f")
    assert ask(store, "ASK { ?s ?p ?o }", Limits(soon(60)))


def test_a_query_that_overflows_the_stack_ends_alone(opened: Open) -> None:
    store = opened(replace(ONE_EACH, max_depth=10**6))
    with pytest.raises(QueryCrashed):
        body(store, "ASK " + "{" * 45_000)
    assert ask(store, "ASK { ?s ?p ?o }", Limits(soon(60)))


def test_plain_queries_and_pages_answer_while_the_slow_lane_is_full(opened: Open) -> None:
    def attempt(pace: float) -> None:
        """At a pace at which a plain query is done before it counts as slow."""
        store = opened(replace(ONE_EACH, quick_seconds=0.1 * pace))
        slow = [Asker(store, client=f"c{i}") for i in range(3)]
        until(lambda: store.state().running["slow"] == 1 and store.state().waiting["slow"] == 2)
        try:
            assert answers(store, Limits(soon(10 * pace)))
            assert answers(store, pages(soon(10 * pace)))
        finally:
            left = {each.leave() for each in slow}
        assert left == {ClientGone}

    patiently(attempt)


def test_pages_answer_while_all_public_workers_are_taken(opened: Open) -> None:
    store = opened(PATIENT)
    asker = Asker(store)
    taken(store)
    assert ask(store, "ASK { ?s ?p ?o }", pages(soon(60)))
    assert asker.leave() is ClientGone


def test_more_than_may_wait_are_sent_away(opened: Open) -> None:
    store = opened(replace(PATIENT, waiting=(1, 1, 0)))
    running, waiting = Asker(store), Asker(store)
    taken(store, waiting=1)
    with pytest.raises(StoreBusy) as caught:
        body(store, "ASK {}")
    assert caught.value.retry_after > 0
    assert {running.leave(), waiting.leave()} == {ClientGone}


def test_who_waits_to_the_deadline_is_told_that_all_were_busy(opened: Open) -> None:
    store = opened(PATIENT)
    running = Asker(store)
    taken(store)
    with pytest.raises(StoreBusy):
        body(store, "ASK {}", deadline=soon(2))
    assert running.leave() is ClientGone
    assert body(store, "ASK {}")


def test_a_long_query_is_refused_where_no_more_may_wait_for_the_slow_lane(opened: Open) -> None:
    store = opened(replace(ONE_EACH, quick_seconds=0.05, waiting=(1, 8, 0)))
    first = Asker(store)
    until(lambda: store.state().running["slow"] == 1)
    with pytest.raises(StoreBusy):
        body(store, ENDLESS)
    assert first.leave() is ClientGone


def test_a_client_has_so_much_slow_time(opened: Open) -> None:
    store = opened(replace(ONE_EACH, quick_seconds=0.05, budget_seconds=0.2, budget_window=3600))
    first = Asker(store, client="a")
    until(lambda: store.state().running["slow"] == 1)
    spent = soon(0.2)
    until(lambda: soon(0) >= spent)
    assert first.leave() is ClientGone
    with pytest.raises(BudgetSpent) as caught:
        body(store, ENDLESS, client="a")
    assert caught.value.retry_after > 60
    assert rows(store, "SELECT * { ?s ?p ?o } LIMIT 1", Limits(soon(60), client="a"))
    other = Asker(store, client="b")
    until(lambda: store.state().running["slow"] == 1)
    assert other.leave() is ClientGone


def test_slow_time_counts_while_it_is_being_spent(opened: Open) -> None:
    store = opened(replace(ONE_EACH, quick_seconds=0.05, budget_seconds=0.01, budget_window=3600))
    first = Asker(store, client="a")
    until(lambda: store.state().running["slow"] == 1)
    with pytest.raises(BudgetSpent):
        body(store, ENDLESS, client="a")
    assert first.leave() is ClientGone


def test_who_waits_for_the_slow_lane_while_his_time_runs_out_does_not_come_in(opened: Open) -> None:
    def attempt(pace: float) -> None:
        """At a pace at which the second waits before the first has used their time."""
        store = opened(replace(ONE_EACH, quick_seconds=0.05, budget_seconds=pace, budget_window=3600))
        running = Asker(store, client="a")
        until(lambda: store.state().running["slow"] == 1)
        spent = soon(pace)
        waiting = Asker(store, client="a")
        until(lambda: store.state().waiting["slow"] == 1 or not waiting.is_alive())
        came_to_wait = waiting.is_alive()
        until(lambda: soon(0) >= spent)
        assert running.leave() is ClientGone
        until(lambda: not waiting.is_alive() or store.state().running["slow"] == 1)
        assert waiting.leave() is BudgetSpent
        assert came_to_wait
        assert b"".join(body(store, "ASK {}", client="a"))
        assert store.state().running == {"pages": 0, "quick": 0, "slow": 0}

    patiently(attempt)


def test_a_client_that_goes_away_frees_its_worker(opened: Open) -> None:
    store = opened(PATIENT)
    running, waiting = Asker(store), Asker(store)
    taken(store, waiting=1)
    assert waiting.leave() is ClientGone
    assert running.leave() is ClientGone
    assert b"".join(body(store, "ASK {}"))
    with pytest.raises(ClientGone):
        body(store, "ASK {}", gone=lambda: True)


def test_a_large_answer_streams_in_little_memory(opened: Open) -> None:
    store = opened(replace(ONE_EACH, memory_mb=96))
    tracemalloc.start()
    try:
        size = sum(len(part) for part in body(store, PRODUCT("{n}", "150000")))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert size > 60_000_000
    assert peak < 5_000_000


def test_an_answer_that_fails_on_its_way_raises_and_does_not_end(opened: Open) -> None:
    store = opened(ONE_EACH)
    parts = body(store, PRODUCT("{n}", "10001"), max_rows=10_000)
    assert next(parts)
    with pytest.raises(ResultTooLarge) as caught:
        list(parts)
    assert (caught.value.over, caught.value.limit) == ("rows", 10_000)
    parts = body(store, PRODUCT("{n}", "10000"), max_bytes=3_000_000)
    assert next(parts)
    with pytest.raises(ResultTooLarge):
        list(parts)


def test_a_deadline_ends_an_answer_on_its_way(opened: Open) -> None:
    store = opened(ONE_EACH)
    endless = PRODUCT(" LIMIT {n}", "")
    with pytest.raises(QueryTimeout):
        list(body(store, endless, deadline=soon(2), max_bytes=10**12, max_rows=10**12))


def test_an_answer_that_is_closed_frees_its_worker(opened: Open) -> None:
    store = opened(ONE_EACH)
    for _ in range(3):
        parts = body(store, PRODUCT("{n}", "1000000"))
        assert next(parts)
        parts.close()
        assert list(parts) == []
    dropped = body(store, PRODUCT("{n}", "1000000"))
    assert next(dropped)
    del dropped
    gc.collect()
    assert store.state().running == {"pages": 0, "quick": 0, "slow": 0}


def test_an_answer_that_fits_the_buffer_needs_no_worker_while_it_is_read(opened: Open) -> None:
    store = opened(PATIENT)
    kept = [body(store, PRODUCT("{n}", "100")) for _ in range(5)]
    assert len({b"".join(parts) for parts in kept}) == 1


@pytest.mark.parametrize("lane", [Lane.PAGES, Lane.PUBLIC])
def test_a_worker_is_replaced_after_a_large_answer(opened: Open, lane: Lane) -> None:
    store = opened(replace(PATIENT, recycle_bytes=100_000))
    started = settled(store).started
    assert b"".join(body(store, PRODUCT("{n}", "10"), lane=lane))
    assert store.state().started == started
    assert b"".join(body(store, PRODUCT("{n}", "1000"), lane=lane))
    until(lambda: store.state().started == started + 1)


ROWS = [
    (formats.JSON, "VALUES ?x { '},{' '}},{\"' '\"}},{},{},' UNDEF UNDEF }", 5),
    (formats.XML, "VALUES ?x { '<result>' '</result><result>' UNDEF }", 3),
    (formats.CSV, "VALUES ?x { 'a\\r\\nb\\r\\n' '\\r\\n' UNDEF UNDEF }", 4),
    (formats.TSV, "VALUES ?x { 'a\\nb\\n' '\\n' UNDEF UNDEF }", 4),
    (formats.JSON, "VALUES ?x { UNDEF }", 1),
    (formats.JSON, "VALUES ?x { }", 0),
    (formats.CSV, "VALUES (?x ?y) { (UNDEF UNDEF) (1 2) }", 2),
]


@pytest.mark.parametrize(("wanted", "pattern", "number"), ROWS)
def test_rows_are_counted_whatever_stands_in_them(
    disk: EmbeddedStore, wanted: formats.Format, pattern: str, number: int
) -> None:
    query = Query(f"SELECT * {{ {pattern} }}")
    assert b"".join(disk.answer(query, Wanted(wanted, None, None), Limits(soon(60), max_rows=number)).body)
    with suppress(ResultTooLarge):
        disk.answer(query, Wanted(wanted, None, None), Limits(soon(60), max_rows=number - 1))
        assert number == 0


def test_many_threads_get_their_own_answers(opened: Open) -> None:
    store = opened(PoolSettings(pages=2, quick=2, slow=1))

    def work(thread: int) -> Iterator[bool]:
        for i in range(40):
            lane = Lane.PAGES if i % 2 else Lane.PUBLIC
            query = f"SELECT ('{thread}-{i}' AS ?x) {{}}"
            (row,) = rows(store, query, Limits(soon(60), lane=lane, client=str(thread)))
            yield str(row["x"]) == f'"{thread}-{i}"'

    with ThreadPoolExecutor(12) as threads:
        assert all(threads.map(lambda thread: all(work(thread)), range(12)))


def test_closing_ends_everything(crowd: Path) -> None:
    store = EmbeddedStore.disk(crowd, replace(ONE_EACH, quick_seconds=0.05))
    parts = body(store, PRODUCT("{n}", "1000000"))
    asker = Asker(store)
    pids = store.state().workers
    store.close()
    asker.join()
    assert isinstance(asker.error, EngineError)
    with pytest.raises(EngineError):
        list(parts)
    with pytest.raises(EngineError):
        body(store, "ASK {}")
    assert pids
    assert not any(is_alive(pid) for pid in pids)


def test_closing_closes_every_file(crowd: Path) -> None:
    """Stores of other tests may start a worker meanwhile, but not each time."""

    def left_open() -> int:
        before = len(list(Path("/proc/self/fd").iterdir()))
        store = EmbeddedStore.disk(crowd, ONE_EACH)
        parts = body(store, PRODUCT("{n}", "1000000"))
        store.close()
        parts.close()
        return len(list(Path("/proc/self/fd").iterdir())) - before

    assert any(left_open() == 0 for _ in range(5))


def test_a_worker_that_dies_idle_is_replaced(opened: Open) -> None:
    store = opened(ONE_EACH)
    before = settled(store).workers
    for pid in before:
        os.kill(pid, 9)
    until(lambda: not set(store.state().workers) & set(before))
    assert ask(store, "ASK { ?s ?p ?o }", Limits(soon(60)))


def test_a_query_sent_to_a_worker_that_was_ended_meanwhile_is_answered_by_another(opened: Open) -> None:
    store = opened(ONE_EACH)
    workers = settled(store).workers
    for pid in workers:
        os.kill(pid, signal.SIGSTOP)  # so that none reads what it is sent
    until(lambda: all(map(stands_still, workers)))
    asking = store.asking(Query("ASK {}"), WANTED, Limits(soon(60)))
    assert asking.exchange.begin()
    for pid in workers:
        os.kill(pid, signal.SIGKILL)
    assert b"true" in b"".join(asking.answer().body)
    assert ask(store, "ASK { ?s ?p ?o }", pages(soon(60)))


def stands_still(pid: int) -> bool:
    """Whether each thread of a process was stopped: that takes a moment."""
    states = (path.read_text("utf-8").rpartition(")")[2] for path in Path(f"/proc/{pid}/task").glob("*/stat"))
    return all(state.split()[0] == "T" for state in states)


def test_a_store_that_is_taken_away_is_an_error_until_it_is_back(crowd: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(crowd, tmp_path / "store")
    with closing(EmbeddedStore.disk(folder, ONE_EACH)) as store:
        settled(store)
        folder.rename(tmp_path / "elsewhere")
        for pid in store.state().workers:
            os.kill(pid, 9)
        until(lambda: isinstance(failure(store), EngineError))
        (tmp_path / "elsewhere").rename(folder)
        until(lambda: failure(store) is None)


def failure(store: EmbeddedStore) -> StoreError | None:
    """Why a plain query has no answer; None where it has one."""
    try:
        body(store, "ASK {}", deadline=soon(1))
    except StoreError as error:
        return error
    return None


def test_a_folder_without_a_store_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError):
        EmbeddedStore.disk(tmp_path / "none")


def test_a_damaged_store_is_refused_or_answers_without_its_path(crowd: Path, tmp_path: Path) -> None:
    damaged = shutil.copytree(crowd, tmp_path / "damaged")
    for file in damaged.glob("*.sst"):
        data = bytearray(file.read_bytes())
        data[: len(data) // 2] = bytes(len(data) // 2)
        file.write_bytes(data)
    with suppress(ReleaseError), closing(EmbeddedStore.disk(damaged, ONE_EACH)) as store:
        with pytest.raises(EngineError) as caught:
            list(body(store, "SELECT * { ?s ?p ?o }"))
        assert str(tmp_path) not in str(caught.value)
        assert "sst" not in str(caught.value)


def test_a_store_whose_manifest_is_damaged_is_refused(crowd: Path, tmp_path: Path) -> None:
    damaged = shutil.copytree(crowd, tmp_path / "damaged")
    next(damaged.glob("MANIFEST-*")).write_bytes(b"nothing")
    with pytest.raises(ReleaseError):
        EmbeddedStore.disk(damaged, ONE_EACH)


MESSAGES = [
    ("SELECT * { ?s ?p ?o . ?s nope:x ?o }", "nope", 1, 26),
    ("SELECT *\n{ ?s ?p }", "“}”", 2, 9),
    ("SELECT * { ?s ?p ?o } foo", "“foo”", 1, 23),
    ("SELECT * { ?s ?p ?o . ?s ?p ; ?x . }", "“;”", 1, 29),
    ("SELECT * { ?s ?p ?o FILTER ?x = 1 }", "“?x”", 1, 28),
    ("SELECT * { ?s ?p ?o FILTR(?x = 1) }", "“FILTR”", 1, 21),
    ("SELECT ?s, ?p { ?s ?p ?o }", "“,”", 1, 10),
    ("# one\nSELECT * WHERE ?s ?p ?o", "“?s”", 2, 16),
    ("SELECT * { ?s ?p ?o } LIMIT x", "“x”", 1, 29),
    ("SELECT * {\n?s ?p ?o }}", "“}”", 2, 11),
    ("SELECT * { ?s ?p <rel> }", "<rel>", 1, 18),
    ("SELECT * { ?s ?p ?o ", "line 1, column 10", 1, 20),
    ("SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p", "GROUP BY", 1, 1),
    ("PREFIX d: <x:>\n SELECT * { ?s ?p ?o } GROUP BY ?p", "GROUP BY", 2, 2),
    ("SELECT ?s ?s { ?s ?p ?o }", "twice", 1, 1),
    ("SELECT ?s (1 AS ?s) { ?s ?p ?o }", "new value", 1, 1),
]


@pytest.mark.parametrize(("query", "word", "line", "column"), MESSAGES)
def test_a_syntax_error_says_what_and_where(
    disk: EmbeddedStore, query: str, word: str, line: int, column: int
) -> None:
    with pytest.raises(StoreError) as caught:
        body(disk, query)
    assert word in str(caught.value)
    assert "expected" not in str(caught.value)
    assert (caught.value.where.line, caught.value.where.column) == (line, column)  # type: ignore[union-attr]


def test_of_a_very_long_query_the_furthest_place_is_named(disk: EmbeddedStore) -> None:
    with pytest.raises(StoreError) as caught:
        body(disk, "SELECT * {\n" + "?s ?p 'x' .\n" * 5_000 + "?s ?p }")
    assert "up to here" in str(caught.value)
    assert caught.value.where.line == 5_002  # type: ignore[union-attr]


def test_an_unknown_function_is_named(disk: EmbeddedStore) -> None:
    with pytest.raises(StoreError, match="/nope"):
        body(disk, "SELECT (<https://data.example.org/nope>(1) AS ?x) {}")


PREFIXED = [
    ("PREFIX d: <https://data.example.org/def/>", b"d:next"),
    ("BASE <https://data.example.org/> PREFIX d: <def/>", b"/def/next"),
    ("PREFIX xml: <https://data.example.org/def/> PREFIX d: <https://data.example.org/def/>", b"next"),
]


@pytest.mark.parametrize(("prologue", "written"), PREFIXED)
@pytest.mark.parametrize("wanted", [formats.TURTLE, formats.RDFXML, formats.TRIG], ids=lambda f: f.name)
def test_the_prefixes_of_the_query_are_used_where_they_can_be(
    disk: EmbeddedStore, prologue: str, written: bytes, wanted: formats.Format
) -> None:
    query = Query(f"{prologue} CONSTRUCT WHERE {{ ?s d:next ?o }}")
    data = b"".join(disk.answer(query, Wanted(None, None, wanted), Limits(soon(60))).body)
    assert written in data or wanted is formats.RDFXML
    assert len(list(pyoxigraph.parse(data, wanted.rdf))) == 1
