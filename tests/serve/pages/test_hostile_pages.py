"""What comes from the data is text and nothing else, however odd it is."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from markup import every, find, parse, text

from kg.iri import BASE

EVIL = "/doc/body/evil"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_markup_in_words_is_text(small: FlaskClient, language: str) -> None:
    page = small.get(EVIL, headers={"Accept-Language": language}).text
    root = parse(page)
    scripts = list(every(root, "script"))
    assert [script.get("type") for script in scripts] == ["application/ld+json"]
    assert not list(every(root, "img"))
    assert not list(every(root, "b"))
    assert text(find(root, "h1")).startswith("</script><img" if language == "en" else "<script>alert(1)")


def test_the_block_for_search_engines_cannot_be_left(small: FlaskClient) -> None:
    block = find(parse(small.get(EVIL).text), "script", type="application/ld+json").text or ""
    assert "<" not in block
    data = json.loads(block)
    assert data["@id"] == f"{BASE}id/body/evil"
    assert {"@value": "<script>alert(1)</script>", "@language": "vi"} in data["name"]


def test_only_addresses_of_the_web_are_live(small: FlaskClient) -> None:
    links = [a.get("href", "") for a in every(parse(small.get(EVIL).text), "a")]
    assert "https://elsewhere.example/page" in links
    assert not [href for href in links if href.lower().startswith(("javascript:", "data:"))]
    assert "javascript:alert(3)" in small.get(EVIL).text


def test_writing_from_right_to_left_stays_where_it_is(small: FlaskClient) -> None:
    words = [text(bdi) for bdi in every(parse(small.get(EVIL).text), "bdi")]
    assert "\u202eevil\u202c" in words


def test_a_date_that_is_none_is_shown_as_it_is(small: FlaskClient) -> None:
    page = small.get(EVIL, headers={"Accept-Language": "en"}).text
    assert "2020-13-45" in page
    assert "29 February 2020" in page


def test_very_long_and_very_many_values_are_cut_and_counted(
    opened: Callable[[str, str], FlaskClient],
) -> None:
    many = " ".join(f'"value {n}",' for n in range(20_000)).rstrip(",")
    long = "x" * 5_000_000
    data = f'<{BASE}id/much> <urn:p:many> {many} ; <urn:p:long> "{long}" .'
    got = opened(data, BASE).get("/doc/much", headers={"Accept-Language": "en"})
    assert got.status_code == 200
    assert len(got.data) < 60_000
    assert "and 19940 more" in got.text
    assert "4998000 characters more" in got.text


def test_what_leads_to_a_thing_is_paged(opened: Callable[[str, str], FlaskClient]) -> None:
    many = "\n".join(
        f'<{BASE}id/n/{n}> <urn:p:to> <{BASE}id/hub> ; <{LABEL}> "n {n:04}" .' for n in range(230)
    )
    site = opened(many, BASE)
    hub = parse(site.get("/doc/hub", headers={"Accept-Language": "en"}).text)
    more = next(a.get("href") or "" for a in every(hub, "a") if "205 more" in text(a))
    found: list[str] = []
    while more:
        root = parse(site.get(more, headers={"Accept-Language": "en"}).text)
        found += [text(a) for s in every(root, "section", class_="letter") for a in every(s, "a")]
        more = next((a.get("href") or "" for a in every(root, "a", rel="next")), "")
    assert found == [f"n {n:04}" for n in range(230)]


def test_a_table_shows_so_many_rows_and_leads_to_all(opened: Callable[[str, str], FlaskClient]) -> None:
    lg, cited = f"{BASE}def/lg#", "http://purl.org/spar/cito/hasCitedEntity"
    many = "\n".join(f"<{BASE}id/c/{n}> a <{lg}Citation> ; <{cited}> <{BASE}id/doc> ." for n in range(150))
    site = opened(many, BASE)
    root = parse(site.get("/doc/doc", headers={"Accept-Language": "en"}).text)
    assert len(list(find(root, "tbody").iter("tr"))) == 100
    more = next(a.get("href") or "" for a in every(root, "a") if "50 more" in text(a))
    assert "150" in site.get(more).text
