"""An application on a port of this machine, as long as a test needs it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kg.serve.server import Server

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

    from kg.settings import Settings


@contextmanager
def served(app: WSGIApplication, settings: Settings) -> Iterator[Server]:
    """A server that answers in this process, until the context ends."""
    server = Server(app, settings)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield server
    finally:
        server.stop()
        thread.join()
