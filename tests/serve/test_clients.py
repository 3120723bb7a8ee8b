"""Whose slow time is counted: who a client is, what a proxy may say of it, and what a client is told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from running import BASE, PROBE, Endpoint, Reply

from kg.serve import start
from kg.serve.app import create_app
from kg.serve.endpoint import description
from kg.serve.http.clients import client
from kg.settings import Settings
from patience import patiently
from served import served

DATA = Path(__file__).with_name("endpoint.trig")
ENDLESS = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(12)) + " }"
PROXIES = ("127.0.0.1", "10.0.0.0/8", "2001:db8:1::/48")


@pytest.mark.parametrize(
    ("peer", "forwarded", "found"),
    [
        ("192.0.2.1", "", "192.0.2.1"),
        ("192.0.2.1", "198.51.100.7", "192.0.2.1"),
        ("127.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("127.0.0.1", "203.0.113.9, 198.51.100.7", "198.51.100.7"),
        ("127.0.0.1", "203.0.113.9, 198.51.100.7, 10.1.2.3", "198.51.100.7"),
        ("127.0.0.1", "10.9.9.9, 10.1.2.3", "10.9.9.9"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "unknown", "127.0.0.1"),
        ("127.0.0.1", "198.51.100.7, <script>, 10.1.2.3", "10.1.2.3"),
        ("127.0.0.1", "198.51.100.7:4711", "198.51.100.7"),
        ("127.0.0.1", "[2001:db8:2:3:4::5]:4711", "2001:db8:2:3::/64"),
        ("2001:db8:2:3:4::5", "", "2001:db8:2:3::/64"),
        ("2001:db8:2:3:ffff::1", "", "2001:db8:2:3::/64"),
        ("2001:db8:1::1", "2001:db8:2:4::5", "2001:db8:2:4::/64"),
        ("fe80::1%eth0", "", "fe80::/64"),
        ("::ffff:192.0.2.1", "", "192.0.2.1"),
        ("::ffff:127.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("", "198.51.100.7", ""),
    ],
)
def test_who_a_client_is(peer: str, forwarded: str, found: str) -> None:
    assert client(peer, forwarded, PROXIES) == found


@contextmanager
def site(**changes: object) -> Iterator[Endpoint]:
    """The site of a file, set as `kg serve FILE` would set it."""
    settings = Settings(port=0, timeout=60, workers=1).with_(**changes)
    with closing(start.files(settings, [DATA], BASE)) as found, served(create_app(found), settings) as server:
        yield Endpoint(server)


def long_query(endpoint: Endpoint, *forwarded: str, seconds: float = 60) -> Reply:
    headers = [("X-Forwarded-For", each) for each in forwarded]
    headers.append(("Content-Type", "application/sparql-query"))
    return endpoint.ask("POST", f"/sparql?timeout={seconds}", headers, ENDLESS.encode())


def test_who_has_used_his_time_is_told_how_to_go_on_and_may_still_ask_what_is_quick() -> None:
    def attempt(pace: float) -> None:
        with site(budget_seconds=0.5 * pace) as endpoint:
            assert long_query(endpoint, seconds=pace).status == 504
            _is_told(endpoint)

    patiently(attempt)


def _is_told(endpoint: Endpoint) -> None:
    refused = long_query(endpoint, "198.51.100.7")
    assert refused.status == 429
    problem = json.loads(refused.body)
    assert problem["reason"] == "budget"
    assert problem["retryAfter"] == int(refused.headers["Retry-After"]) > 1
    for way in (f"{problem['retryAfter']} seconds", "LIMIT", "dumps", "kg serve"):
        assert way in problem["hint"]
    assert endpoint.query(PROBE).status == 200
    assert endpoint.ask("GET", "/browse").status == 200


def test_behind_a_proxy_that_is_trusted_each_client_has_his_own_time() -> None:
    def attempt(pace: float) -> None:
        with site(budget_seconds=0.5 * pace, trusted_proxies=("127.0.0.1",)) as endpoint:
            assert long_query(endpoint, "198.51.100.7", seconds=pace).status == 504
            assert long_query(endpoint, "198.51.100.7").status == 429
            assert long_query(endpoint, "203.0.113.1, 198.51.100.7").status == 429
            assert long_query(endpoint, "203.0.113.1", "198.51.100.7").status == 429
            assert long_query(endpoint, "198.51.100.8", seconds=pace).status == 504

    patiently(attempt)


def test_what_a_trusted_proxy_says_is_in_no_address() -> None:
    with site(trusted_proxies=("127.0.0.1",)) as endpoint:
        headers = [("X-Forwarded-Host", "elsewhere.example"), ("X-Forwarded-For", "198.51.100.7")]
        for address in ("/sparql", "/browse", "/limits"):
            reply = endpoint.ask("GET", address, [*headers, ("Accept", "text/html")])
            assert "elsewhere" not in reply.text + str(reply.headers)
            assert "198.51.100.7" not in reply.text


def test_on_loopback_nobody_has_a_bound_that_was_not_set() -> None:
    with site() as endpoint:
        assert [long_query(endpoint, seconds=3).status for _ in range(2)] == [504, 504]


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost", "LOCALHOST."])
def test_loopback_is_seen(host: str) -> None:
    assert Settings(host=host).budget is None
    assert Settings(host=host, budget_seconds=5).budget == 5


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.org", "localhost.example.org"])
def test_whoever_serves_others_has_a_bound_unless_he_says_none(host: str) -> None:
    assert Settings(host=host).budget == 120
    assert Settings(host=host, budget_seconds=0).budget is None


def test_the_bound_is_told_where_there_is_one() -> None:
    assert "budget_seconds" not in {limit.name for limit in description.limits(Settings(), False)}
    with site(budget_seconds=45) as endpoint:
        told = endpoint.ask("GET", "/sparql", [("Accept", "application/n-triples")]).text
        assert '"budget_seconds"' in told
        assert '"45"^^' in told
        page = endpoint.ask("GET", "/limits?lang=en", [("Accept", "text/html")]).text
        assert "budget_seconds" in page
        assert "45 s" in page
