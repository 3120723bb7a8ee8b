"""Engines for the contract: a small endpoint in this process, and real ones started on a free port of the loopback."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pyoxigraph
import pytest
from pyoxigraph import NamedNode, QueryResultsFormat, QueryTriples, RdfFormat, Store

from ports import free_port, until_open

DEFAULT = "https://data.example.org/graph/default"
NAMED = ("https://data.example.org/graph/a", "https://data.example.org/graph/b")


class _Handler(BaseHTTPRequestHandler):
    """The query operation of the protocol by form POST, over pyoxigraph."""

    protocol_version = "HTTP/1.1"
    store: Store

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        fields = parse_qs(self.rfile.read(length).decode(), keep_blank_values=True)
        default, named = (
            [NamedNode(v) for v in fields.get(f"{k}-graph-uri", [])] for k in ("default", "named")
        )
        dataset = {"default_graph": default, "named_graphs": named} if default or named else {}
        try:
            results = self.store.query(fields["query"][0], **dataset)
        except SyntaxError as error:
            self._send(400, "text/plain", str(error).encode())
            return
        if isinstance(results, QueryTriples):
            self._send(200, "application/n-triples", results.serialize(format=RdfFormat.N_TRIPLES))
        else:
            data = results.serialize(format=QueryResultsFormat.JSON)
            self._send(200, "application/sparql-results+json", data)

    def _send(self, status: int, media_type: str, body: bytes | None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(body or b"")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Says nothing."""


@contextmanager
def loopback(data: Path) -> Iterator[str]:
    """A small endpoint in this process."""
    store = Store()
    store.bulk_extend(pyoxigraph.parse(path=data))
    handler = type("Handler", (_Handler,), {"store": store})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/sparql"
        server.shutdown()
        thread.join()


@contextmanager
def running(command: list[str], port: int, folder: Path) -> Iterator[None]:
    """A server that is ended when it is needed no more."""
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            until_open(port, process)
            yield
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


def program(name: str, package: str) -> str:
    """Where a program is; the test counts as not run where it is missing."""
    found = shutil.which(name, path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    return found or str(pytest.skip(f"{name} is not here; install {package}"))


@contextmanager
def oxigraph(folder: Path) -> Iterator[str]:
    """Oxigraph's own server over an Oxigraph folder."""
    port = free_port()
    command = [program("oxigraph", "the PyPI package oxigraph"), "serve-read-only"]
    with running([*command, "-l", str(folder), "-b", f"127.0.0.1:{port}"], port, folder):
        yield f"http://127.0.0.1:{port}/query"


VIRTUOSO = """[Database]
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
DirsAllowed = .
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 8
[SPARQL]
ResultSetMaxRows = 100000
"""


@contextmanager
def virtuoso(data: Path, folder: Path) -> Iterator[str]:
    """Virtuoso, in a folder of its own; it has no default graph, so what stands there gets a name."""
    server, shell = (program(name, "virtuoso-opensource") for name in ("virtuoso-t", "isql-vt"))
    sql, http = free_port(), free_port()
    (folder / "virtuoso.ini").write_text(VIRTUOSO.format(sql=sql, http=http))
    store = Store()
    store.bulk_extend(pyoxigraph.parse(path=data))
    for number, graph in enumerate((DEFAULT, *NAMED)):
        name = pyoxigraph.DefaultGraph() if graph == DEFAULT else NamedNode(graph)
        store.dump(folder / f"{number}.nt", RdfFormat.N_TRIPLES, from_graph=name)
    loads = "".join(
        f"DB.DBA.TTLP(file_to_string_output('{number}.nt'), '', '{graph}', 0);\n"
        for number, graph in enumerate((DEFAULT, *NAMED))
    )
    with running([server, "+foreground", "+configfile", "virtuoso.ini"], http, folder):
        subprocess.run(
            [shell, f"127.0.0.1:{sql}", "dba", "dba", "ERRORS=stdout"],
            input=loads.encode(),
            check=True,
            stdout=subprocess.DEVNULL,
        )
        yield f"http://127.0.0.1:{http}/sparql"
