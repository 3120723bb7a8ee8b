"""Ports for servers that tests start: a free one, and waiting until somebody listens there."""

from __future__ import annotations

import socket
import subprocess
import threading
from contextlib import suppress

from kg.store.base import soon


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def until_open(port: int, process: subprocess.Popen[bytes]) -> None:
    """Waits until somebody listens on a port."""
    deadline = soon(60)
    while True:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        assert process.poll() is None, "the server ended"
        assert soon(0) < deadline
        threading.Event().wait(0.05)
