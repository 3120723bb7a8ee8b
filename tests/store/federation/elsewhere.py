"""Endpoints elsewhere: a small real one over pyoxigraph, and one that does what it likes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pyoxigraph
from pyoxigraph import QueryResultsFormat, Store

HERE = Path(__file__).parent
LOCAL, REMOTE = HERE / "local.trig", HERE / "elsewhere.ttl"
JSON = "application/sparql-results+json"

Answer = Callable[["Request"], None]


class Request(BaseHTTPRequestHandler):
    """One request; the query comes by form, or as the body, which is how Oxigraph sends it."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = self.headers["Content-Type"] == "application/x-www-form-urlencoded"
        server = self.server
        assert isinstance(server, Elsewhere)
        server.asked.append(parse_qs(body)["query"][0] if form else body)
        server.headers.append(dict(self.headers))
        with suppress(OSError):
            server.answer(self)

    def send(self, body: bytes, media_type: str = JSON, status: int = 200, **headers: str) -> None:
        """Sends an answer whole."""
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Says nothing."""


class Elsewhere(ThreadingHTTPServer):
    """A server that notes what it is asked; `over` is set when it ends, for those who wait on purpose."""

    daemon_threads = True

    def __init__(self, answer: Answer) -> None:
        super().__init__(("127.0.0.1", 0), Request)
        self.answer, self.over = answer, threading.Event()
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/sparql"


@contextmanager
def served(answer: Answer) -> Iterator[Elsewhere]:
    """An endpoint that answers as it is told."""
    with Elsewhere(answer) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.over.set()
            server.shutdown()
            thread.join()


@contextmanager
def endpoint(data: Path = REMOTE) -> Iterator[Elsewhere]:
    """A real endpoint over a file."""
    store = Store()
    store.bulk_extend(pyoxigraph.parse(path=data))

    def answer(request: Request) -> None:
        assert isinstance(request.server, Elsewhere)
        results = store.query(request.server.asked[-1])
        assert not isinstance(results, pyoxigraph.QueryTriples)
        request.send(results.serialize(format=QueryResultsFormat.JSON) or b"")

    with served(answer) as server:
        yield server
