"""From `kg serve` to the first page, and pages beside a constant Flask page of the same size from the same server."""

from __future__ import annotations

import http.client
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


def main() -> None:
    """Prints the time to the first page and the CPU cost of each page, beside that of constant pages."""
    started = time.perf_counter()
    with serving(*sys.argv[2:]) as (process, port, ready):
        _get(port, FIGURE, "text/html")
        print(
            f"ready after {ready:.2f} s, first page after {time.perf_counter() - started:.2f} s   (aim: under 2)"
        )
        paths = _entities(port)
        for name, accept in (("entity page", "text/html"), ("its Turtle", "text/turtle")):
            for language in ("vi", "en") if accept == "text/html" else ("vi",):
                spent, size = _first(port, process.pid, paths, accept, language)
                _say(f"{name}, first, {language}", spent, size)
            _say(f"{name}, again", *cost(port, process.pid, FIGURE, accept))
        _say("home page, again", *cost(port, process.pid, "/", "text/html"))


def _say(name: str, spent: float, size: int) -> None:
    """One line: a page beside a constant one of its size."""
    with _constant(size) as (pid, port):
        constant, _size = cost(port, pid, "/", "text/html")
    print(
        f"{name:<26}{spent:6.2f} ms CPU {size:7d} bytes   constant {constant:5.2f} ms   {spent / constant:4.2f} ×"
    )


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
    """Up to 150 pages of things."""
    urls = re.findall(rb"<loc>https?://[^/]+(/[^<]+)</loc>", _get(port, "/sitemap.xml", "application/xml"))
    return [path for url in urls if ENTITIES.match(path := url.decode())][:150]


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
