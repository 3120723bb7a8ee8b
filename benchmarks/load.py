"""A client that costs next to nothing, and what a server costs: CPU and memory of all its processes."""

from __future__ import annotations

import os
import selectors
import socket
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

_TICK = os.sysconf("SC_CLK_TCK")
_PART = 1 << 18


class Connection:
    """One connection to a server, kept as long as the server keeps it."""

    def __init__(self, port: int, path: str) -> None:
        self.port, self._path = port, path
        self.socket = socket.create_connection(("127.0.0.1", port))
        self._socket_options()
        self._buffer = bytearray()

    def _socket_options(self) -> None:
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, query: str) -> None:
        """Asks, anew on another connection where the server closed this one; an empty query asks for the path alone."""
        sign = "&" if "?" in self._path else "?"
        target = f"{self._path}{sign}{urlencode({'query': query})}" if query else self._path
        accept = "text/turtle" if "CONSTRUCT" in query else "application/sparql-results+json"
        data = f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: {accept}\r\n\r\n".encode()
        try:
            self.socket.sendall(data)
        except OSError:
            self.reconnect()
            self.socket.sendall(data)

    def reconnect(self) -> None:
        """Begins again."""
        self.socket.close()
        self.socket = socket.create_connection(("127.0.0.1", self.port))
        self._socket_options()
        self._buffer.clear()

    def read_some(self) -> tuple[int, bytes] | None:
        """Reads what there is: status and body of the answer if it is whole."""
        part = self.socket.recv(_PART)
        if not part:
            raise EOFError
        self._buffer += part
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return None
        head = bytes(self._buffer[:end]).lower()
        start = end + 4
        if b"transfer-encoding: chunked" in head:
            if not self._buffer.endswith(b"0\r\n\r\n"):
                return None
            body = _unchunked(bytes(self._buffer[start:]))
        else:
            size = int(head.partition(b"content-length:")[2].split(b"\r\n", 1)[0])
            if len(self._buffer) - start < size:
                return None
            body = bytes(self._buffer[start : start + size])
        self._buffer.clear()
        return int(head.split(b" ", 2)[1]), body

    def ask(self, query: str) -> bytes:
        """The whole answer."""
        for _ in range(2):
            self.send(query)
            try:
                while (found := self.read_some()) is None:
                    pass
            except (EOFError, OSError):
                self.reconnect()
                continue
            status, body = found
            assert status == 200, (status, body[:300])
            return body
        raise EOFError


def _unchunked(data: bytes) -> bytes:
    parts, at = [], 0
    while True:
        line_end = data.index(b"\r\n", at)
        size = int(data[at:line_end].split(b";")[0], 16)
        if not size:
            return b"".join(parts)
        parts.append(data[line_end + 2 : line_end + 2 + size])
        at = line_end + 2 + size + 2


def processes(pid: int) -> list[int]:
    """A process and all below it."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, IndexError):
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(stat.parent.name))
    found, todo = [], [pid]
    while todo:
        found.append(one := todo.pop())
        todo += children.get(one, [])
    return found


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICK


def memory(pid: int, which: str = "Pss") -> float:
    """Megabytes that a process and all below it have in memory; what they share is counted once."""
    total = 0
    for one in processes(pid):
        with suppress(OSError):
            lines = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
            total += sum(int(line.split()[1]) for line in lines if line.startswith(f"{which}:"))
    return total / 1000


class Meter:
    """What the processes of a server use; those that end while it looks are counted as far as it saw them."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._seen: dict[int, float] = {}
        self.largest: dict[int, int] = {}
        self._over = threading.Event()

    def look(self) -> float:
        """CPU seconds of all processes ever seen."""
        for one in processes(self._pid):
            with suppress(OSError, IndexError):
                self._seen[one] = _cpu(one)
                pages = int(Path(f"/proc/{one}/statm").read_text().split()[1])
                self.largest[one] = max(pages * 4, self.largest.get(one, 0))
        return sum(self._seen.values())

    def _watch(self) -> None:
        while not self._over.wait(0.03):
            self.look()

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Looks again and again, for servers whose processes come and go."""
        thread = threading.Thread(target=self._watch)
        thread.start()
        try:
            yield
        finally:
            self._over.set()
            thread.join()
            self._over.clear()


@dataclass(frozen=True)
class Cost:
    """What a query cost, a request: milliseconds of CPU, in the middle, at the 95th of a hundred; bytes."""

    cpu: float
    median: float
    late: float
    size: int


_NUMBER = count(1)
Make = Callable[[int], str]


def measure(connection: Connection, pid: int, make: Make, seconds: float, most: int = 4000) -> Cost:
    """Asks one after another, each time what `make` gives for a new number, for some seconds."""
    meter, took, size = Meter(pid), [], 0
    connection.ask(make(next(_NUMBER)))
    with meter.watching():
        before, end = meter.look(), time.perf_counter() + seconds
        while len(took) < 2 or (time.perf_counter() < end and len(took) < most):
            query = make(next(_NUMBER))
            start = time.perf_counter()
            size = len(connection.ask(query))
            took.append((time.perf_counter() - start) * 1000)
        spent = meter.look() - before
    took.sort()
    return Cost(spent / len(took) * 1000, statistics.median(took), took[len(took) * 95 // 100], size)


def throughput(connections: list[Connection], make: Make, seconds: float) -> float:
    """Requests a second with all connections asking at once."""
    done, selector = 0, selectors.DefaultSelector()

    def ask(one: Connection) -> None:
        one.send(make(next(_NUMBER)))
        selector.register(one.socket, selectors.EVENT_READ, one)

    for one in connections:
        ask(one)
    start = time.perf_counter()
    while time.perf_counter() < start + seconds:
        for key, _ in selector.select(1):
            one = key.data
            try:
                found = one.read_some()
            except (EOFError, OSError):
                selector.unregister(one.socket)
                one.reconnect()
                ask(one)
                continue
            if found:
                done += 1
                selector.unregister(one.socket)
                ask(one)
    took = time.perf_counter() - start
    selector.close()
    return done / took
