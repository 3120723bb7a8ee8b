"""The thread that keeps workers alive: starts, greets, buries and replaces them.

The signal that ends workers with their parent follows the thread that started them, so only this one starts any, and
it lives as long as its store.
"""

from __future__ import annotations

import os
import selectors
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from kg.errors import KgError
from kg.store import wire
from kg.store.process import Ended, Worker
from kg.store.spawn import Spawner

_BACK_OFF, _LONGEST_BACK_OFF = 0.05, 10.0
_HOPELESS = 3


@dataclass(frozen=True)
class Calls:
    """What the keeper calls when a worker is ready, when one has ended, and when all is over."""

    ready: Callable[[Worker], None]
    ended: Callable[[Worker], None]
    closing: Callable[[], None]


class Keeper:
    """Keeps so many workers alive; those that end are replaced, after a pause where they do not get ready."""

    def __init__(self, spawner: Spawner, size: int, calls: Calls) -> None:
        self._spawner, self._size, self._calls = spawner, size, calls
        self._lock = threading.Lock()
        self._wake_fd = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._closing = False
        self._workers: set[Worker] = set()
        self._starting: set[Worker] = set()
        self._dying: set[Worker] = set()
        self._failures, self._start_after, self._was_ready = 0, 0.0, False
        self._trouble: KgError | None = None
        self._tried = threading.Event()
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._wake_fd, selectors.EVENT_READ)
        self._thread = threading.Thread(target=self._keep, name="kg-store-keeper", daemon=True)

    # From any thread.

    def start(self, seconds: float) -> None:
        """Starts the thread and waits for the first worker.

        :raises KgError: none could be started
        """
        self._thread.start()
        self._tried.wait(seconds)
        if self._trouble or not self._tried.is_set():
            raise self._trouble or self._spawner.trouble("no worker was ready in time")

    def is_hopeless(self) -> bool:
        """Whether no worker is alive, and several could not be started."""
        return self._closing or (self._failures >= _HOPELESS and not self._workers - self._starting)

    def replace(self, worker: Worker) -> None:
        """Ends a worker; another takes its place."""
        worker.kill()
        with self._lock:
            self._dying.add(worker)
        self._wake()

    def close(self) -> None:
        """Ends all workers and the thread."""
        self._closing = True
        self._wake()
        self._thread.join()
        os.close(self._wake_fd)

    def _wake(self) -> None:
        os.eventfd_write(self._wake_fd, 1)

    # From its own thread.

    def _keep(self) -> None:
        try:
            self._keep_alive()
        finally:
            self._end_all()

    def _keep_alive(self) -> None:
        while not self._closing:
            self._start_missing()
            for key, _ in self._selector.select(self._pause()):
                if key.fd == self._wake_fd:
                    os.eventfd_read(self._wake_fd)
                elif key.data not in self._workers:
                    continue  # buried a moment ago, by another event of the same look
                elif key.fd == key.data.pidfd:
                    self._bury(key.data)
                else:
                    self._greet(key.data)

    def _end_all(self) -> None:
        self._closing = True
        self._calls.closing()
        for worker in self._workers:
            worker.kill()
        for worker in list(self._workers):
            self._bury(worker)
        self._spawner.close()
        self._selector.close()

    def _missing(self) -> int:
        """How many workers are to be started: all that lack, but one alone as long as none was ever ready."""
        lacking = self._size - len(self._workers) + len(self._dying)
        return lacking if self._was_ready else lacking - self._size + 1

    def _pause(self) -> float | None:
        """How long to wait for something to happen before a worker is to be started; None for ever."""
        return max(0.0, self._start_after - time.monotonic()) if self._missing() > 0 else None

    def _start_missing(self) -> None:
        while self._missing() > 0 and time.monotonic() >= self._start_after and not self._closing:
            try:
                worker = self._spawner.spawn()
            except (OSError, KgError) as error:
                self._failed(error if isinstance(error, KgError) else self._spawner.trouble(str(error)))
                return
            self._workers.add(worker)
            self._starting.add(worker)
            self._selector.register(worker.pidfd, selectors.EVENT_READ, worker)
            self._selector.register(worker.from_fd, selectors.EVENT_READ, worker)

    def _greet(self, worker: Worker) -> None:
        """Reads the first frame of a worker that was started: it is ready, or says what is wrong."""
        self._selector.unregister(worker.from_fd)
        try:
            kind, payload = worker.receive(None) or (b"", b"")
        except Ended:
            return
        if kind != wire.READY:
            self._trouble = self._spawner.trouble(payload.decode("utf-8", "replace"))
            return
        worker.filtered = payload == wire.FILTERED
        self._starting.discard(worker)
        self._failures, self._trouble, self._was_ready = 0, None, True
        self._tried.set()
        self._calls.ready(worker)

    def _bury(self, worker: Worker) -> None:
        """Forgets a worker that has ended, for whatever reason."""
        self._selector.unregister(worker.pidfd)
        with suppress(KeyError):
            self._selector.unregister(worker.from_fd)
        worker.reap()
        self._workers.discard(worker)
        with self._lock:
            self._dying.discard(worker)
        if worker in self._starting:
            self._starting.discard(worker)
            self._failed(self._trouble or self._spawner.trouble("a worker ended while it started"))
        self._calls.ended(worker)

    def _failed(self, trouble: KgError) -> None:
        """Waits before the next start; what fails while it waits already failed for the same reason."""
        if time.monotonic() >= self._start_after:
            self._failures += 1
            self._start_after = time.monotonic() + min(_LONGEST_BACK_OFF, _BACK_OFF * 2**self._failures)
        self._trouble = trouble
        self._tried.set()
