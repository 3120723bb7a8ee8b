"""Threads that run the application: of those that wait, the one that worked last works next.

What a thread touches is at hand for it: its stack, its part of the memory, what the engine keeps for it. There may be
hundreds, for many slow queries at a time; taken in turns, each would find all of that cold. One is begun where none
waits.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from contextlib import suppress
from typing import Protocol

_LOG = logging.getLogger("waitress")


class Task(Protocol):
    """Something to be done by a thread."""

    def service(self) -> None: ...

    def cancel(self) -> None: ...


class Threads:
    """Does tasks, side by side.

    :param most: how many threads there may be
    """

    def __init__(self, most: int) -> None:
        self._most, self._lock = most, threading.Lock()
        self._tasks: deque[Task] = deque()
        self._waiting: list[threading.Lock] = []
        self._threads: list[threading.Thread] = []
        self._ending = False

    def add_task(self, task: Task) -> None:
        """Has a task done as soon as a thread is free."""
        with self._lock:
            self._tasks.append(task)
            if self._waiting:
                self._waiting.pop().release()
            elif len(self._threads) < self._most:
                self._begin()

    def _begin(self) -> None:
        """Begins a thread; where the system has none to give, those that there are have to do."""
        thread = threading.Thread(target=self._work, name=f"page-{len(self._threads)}", daemon=True)
        try:
            thread.start()
        except RuntimeError:
            if not self._threads:
                raise
        else:
            self._threads.append(thread)

    def _work(self) -> None:
        wake = threading.Lock()
        wake.acquire()
        while task := self._next(wake):
            try:
                task.service()
            except BaseException:
                _LOG.exception("Exception when servicing %r", task)
            del task

    def _next(self, wake: threading.Lock) -> Task | None:
        """The next task, waited for; None at the end.

        :param wake: is held by the thread, and released by whoever wakes it
        """
        while True:
            with self._lock:
                if self._ending:
                    return None
                if self._tasks:
                    return self._tasks.popleft()
                self._waiting.append(wake)
            wake.acquire()

    def shutdown(self, timeout: float) -> None:
        """Lets tasks that are under way end, for so many seconds; the others are not begun."""
        with self._lock:
            self._ending = True
            left, self._tasks = self._tasks, deque()
            while self._waiting:
                self._waiting.pop().release()
        for task in left:
            with suppress(Exception):
                task.cancel()
        end = time.monotonic() + timeout
        for thread in self._threads:
            thread.join(max(0.0, end - time.monotonic()))
