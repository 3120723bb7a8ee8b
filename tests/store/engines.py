"""Engines for the contract: a small endpoint, and real ones, each started on a free port of the loopback."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph
from pyoxigraph import NamedNode, RdfFormat, Store

from ports import free_port, program, running

DEFAULT = "https://data.example.org/graph/default"
NAMED = ("https://data.example.org/graph/a", "https://data.example.org/graph/b")


@contextmanager
def loopback(data: Path) -> Iterator[str]:
    """A small endpoint in a process of its own, which ends at once, whatever it is doing."""
    command = [sys.executable, str(Path(__file__).with_name("small_endpoint.py")), str(data)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}/sparql"
        finally:
            process.kill()


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
