"""How workers are started: each over a folder on disk, or forked from one process that holds the data in memory."""

from __future__ import annotations

import os
import re
import socket
import subprocess
from collections.abc import Callable, Sequence
from itertools import chain
from pathlib import Path
from typing import Protocol

from kg.errors import KgError, RdfError, ReleaseError, Where
from kg.store import wire
from kg.store.process import Worker
from kg.store.template import PID, PYTHON

_ENVIRONMENT = {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1", "OPENBLAS_NUM_THREADS": "1"}
"""Asks glibc for memory in pages of 2 MB where the kernel has them (5–15 % of a long query's time), and numpy's library
for no threads, beside which forking would be unsound.
"""

WORTH_COLUMNS = 200_000
"""Bytes of files, perhaps compressed, from which on it may be worth having numpy at hand."""

_PLACE = re.compile(r"^Parser error at line \d+[^:]*: ")


class Spawner(Protocol):
    """Whatever starts workers; `spawn` and `close` are called from one thread, whose end would end them."""

    @property
    def place(self) -> str:
        """Where the data is that workers are started over: “disk” or “memory”."""
        ...

    def watch(self, changed: Callable[[], None]) -> None:
        """Has something called, from any thread, once workers are better started anew."""
        ...

    def spawn(self) -> Worker:
        """A worker that is starting: its first frame is READY, or FAIL with a reason.

        :raises OSError: it could not be started
        :raises KgError: there is nothing to start it on
        """
        ...

    def trouble(self, message: str) -> KgError:
        """The error for a worker that ended before it was ready."""
        ...

    def close(self) -> None:
        """Ends what it keeps for starting workers."""
        ...


class DiskSpawner:
    """Starts workers over an Oxigraph folder that nobody writes to."""

    place = "disk"

    def __init__(self, folder: Path, memory_mb: int, recycle_bytes: int) -> None:
        self._folder = folder
        self._arguments = [str(os.getpid()), str(memory_mb), str(recycle_bytes), str(folder)]

    def spawn(self) -> Worker:
        child = subprocess.Popen(
            [*PYTHON, "-m", "kg.store.worker", *self._arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
        )
        assert child.stdin and child.stdout
        to_fd, from_fd = os.dup(child.stdin.fileno()), os.dup(child.stdout.fileno())
        child.stdin.close()
        child.stdout.close()
        return Worker(child.pid, os.pidfd_open(child.pid), to_fd, from_fd, child, self.place)

    def trouble(self, message: str) -> KgError:
        return ReleaseError(f"The store cannot be opened: {message}.", Where(self._folder))

    def watch(self, changed: Callable[[], None]) -> None:
        """Never calls it."""

    def close(self) -> None:
        """Has nothing to end."""


class MemorySpawner:
    """Loads files into one process and has it fork a worker whenever one is needed."""

    place = "memory"

    def __init__(
        self, files: Sequence[Path], base_iri: str | None, memory_mb: int, recycle_bytes: int
    ) -> None:
        self._files, self._base_iri = list(files), base_iri
        self._arguments = [str(os.getpid()), str(memory_mb), str(recycle_bytes)]
        self._template: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def spawn(self) -> Worker:
        if not self.is_alive():
            self.begin()
            self.ready()
        assert self._control
        child_in, to_fd = os.pipe()
        from_fd, child_out = os.pipe()
        try:
            socket.send_fds(self._control, [b"F"], [child_in, child_out])
            reply, fds, _, _ = socket.recv_fds(self._control, PID.size, 1)
        except OSError:
            reply, fds = b"", []
        os.close(child_in)
        os.close(child_out)
        if not fds:
            os.close(to_fd)
            os.close(from_fd)
            raise OSError("no worker was forked")
        return Worker(PID.unpack(reply)[0], fds[0], to_fd, from_fd, None, self.place)

    def watch(self, changed: Callable[[], None]) -> None:
        """Never calls it."""

    def is_alive(self) -> bool:
        """Whether the process that holds the data, or loads it, is there."""
        return self._template is not None and self._template.poll() is None

    def begin(self) -> None:
        """Starts the process that loads the data and holds it from then on."""
        self.close()
        self._control, theirs = socket.socketpair()
        parent, memory_mb, recycle_bytes = self._arguments
        control, base_iri = str(theirs.fileno()), self._base_iri or ""
        with theirs:
            arguments = [parent, memory_mb, recycle_bytes, control, base_iri, *map(str, self._files)]
            self._template = subprocess.Popen(
                [*PYTHON, "-m", self._program(), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                env={**os.environ, **_ENVIRONMENT},
            )

    def _program(self) -> str:
        found = chain.from_iterable(path.iterdir() if path.is_dir() else (path,) for path in self._files)
        size = sum(file.stat().st_size for file in found if file.is_file())
        return "kg.store.columned" if size >= WORTH_COLUMNS else "kg.store.template"

    def ready(self) -> None:
        """Waits until the data is loaded; ends the process where it cannot be.

        :raises RdfError: a file does not parse
        """
        assert self._control
        reply = wire.unpack(self._control.recv(1 << 16))
        if reply != [wire.READY]:
            self.end()
            raise self._unreadable(reply)

    def _unreadable(self, reply: list[bytes]) -> RdfError:
        if not reply:
            return RdfError("This cannot be read: the process that tried it ended.", Where(self._files[0]))
        number, line, column = (int(part) for part in reply[1:4])
        what = _PLACE.sub("", reply[4].decode("utf-8", "replace"))
        where = Where(self._files[number], line or None, column or None)
        return RdfError(f"This RDF cannot be read: {what}.", where)

    def trouble(self, message: str) -> KgError:
        return RdfError(f"The store cannot be opened: {message}.")

    def end(self) -> None:
        """Ends the process that holds the data, or is loading it; from any thread."""
        if self._template:
            self._template.kill()

    def close(self) -> None:
        """Ends that process and forgets it."""
        self.end()
        if self._control:
            self._control.close()
            self._control = None
        if self._template:
            self._template.wait()
            self._template = None
