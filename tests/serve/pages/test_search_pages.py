"""Search over the release, as a page, as data and as suggestions; every odd question has a clear answer."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from urllib.parse import quote, urlencode

import pytest
from flask.testing import FlaskClient
from markup import parse

from kg.serve.app import create_app
from kg.serve.site import Site
from kg.settings import Settings
from kg.store.remote import RemoteSettings, RemoteStore

REPORT = "id/report/fe65192195054a7f"
HTML = {"Accept": "text/html"}


def ask(client: FlaskClient, text: str, **more: str) -> dict[str, object]:
    answer = client.get(f"/search?{urlencode({'q': text, 'format': 'json', **more})}")
    assert answer.status_code == 200, answer.text
    found = json.loads(answer.text)
    assert isinstance(found, dict)
    return found


def ids(found: dict[str, object]) -> list[str]:
    results = found["results"]
    assert isinstance(results, list)
    return [one["id"].removeprefix("https://data.example.org/") for one in results]


def test_the_page_marks_what_was_asked_for(client: FlaskClient) -> None:
    page = parse(client.get("/search?q=nguyen+xuan+hoan&lang=vi", headers=HTML).text)
    first = page.find(".//ol[@class='finds']/li")
    assert first is not None
    assert "".join(first.find(".//a").itertext()) == "Nguyễn Xuân Hoản"  # type: ignore[union-attr]
    assert [mark.text for mark in first.iter("mark")] == ["Nguyễn Xuân Hoản"]


def test_a_hit_in_a_text_leads_to_its_passage(client: FlaskClient) -> None:
    found = ask(client, "tự diễn biến tự chuyển hóa", type="Quote")
    results = found["results"]
    assert isinstance(results, list)
    address = results[0]["url"]
    path, _, anchor = address.partition("#")
    assert anchor.startswith("char=")
    assert f'id="{anchor}"' in client.get(path, headers=HTML).text


def test_filters_narrow_and_are_counted(client: FlaskClient) -> None:
    every = ask(client, "dien tich")
    facets = every["facets"]
    assert isinstance(facets, dict)
    counts = {one["value"].rpartition("#")[2]: one["count"] for one in facets["type"]}
    figures = ask(client, "dien tich", type="Figure")
    assert figures["total"] == counts["Figure"] > 0
    assert all(one.startswith("id/figure/") for one in ids(figures))
    assert ids(ask(client, "dien tich", year="2020", report=REPORT, type="Figure")) == ids(figures)
    assert ask(client, "dien tich", year="1901")["total"] == 0


def test_an_area_finds_what_is_about_it_or_lies_in_it(client: FlaskClient) -> None:
    inside = ask(client, "san luong", area="id/area/gso-2025-06/656", type="Figure")
    assert any(one.startswith("id/figure/") for one in ids(inside))


def test_pages_follow_one_another_without_a_find_twice(client: FlaskClient) -> None:
    pages = [ids(ask(client, "dang", page=str(number))) for number in (1, 2, 3)]
    assert all(len(page) == 20 for page in pages)
    assert len({one for page in pages for one in page}) == 60


def test_the_same_as_csv(client: FlaskClient) -> None:
    answer = client.get("/search?q=huyen+uy", headers={"Accept": "text/csv"})
    assert answer.mimetype == "text/csv"
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert rows[0]["name"] == "Huyện ủy"


def test_suggestions_are_those_of_opensearch(client: FlaskClient) -> None:
    answer = client.get("/suggest?q=nguyen+xu")
    assert answer.mimetype == "application/x-suggestions+json"
    text, names, kinds, links = json.loads(answer.text)
    assert text == "nguyen xu"
    assert names[0] == "Nguyễn Xuân Hoản"
    assert len(names) == len(kinds) == len(links)
    assert client.get(links[0], headers=HTML).status_code == 200
    assert json.loads(client.get("/suggest?q=").text) == ["", [], [], []]


def test_every_page_says_how_to_search_here(client: FlaskClient) -> None:
    page = parse(client.get("/about", headers=HTML).text)
    link = next(one for one in page.iter("link") if one.get("rel") == "search")
    description = client.get(str(link.get("href")))
    assert description.mimetype == "application/opensearchdescription+xml"
    assert 'template="https://data.example.org/search?q={searchTerms}"' in description.text
    assert page.find(".//header//form[@action='/search']//input[@name='q']") is not None


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 200),
        ("q=", 200),
        ("q=%20%20", 200),
        ("q=%00", 400),
        ("q=%22%20OR%20NEAR(%20*%20-", 200),
        ("q=%27%3B%20DROP%20TABLE%20name%3B--", 200),
        ("q=(a%2B)%2B%24", 200),
        ("q=%E2%80%AEabc", 200),
        ("q=%D0%B4%E5%9C%B0%D9%85%20xa", 200),
        ("q=" + "a" * 501, 400),
        ("q=" + "xa+" * 10_000, 400),
        ("q=a&page=-1", 404),
        ("q=a&page=0", 404),
        ("q=a&page=1e3", 404),
        ("q=a&page=%D9%A1", 404),
        ("q=a&page=99999999999999999999", 404),
        ("q=huyen+uy&page=900", 404),
        ("q=a&type=Nothing", 400),
        ("q=a&type=%22", 400),
        ("q=a&area=id/area/none", 400),
        ("q=a&year=soon", 400),
        ("q=a&report=%00", 400),
        ("q=a&nothing=1", 200),
        ("q=a&format=nothing", 200),
        ("q=a&lang=xx", 200),
    ],
)
@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_odd_questions_have_clear_answers(client: FlaskClient, query: str, status: int, accept: str) -> None:
    answer = client.get(f"/search?{query}", headers={"Accept": accept})
    assert answer.status_code == status
    assert "Traceback" not in answer.text
    if status >= 400 and accept == "application/json":
        assert json.loads(answer.text)["detail"]


@pytest.mark.parametrize("query", ["", "q=%22*", "q=(((", "q=%F0%9F%8C%BE"])
def test_odd_beginnings_suggest_nothing_or_something(client: FlaskClient, query: str) -> None:
    answer = client.get(f"/suggest?{query}")
    assert answer.status_code == 200
    assert len(json.loads(answer.text)) == 4


def test_hostile_text_is_only_text(client: FlaskClient) -> None:
    text = '"><script>alert(1)</script>'
    page = client.get(f"/search?q={quote(text)}", headers=HTML).text
    assert "<script>alert" not in page


def test_a_site_of_files_is_searched_too(small: FlaskClient) -> None:
    found = ask(small, "xã")
    assert isinstance(found["total"], int)


def test_things_without_a_class_are_found_in_every_format(opened: Callable[[str, str], FlaskClient]) -> None:
    plain = opened('<https://x.example/a> <http://xmlns.com/foaf/0.1/name> "Đắk Lắk" .', "https://x.example/")
    assert ask(plain, "dak lak")["total"] == 1
    assert "Đắk Lắk" in plain.get("/search?q=dak+lak", headers=HTML).text
    assert "Đắk Lắk" in plain.get("/search?q=dak+lak&format=csv").text
    assert json.loads(plain.get("/suggest?q=dak").text) == ["dak", ["Đắk Lắk"], [""], ["/a"]]


def test_over_an_engine_that_is_down_the_page_says_so() -> None:
    store = RemoteStore("http://127.0.0.1:9/sparql", RemoteSettings())
    client = create_app(Site(store, "https://data.example.org/", Settings(timeout=30))).test_client()
    answer = client.get("/search?q=a&format=json", headers={"Accept": "application/json"})
    assert answer.status_code == 502
    assert "no search here now" in json.loads(answer.text)["detail"]
    assert client.get("/search", headers=HTML).status_code == 200
    store.close()


def test_a_site_under_another_base_leads_to_its_own_pages(moved: FlaskClient) -> None:
    answer = moved.get("/search?q=huyen&format=json")
    assert answer.status_code == 200
    for one in json.loads(answer.text)["results"]:
        assert not one["url"].startswith("http")
