"""Threads of the server: side by side up to a bound; one that fails goes on; at the end nothing new is begun."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest

from kg.serve.http.threads import Threads

SECONDS = 60.0
"""How long anything may take on the slowest machine."""


class Job:
    """A task that says when it is under way, and ends when it is told to."""

    def __init__(self, then: Callable[[], object] = lambda: None) -> None:
        self.begun, self.go, self.done, self.cancelled = (threading.Event() for _ in range(4))
        self._then = then

    def service(self) -> None:
        self.begun.set()
        assert self.go.wait(SECONDS)
        self.done.set()
        self._then()

    def cancel(self) -> None:
        self.cancelled.set()


@pytest.fixture
def two() -> Iterator[Threads]:
    threads = Threads(2)
    yield threads
    threads.shutdown(SECONDS)


def test_as_many_at_a_time_as_there_may_be_threads(two: Threads) -> None:
    jobs = [Job() for _ in range(3)]
    for job in jobs:
        two.add_task(job)
    assert jobs[0].begun.wait(SECONDS)
    assert jobs[1].begun.wait(SECONDS)
    assert not jobs[2].begun.is_set()
    jobs[1].go.set()
    assert jobs[2].begun.wait(SECONDS)
    jobs[0].go.set()
    jobs[2].go.set()
    assert all(job.done.wait(SECONDS) for job in jobs)


def fail() -> None:
    raise RuntimeError("a task that fails")


def test_a_thread_goes_on_after_a_task_that_failed() -> None:
    threads = Threads(1)
    failing, next_ = Job(fail), Job()
    for job in (failing, next_):
        job.go.set()
        threads.add_task(job)
    assert failing.done.wait(SECONDS)
    assert next_.done.wait(SECONDS)
    threads.shutdown(SECONDS)


def test_at_the_end_what_waits_is_cancelled_and_what_is_under_way_ends() -> None:
    threads = Threads(1)
    first, waiting = Job(), Job()
    threads.add_task(first)
    assert first.begun.wait(SECONDS)
    threads.add_task(waiting)
    ending = threading.Thread(target=threads.shutdown, args=(SECONDS,))
    ending.start()
    assert waiting.cancelled.wait(SECONDS)
    first.go.set()
    ending.join(SECONDS)
    assert not ending.is_alive()
    assert first.done.is_set()
    assert not waiting.begun.is_set()


def test_a_thread_that_waits_does_what_comes_next() -> None:
    threads, workers = Threads(2), list[int]()
    note = lambda: workers.append(threading.get_ident())  # noqa: E731
    held = Job(note)
    threads.add_task(held)
    assert held.begun.wait(SECONDS)
    for _ in range(5):
        other = Job(note)
        other.go.set()
        threads.add_task(other)
        assert other.done.wait(SECONDS)
    held.go.set()
    threads.shutdown(SECONDS)
    assert len(workers) == 6
    assert len(set(workers[:5])) == 1
    assert workers[5] not in workers[:5]
