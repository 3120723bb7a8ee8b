"""Servers that tests start: where their program is, a free port, waiting until they listen, and their end."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

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
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()


def program(name: str, package: str) -> str:
    """Where a program is; the test counts as not run where it is missing."""
    found = shutil.which(name, path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    return found or str(pytest.skip(f"{name} is not here; install {package}"))
