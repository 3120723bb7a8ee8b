"""From `kg serve` to the first page, and pages beside a constant Flask page of the same size from the same server."""

from __future__ import annotations

import http.client
import os
import random
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.measure import cost, cpu, free_port, serving

FIGURE = "/doc/figure/fe65192195054a7f/sown-area-rice/2020"
ENTITIES = re.compile(r"/(doc/(?!area|period|report|text)|def/indicator/)")
"""Pages of things of the usual size: facts, people, bodies, documents, indicators."""


WARMING = 50
"""Pages that are asked for before those that are measured warm."""

SETTLED = 20.0
"""Seconds until the server has moved its data where it wants them; what that costs is no page's."""


ROUNDS = 3
"""Servers that are started one after the other, since a page is made for the first time once."""

Costs = dict[str, list[tuple[float, int, float]]]
"""By page, of each round: its CPU, its size, and the CPU of a constant page of that size right after it."""


def main() -> None:
    """Prints the time to the first page and the CPU cost of each page, beside that of constant pages; first renders
    both right after the start (the first pages) and warm (all others). Of three rounds the median, and the least.
    """
    costs: Costs = {}
    for _ in range(ROUNDS):
        _round(costs)
    for name, found in costs.items():
        spent, constant = (sorted(one[index] for one in found) for index in (0, 2))
        ratio = sorted(one[0] / one[2] for one in found)[ROUNDS // 2]
        print(
            f"{name:<32}{spent[ROUNDS // 2]:6.2f} ms CPU (least {spent[0]:.2f}) {found[0][1]:7d} bytes   "
            f"constant {constant[ROUNDS // 2]:5.2f} ms (least {constant[0]:.2f})   {ratio:4.2f} ×"
        )
    print(f"load of the machine at its end: {os.getloadavg()[0]:.1f}")


def _round(costs: Costs) -> None:
    """All pages of one server."""
    started = time.perf_counter()
    with serving(*sys.argv[2:]) as (process, port, ready):
        _get(port, FIGURE, "text/html")
        print(
            f"ready after {ready:.2f} s, first page after {time.perf_counter() - started:.2f} s   (aim: under 2)"
        )
        time.sleep(SETTLED)
        paths = _entities(port)
        for name, accept in (("entity page", "text/html"), ("its Turtle", "text/turtle")):
            for language in ("vi", "en") if accept == "text/html" else ("vi",):
                for how, some in (("cold", paths[:WARMING]), ("warm", paths[WARMING:])):
                    spent, size = _first(port, process.pid, some, accept, language)
                    _note(costs, f"{name}, first, {language}, {how}", spent, size)
            _note(costs, f"{name}, again", *cost(port, process.pid, FIGURE, accept))
        _note(costs, "home page, again", *cost(port, process.pid, "/", "text/html"))


def _note(costs: Costs, name: str, spent: float, size: int) -> None:
    """Keeps what a page cost, beside a constant one of its size."""
    with _constant(size) as (pid, port):
        constant, _size = cost(port, pid, "/", "text/html")
    costs.setdefault(name, []).append((spent, size, constant))


@contextmanager
def _constant(size: int) -> Iterator[tuple[int, int]]:
    """A server with one constant page: its process and its port."""
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.constant", str(port), str(size)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline().startswith("ready")
        try:
            yield process.pid, port
        finally:
            process.terminate()
            process.wait(20)


def _get(port: int, path: str, accept: str, language: str = "vi") -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", path, headers={"Accept": accept, "Accept-Language": language})
    try:
        return connection.getresponse().read()
    finally:
        connection.close()


def _entities(port: int) -> list[str]:
    """Pages of things, up to 350, from all over the list."""
    urls = re.findall(rb"<loc>https?://[^/]+(/[^<]+)</loc>", _get(port, "/sitemap.xml", "application/xml"))
    found = [path for url in urls if ENTITIES.match(path := url.decode())]
    random.Random(5).shuffle(found)
    return found[:350]


def _first(port: int, pid: int, paths: list[str], accept: str, language: str) -> tuple[float, int]:
    """CPU milliseconds a page that was never asked for, and the mean size, over one connection."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    before, size = cpu(pid), 0
    for path in paths:
        connection.request("GET", path, headers={"Accept": accept, "Accept-Language": language})
        size += len(connection.getresponse().read())
    spent = (cpu(pid) - before) / len(paths) * 1000
    connection.close()
    return spent, size // len(paths)
