"""Every format that the page of somebody else's IRI leads to is there."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from markup import every, parse

PAGE = "/resource?iri=http://qudt.org/vocab/unit/HA"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_a_page_says_is_data_is_data(client: FlaskClient, language: str) -> None:
    root = parse(client.get(PAGE, headers={"Accept-Language": language}).text)
    data = [a for a in every(root, "a") if "&format=" in (a.get("href") or "")]
    assert any("format=csv" in (a.get("href") or "") for a in data)
    for link in data:
        if link.get("type"):
            got = client.get(link.get("href") or "", headers={"Accept": "text/html"})
            assert got.mimetype == link.get("type"), link.get("href")
        assert client.get(link.get("href") or "", headers={"Accept": "text/html"}).mimetype != "text/html"


R = "fe65192195054a7f"


@pytest.mark.parametrize(
    "path",
    [
        f"/doc/figure/{R}/sown-area-rice/2020",
        f"/doc/validation/{R}",
        "/def/shape/Figure",
        "/resource?iri=http://qudt.org/vocab/unit/HA",
        "/resource?iri=http://www.w3.org/2004/02/skos/core%23Concept",
        "/resource?iri=http://www.w3.org/ns/oa%23exact",
        f"/graph/report/{R}",
    ],
)
def test_the_query_that_a_page_offers_finds_something(client: FlaskClient, path: str) -> None:
    root = parse(client.get(path, headers={"Accept": "text/html"}).text)
    main = next(every(root, "main"))
    (query,) = [href for a in main.iter("a") if (href := a.get("href") or "").startswith("/sparql?query=")]
    assert client.get(query, headers={"Accept": "application/n-triples, text/csv;q=0.5"}).text.count("\n") > 1
