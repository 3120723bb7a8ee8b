"""Requests counted: how many of each part of the site and status, and how long they took; a few steps for each."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from itertools import accumulate
from threading import Lock

from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

BUCKETS = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)
_BOUNDS = (*map(str, BUCKETS), "+Inf")


class Tally(Collector):
    """Counts requests; any number of threads may."""

    def __init__(self) -> None:
        self._requests: defaultdict[tuple[str, int], int] = defaultdict(int)
        self._seconds: defaultdict[str, list[int]] = defaultdict(lambda: [0] * len(_BOUNDS))
        self._sums: defaultdict[str, float] = defaultdict(float)
        self._lock = Lock()

    def count(self, part: str, status: int, seconds: float) -> None:
        """Counts a request of a part of the site."""
        with self._lock:
            self._requests[part, status] += 1
            self._seconds[part][bisect_left(BUCKETS, seconds)] += 1
            self._sums[part] += seconds

    def describe(self) -> list[Metric]:
        """What is counted, without the figures."""
        return list(self._families())

    def collect(self) -> Iterator[Metric]:
        """The figures."""
        requests, seconds = self._families()
        with self._lock:
            for (part, status), number in self._requests.items():
                requests.add_metric((part, str(status)), number)
            for part, found in self._seconds.items():
                bounds = list(zip(_BOUNDS, accumulate(found), strict=True))
                seconds.add_metric((part,), bounds, self._sums[part])
        yield requests
        yield seconds

    @staticmethod
    def _families() -> tuple[CounterMetricFamily, HistogramMetricFamily]:
        about = "From the arrival of a request until its answer is there to be sent."
        requests = CounterMetricFamily(
            "kg_requests", "Requests, by part of the site and status.", labels=("part", "status")
        )
        return requests, HistogramMetricFamily("kg_request_seconds", about, labels=("part",))
