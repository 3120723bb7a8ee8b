"""What a client has need not be sent again, and what it takes compressed is (RFC 9110, 8.4 and 13)."""

from __future__ import annotations

import gzip
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from running import Endpoint

from kg.serve.app import create_app
from kg.serve.site import Site

ANYTHING = [("If-None-Match", "*")]
SELECT = quote("SELECT ?s { ?s ?p ?o }")
BROWSER = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    "target",
    [f"/sparql?query={SELECT}", f"/sparql?query={SELECT}&format=csv", "/sparql", "/graph/a", "/data?default"],
)
def test_who_has_any_answer_gets_none(endpoint: Endpoint, method: str, target: str) -> None:
    full = endpoint.ask(method, target)
    for _ in range(2):  # made, then kept
        reply = endpoint.ask(method, target, ANYTHING)
        assert (reply.status, reply.body) == (304, b"")
        for name in ("ETag", "Vary", "Cache-Control"):
            assert reply.headers[name] == full.headers[name]
        assert "Content-Type" not in reply.headers


def test_a_large_result_that_nobody_wants_leaves_nothing_on_disk(endpoint: Endpoint) -> None:
    target = f"/sparql?query={quote('SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } LIMIT 9000')}"
    assert len(endpoint.ask("GET", target).body) > 1_000_000
    assert endpoint.ask("GET", target, ANYTHING).status == 304
    assert b"\nkg_answers_on_disk_bytes 0.0\n" in endpoint.ask("GET", "/metrics").body


@pytest.mark.parametrize(
    ("method", "target", "status"),
    [
        ("GET", "/graph/nowhere", 404),
        ("GET", "/sparql?query=ASK", 400),
        (
            "GET",
            f"/sparql?query={quote('SELECT (RAND() AS ?r) {}')}",
            200,
        ),  # has no tag, and is another each time
        ("QUERY", f"/sparql?query={SELECT}", 415),
        ("GET", "/doc/nothing", 404),
    ],
)
def test_what_is_not_there_or_has_no_tag_is_said_as_ever(
    endpoint: Endpoint, method: str, target: str, status: int
) -> None:
    assert endpoint.ask(method, target, ANYTHING).status == status


@pytest.fixture(scope="module")
def client(release_site: Site) -> FlaskClient:
    return create_app(release_site).test_client()


PAGES = [
    "/",
    "/limits",
    "/about",
    "/dataset",
    "/dataset.ttl",
    "/reports",
    "/search?q=huyen",
    "/sparql",
    "/sparql/terms",
    "/suggest?q=huyen",
    "/reconcile",
    "/def/lg",
    "/doc/report/fe65192195054a7f",
    "/doc/report/fe65192195054a7f.ttl",
    "/graph/ontology",
    "/dumps/kg.nq.gz",
    "/sitemap.xml",
]


@pytest.mark.parametrize("path", PAGES)
def test_every_address_with_a_tag_gives_none_to_who_has_any(client: FlaskClient, path: str) -> None:
    headers = {"Accept": BROWSER}
    with client.get(path, headers=headers) as first:
        assert first.status_code == 200
        assert first.headers.get("ETag")
    for _ in range(2):
        with client.get(path, headers={**headers, "If-None-Match": "*"}) as again:
            assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("accept", [BROWSER, "text/turtle", "application/ld+json"])
def test_the_endpoint_itself_is_asked_for_again_by_its_tag_and_comes_compressed(
    client: FlaskClient, accept: str
) -> None:
    headers = {"Accept": accept, "Accept-Language": "vi"}
    plain = client.get("/sparql", headers=headers)
    packed = client.get("/sparql", headers={**headers, "Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) * 3 < len(plain.data)
    assert {"Accept", "Accept-Encoding"} <= set(packed.headers["Vary"].replace(" ", "").split(","))
    assert packed.headers["ETag"] != plain.headers["ETag"]
    for first, encoding in ((plain, "identity"), (packed, "gzip")):
        known = {**headers, "Accept-Encoding": encoding, "If-None-Match": first.headers["ETag"]}
        again = client.get("/sparql", headers=known)
        assert (again.status_code, again.data) == (304, b"")
    assert client.get("/sparql", headers={**headers, "Accept-Encoding": "gzip;q=0"}).data == plain.data
