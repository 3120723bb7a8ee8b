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
