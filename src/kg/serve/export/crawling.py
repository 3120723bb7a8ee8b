"""Goes from link to link until nothing new is found, in this process or in several of their own."""

from __future__ import annotations

import ctypes
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.util import Finalize
from pathlib import Path

from kg.serve import start
from kg.serve.export.files import Files
from kg.serve.export.rendering import Copied, Renderer
from kg.serve.export.rewriting import Item
from kg.serve.export.scope import Plan
from kg.settings import Settings

Copy = Callable[[Iterable[Item]], Copied]
"""Copies some addresses."""

Told = Callable[[int, int], None]
"""Is told how many addresses are done, and how many are known."""

_CHUNK = 24
"""Addresses that are handed over at a time; a page and its data stand beside each other, and share what is known."""

_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Source:
    """What a process needs to copy addresses of a release into a folder."""

    settings: Settings
    release: Path
    plan: Plan
    folder: Path


@dataclass
class Crawled:
    """What came of all addresses."""

    pages: int = 0
    files: int = 0
    dead: set[str] = field(default_factory=set)

    def add(self, one: Copied) -> None:
        """Counts some more."""
        self.pages, self.files = self.pages + one.pages, self.files + one.files
        self.dead.update(one.dead)


def crawl(
    roots: Iterable[Item], copy: Copy, told: Told, jobs: Executor | None = None, ahead: int = 1
) -> Crawled:
    """Copies some addresses and all that their pages lead to.

    :param copy: copies a few; with jobs it has to be something that another process knows
    :param jobs: where that is done; None for here
    :param ahead: how many are done at a time
    :raises KgError: whatever is wrong first
    """
    made = Crawled()
    waiting = deque(sorted(set(roots)))
    known = set(waiting)
    done = 0
    for items, found in _copied(waiting, copy, jobs, ahead):
        made.add(found)
        done += len(items)
        waiting.extend(sorted(found.found - known))
        known |= found.found
        told(done, len(known))
    return made


def _copied(
    waiting: deque[Item], copy: Copy, jobs: Executor | None, ahead: int
) -> Iterator[tuple[list[Item], Copied]]:
    """What comes of the addresses that wait, until none do; they may become more meanwhile."""
    under_way: dict[Future[Copied], list[Item]] = {}
    while waiting or under_way:
        while waiting and len(under_way) < ahead:
            items = [waiting.popleft() for _ in range(min(_CHUNK, len(waiting)))]
            if jobs is None:
                yield items, copy(items)
            else:
                under_way[jobs.submit(copy, items)] = items
        for ended in wait(under_way, return_when=FIRST_COMPLETED).done if under_way else ():
            yield under_way.pop(ended), ended.result()


@contextmanager
def processes(source: Source, count: int) -> Iterator[Executor]:
    """Processes that copy, each with the release open; ended with this one, however it ends."""
    pool = ProcessPoolExecutor(count, get_context("spawn"), _open, (source,))
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


_here: list[Renderer] = []
"""What copies in a process of its own."""


def _open(source: Source) -> None:
    ctypes.CDLL(None).prctl(_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    site = start.release(source.settings, source.release, lambda words: None)
    Finalize(None, site.close, exitpriority=10)
    _here.append(Renderer(site, source.plan, Files(source.folder)))


def copy_here(items: Iterable[Item]) -> Copied:
    """Copies some addresses in a process that was opened for it.

    :raises ExportError: the site does not answer one, or a file cannot be written
    """
    return _here[0].copy(items)
