"""What whoever runs the site can watch, who may, and that it says nothing of anybody."""

from __future__ import annotations

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as read_openmetrics
from prometheus_client.parser import text_string_to_metric_families as read_text
from running import PROBE, Endpoint, Serving

from kg.serve.http.clients import is_within

LOCAL = ("127.0.0.0/8", "::1")
PROMETHEUS = (
    "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;"
    "q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2"
)


def figures(endpoint: Endpoint) -> dict[tuple[str, ...], float]:
    """Every figure by its name and the values of its labels."""
    text = endpoint.ask("GET", "/metrics").text
    samples = [sample for family in read_text(text) for sample in family.samples]
    return {(s.name, *(v for _, v in sorted(s.labels.items()))): s.value for s in samples}


def test_requests_are_counted_by_part_and_status(serving: Serving) -> None:
    with serving() as endpoint:
        for query in ("ASK {}", "ASK {", PROBE):
            endpoint.query(query)
        endpoint.ask("GET", "/healthz")
        endpoint.ask("GET", "/nothing/here")
        after = figures(endpoint)
    assert after["kg_requests_total", "sparql", "200"] == 2
    assert after["kg_requests_total", "sparql", "400"] == 1
    assert after["kg_requests_total", "ops", "200"] == 1
    assert after["kg_request_seconds_count", "sparql"] == 3
    assert after["kg_request_seconds_bucket", "30.0", "sparql"] == 3
    assert any(name == "kg_requests_total" and "404" in labels for name, *labels in after)


def test_the_store_the_caches_and_the_process_are_seen(serving: Serving) -> None:
    with serving() as endpoint:
        for _ in range(2):
            endpoint.query("ASK {}")
        found = figures(endpoint)
    assert found["kg_workers",] >= 1
    assert found["kg_workers_started_total",] >= found["kg_workers",]
    assert found["kg_workers_memory_bytes",] > 1_000_000
    assert found["kg_queries_running", "slow"] == found["kg_queries_waiting", "slow"] == 0
    assert found["kg_queries_ended_total", "timeout"] == 0
    assert found["kg_cache_entries", "queries"] == found["kg_cache_hits_total", "queries"] == 1
    assert found["kg_cache_bytes", "queries"] > 0
    assert found["process_resident_memory_bytes",] > 10_000_000
    assert [labels for name, *labels in found if name == "kg_info"] == [
        ["https://data.example.org/", "tests", "0.1.0"]
    ]


def test_it_is_seen_what_knew_the_answers(serving: Serving) -> None:
    """That of columns is tested where there are some: tests/store/plain."""
    with serving() as endpoint:
        for query in ("ASK { <x:nobody> <x:knows> <x:nobody> }", PROBE, "ASK {"):
            endpoint.query(query)
        found = figures(endpoint)
    by = {
        labels[0]: number for (name, *labels), number in found.items() if name == "kg_queries_answered_total"
    }
    assert by.keys() == {"index", "columns", "engine"}
    assert by["index"] + by["engine"] == 2
    assert by["columns"] == 0


def test_a_query_that_was_ended_is_counted_with_its_reason(serving: Serving) -> None:
    with serving() as endpoint:
        endless = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(12)) + " }"
        assert endpoint.query(endless, timeout="3").status == 504
        assert figures(endpoint)["kg_queries_ended_total", "timeout"] == 1


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        (None, "text/plain; version=0.0.4; charset=utf-8"),
        ("*/*", "text/plain; version=0.0.4; charset=utf-8"),
        ("text/html,*/*;q=0.8", "text/plain; version=0.0.4; charset=utf-8"),
        ("application/openmetrics-text", "application/openmetrics-text; version=1.0.0; charset=utf-8"),
        (PROMETHEUS, "application/openmetrics-text; version=1.0.0; charset=utf-8"),
    ],
)
def test_the_format_is_the_one_that_is_asked_for(
    endpoint: Endpoint, accept: str | None, content_type: str
) -> None:
    reply = endpoint.ask("GET", "/metrics", [("Accept", accept)] if accept else [])
    assert reply.status == 200
    assert reply.headers["Content-Type"] == content_type
    assert reply.headers["Cache-Control"] == "no-store"
    read = read_openmetrics if "openmetrics" in content_type else read_text
    assert {"kg_requests", "kg_request_seconds", "kg_workers"} <= {family.name for family in read(reply.text)}
    assert reply.text.endswith("# EOF\n") == ("openmetrics" in content_type)


def test_methods_and_formats_that_are_not_there(endpoint: Endpoint) -> None:
    head = endpoint.ask("HEAD", "/metrics")
    assert (head.status, head.body) == (200, b"")
    refused = endpoint.ask("POST", "/metrics", body=b"")
    assert refused.status == 405
    assert set(refused.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    assert endpoint.ask("GET", "/metrics", [("Accept", "text/csv")]).status == 406


def test_who_comes_through_a_proxy_that_nobody_trusts_reads_nothing(
    endpoint: Endpoint, serving: Serving
) -> None:
    through = [("X-Forwarded-For", "127.0.0.1")]
    assert endpoint.ask("GET", "/metrics", through).status == 403
    with serving(metrics_for=("192.0.2.0/24",), trusted_proxies=("127.0.0.1",)) as set_up:
        assert set_up.ask("GET", "/metrics").status == 403
        assert set_up.ask("GET", "/metrics", [("X-Forwarded-For", "192.0.2.7")]).status == 200
        assert set_up.ask("GET", "/metrics", [("X-Forwarded-For", "192.0.2.7, 198.51.100.1")]).status == 403
    with serving(metrics_for=()) as closed:
        assert closed.ask("GET", "/metrics").status == 403


@pytest.mark.parametrize(
    ("peer", "forwarded", "proxies", "within"),
    [
        ("127.0.0.1", "", (), True),
        ("::1", "", (), True),
        ("::ffff:127.0.0.1", "", (), True),
        ("192.0.2.1", "", (), False),
        ("", "", (), False),
        ("127.0.0.1", "127.0.0.1", (), False),
        ("127.0.0.1", "192.0.2.1", ("127.0.0.1",), False),
        ("192.0.2.9", "127.0.0.1", ("192.0.2.9",), True),
    ],
)
def test_who_is_on_this_machine(peer: str, forwarded: str, proxies: tuple[str, ...], within: bool) -> None:
    assert is_within(peer, forwarded, proxies, LOCAL) == within


def test_nothing_of_a_client_is_told(endpoint: Endpoint) -> None:
    endpoint.ask(
        "GET",
        "/sparql?query=ASK%20%7B%20%3Chttps%3A%2F%2Fsecret.example%2F%3E%20a%20%3Fx%20%7D",
        [("User-Agent", "secret-agent"), ("X-Forwarded-For", "198.51.100.7")],
    )
    told = endpoint.ask("GET", "/metrics").text
    for secret in ("secret", "198.51.100.7", "127.0.0.1", "ASK"):
        assert secret not in told
