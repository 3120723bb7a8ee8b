"""The engines that are measured beside ours, over the same triples: prepared in a folder, started on a port."""

from __future__ import annotations

import http.client
import shutil
import subprocess
import sys
import time
import venv
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph
from pyoxigraph import DefaultGraph, RdfFormat

from benchmarks import bench_store
from benchmarks.measure import KG, free_port
from kg.manifest import Manifest, checksum, files

VIRTUOSO_BUFFERS = 170_000
"""Virtuoso's pages in memory, 8 kB each: what its own notes advise for a machine of 2 GB; more than the data."""

_VIRTUOSO = """[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DirsAllowed = ., ..
NumberOfBuffers = {buffers}
MaxDirtyBuffers = 130000
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 10
MaxKeepAlives = 10
KeepAliveTimeout = 60
[SPARQL]
ResultSetMaxRows = 1000000
"""


@dataclass(frozen=True)
class Running:
    """A server that runs: its process, its port, the path of its endpoint."""

    pid: int
    port: int
    path: str


def prepare(folder: Path, count: int) -> Path:
    """A folder with `store` (optimised), `data.nt` and `release`, made where they are not there yet."""
    folder.mkdir(parents=True, exist_ok=True)
    store, data, release = folder / "store", folder / "data.nt", folder / "release"
    if not store.exists():
        bench_store.build(store, count)
    if not data.exists():
        pyoxigraph.Store.read_only(str(store)).dump(data, RdfFormat.N_TRIPLES, from_graph=DefaultGraph())
    if not (release / "manifest.json").exists():
        shutil.rmtree(release, ignore_errors=True)
        shutil.copytree(store, release / "store", ignore=shutil.ignore_patterns("LOCK"))
        sums = {name: checksum(release / name) for name in files(release)}
        about = Manifest("bench", bench_store.BASE, "0", "2026-11-22", {"all": count}, ("all",), {}, sums)
        (release / "manifest.json").write_text(about.text(), "utf-8")
    return folder


@contextmanager
def _running(command: list[str], port: int, path: str, cwd: Path, env: dict[str, str]) -> Iterator[Running]:
    with subprocess.Popen(
        command, cwd=cwd, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            _until(process, port, path, b"")
            yield Running(process.pid, port, path)
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(30)
            process.kill()


def _until(process: subprocess.Popen[bytes], port: int, path: str, says: bytes, seconds: float = 600) -> None:
    """Waits until a server gives an answer, and it says something."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        assert process.poll() is None, "the engine ended"
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        with suppress(OSError, http.client.HTTPException):
            ask = f"{path}{'&' if '?' in path else '?'}query=ASK%20%7B%7D"
            connection.request("GET", path if says else ask)
            if says in connection.getresponse().read():
                return
        connection.close()
        time.sleep(0.3)
    raise TimeoutError


@contextmanager
def ours(folder: Path, store: str, env: dict[str, str]) -> Iterator[Running]:
    """`kg serve`, once its data is where it shall be."""
    port = free_port()
    command = [str(KG), "serve", "--release", str(folder / "release"), "--port", str(port)]
    chosen = {**env, "KG_STORE": store}
    with subprocess.Popen(command, env=chosen, stdout=subprocess.DEVNULL, cwd=folder) as process:
        try:
            _until(process, port, "/readyz", f'"store":"{store}"'.encode())
            yield Running(process.pid, port, "/sparql")
        finally:
            process.terminate()
            process.wait(30)


@contextmanager
def oxigraph(folder: Path, env: dict[str, str]) -> Iterator[Running]:
    """Oxigraph's own server, on disk, optimised."""
    port = free_port()
    program = str(KG.with_name("oxigraph"))
    command = [program, "serve-read-only", "-l", str(folder / "store"), "-b", f"127.0.0.1:{port}"]
    with _running(command, port, "/query", folder, env) as found:
        yield found


@contextmanager
def virtuoso(folder: Path, env: dict[str, str]) -> Iterator[Running]:
    """Virtuoso over a database of its own, loaded the first time."""
    home = folder / "virtuoso"
    is_new = not (home / "loaded").exists()
    home.mkdir(exist_ok=True)
    sql, port = free_port(), free_port()
    text = _VIRTUOSO.format(sql=sql, http=port, buffers=VIRTUOSO_BUFFERS)
    (home / "virtuoso.ini").write_text(text, "utf-8")
    program = shutil.which("virtuoso-t") or "virtuoso-t"
    command = [program, "+foreground", "+configfile", "virtuoso.ini"]
    with _running(command, port, "/sparql?default-graph-uri=urn:bench", home, env) as found:
        if is_new:
            data = "file_to_string_output('../data.nt')"
            load = f"log_enable(2);\nDB.DBA.TTLP({data}, '', 'urn:bench', 0);\ncheckpoint;\n"
            subprocess.run(
                ["isql-vt", f"127.0.0.1:{sql}", "dba", "dba", "ERRORS=stdout"],
                input=load.encode(),
                cwd=home,
                check=True,
                stdout=subprocess.DEVNULL,
            )
            (home / "loaded").touch()
        yield found


@contextmanager
def rdflib_endpoint(folder: Path, env: dict[str, str]) -> Iterator[Running]:
    """rdflib-endpoint from PyPI, in an environment of its own, with rdflib's store in memory."""
    home = folder / "rdflib"
    if not (home / "bin" / "rdflib-endpoint").exists():
        venv.create(home, with_pip=True)
        subprocess.run([home / "bin/pip", "install", "-q", "rdflib-endpoint[cli]"], check=True)
    port = free_port()
    command = [
        str(home / "bin/rdflib-endpoint"),
        "serve",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "data.nt",
    ]
    with _running(command, port, "/", folder, env) as found:
        yield found


@contextmanager
def constant(folder: Path, env: dict[str, str], size: int) -> Iterator[Running]:
    """A constant Flask page of so many bytes, from the same server as ours."""
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.constant", str(port), str(size)]
    with _running(command, port, "/", Path.cwd(), env) as found:
        yield found
