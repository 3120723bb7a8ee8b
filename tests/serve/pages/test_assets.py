"""Styles, scripts, fonts and icons: kept a year under names that change with them, asked for again by their tags."""

from __future__ import annotations

import gzip

import pytest
from flask.testing import FlaskClient
from markup import every, find, parse

from kg.serve.assets import asset

TEXTS = ("kg.css", "suggest.js", "icon.svg")
OTHERS = ("fonts/literata-400.woff2", "card.png", "icon.ico")


@pytest.mark.parametrize("encoding", ["gzip", "identity", "gzip;q=0", "br"])
@pytest.mark.parametrize("name", [*TEXTS, *OTHERS])
def test_who_has_an_asset_is_not_sent_it_again(client: FlaskClient, name: str, encoding: str) -> None:
    headers = {"Accept-Encoding": encoding}
    with client.get(asset(name), headers=headers) as first:
        assert first.status_code == 200
        packed = encoding == "gzip" and name in TEXTS
        assert first.headers.get("Content-Encoding") == ("gzip" if packed else None)
        assert first.headers["ETag"].startswith('"')
        assert not packed or gzip.decompress(first.data)
    for said in (
        {"If-None-Match": first.headers["ETag"]},
        {"If-None-Match": f'"other", {first.headers["ETag"]}'},
    ):
        with client.get(asset(name), headers=headers | said) as again:
            assert (again.status_code, again.data) == (304, b"")
            assert again.headers["ETag"] == first.headers["ETag"]
            assert "immutable" in again.headers["Cache-Control"]


@pytest.mark.parametrize("name", TEXTS)
def test_each_encoding_has_a_tag_of_its_own(client: FlaskClient, name: str) -> None:
    tags = set()
    for encoding in ("gzip", "identity"):
        with client.get(asset(name), headers={"Accept-Encoding": encoding}) as got:
            tags.add(got.headers["ETag"])
            assert "Accept-Encoding" in got.headers["Vary"]
    assert len(tags) == 2


def test_an_older_address_is_answered_and_not_kept(client: FlaskClient) -> None:
    with client.get("/assets/older/kg.css") as got:
        assert got.status_code == 200
        assert "immutable" not in got.headers["Cache-Control"]
    assert client.get("/assets/older/none.css").status_code == 404


def test_every_icon_answers(client: FlaskClient) -> None:
    root = parse(client.get("/").text)
    links = [
        link.get("href") or ""
        for rel in ("icon", "apple-touch-icon")
        for link in every(root, "link", rel=rel)
    ]
    assert len(links) == 3
    for path in [*links, "/favicon.ico"]:
        with client.get(path) as got:
            assert got.status_code == 200
            assert got.content_type.startswith("image/")
    assert find(root, "link", rel="apple-touch-icon").get("href", "").endswith(".png")
