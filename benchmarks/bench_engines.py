"""`kg serve` beside other engines over HTTP: the same triples, machine and run.

`python -m benchmarks engines`: 1,000,000 triples, kept prepared for the next time in the folder that KG_BENCHMARKS
names. An engine that is not installed is left out. Every text differs from the last, so that nobody's answer is one
that was kept: by its thing, group or class where it has one, else by a comment at its end. Ours are also measured with
one text repeated.
"""

from __future__ import annotations

import json
import os
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from functools import partial
from pathlib import Path

from pyoxigraph import QueryResultsFormat, QueryTriples, RdfFormat, Store, parse

from benchmarks import servers
from benchmarks.bench_store import BASE, PREFIXES
from benchmarks.load import Connection, Cost, measure, memory, processes, throughput
from benchmarks.servers import Running

THING = f"<{BASE}id/thing/{{n}}>"

# Name: query, where {n} is the number of a thing, {g} of a group, {c} of a class.
POINT = {
    "label": f"SELECT ?l {{ {THING} rdfs:label ?l }}",
    "description": f"CONSTRUCT WHERE {{ {THING} ?p ?o }}",
    "what leads to it": f"CONSTRUCT {{ ?s ?p {THING} }} WHERE {{ ?s ?p {THING} }}",
    "two steps of a path": f"SELECT ?l {{ {THING} d:next/d:knows ?x . ?x rdfs:label ?l }}",
}
LIGHT = {
    **POINT,
    "is it of a class": f"ASK {{ {THING} a d:C{{c}} }}",
    "members of a group, sorted": f"SELECT ?s ?v {{ ?s d:part <{BASE}id/group/{{g}}> ; d:value ?v }} ORDER BY ?v ?s",
    "a class with labels": "SELECT ?s ?l { ?s a d:C{c} ; d:value {g} ; rdfs:label ?l FILTER(LANG(?l) = 'vi') }",
    "count of a class": "SELECT (COUNT(*) AS ?n) { ?s a d:C{c} }",
}
HEAVY = {
    "count by class": "SELECT ?c (COUNT(*) AS ?n) { ?s a ?c } GROUP BY ?c",
    "sums by class": "SELECT ?c (SUM(?v) AS ?n) { ?s a ?c ; d:value ?v } GROUP BY ?c",
    "largest of each group": "SELECT ?g (MAX(?v) AS ?n) { ?s d:part ?g ; d:value ?v } GROUP BY ?g",
    "classes of neighbours": "SELECT ?c ?d (COUNT(*) AS ?n) { ?s a ?c ; d:next ?o . ?o a ?d } GROUP BY ?c ?d",
}
MIX = {**LIGHT, **HEAVY}
"""Eight that pages and programs ask all day, and four that walk over everything, as those do who study a dataset.

Each counts the same in the mean, so that the four decide it, and the eight are told apart.
"""


def text(query: str, number: int, things: int) -> str:
    """A query about other things for each number."""
    n = (number * 7919) % things
    found = query.replace("{n}", str(n)).replace("{g}", str(n % 777)).replace("{c}", str(n % 12))
    return f"{PREFIXES}{found} # {number}"


def rows(body: bytes) -> list[str]:
    """An answer as sorted lines that are the same whichever engine wrote it."""
    if not body.lstrip().startswith(b"{"):
        return sorted(str(quad.triple) for quad in parse(body, RdfFormat.TURTLE))
    table = json.loads(body)
    if "boolean" in table:
        return [str(table["boolean"])]
    if table["head"]["vars"] == ["__ASK_RETVAL"]:
        return [str(table["results"]["bindings"][0]["__ASK_RETVAL"]["value"] == "1")]
    found = ({name: term["value"] for name, term in row.items()} for row in table["results"]["bindings"])
    return sorted(json.dumps(row, sort_keys=True) for row in found)


def expected(folder: Path, things: int) -> dict[str, list[str]]:
    """The answers as the engine's library gives them in this process."""
    store = Store.read_only(str(folder / "store"))
    found = {}
    for name, query in MIX.items():
        results = store.query(text(query, 3, things))
        if isinstance(results, QueryTriples):
            found[name] = sorted(map(str, results))
        else:
            found[name] = rows(results.serialize(format=QueryResultsFormat.JSON) or b"")
    return found


def check(connection: Connection, things: int, right: dict[str, list[str]]) -> None:
    """Says where an engine's answers are not right."""
    for name, query in MIX.items():
        found = rows(connection.ask(text(query, 3, things)))
        if found != right[name]:
            print(f"  {name}: {len(found)} rows, not the {len(right[name])}: {found[:2]} {right[name][:2]}")


def settle(found: Running) -> None:
    """Waits until workers in memory have columns, which count what nobody else counts in a second."""
    connection = Connection(found.port, f"{found.path}?timeout=1")
    end = time.monotonic() + 120
    while time.monotonic() < end:
        with suppress(AssertionError):
            connection.ask("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f }")
            return
    raise TimeoutError


def of_engine(found: Running, things: int, seconds: float) -> dict[str, Cost]:
    """What each query costs."""
    connection = Connection(found.port, found.path)
    return {
        name: measure(connection, found.pid, partial(text, query, things=things), seconds)
        for name, query in MIX.items()
    }


def together(found: Running, things: int, names: list[str], seconds: float) -> float:
    """Requests a second at eight connections, the queries in turn."""
    connections = [Connection(found.port, found.path) for _ in range(8)]

    def make(number: int) -> str:
        return text(MIX[names[number % len(names)]], number, things)

    return throughput(connections, make, seconds)


