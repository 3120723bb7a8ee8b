"""A small endpoint in a process of its own: `python small_endpoint.py FILE` says on which port it answers.

A query of an engine that nobody can interrupt goes on when whoever asked has gone; it ends with the process.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pyoxigraph
from pyoxigraph import BlankNode, DefaultGraph, NamedNode, QueryResultsFormat, QueryTriples, RdfFormat, Store


def _names(fields: Mapping[str, list[str]], name: str) -> Iterator[NamedNode]:
    return map(NamedNode, fields.get(name, ()))


class Handler(BaseHTTPRequestHandler):
    """The query operation of the protocol by form POST, over pyoxigraph."""

    protocol_version = "HTTP/1.1"
    store = Store()

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        fields = parse_qs(self.rfile.read(length).decode(), keep_blank_values=True)
        default: list[NamedNode | BlankNode | DefaultGraph] = [*_names(fields, "default-graph-uri")]
        named: list[NamedNode | BlankNode] = [*_names(fields, "named-graph-uri")]
        query = fields["query"][0]
        try:
            if default or named:
                results = self.store.query(query, default_graph=default, named_graphs=named)
            else:
                results = self.store.query(query)
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


if __name__ == "__main__":
    Handler.store.bulk_extend(pyoxigraph.parse(path=Path(sys.argv[1])))
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        print(server.server_port, flush=True)  # noqa: T201
        server.serve_forever()
