"""What the measurements share: medians, CPU time of a process, a server on a free port."""

from __future__ import annotations

import http.client
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

KG = Path(sys.executable).with_name("kg")


def median(action: Callable[[], object], times: int = 5) -> float:
    """The median wall time of an action, in seconds."""
    found = []
    for _ in range(times):
        started = time.perf_counter()
        action()
        found.append(time.perf_counter() - started)
    return statistics.median(found)


def cpu(pid: int) -> float:
    """CPU seconds of a process and of its living children."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(stat.parent.name) == pid or int(fields[1]) == pid:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """A port of the loopback address that nobody uses."""
    with socket.create_server(("127.0.0.1", 0)) as held:
        return int(held.getsockname()[1])


@contextmanager
def serving(*arguments: str, port: int | None = None) -> Iterator[tuple[subprocess.Popen[str], int, float]]:
    """`kg serve` with some arguments: the process, its port, and the seconds until it said ready."""
    port = port or free_port()
    started = time.perf_counter()
    command = [str(KG), "serve", "--port", str(port), *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline().startswith("ready"), "the server did not start"
        try:
            yield process, port, time.perf_counter() - started
        finally:
            process.terminate()
            process.wait(20)


def cost(port: int, pid: int, path: str, accept: str, times: int = 400) -> tuple[float, int]:
    """CPU milliseconds a request on the server's side, and the size of the answer, over one connection."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    size = 0

    def ask() -> None:
        nonlocal size
        connection.request("GET", path, headers={"Accept": accept})
        size = len(connection.getresponse().read())

    for _ in range(20):
        ask()
    before = cpu(pid)
    for _ in range(times):
        ask()
    connection.close()
    return (cpu(pid) - before) / times * 1000, size
