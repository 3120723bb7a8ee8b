"""Time on machines that may be slow or busy: what has to come is waited for, what has to be quick may try again.

A test that holds a time has to fail where the program is late and to pass where only the machine is. So what it asks
for is tried at growing paces, at which all its times are longer alike: a program that does not keep them at all keeps
none of them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from kg.errors import KgError
from kg.store.base import soon

LONG = 180.0
"""Seconds that pass where something hangs, and nowhere else."""

PACES = (1.0, 5.0, 25.0)
_TOO_LATE = (AssertionError, KgError, pytest.fail.Exception)


def until(holds: Callable[[], object]) -> None:
    """Waits for something that has to come."""
    deadline, pause = soon(LONG), threading.Event()
    while not holds():
        assert soon(0) < deadline, "it never came"
        pause.wait(0.01)


def patiently(attempt: Callable[[float], None]) -> None:
    """Tries something that has times to keep, each times the pace that it is given; the last try has to do."""
    for pace in PACES:
        try:
            attempt(pace)
            break
        except _TOO_LATE:
            if pace == PACES[-1]:
                raise


def is_alive(pid: int) -> bool:
    """Whether a process is there, and no zombie."""
    with suppress(OSError):
        return b") Z " not in Path(f"/proc/{pid}/stat").read_bytes()
    return False
