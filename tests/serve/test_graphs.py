"""The read side of the Graph Store Protocol, over a real server."""

from __future__ import annotations

import html
import json
import re
from urllib.parse import quote

import pyoxigraph
import pytest
from running import BASE, Endpoint

from kg.formats import DATASET_FORMATS, GRAPH_FORMATS, Format

A = f"/data?graph={quote(f'{BASE}graph/a', safe='')}"
D1 = f"/data?graph={quote('http://kasei.us/2009/09/sparql/data/data1.rdf', safe='')}"


def size(body: bytes, media_type: str = "text/turtle") -> int:
    rdf_format = pyoxigraph.RdfFormat.from_media_type(media_type)
    assert rdf_format
    return len({quad.triple for quad in pyoxigraph.parse(body, rdf_format)})


@pytest.mark.parametrize(
    ("target", "triples"),
    [
        ("/graph/a", 1),
        ("/graph/đồ", 1),
        ("/graph/%C4%91%E1%BB%93", 1),
        (A, 1),
        (D1, 1),
        ("/data?default", 12),
        ("/data?default=", 12),
        ("/data?x=y&default", 12),
    ],
)
def test_a_graph_is_given_whole_and_head_says_the_same(endpoint: Endpoint, target: str, triples: int) -> None:
    got, head = endpoint.ask("GET", target), endpoint.ask("HEAD", target)
    assert (got.status, head.status) == (200, 200)
    assert got.headers["Content-Type"] == "text/turtle; charset=utf-8"
    assert size(got.body) == triples
    assert head.body == b""
    for name in ("Content-Type", "Content-Length", "ETag", "Vary"):
        assert head.headers[name] == got.headers[name]


@pytest.mark.parametrize("offered", (*GRAPH_FORMATS, *DATASET_FORMATS), ids=lambda f: f.name)
def test_a_graph_comes_in_every_format(endpoint: Endpoint, offered: Format) -> None:
    by_accept = endpoint.ask("GET", "/data?default", [("Accept", offered.media_type)])
    by_name = endpoint.ask("GET", f"/data?default&format={offered.name}", [("Accept", "image/png")])
    assert by_accept.headers["Content-Type"].split(";")[0] == offered.media_type
    assert by_name.headers["Content-Type"] == by_accept.headers["Content-Type"]
    assert size(by_accept.body, offered.media_type) == size(by_name.body, offered.media_type) == 12


@pytest.mark.parametrize(
    ("method", "target", "accept", "status"),
    [
        ("GET", "/graph/nowhere", "*/*", 404),
        ("HEAD", "/graph/nowhere", "*/*", 404),
        ("GET", "/graph/a%20b", "*/*", 404),
        ("GET", "/graph/a%3E%20%7B%7D", "*/*", 404),
        ("GET", "/data?graph=https%3A%2F%2Fnowhere.example%2F", "*/*", 404),
        ("GET", "/graph/a", "application/sparql-results+json", 406),
        ("HEAD", "/graph/a", "text/csv", 406),
        ("GET", "/data", "*/*", 400),
        ("GET", "/data?graph=", "*/*", 400),
        ("GET", "/data?graph=a", "*/*", 400),
        ("GET", f"{A}&default", "*/*", 400),
        ("GET", f"{A}&graph=x:y", "*/*", 400),
        ("GET", "/data?default&default", "*/*", 400),
        ("GET", "/data?graph=%FF", "*/*", 400),
        ("PUT", "/graph/a", "*/*", 405),
        ("POST", A, "*/*", 405),
        ("DELETE", "/data?default", "*/*", 405),
        ("PATCH", "/graph/a", "*/*", 405),
    ],
)
def test_what_is_refused(endpoint: Endpoint, method: str, target: str, accept: str, status: int) -> None:
    reply = endpoint.ask(method, target, [("Accept", accept)])
    assert reply.status == status
    assert reply.headers["Content-Type"] == "application/problem+json"
    if method != "HEAD":
        assert json.loads(reply.body)["status"] == status
    if status == 405:
        assert {"GET", "HEAD"} <= set(reply.headers["Allow"].split(", "))


def test_a_graph_that_is_known_is_not_sent_again(endpoint: Endpoint) -> None:
    first = endpoint.ask("GET", A)
    again = endpoint.ask("GET", A, [("If-None-Match", first.headers["ETag"])])
    other = endpoint.ask(
        "GET", A, [("If-None-Match", first.headers["ETag"]), ("Accept", "application/n-triples")]
    )
    gone = endpoint.ask("GET", "/graph/nowhere", [("If-None-Match", "*")])
    assert (again.status, again.body) == (304, b"")
    assert (other.status, gone.status) == (200, 404)


BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8"


@pytest.mark.parametrize("target", ["/graph/a", "/graph/đồ", A, D1, "/data?default"])
@pytest.mark.parametrize("accept", [BROWSER, "text/html"])
def test_a_browser_gets_a_page_that_leads_to_the_graph(endpoint: Endpoint, target: str, accept: str) -> None:
    reply = endpoint.ask("GET", f"{target}{'&' if '?' in target else '?'}lang=en", [("Accept", accept)])
    assert reply.status == 200
    assert reply.headers["Content-Type"] == "text/html; charset=utf-8"
    assert {"Accept", "Accept-Language"} <= set(reply.headers["Vary"].split(", "))
    links = [html.unescape(link) for link in re.findall(r'<li><a href="([^"]+)" type="', reply.text)]
    assert len(links) == len(GRAPH_FORMATS) + len(DATASET_FORMATS)
    plain = endpoint.ask("GET", target)
    turtle = endpoint.ask("GET", next(link for link in links if link.endswith("=ttl")), [("Accept", accept)])
    assert (turtle.status, turtle.body) == (200, plain.body)
    query = html.unescape(re.findall(r'href="(/sparql\?query=[^"]+)"', reply.text)[0])
    assert endpoint.ask("GET", query, [("Accept", "text/csv")]).body.count(b"\n") > 1


def test_a_page_tells_how_much_is_in_a_graph_and_there_is_none_of_what_is_no_graph(
    endpoint: Endpoint,
) -> None:
    assert '<dd class="number">1</dd>' in endpoint.ask("GET", "/graph/a", [("Accept", "text/html")]).text
    assert endpoint.ask("GET", "/graph/nowhere", [("Accept", "text/html")]).status == 404


def test_who_asks_for_html_last_gets_data(endpoint: Endpoint) -> None:
    for accept in ("text/turtle, text/html;q=0.9", "*/*", "application/*, text/html;q=0.5"):
        reply = endpoint.ask("GET", "/graph/a", [("Accept", accept)])
        assert "html" not in reply.headers["Content-Type"]
