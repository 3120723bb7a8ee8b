"""A worker reaches nothing but its store and its pipes, and does not outlive whoever started it."""

from __future__ import annotations

import json
import select
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.store import sandbox, wire
from kg.store.base import soon
from kg.store.embedded import EmbeddedStore
from kg.store.lanes import Track
from kg.store.pool import Pool, PoolSettings
from kg.store.spawn import DiskSpawner
from patience import LONG, is_alive, until

TRIED = """
def tried(action):
    try:
        action()
    except (OSError, RuntimeError) as error:
        return type(error).__name__
    return "allowed"
"""
LOCKED = (
    TRIED
    + """
import json, os, socket, subprocess, threading
from kg.store import sandbox
threading.Thread(target=threading.Event().wait, daemon=True).start()
locked = sandbox.lock()
found = {
    "socket": tried(socket.socket),
    "open": tried(lambda: os.open("/etc/passwd", os.O_RDONLY)),
    "write": tried(lambda: os.open("/tmp/kg-never", os.O_WRONLY | os.O_CREAT)),
    "list": tried(lambda: os.listdir("/")),
    "fork": tried(os.fork),
    "exec": tried(lambda: os.execv("/bin/true", ["true"])),
    "kill": tried(lambda: os.kill(os.getppid(), 0)),
    "thread": tried(lambda: threading.Thread(target=print).start()),
}
os.write(1, json.dumps([locked, found]).encode())
os._exit(0)
"""
)
CONFINED = (
    TRIED
    + """
import json, os, socket, sys
from pathlib import Path
from kg.store import sandbox
confined = sandbox.confine(sys.argv[1])
if confined:
    sandbox.offer_to_oom_killer()
    sandbox.bound(256)
    sandbox.lock(reading=True)
inside = Path(sys.argv[1])
found = {
    "read": tried((inside / "CURRENT").read_bytes),
    "append": tried(lambda: os.open(inside / "CURRENT", os.O_WRONLY)),
    "create": tried(lambda: os.open(inside / "new", os.O_WRONLY | os.O_CREAT)),
    "beside": tried(lambda: os.open(inside / ".." / "secret", os.O_RDONLY)),
    "elsewhere": tried(lambda: os.open("/etc/passwd", os.O_RDONLY)),
    "socket": tried(socket.socket),
}
os.write(1, json.dumps([confined, found]).encode())
os._exit(0)
"""
)
BOUND = """
import os
from kg.store import sandbox
sandbox.bound(64)
try:
    bytearray(128 << 20)
except MemoryError:
    os.write(1, b"bound")
"""
OFFLINE = """
import socket, sys
from kg.store import sandbox
if sandbox.leave_network():
    try:
        socket.create_connection(("127.0.0.1", int(sys.argv[1])), 5)
    except OSError:
        print("offline")
else:
    print("not allowed here")
"""
PARENT = """
import sys, threading
from pathlib import Path
from kg.store.embedded import EmbeddedStore
from kg.store.pool import PoolSettings
path = Path(sys.argv[2])
store = (EmbeddedStore.disk(path, PoolSettings()) if sys.argv[1] == "disk" else EmbeddedStore.memory([path]))
while len(store.state().workers) < 7:
    threading.Event().wait(0.01)
print(*store.state().workers, flush=True)
threading.Event().wait()
"""


def python(code: str, *arguments: str) -> bytes:
    return subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, check=True).stdout


@pytest.mark.skipif(not sandbox.can_lock(), reason="this kernel has no seccomp")
def test_a_locked_process_computes_and_nothing_else() -> None:
    locked, found = json.loads(python(LOCKED))
    assert locked
    assert set(found.values()) <= {"PermissionError", "RuntimeError"}, found


@pytest.mark.skipif(not sandbox.can_lock(), reason="this kernel has no seccomp")
def test_a_confined_process_opens_what_is_in_its_folder_and_nothing_else(
    folder: Path, tmp_path: Path
) -> None:
    inside = shutil.copytree(folder, tmp_path / "store")
    (tmp_path / "secret").touch()
    confined, found = json.loads(python(CONFINED, str(inside)))
    if not confined:
        pytest.skip("this kernel has no Landlock: the tables of a store are opened before the filter is set")
    assert found.pop("read") == "allowed"
    assert set(found.values()) == {"PermissionError"}, found


def test_a_bound_process_gets_no_more_memory() -> None:
    assert python(BOUND) == b"bound"


def test_where_there_is_no_filter_the_network_is_left(listener: socket.socket) -> None:
    said = python(OFFLINE, str(listener.getsockname()[1]))
    assert said in (b"offline\n", b"not allowed here\n")
    assert not select.select([listener], [], [], 0)[0]


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


@pytest.mark.parametrize("silent", ["", "SILENT"])
def test_a_service_that_slipped_through_reaches_nobody(
    folder: Path, listener: socket.socket, silent: str
) -> None:
    pool = Pool(DiskSpawner(folder, 512, 1 << 30), PoolSettings(pages=1, quick=1, slow=1))
    try:
        lease = pool.acquire(Track.PAGES, "", soon(LONG), None)
        port = listener.getsockname()[1]
        query = f"SELECT * {{ SERVICE {silent} <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}"
        fields = (query, "application/sparql-results+json", "10", "10000", "", "", "", "", "x:matches")
        lease.worker.send(wire.pack(field.encode() for field in fields))
        while (reply := lease.worker.receive(LONG)) and reply[0] == wire.DATA:
            pass
        assert reply
        assert reply[0] == (wire.END if silent else wire.FAIL)
        pool.release(lease, True)
    finally:
        pool.close()
    assert not select.select([listener], [], [], 0)[0]


def test_workers_say_that_they_are_filtered(disk: EmbeddedStore, memory: EmbeddedStore) -> None:
    assert disk.state().filtered is memory.state().filtered is sandbox.can_lock()


@pytest.mark.parametrize("kind", ["disk", "memory"])
def test_workers_die_with_whoever_started_them(folder: Path, kind: str) -> None:
    command = [sys.executable, "-c", PARENT, kind, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as parent:
        assert parent.stdout
        pids = [int(pid) for pid in parent.stdout.readline().split()]
        assert len(pids) == 7
        assert all(map(is_alive, pids))
        parent.send_signal(signal.SIGKILL)
    until(lambda: not any(map(is_alive, pids)))