def repeated(found: Running, constant: Callable[[int], AbstractContextManager[Running]]) -> None:
    """One query again and again, beside a constant Flask page as long as its answer."""
    print("\n| asked again and again | bytes | ms CPU | constant page | ratio |\n|---|---|---|---|---|")
    for name in ("label", "description", "members of a group, sorted"):
        mine = measure(Connection(found.port, found.path), found.pid, partial(_same, name), 2)
        with constant(mine.size) as page:
            other = measure(Connection(page.port, page.path), page.pid, lambda n: "", 2)
        print(f"| {name} | {mine.size} | {mine.cpu:.3f} | {other.cpu:.3f} | {mine.cpu / other.cpu:.2f} |")


def _same(name: str, number: int) -> str:
    return text(MIX[name], 5, 1000)


def large(found: Running, name: str) -> None:
    """A result of 50 MB: what the processes grow by, each counted by what it shares with nobody."""
    connection = Connection(found.port, found.path)
    first, most, over = _own(found.pid), dict[int, float](), threading.Event()

    def watch() -> None:
        while not over.wait(0.02):
            for pid, size in _own(found.pid).items():
                first.setdefault(pid, size)
                most[pid] = max(size, most.get(pid, 0))

    watcher, start = threading.Thread(target=watch), time.perf_counter()
    watcher.start()
    size = len(connection.ask(f"SELECT ?s ?p ?o {{ ?s ?p ?o }} LIMIT 245000 # {start}"))
    took = time.perf_counter() - start
    over.set()
    watcher.join()
    grown = {pid: most.get(pid, before) - before for pid, before in first.items()}
    server, others = grown.pop(found.pid), max(grown.values(), default=0)
    print(
        f"{name}: {size / 1e6:.0f} MB in {took:.1f} s, the server's process grows by {server:.0f} MB, "
        f"none of the {len(grown)} below it by more than {others:.0f} MB"
    )


def _own(pid: int) -> dict[int, float]:
    """Megabytes that a process, and each below it, shares with nobody."""
    found = {}
    for one in processes(pid):
        with suppress(OSError):
            lines = Path(f"/proc/{one}/smaps_rollup").read_text("ascii").splitlines()
            found[one] = sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1000
    return found


def table(costs: dict[str, dict[str, Cost]], small: set[str]) -> None:
    """Milliseconds of CPU and of time for each query and engine."""
    names = list(costs)
    print("\n| ms of CPU a request (median; 95th of 100) | " + " | ".join(names) + " |")
    print("|---" * (len(names) + 1) + "|")
    for query in MIX:
        cells = [costs[name].get(query) for name in names]
        shown = (f"{c.cpu:.2f} ({c.median:.2f}; {c.late:.2f})" if c else "–" for c in cells)
        print(f"| {query} | " + " | ".join(shown) + " |")
    for title, some in (("point queries", POINT), ("the eight", LIGHT), ("the twelve", MIX)):
        means = [sum(costs[name][q].cpu for q in some) / len(some) for name in names]
        print(f"| **{title}, mean CPU** | " + " | ".join(f"{m:.2f}" for m in means) + " |")
    if small:
        print(f"\nWith a tenth of the triples: {', '.join(small)}.")


def main() -> None:
    """Measures and prints."""
    env = dict(os.environ)
    given = Path(env.pop("KG_BENCHMARKS", f"{tempfile.gettempdir()}/kg-benchmarks"))
    folder, tenth = servers.prepare(given, 1_000_000), servers.prepare(given / "tenth", 100_000)
    starts: dict[str, tuple[Callable[[], AbstractContextManager[Running]], int]] = {
        "kg serve, memory": (partial(servers.ours, folder, "memory", env), 125_000),
        "kg serve, disk": (partial(servers.ours, folder, "disk", env), 125_000),
        "oxigraph, disk": (partial(servers.oxigraph, folder, env), 125_000),
        "Virtuoso": (partial(servers.virtuoso, folder, env), 125_000),
        "rdflib-endpoint": (partial(servers.rdflib_endpoint, tenth, env), 12_500),
    }
    costs: dict[str, dict[str, Cost]] = {}
    right = {things: expected(of, things) for of, things in ((folder, 125_000), (tenth, 12_500))}
    print(f"load {os.getloadavg()[0]:.1f}", flush=True)
    lines = []
    for name, (start, things) in starts.items():
        try:
            with start() as found:
                if name == "kg serve, memory":
                    settle(found)
                check(Connection(found.port, found.path), things, right[things])
                costs[name] = of_engine(found, things, 1.0)
                point, mix = (together(found, things, list(some), 3) for some in (POINT, MIX))
                held = memory(found.pid)
                lines.append(f"| {name} | {point:.0f} | {mix:.1f} | {held:.0f} | {os.getloadavg()[0]:.1f} |")
                print(lines[-1], flush=True)
                if name.startswith("kg serve"):
                    large(found, name)
                if name == "kg serve, memory":
                    repeated(found, partial(servers.constant, folder, env))
        except (FileNotFoundError, AssertionError, TimeoutError, EOFError) as error:
            print(f"{name} is left out: {error}")
    table(costs, {name for name in costs if starts[name][1] != 125_000})
    print(
        "\n| 8 connections | point queries a s | mix a s | MB (PSS) | load of the machine |\n|---|---|---|---|---|"
    )
    print("\n".join(lines))
