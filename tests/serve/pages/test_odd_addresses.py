"""Odd addresses are answered here, or not at all: nothing leads away, whatever host the client says it asks."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from markup import parse

ELSEWHERE = {"Host": "evil.example", "Accept": "text/html"}
MISSING = (
    "/doc/%00",
    "/doc/%zz",
    "/doc/%ff",
    "/doc/../etc/passwd",
    "/doc/%2e%2e/%2e%2e/etc",
    "/%2F%2Fevil.example",
    "/doc//evil.example",
    "/id//evil.example",
    "/id/%5c%5cevil.example",
    "/%5Cevil.example",
    "/id/area/vn%0d%0aX-Y:1",
    "/doc/area/vn/",
    "/doc/%E2%80%AE",
    "/browse/..%2f..",
    "/assets/../../x",
    "/dumps/..%2f..%2fmanifest.json",
    "/dumps/%00",
    "/dumps//evil.example",
    "/resource?iri=//evil.example",
    "/resource?iri=javascript:alert(1)",
    "/reports?page=-1",
    "/reports?page=99999999999",
)
LED = ("/dumps", "/dumps/", "/dumps?lang=//evil.example", "/id/area/vn", "/id/area/vn?lang=//evil.example")


@pytest.mark.parametrize("path", MISSING)
def test_there_is_nothing_at_an_odd_address(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers=ELSEWHERE)
    assert answer.status_code == 404
    assert "Location" not in answer.headers
    links = [a.get("href") or "" for a in parse(answer.text).iter("a")]
    assert not [href for href in links if not href.startswith(("/", "#")) or href.startswith(("//", "/\\"))]


@pytest.mark.parametrize("start", ["id", "doc", "def", "graph"])
@pytest.mark.parametrize("end", ["", "/"])
def test_the_beginning_of_an_address_leads_to_a_list(client: FlaskClient, start: str, end: str) -> None:
    answer = client.get(f"/{start}{end}?lang=en", headers=ELSEWHERE)
    assert answer.status_code == 303
    path, _, fragment = answer.headers["Location"].partition("#")
    page = client.get(path, headers=ELSEWHERE)
    assert page.status_code == 200
    assert not fragment or [one for one in parse(page.text).iter() if one.get("id") == fragment]


@pytest.mark.parametrize("path", ["/reports", "/indicators", "/about", "/officials"])
def test_a_slash_too_many_leads_to_the_page(client: FlaskClient, path: str) -> None:
    answer = client.get(f"{path}/?lang=vi", headers=ELSEWHERE)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{path}?lang=vi")
    assert client.get(f"{path}//", headers=ELSEWHERE).status_code == 404


@pytest.mark.parametrize("path", LED)
def test_whoever_is_led_on_stays_here(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers=ELSEWHERE)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/") and not answer.headers["Location"].startswith("//")
