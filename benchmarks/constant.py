"""A page that is always the same, from Flask and from our server: `python -m benchmarks.constant PORT BYTES`."""

from __future__ import annotations

import sys

from flask import Flask, Response

from kg.serve.server import run
from kg.settings import Settings


def create_app(size: int) -> Flask:
    """An application with one page of so many bytes."""
    app = Flask("constant")
    page = "x" * size

    @app.get("/readyz")
    @app.get("/")
    def constant() -> Response:
        return Response(page, content_type="text/html; charset=utf-8")

    return app


if __name__ == "__main__":
    run(
        create_app(int(sys.argv[2])),
        Settings(port=int(sys.argv[1])),
        lambda at: print("ready", at, flush=True),
    )
