"""Workers over a folder at once, and over the same data in memory as soon as it is loaded there."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from kg.errors import KgError
from kg.store.process import Worker
from kg.store.spawn import DiskSpawner, MemorySpawner, Spawner

MEMORY_FOR_DISK = 8
"""Bytes of memory that loading takes, at its peak, for a byte of an optimised folder."""

SHARE = 4
"""Which part of the memory that is free loading may take. A worker that walks over everything comes to have most of the
data for itself, since the engine counts references inside it; all of them together need three times the peak.
"""

_MEMINFO = Path("/proc/meminfo")
_CGROUPS = (
    ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory.current"),
    ("/sys/fs/cgroup/memory/memory.limit_in_bytes", "/sys/fs/cgroup/memory/memory.usage_in_bytes"),
)


def needed(folder: Path) -> int:
    """The bytes of memory that the data of a folder takes while it is loaded, roughly."""
    return MEMORY_FOR_DISK * sum(file.stat().st_size for file in folder.iterdir())


def available() -> int:
    """The bytes of memory that this machine, or the container that this runs in, still has."""
    lines = dict(line.split(":", 1) for line in _MEMINFO.read_text("ascii").splitlines())
    found = [int(lines["MemAvailable"].split()[0]) << 10]
    for most, used in _CGROUPS:
        with suppress(OSError, ValueError):
            found.append(int(Path(most).read_text("ascii")) - int(Path(used).read_text("ascii")))
    return max(0, min(found))


class MovingSpawner:
    """Starts workers over a folder until its data is in memory, and there from then on; over the folder again where
    the process that holds the data is lost.

    :param warn: is told, in one sentence, why the data is not in memory
    """

    def __init__(self, disk: DiskSpawner, memory: MemorySpawner, warn: Callable[[str], None]) -> None:
        self._disk, self._memory, self._warn = disk, memory, warn
        self._spawned = 0
        self._ready, self._closing = False, False
        self._changed: Callable[[], None] | None = None
        self._lock = threading.Lock()
        self._waiting: threading.Thread | None = None

    @property
    def place(self) -> str:
        """Where the data is now."""
        return self._memory.place if self._ready else self._disk.place

    def spawn(self) -> Worker:
        """A worker that is starting. Loading begins with the second, since nobody shall wait for the first."""
        if self._ready and not self._memory.is_alive():
            self._ready = False
            self._warn("The process that held the data in memory was lost; it is served from disk.")
        if self._ready:
            return self._memory.spawn()
        self._spawned += 1
        if self._spawned > 1 and not self._waiting:
            self._waiting = threading.Thread(target=self._await, name="kg-store-loading", daemon=True)
            self._memory.begin()
            self._waiting.start()
        return self._disk.spawn()

    def watch(self, changed: Callable[[], None]) -> None:
        """Has something called once workers are better started anew."""
        with self._lock:
            self._changed = changed
            ready = self._ready
        if ready:
            changed()

    def _await(self) -> None:
        """Waits until the data is in memory; runs in a thread of its own."""
        try:
            self._memory.ready()
        except (KgError, OSError) as error:
            if not self._closing:
                self._warn(f"The data is not held in memory: {error}")
            return
        with self._lock:
            self._ready = True
            changed = self._changed
        if changed:
            changed()

    def trouble(self, message: str) -> KgError:
        return self._disk.trouble(message)

    def close(self) -> None:
        """Ends the process that holds the data, or is still loading it."""
        self._closing = True
        self._memory.end()
        if self._waiting:
            self._waiting.join()
        self._memory.close()


def spawner(folder: Path, memory_mb: int, recycle_bytes: int, warn: Callable[[str], None]) -> Spawner:
    """Workers over a folder, which move to memory."""
    memory = MemorySpawner([folder], None, memory_mb, recycle_bytes)
    return MovingSpawner(DiskSpawner(folder, memory_mb, recycle_bytes), memory, warn)
