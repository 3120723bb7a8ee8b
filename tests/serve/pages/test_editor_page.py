"""What the endpoint's page offers around its form: terms to complete, tested questions, names of things, scripts."""

from __future__ import annotations

import gzip
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from kg.serve import assets
from kg.serve.endpoint import questions, terms
from kg.vocab import PREFIXES

HTML = {"Accept": "text/html"}
NAME = re.compile(r"([a-z][a-z0-9-]*):([\w.-]*\w)")


def known(client: FlaskClient) -> dict[str, dict[str, object]]:
    return {term["name"]: term for term in client.get(terms.ADDRESS).json["terms"]}


def test_terms_have_names_in_both_languages_and_say_what_they_are(client: FlaskClient) -> None:
    found = known(client)
    figure = found["lg:Figure"]
    assert (figure["kind"], figure["vi"], figure["en"]) == ("class", "Số liệu", "Figure")
    assert figure["uses"] > found["lg:Report"]["uses"] > 0
    assert found["lg:plan"]["kind"] == "property"
    assert found["oa:exact"]["vi"] == "nguyên văn"  # a property of somebody else, named by the shapes
    assert found["indicator:sown-area-rice"]["kind"] == "entry"
    assert {term["kind"] for term in found.values()} == {"class", "property", "entry"}


def test_every_term_can_be_written_with_a_prefix_that_is_told(client: FlaskClient) -> None:
    prefixes = client.get(terms.ADDRESS).json["prefixes"]
    for name in known(client):
        written = NAME.fullmatch(name)
        assert written and written[1] in prefixes, name
    assert {*PREFIXES} <= {*prefixes}
    assert len(set(prefixes.values())) == len(prefixes)
    assert prefixes["unit"] == PREFIXES["unit"]
    assert prefixes["list-unit"] == "https://data.example.org/def/unit/"


def test_terms_are_under_the_base_of_the_data(small: FlaskClient, moved: FlaskClient) -> None:
    assert {*known(small)} == {name.replace("other.example", "data.example.org") for name in known(moved)}
    told = moved.get(terms.ADDRESS).json
    assert told["prefixes"]["lg"] == "https://other.example/def/lg#"
    assert "data.example.org" not in moved.get(terms.ADDRESS).text


def test_terms_are_kept_until_the_release_changes(client: FlaskClient) -> None:
    first = client.get(terms.ADDRESS)
    again = client.get(terms.ADDRESS, headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code) == (200, 304)
    assert first.content_type == "application/json"


@pytest.mark.parametrize(
    ("iri", "written"),
    [
        ("https://data.example.org/def/lg#plan", "lg:plan"),
        ("https://data.example.org/id/Hà_Nội", "id:Hà_Nội"),
        ("https://data.example.org/id/a/b", None),
        ("https://data.example.org/id/a.", None),
        ("https://data.example.org/id/", None),
        ("urn:x", None),
    ],
)
def test_a_prefixed_name_needs_no_escape(iri: str, written: str | None) -> None:
    assert terms.written(iri, PREFIXES) == written


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_question_of_the_gallery_leads_to_its_answer(client: FlaskClient, language: str) -> None:
    page = client.get(f"/sparql?lang={language}", headers=HTML).text
    links = re.findall(rf'href="({questions.ADDRESS}/[^"]*)"[^>]*>([^<]+)<', page)
    assert len(links) >= 40
    for path, title in links[::10]:
        assert title.endswith("?")
        got = client.get(path)
        target = urlsplit(got.headers["Location"])
        asked = parse_qs(target.query)
        assert (got.status_code, target.netloc, target.path) == (303, "", "/sparql")
        assert asked["lang"] == [language]
        assert "# vi:" not in asked["query"][0]
        assert client.get(got.headers["Location"], headers=HTML).status_code == 200


def test_a_question_that_is_not_there_is_not_found(client: FlaskClient, small: FlaskClient) -> None:
    for name in ("no-such", "..%2f..%2fREADME", "01-rice-area.rq", ""):
        assert client.get(f"{questions.ADDRESS}/{name}").status_code == 404
    assert small.get(f"{questions.ADDRESS}/01-rice-area").status_code == 404
    assert questions.ADDRESS not in small.get("/sparql", headers=HTML).text


def test_things_in_an_answer_are_called_by_name_in_the_readers_language(client: FlaskClient) -> None:
    query = (
        "SELECT ?c { VALUES ?c { <https://data.example.org/def/lg#Figure> <https://elsewhere.example/x> } }"
    )
    for language, name in (("vi", "Số liệu"), ("en", "Figure")):
        page = client.get("/sparql", query_string={"query": query, "lang": language}, headers=HTML).text
        assert f'<bdi class="name" lang="{language}">{name}</bdi>' in page
        assert page.count('class="name"') == 1


@pytest.mark.parametrize("name", ["sparql-editor.js", "sparql.js", "sparql.css"])
def test_scripts_and_styles_are_sent_compressed_to_who_takes_them_so(client: FlaskClient, name: str) -> None:
    with client.get(assets.asset(name)) as plain:
        data = plain.data
    packed = client.get(assets.asset(name), headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == data
    assert len(packed.data) < len(data) / 2
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert "Accept-Encoding" in plain.headers["Vary"] and "Accept-Encoding" in packed.headers["Vary"]
    assert packed.content_type == plain.content_type
    head = client.head(assets.asset(name), headers={"Accept-Encoding": "gzip"})
    assert head.headers["Content-Length"] == packed.headers["Content-Length"]


def test_the_bundle_is_no_larger_than_is_said_and_names_its_licences() -> None:
    size = len(gzip.compress((assets.FOLDER / "sparql-editor.js").read_bytes(), 9))
    assert size < 120_000
    licences = (assets.FOLDER / "sparql-editor.licences.txt").read_text("utf-8")
    assert "@codemirror/view" in licences and "MIT" in licences
