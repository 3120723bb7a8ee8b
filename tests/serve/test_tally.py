"""Requests are counted as Prometheus wants them."""

from __future__ import annotations

import threading

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from kg.serve.http.tally import BUCKETS, Tally


def figures(tally: Tally) -> dict[tuple[str, ...], float]:
    """Every figure by its name and the values of its labels."""
    registry = CollectorRegistry()
    registry.register(tally)
    families = text_string_to_metric_families(generate_latest(registry).decode())
    return {(s.name, *(v for _, v in sorted(s.labels.items()))): s.value for f in families for s in f.samples}


def test_a_moment_is_counted_in_its_bucket_and_all_above() -> None:
    tally = Tally()
    for seconds in (0.0, BUCKETS[0], 0.002, 31.0):
        tally.count("sparql", 200, seconds)
    found = figures(tally)
    counted = [found["kg_request_seconds_bucket", str(bound), "sparql"] for bound in (*BUCKETS, "+Inf")]
    assert counted == [2, *[3] * (len(BUCKETS) - 1), 4]
    assert found["kg_request_seconds_count", "sparql"] == found["kg_requests_total", "sparql", "200"] == 4
    assert round(found["kg_request_seconds_sum", "sparql"], 3) == 31.003


def test_parts_and_statuses_are_counted_each_for_itself() -> None:
    tally = Tally()
    for part, status in (("sparql", 200), ("sparql", 400), ("pages", 200), ("sparql", 200)):
        tally.count(part, status, 0.1)
    found = figures(tally)
    assert found["kg_requests_total", "sparql", "200"] == 2
    assert found["kg_requests_total", "sparql", "400"] == found["kg_requests_total", "pages", "200"] == 1
    assert found["kg_request_seconds_count", "sparql"] == 3


def test_nothing_is_lost_where_many_count() -> None:
    tally = Tally()

    def count() -> None:
        for _ in range(2_000):
            tally.count("sparql", 200, 0.5)

    threads = [threading.Thread(target=count) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert figures(tally)["kg_request_seconds_bucket", "1.0", "sparql"] == 16_000


def test_before_anything_came_there_is_nothing() -> None:
    assert figures(Tally()) == {}
