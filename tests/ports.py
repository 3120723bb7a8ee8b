"""Ports for servers that tests start: a free one, and waiting until somebody listens there."""

from __future__ import annotations

import socket
import subprocess
from contextlib import suppress

from patience import LONG, until


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def until_open(port: int, process: subprocess.Popen[bytes]) -> None:
    """Waits until somebody listens on a port."""

    def is_open() -> bool:
        assert process.poll() is None, "the server ended"
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), LONG):
            return True
        return False

    until(is_open)
