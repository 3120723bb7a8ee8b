"""What an address answers to whom: status, type, redirects, conditions."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path
from urllib.parse import unquote_to_bytes

import pytest
from flask.testing import FlaskClient

REPORT = "fe65192195054a7f"
FIGURE = f"figure/{REPORT}/sown-area-rice/2020"
LINES = Path(__file__).with_name("negotiation.tsv").read_text("utf-8").splitlines()
CASES = list(csv.DictReader(LINES, delimiter="\t"))


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c['path']} {c['accept']}")
def test_each_address_answers_in_the_type_that_fits(client: FlaskClient, case: dict[str, str]) -> None:
    with client.get(case["path"], headers={"Accept": case["accept"]} if case["accept"] else {}) as got:
        assert (got.status_code, got.content_type) == (int(case["status"]), case["type"])
        assert got.data


@pytest.mark.parametrize(
    ("accept", "target"),
    [
        ("text/html", f"/doc/{FIGURE}"),
        ("*/*", f"/doc/{FIGURE}"),
        ("text/turtle", f"/doc/{FIGURE}.ttl"),
        ("application/ld+json", f"/doc/{FIGURE}.jsonld"),
        ("application/rdf+xml", f"/doc/{FIGURE}.rdf"),
    ],
)
def test_a_thing_leads_to_its_page_or_its_data(client: FlaskClient, accept: str, target: str) -> None:
    got = client.get(f"/id/{FIGURE}", headers={"Accept": accept, "Host": "evil.example"})
    assert got.status_code == 303
    assert got.headers["Location"] == target
    assert target in got.text
    assert "Accept" in got.headers["Vary"]
    assert "evil" not in str(got.headers) + got.text


def test_a_thing_in_no_format_that_fits_is_406_and_one_that_is_not_there_404(client: FlaskClient) -> None:
    assert client.get(f"/id/{FIGURE}", headers={"Accept": "image/png"}).status_code == 406
    assert client.get("/id/figure/nothing").status_code == 404


def test_a_redirect_keeps_the_language_asked_for(client: FlaskClient) -> None:
    assert client.get(f"/id/{FIGURE}?lang=en").headers["Location"] == f"/doc/{FIGURE}?lang=en"


def test_a_passage_leads_to_its_place_in_the_text(client: FlaskClient) -> None:
    got = client.get("/id/text/ff89f0738267b3f9%23char=900,954")
    assert got.headers["Location"] == "/doc/text/ff89f0738267b3f9#char=900,954"


def test_one_of_our_iris_as_a_resource_leads_to_its_own_address(client: FlaskClient) -> None:
    got = client.get("/resource", query_string={"iri": f"https://data.example.org/id/{FIGURE}"})
    assert (got.status_code, got.headers["Location"]) == (303, f"/id/{FIGURE}")


def test_the_headers_say_what_else_there_is(client: FlaskClient) -> None:
    got = client.get(f"/doc/{FIGURE}")
    links = got.headers["Link"]
    assert f'<https://data.example.org/doc/{FIGURE}>; rel="canonical"' in links
    assert f'<https://data.example.org/id/{FIGURE}>; rel="describes"' in links
    assert f'</doc/{FIGURE}.ttl>; rel="alternate"; type="text/turtle"' in links
    assert {"Accept", "Accept-Language"} <= {name.strip() for name in got.headers["Vary"].split(",")}
    assert got.headers["Last-Modified"].endswith("GMT")


def test_the_client_that_has_it_gets_304(client: FlaskClient) -> None:
    for path in (f"/doc/{FIGURE}", f"/doc/{FIGURE}.ttl", "/", "/dataset.jsonld", "/dumps/kg.nq.gz"):
        with client.get(path) as first:
            tag = first.headers["ETag"]
        assert not tag.startswith("W/")
        with client.get(path, headers={"If-None-Match": tag}) as again:
            assert (again.status_code, again.data) == (304, b"")
            assert again.headers["ETag"] == tag
        with client.get(path, headers={"If-None-Match": '"other"'}) as other:
            assert other.status_code == 200


def test_a_tag_is_of_one_format_language_and_coding(client: FlaskClient) -> None:
    path = f"/doc/{FIGURE}"
    tags = {
        client.get(path, headers=headers).headers["ETag"]
        for headers in (
            {"Accept-Language": "vi"},
            {"Accept-Language": "en"},
            {"Accept": "text/turtle"},
            {"Accept": "application/ld+json"},
            {"Accept-Language": "vi", "Accept-Encoding": "gzip"},
        )
    }
    assert len(tags) == 5


def test_not_modified_since_the_newest_data(client: FlaskClient) -> None:
    first = client.get(f"/doc/{FIGURE}")
    since = {"If-Modified-Since": first.headers["Last-Modified"]}
    assert client.get(f"/doc/{FIGURE}", headers=since).status_code == 304


def test_head_is_get_without_a_body(client: FlaskClient) -> None:
    for path in (f"/doc/{FIGURE}", f"/doc/{FIGURE}.ttl", f"/id/{FIGURE}", "/dataset"):
        get, head = client.get(path), client.head(path)
        assert (head.status_code, head.data) == (get.status_code, b"")
        assert head.headers.get("ETag") == get.headers.get("ETag")
        assert head.headers.get("Content-Length") == get.headers.get("Content-Length")


def test_compressed_on_request_and_the_same_inside(client: FlaskClient) -> None:
    path = f"/doc/{FIGURE}"
    packed = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == client.get(path).data
    assert "Content-Encoding" not in client.get(path, headers={"Accept-Encoding": "gzip;q=0"}).headers


def test_other_methods_are_405(client: FlaskClient) -> None:
    assert client.post(f"/doc/{FIGURE}").status_code == 405
    assert client.delete("/").status_code == 405


def test_406_names_the_formats(client: FlaskClient) -> None:
    got = client.get(f"/doc/{FIGURE}", headers={"Accept": "image/png"})
    assert "text/turtle" in got.json["formats"]  # type: ignore[index]
    assert 'rel="alternate"' in got.headers["Link"]


@pytest.mark.parametrize("accept", ["text/html", "text/turtle"])
def test_a_withdrawn_fact_is_410_with_the_reason(small: FlaskClient, accept: str) -> None:
    for path in ("/id/figure/r/gone/2020", "/doc/figure/r/gone/2020", "/doc/figure/r/gone/2020.ttl"):
        got = small.get(path, headers={"Accept": accept, "Accept-Language": "en"})
        assert got.status_code == 410
        assert "Misread." in got.text


@pytest.mark.parametrize(
    "path",
    [
        "/doc/area/Hà_Nội",
        "/doc/area/H%C3%A0_N%E1%BB%99i",
        "/doc/area/H%c3%a0_N%e1%bb%99i",
        "/doc/area/Ha%CC%80_No%CC%A3%CC%82i",
    ],
)
def test_letters_and_their_encodings_are_one_page(small: FlaskClient, path: str) -> None:
    got = small.get(path)
    assert got.status_code == 200
    assert "Hà Nội" in got.text
    assert got.headers["ETag"] == small.get("/doc/area/Hà_Nội").headers["ETag"]


def test_an_iri_that_is_encoded_in_the_data_is_found_by_its_letters(small: FlaskClient) -> None:
    assert "Đà Lạt" in small.get("/doc/area/Đà_Lạt").text
    assert small.get("/id/area/Đà_Lạt").headers["Location"].startswith("/doc/area/%")


def test_a_name_that_ends_like_a_format_is_a_name(small: FlaskClient) -> None:
    assert "ends like a format" in small.get("/doc/dataset.ttl").text
    assert small.get("/doc/dataset.ttl.ttl").content_type.startswith("text/turtle")


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example/",
        "//evil.example/id/x",
        "/id//evil.example",
        "/id/../../etc/passwd",
        "/doc/%2e%2e/%2e%2e",
        "/doc/%00",
        "/id/a%0d%0aLocation:%20x",
        "/doc/%ff%fe",
        "/doc/<script>",
        '/doc/"',
        "/doc/report/r/",
        "/\\evil.example",
        "/assets/x/../../app.py",
        "/assets/x/%2e%2e/app.py",
    ],
)
def test_odd_addresses_are_404_and_lead_nowhere(small: FlaskClient, path: str) -> None:
    got = small.get("/", headers={"Accept": "text/html"}, environ_overrides={"PATH_INFO": _decoded(path)})
    assert got.status_code in (400, 404)
    assert "Location" not in got.headers
    assert "<script>" not in got.text


def _decoded(path: str) -> str:
    """A path as a server hands it on: percent-decoded, its bytes as Latin-1 (PEP 3333)."""
    return unquote_to_bytes(path).decode("latin-1")


def test_an_address_with_something_added_gives_nobody_else_its_links(client: FlaskClient) -> None:
    odd = client.get(f"/doc/{FIGURE}.html?utm=evil", headers={"Accept-Language": "vi"}).text
    plain = client.get(f"/doc/{FIGURE}", headers={"Accept-Language": "vi"}).text
    assert odd == plain
    assert "evil" not in plain


def test_asked_again_it_is_the_same_answer(client: FlaskClient) -> None:
    for headers in ({"Accept": "text/html"}, {"Accept": "text/turtle"}, {"Accept-Encoding": "gzip"}):
        first, second = (client.get(f"/doc/{FIGURE}", headers=headers) for _ in range(2))
        headers_of = [{k: v for k, v in got.headers.items() if k != "Date"} for got in (first, second)]
        assert (first.data, headers_of[0]) == (second.data, headers_of[1])
        again = client.get(f"/doc/{FIGURE}", headers={**headers, "If-None-Match": first.headers["ETag"]})
        assert again.status_code == 304
        assert "Content-Type" not in again.headers
