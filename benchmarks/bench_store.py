"""The store: what a worker adds to a query, what ending and replacing one costs, and disk against memory.

`python -m benchmarks store [TRIPLES]`, 1,000,000 by default.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from functools import partial
from pathlib import Path

import pyoxigraph
from pyoxigraph import Literal, NamedNode, Quad, QueryResultsFormat, QuerySolutions, RdfFormat

from kg import formats
from kg.errors import StoreError
from kg.store.base import Limits, Query, Wanted, soon
from kg.store.embedded import EmbeddedStore
from kg.store.functions import pages, rows
from kg.store.pool import PoolSettings

BASE = "https://data.example.org/"
WANTED = Wanted(formats.JSON, formats.JSON, formats.NTRIPLES)
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
PREFIXES = f"PREFIX d: <{BASE}def/> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
THING = f"<{BASE}id/thing/4711>"

# Name, query: from a look at one thing to a walk over everything.
QUERIES = {
    "label": f"SELECT ?l {{ {THING} rdfs:label ?l }}",
    "description": f"CONSTRUCT WHERE {{ {THING} ?p ?o }}",
    "description, both ways": f"CONSTRUCT {{ ?s ?p {THING} }} WHERE {{ ?s ?p {THING} }}",
    "two steps": f"SELECT ?l {{ {THING} d:next/d:knows ?x . ?x rdfs:label ?l }}",
    "100 rows": "SELECT ?s ?v { ?s d:value ?v } LIMIT 100",
    "class with labels": "SELECT ?s ?l { ?s a d:C3 ; d:value 15 ; rdfs:label ?l FILTER(LANG(?l) = 'vi') }",
    "members of a group": f"SELECT ?s ?v {{ ?s d:part <{BASE}id/group/7> ; d:value ?v }} ORDER BY DESC(?v)",
    "text search": "SELECT ?s { ?s rdfs:label ?l FILTER(CONTAINS(?l, '99999')) }",
    "count of a class": "SELECT (COUNT(*) AS ?n) { ?s a d:C3 }",
    "sums by class": "SELECT ?c (SUM(?v) AS ?n) { ?s a ?c ; d:value ?v } GROUP BY ?c",
    "classes of neighbours": "SELECT ?c ?d (COUNT(*) AS ?n) { ?s a ?c ; d:next ?o . ?o a ?d } GROUP BY ?c ?d",
    "1 MB of rows": "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 4800",
}


def triples(count: int) -> Iterator[Quad]:
    """Things with a class, labels in two languages, a value, links and a note."""
    things = count // 8
    chance = random.Random(1)
    name, term = f"{BASE}id/thing/{{}}".format, f"{BASE}def/{{}}".format
    label = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
    a = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    for i in range(things):
        subject = NamedNode(name(i))
        yield Quad(subject, a, NamedNode(term(f"C{i % 12}")))
        yield Quad(subject, label, Literal(f"Thực thể số {i}", language="vi"))
        yield Quad(subject, label, Literal(f"Thing number {i}", language="en"))
        yield Quad(subject, NamedNode(term("value")), Literal(i % 1000))
        yield Quad(subject, NamedNode(term("next")), NamedNode(name((i * 7 + 3) % things)))
        yield Quad(subject, NamedNode(term("knows")), NamedNode(name(chance.randrange(things))))
        yield Quad(subject, NamedNode(term("note")), Literal("ghi chú " * chance.randrange(10)))
        yield Quad(subject, NamedNode(term("part")), NamedNode(f"{BASE}id/group/{i % 777}"))


def build(folder: Path, count: int) -> None:
    """Writes a store of so many triples, optimised."""
    store = pyoxigraph.Store(str(folder))
    store.bulk_extend(triples(count))
    store.optimize()
    store.flush()


def side_by_side(*calls: Callable[[], object], seconds: float = 3.0) -> list[float]:
    """The lower quartile of the time of each call, in ms; they take turns, so that all see the same machine."""
    for call in calls:
        call()
    took: list[list[float]] = [[] for _ in calls]
    end = time.perf_counter() + seconds
    while len(took[0]) < 5 or (time.perf_counter() < end and len(took[0]) < 2000):
        for call, times in zip(calls, took, strict=True):
            start = time.perf_counter()
            call()
            times.append((time.perf_counter() - start) * 1000)
    return [statistics.quantiles(times, n=4)[0] for times in took]


def in_process(store: pyoxigraph.Store, text: str) -> bytes:
    """The answer to a query, written by the engine in this process."""
    results = store.query(text)
    if isinstance(results, QuerySolutions):
        data = results.serialize(format=QueryResultsFormat.JSON)
    else:
        data = results.serialize(format=RdfFormat.N_TRIPLES)  # type: ignore[union-attr]
    assert data is not None
    return data


def through_worker(store: EmbeddedStore, text: str) -> bytes:
    """The answer to a query, through a worker."""
    return b"".join(store.answer(Query(text), WANTED, pages(soon(60))).body)


def compare(folder: Path, disk: EmbeddedStore, memory: EmbeddedStore) -> None:
    """Each query in this process and through workers, over the same folder."""
    direct = pyoxigraph.Store.read_only(str(folder))
    print(
        f"{'query':24} {'kB':>6} {'in process':>11} {'worker':>9} {'adds':>8} {'memory':>9} {'disk/memory':>12}"
    )
    for name, body in QUERIES.items():
        text = PREFIXES + body
        size = len(through_worker(disk, text)) / 1000
        local, worker, shared = side_by_side(
            partial(in_process, direct, text),
            partial(through_worker, disk, text),
            partial(through_worker, memory, text),
        )
        print(
            f"{name:24} {size:6.0f} {local:8.3f} ms {worker:6.3f} ms {worker - local:5.3f} ms"
            f" {shared:6.3f} ms {worker / shared:10.1f} x"
        )


def ending(store: EmbeddedStore, name: str) -> None:
    """How late a deadline is, and how soon there is another worker."""
    late, again = [], []
    for _ in range(10):
        started = store.state().started
        deadline = soon(0.1)
        with suppress(StoreError):
            store.answer(Query(ENDLESS), WANTED, Limits(deadline))
        late.append((soon(0) - deadline) * 1000)
        while store.state().started == started:
            time.sleep(0.0005)
        again.append((soon(0) - deadline) * 1000)
    print(
        f"{name}: the error comes {statistics.median(late):.1f} ms (most {max(late):.1f}) after the deadline,"
        f" a new worker is ready {statistics.median(again):.0f} ms after it"
    )


def crowded(store: EmbeddedStore) -> None:
    """A plain query and a page, while eight others keep asking endless queries."""
    over = threading.Event()

    def ask(client: int) -> None:
        number = 0
        while not over.is_set():
            number += 1
            with suppress(StoreError):
                store.answer(
                    Query(f"{ENDLESS} # {client}.{number}"), WANTED, Limits(soon(3), client=str(client))
                )

    threads = [threading.Thread(target=ask, args=(client,)) for client in range(8)]
    for thread in threads:
        thread.start()
    time.sleep(2)
    query = PREFIXES + QUERIES["label"]
    for name, limits in (
        ("public", lambda: Limits(soon(10), client="probe")),
        ("page", lambda: pages(soon(10))),
    ):
        took = []
        for _ in range(60):
            start = time.perf_counter()
            rows(store, query, limits())
            took.append((time.perf_counter() - start) * 1000)
            time.sleep(0.02)
        took.sort()
        print(f"{name:7} median {took[30]:.1f} ms, 95th {took[56]:.1f} ms, most {took[-1]:.1f} ms")
    over.set()
    for thread in threads:
        thread.join()


def large(store: EmbeddedStore) -> None:
    """A large answer, streamed."""
    start, size = time.perf_counter(), 0
    for part in store.answer(Query("SELECT * { ?s ?p ?o }"), WANTED, Limits(soon(120))).body:
        size += len(part)
    took = time.perf_counter() - start
    print(f"{size / 1e6:.0f} MB in {took:.1f} s, {size / 1e6 / took:.0f} MB/s")


def main() -> None:
    """Measures and prints."""
    count = int(sys.argv[2]) if len(sys.argv) > 2 and sys.argv[2].isdecimal() else 1_000_000
    settings = PoolSettings()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "store"
        build(folder, count)
        start = time.perf_counter()
        with closing(EmbeddedStore.disk(folder, settings)) as disk:
            print(f"disk: open in {(time.perf_counter() - start) * 1000:.0f} ms")
            start = time.perf_counter()
            with closing(EmbeddedStore.memory([folder], settings)) as memory:
                print(f"memory: open in {time.perf_counter() - start:.1f} s")
                compare(folder, disk, memory)
                ending(disk, "disk")
                ending(memory, "memory")
                print("eight clients with endless queries, disk:")
                crowded(disk)
                large(disk)
