"""What the site says of itself: who runs it, where corrections go, how its data are cited; nothing that is not so."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from markup import every, find, parse, text

from kg.serve.app import create_app
from kg.serve.site import Site

ENGLISH = {"Accept-Language": "en"}


def signed(site: Site, **settings: str) -> FlaskClient:
    return create_app(replace(site, settings=site.settings.with_(**settings))).test_client()


def words(client: FlaskClient, path: str) -> str:
    return " ".join(text(parse(client.get(path, headers=ENGLISH).text)).split())


def test_who_runs_it_is_said_to_be_not_stated_where_it_is_unset(client: FlaskClient) -> None:
    assert "Run by: not stated." in words(client, "/about")
    assert "Corrections go to: not stated." in words(client, "/about")
    assert "Run by: not stated." in words(client, "/reports")


def test_who_runs_it_stands_on_every_page(release_site: Site) -> None:
    client = signed(
        release_site, operator="Sở <X> & Y", operator_url="https://so.example/", contact="tin@so.example"
    )
    assert "Run by: Sở <X> & Y." in words(client, "/")
    links = [a.get("href") for a in every(find(parse(client.get("/about").text), "main"), "a")]
    assert {"https://so.example/", "mailto:tin@so.example"} <= set(links)


def test_a_form_for_corrections_is_a_link(release_site: Site) -> None:
    page = signed(release_site, contact="https://so.example/form?of=kg").get("/about").text
    assert "https://so.example/form?of=kg" in [a.get("href") for a in every(parse(page), "a")]


def test_another_who_runs_it_gives_another_page(release_site: Site, client: FlaskClient) -> None:
    tag = client.get("/about").headers["ETag"]
    again = signed(release_site, operator="Sở Y").get("/about", headers={"If-None-Match": tag})
    assert again.status_code == 200
    assert again.headers["ETag"] != tag


def test_a_tag_differs_just_where_what_is_sent_differs(release_site: Site, client: FlaskClient) -> None:
    other = signed(release_site, operator="Sở Y")
    same = {}
    for path in (
        "/",
        "/about",
        "/dataset.jsonld",
        "/doc/org/vn/bo-chinh-tri",
        "/doc/org/vn/bo-chinh-tri.ttl",
    ):
        first, second = client.get(path), other.get(path)
        same[path] = first.data == second.data
        assert (first.headers["ETag"] == second.headers["ETag"]) == same[path]
    assert set(same.values()) == {True, False}


@pytest.mark.parametrize("page", ["/about", "/dataset"])
def test_the_dataset_is_cited_in_each_form(client: FlaskClient, page: str) -> None:
    links = [a.get("href") or "" for a in every(parse(client.get(page).text), "a")]
    forms = [f"/dataset.{suffix}" for suffix in ("bib", "ris", "csl")]
    assert set(forms) <= set(links)
    bibtex, ris, csl = (client.get(path).text for path in forms)
    address = "https://data.example.org/dataset"
    assert f"url = {{{address}}}" in bibtex
    assert f"UR  - {address}\r\n" in ris
    work = json.loads(csl)[0]
    assert work["URL"] == address
    assert work["title"] in words(client, "/dataset") or work["title"] in client.get("/dataset?lang=vi").text
    assert work["issued"]["date-parts"][0][0] >= 2021


def test_over_other_data_nothing_leads_nowhere_and_no_licence_is_made_up(small: FlaskClient) -> None:
    for path in ("/about", "/dataset", "/", "/browse"):
        root = parse(small.get(path, headers=ENGLISH).text)
        for href in {(a.get("href") or "").partition("#")[0] for a in every(root, "a")}:
            if href.startswith("/"):
                assert small.get(href, headers={"Accept": "*/*"}).status_code < 400, (path, href)
    assert "state no licence as a whole" in words(small, "/about")
    assert "creativecommons" not in small.get("/dataset").text + small.get("/about").text
    assert "Local Reports" in small.get("/dataset.ris").text or "Báo cáo" in small.get("/dataset.ris").text
