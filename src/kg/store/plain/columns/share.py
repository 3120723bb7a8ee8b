"""Columns in memory that a process shares with its forks: one of them writes it once, all others can only read it."""

from __future__ import annotations

import gc
import os
import re
from collections.abc import Callable
from mmap import MAP_SHARED, PROT_READ, mmap

from pyoxigraph import QuerySolutions, Store

from kg.store import sandbox
from kg.store.moving import available
from kg.store.plain.columns.answer import answered
from kg.store.plain.columns.layout import Columns
from kg.store.plain.columns.make import Unsuited, parts_of
from kg.store.plain.reading import read

LEAST, MOST = 20_000, 20_000_000
"""How many statements a store has for its columns to be made: with fewer the engine takes milliseconds for anything."""

_ROOM = 256
"""Bytes of address space for each statement, of which some 30 are used; texts that need more have no columns."""

_WHILE_MADE = 800
"""Bytes of memory for each statement that whoever makes columns needs for some seconds, or more."""

_POLITE = 10
_WALKS = re.compile(r"\b(?:COUNT|SUM|AVG|MIN|MAX|DISTINCT)\b", re.IGNORECASE)
_NOT_PLAIN = re.compile(
    r"(?<![\w/#:.?$-])(?:OPTIONAL|UNION|FILTER|GRAPH|BIND|VALUES|MINUS|HAVING|EXISTS|FROM)(?![\w/#:.-])",
    re.IGNORECASE,
)


def begin(store: Store) -> Callable[[str], QuerySolutions | None] | None:
    """Has the columns of a store made by a fork of this process, which has to have one thread.

    What is given back answers queries in this process and in its later forks as soon as the columns are there, and
    gives None for all that the engine has to be asked; None where there will be no columns.
    """
    statements = len(store)
    if not LEAST <= statements <= MOST or statements * _WHILE_MADE > available():
        return None
    size, template = statements * _ROOM, os.getpid()
    try:
        with os.fdopen(os.memfd_create("kg-columns"), "wb") as file:
            file.truncate(size)
            memory = _readable(file.fileno(), size)
            if not os.fork():
                _make(store, file.fileno(), size, template)
    except OSError:
        return None
    return Shared(memory).answer


def _readable(file: int, size: int) -> mmap:
    """The memory of a file, which nobody can write to through what is open here."""
    reading = os.open(f"/proc/self/fd/{file}", os.O_RDONLY)
    try:
        return mmap(reading, size, MAP_SHARED, PROT_READ)
    finally:
        os.close(reading)


def _make(store: Store, file: int, size: int, parent: int) -> None:
    """Makes the columns while nobody else wants to compute, and ends this process."""
    try:
        sandbox.die_with(parent)
        sandbox.offer_to_oom_killer()
        os.nice(_POLITE)
        gc.disable()
        for at, part in parts_of(store):
            if at + len(part) > size:
                break
            _write(file, at, part)
    except (Unsuited, MemoryError, OSError, ValueError):
        pass
    finally:
        os._exit(0)


def _write(file: int, at: int, part: bytes) -> None:
    view = memoryview(part)
    while view:
        written = os.pwrite(file, view, at)
        view, at = view[written:], at + written


class Shared:
    """Columns that are there, or will be."""

    def __init__(self, memory: mmap) -> None:
        self._memory = memory
        self._columns: Columns | None = None

    def answer(self, text: str) -> QuerySolutions | None:
        """The results of a query; None where the engine has to be asked."""
        if not _WALKS.search(text) or _NOT_PLAIN.search(text) or not (columns := self._there()):
            return None
        plain = read(text)
        return answered(columns, plain) if plain else None

    def _there(self) -> Columns | None:
        if not self._columns:
            try:
                self._columns = Columns(self._memory)
            except ValueError:
                return None
        return self._columns
