"""Plain queries are answered on the server's own thread; nobody can tell but by the time it takes."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest
from running import BASE, PROBE, Endpoint, Serving, rest

from kg.store.pool import PoolSettings
from patience import patiently

LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
THE_LONG_WAY = ("If-None-Match", '"nothing like it"')
"""A header that changes no answer, but takes a request off the short way."""

QUERIES = {
    "rows": f"SELECT ?l {{ <{BASE}id/x> <{LABEL}> ?l }} ORDER BY LANG(?l)",
    "letters": 'SELECT ("Huyện một" AS ?l) {}',
    "nothing": "SELECT ?s { ?s <urn:none> ?o }",
    "yes": "ASK {}",
    "triples": f"CONSTRUCT WHERE {{ <{BASE}id/x> ?p ?o }}",
    "a description": f"DESCRIBE <{BASE}id/x>",
    "unstable": "SELECT (1 AS ?one) { FILTER(BOUND(?none) || RAND() < 2) }",
    "long": "SELECT ?n { VALUES ?n { " + "1 " * 2000 + "} }",
    "longer than is kept": 'SELECT ("' + "ă" * 400 + '" AS ?l) { VALUES ?n { ' + "1 " * 600 + "} }",
    "a mistake": "SELECT ?s {",
    "a mistake that the engine finds": "SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o }",
    "refused": "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
    "an update": "CLEAR ALL",
}
ACCEPTS = [
    None,
    "text/csv, application/n-triples;q=0.5",
    "application/sparql-results+xml, text/turtle",
    "image/png",
]


def form(query: str) -> bytes:
    return f"query={quote(query)}".encode()


@pytest.mark.parametrize("accept", ACCEPTS)
@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("name", QUERIES)
def test_both_ways_give_the_same(endpoint: Endpoint, name: str, method: str, accept: str | None) -> None:
    query = QUERIES[name]
    lines = [("Accept", accept)] if accept else []
    if method == "POST":
        lines.append(("Content-Type", "application/x-www-form-urlencoded"))
    target = "/sparql" if method == "POST" else f"/sparql?query={quote(query)}"
    body = form(query) if method == "POST" else None
    replies = [endpoint.ask(method, target, [*lines, *more], body) for more in ((), (THE_LONG_WAY,), ())]
    for one in replies:
        del one.headers["Date"]
    first = replies[0]
    for other in replies[1:]:
        assert (other.status, other.body) == (first.status, first.body)
        assert sorted(other.headers.items()) == sorted(first.headers.items())


def test_what_is_kept_is_kept_for_each_format(endpoint: Endpoint) -> None:
    query = QUERIES["rows"]
    csv, xml = (endpoint.query(query, accept).headers for accept in ("text/csv", "application/xml"))
    again = endpoint.query(query, "text/csv").headers
    assert again["Content-Type"] == csv["Content-Type"] == "text/csv; charset=utf-8"
    assert xml["Content-Type"] == "application/sparql-results+xml"
    assert again["ETag"] == csv["ETag"] != xml["ETag"]
    assert again["Vary"] == "Accept"


def test_a_kept_answer_gives_304_and_another_dataset_does_not(endpoint: Endpoint) -> None:
    target = f"/sparql?query={quote(QUERIES['rows'])}"
    tag = endpoint.ask("GET", target).headers["ETag"]
    known = [("If-None-Match", tag)]
    assert endpoint.ask("GET", target, known).status == 304
    assert endpoint.ask("GET", f"{target}&default-graph-uri={BASE}graph/none", known).status == 200
    assert endpoint.ask("GET", f"{target}&format=csv", known).status == 200


def test_an_unstable_answer_is_never_the_same(endpoint: Endpoint) -> None:
    found = {endpoint.query(PROBE, "text/csv").body for _ in range(5)}
    assert len(found) == 5


def test_requests_sent_at_once_are_answered_in_their_order(endpoint: Endpoint) -> None:
    asked = [f'SELECT ("n{i}." AS ?n) {{}}' for i in range(6)] + [PROBE, "ASK {}"]
    lines = [
        f"GET /sparql?format={'csv' if 'SELECT' in q else 'json'}&query={quote(q)} HTTP/1.1\r\nHost: x\r\n\r\n"
        for q in asked
    ]
    last = "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    found = rest(endpoint.raw("".join([*lines, last]).encode())).decode()
    marks = [found.index(f"n{i}.") for i in range(6)]
    assert marks == sorted(marks)
    assert found.count("HTTP/1.1 200 OK") == len(asked) + 1
    assert found.index('"boolean"') > marks[-1]


def test_a_long_query_does_not_hold_up_others(serving: Serving) -> None:
    endless = "SELECT (COUNT(*) AS ?n) { " + " . ".join(f"?s{i} ?p{i} ?o{i}" for i in range(9)) + " }"
    with serving(PoolSettings(pages=1, quick=2, slow=1)) as endpoint:

        def attempt(pace: float) -> None:
            replies, answered = [], 0
            seconds = str(2 * pace)
            slow = threading.Thread(target=lambda: replies.append(endpoint.query(endless, timeout=seconds)))
            slow.start()
            while slow.is_alive():
                assert endpoint.query(PROBE).status == 200
                answered += 1
            assert answered > 5
            assert replies[0].status == 504
            assert '"reason": "timeout"' in replies[0].text

        patiently(attempt)


@pytest.mark.parametrize("endless", [0, 2])
def test_more_clients_than_workers_each_get_their_own_answer(serving: Serving, endless: int) -> None:
    """Some wait for a worker on the server's thread, some on threads of their own; two never end."""
    product = " . ".join(f"?s{i} ?p{i} ?o{i}" for i in range(9))
    asked = [(f"SELECT (COUNT(*) AS ?n{i}) {{ {product} }}", "3") for i in range(endless)]
    asked += [(f"SELECT ({i} AS ?n) {{ FILTER(RAND() < 2) }}", "60") for i in range(200)]
    with serving(PoolSettings(pages=1, quick=1, slow=1)) as endpoint, ThreadPoolExecutor(12) as many:
        replies = list(many.map(lambda one: endpoint.query(one[0], "text/csv", timeout=one[1]), asked))
    assert {reply.status for reply in replies[:endless]} <= {503, 504}
    assert [reply.text.split() for reply in replies[endless:]] == [["n", str(i)] for i in range(200)]


def test_a_client_that_leaves_while_it_waits_is_no_matter(serving: Serving) -> None:
    query = quote("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(RAND() < 2) }")
    with serving(PoolSettings(pages=1, quick=1, slow=1)) as endpoint:
        for _ in range(20):
            endpoint.raw(f"GET /sparql?query={query} HTTP/1.1\r\nHost: x\r\n\r\n".encode()).close()
        assert endpoint.query(PROBE).status == 200
