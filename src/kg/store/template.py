"""A process that loads RDF into memory once and from then on only forks: each fork is a worker over the same memory.

Started as `python -m kg.store.template PARENT MEMORY_MB RECYCLE_BYTES CONTROL BASE FILE…`. It has one thread, so that
forking it is sound; a fork shares the data until it writes to it, which a query never does. A message with two
descriptors on the control socket asks for a worker; the reply carries the fork's number and a descriptor of it.
"""

from __future__ import annotations

import gc
import gzip
import os
import resource
import signal
import socket
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, cast
from urllib.parse import quote, urljoin

from pyoxigraph import RdfFormat, Store

from kg.contexts import elsewhere
from kg.store import sandbox, wire, worker
from kg.store.run import Look

PID = struct.Struct("<q")
# An interpreter that takes no module from the working folder.
PYTHON = (sys.executable, "-P")
_TOO_LONG = "it needs too much memory, or a value in it is longer than 16 MB"
_BOM = b"\xef\xbb\xbf"
_DUMP = (
    "import sys, pyoxigraph as o\n"
    "o.Store.read_only(sys.argv[1]).dump(sys.stdout.buffer, format=o.RdfFormat.N_QUADS)"
)


class Unreadable(Exception):
    """A file could not be loaded: its number, line, column (0 for unknown), and what is wrong."""


def main(arguments: list[str], prepare: Callable[[Store], Look | None] = lambda store: None) -> None:
    """Loads the files and forks on demand until the control socket closes.

    :param prepare: gives what the workers ask before the engine
    """
    parent, memory_mb, recycle_bytes, control_fd = (int(value) for value in arguments[:4])
    sandbox.die_with(parent)
    control = socket.socket(fileno=control_fd)
    try:
        store = load([Path(name) for name in arguments[5:]], arguments[4] or None)
    except Unreadable as error:
        control.sendall(wire.pack([wire.FAIL, *(str(part).encode() for part in error.args)]))
        return
    control.sendall(wire.pack([wire.READY]))
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    look = prepare(store)
    gc.freeze()
    filtered = sandbox.can_lock()
    if not filtered:
        sandbox.leave_network()
    if _fork_on_demand(control):
        worker.serve(store, memory_mb, recycle_bytes, filtered, look=look)


def load(paths: list[Path], base_iri: str | None) -> Store:
    """A store in memory with what RDF files hold, or folders of stores.

    :raises Unreadable: one of them is not what it seems
    """
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") * 3 // 4
    resource.setrlimit(resource.RLIMIT_AS, (memory, resource.RLIM_INFINITY))
    store = Store()
    for number, path in enumerate(paths):
        try:
            if path.is_dir():
                _load_folder(store, path)
            else:
                _load_file(store, path, base_iri)
        except SyntaxError as error:
            what, line, column = elsewhere(error.msg, path) or (error.msg, error.lineno, error.offset)
            raise Unreadable(number, line or 0, column or 0, what) from None
        except MemoryError:
            raise Unreadable(number, 0, 0, _TOO_LONG) from None
        except (OSError, ValueError, RuntimeError, EOFError) as error:
            raise Unreadable(number, 0, 0, getattr(error, "strerror", None) or error) from None
    return store


def _load_file(store: Store, path: Path, base_iri: str | None) -> None:
    """Loads an RDF file, compressed or not; its suffix names its format, and a byte order mark is no matter.

    Its own address is its name below the base: what two files call `<#me>` are two things.
    """
    name = path.name.lower()
    suffix = name.removesuffix(".gz").rpartition(".")[2]
    rdf_format = RdfFormat.RDF_XML if suffix == "owl" else RdfFormat.from_extension(suffix)
    if not rdf_format:
        raise ValueError(f"the suffix “.{suffix}” names no RDF format")
    if base_iri:
        base_iri = urljoin(base_iri, quote(path.name.partition(".")[0]))
    with cast("IO[bytes]", gzip.open(path) if name.endswith(".gz") else path.open("rb")) as file:
        if file.read(len(_BOM)) != _BOM:
            file.seek(0)
        store.bulk_load(file, rdf_format, base_iri=base_iri)


def _load_folder(store: Store, path: Path) -> None:
    """Copies a store on disk through a process of its own, whose threads would make forking this one unsound."""
    with subprocess.Popen([*PYTHON, "-c", _DUMP, str(path)], stdout=subprocess.PIPE) as dump:
        assert dump.stdout
        store.bulk_load(dump.stdout, RdfFormat.N_QUADS)
    if dump.returncode:
        raise ValueError("the store is damaged")


def _fork_on_demand(control: socket.socket) -> bool:
    """Forks whenever it is asked to; True in a fork, False once nobody can ask any more."""
    template = os.getpid()
    while True:
        _, fds, _, _ = socket.recv_fds(control, 1, 2)
        if not fds:
            return False
        pid = os.fork()
        if not pid:
            sandbox.die_with(template)
            control.close()
            for number, fd in enumerate(fds):
                os.dup2(fd, number)
                os.close(fd)
            return True
        _report(control, pid)
        for fd in fds:
            os.close(fd)


def _report(control: socket.socket, pid: int) -> None:
    """Tells which process was forked; the number 0 says that it has ended already."""
    try:
        pidfd = os.pidfd_open(pid)
    except OSError:
        control.sendall(PID.pack(0))
        return
    socket.send_fds(control, [PID.pack(pid)], [pidfd])
    os.close(pidfd)


if __name__ == "__main__":
    main(sys.argv[1:])
