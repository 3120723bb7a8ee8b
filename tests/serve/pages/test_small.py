"""Pages over a small dataset: shapes, languages, passages that cross, things of other graphs and other bases."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from markup import every, find, parse, text

ENGLISH = {"Accept-Language": "en"}


def test_names_groups_and_order_are_those_of_the_shapes(small: FlaskClient) -> None:
    root = parse(small.get("/doc/body/evil", headers=ENGLISH).text)
    groups = [
        (text(find(s, "h2")), [text(dt) for dt in s.iter("dt")])
        for s in every(root, "section", class_="group")
    ]
    assert groups[0] == ("Names here", ["other names here"])
    assert groups[1] == ("Links here", ["web page"])
    assert groups[2][0] == "Further statements"
    assert text(next(every(root, "span", class_="kind"))) == "State body"


def test_the_shapes_speak_the_readers_language_and_say_where_they_cannot(small: FlaskClient) -> None:
    root = parse(small.get("/doc/body/evil", headers={"Accept-Language": "vi"}).text)
    names = [text(dt) for dt in every(root, "dt")]
    assert "trang web" in names
    assert "other names here en" in [" ".join(name.split()) for name in names]


def test_a_name_in_another_language_says_which(small: FlaskClient) -> None:
    title = find(parse(small.get("/doc/body/plain?lang=vi").text), "h1")
    assert text(title).split() == ["plain", "en"]
    assert find(title, "bdi").get("lang") == "en"


def test_what_leads_to_a_thing_is_counted(small: FlaskClient) -> None:
    root = parse(small.get("/doc/body/evil", headers=ENGLISH).text)
    lead = find(root, "section", class_="leads")
    assert "State body 1" in text(lead)
    assert "/doc/body/plain" in [a.get("href") for a in every(lead, "a")]


def test_unknown_and_confidence_are_said_in_words(small: FlaskClient) -> None:
    page = text(parse(small.get("/doc/remark/r/2", headers=ENGLISH).text))
    assert "not stated, and not known to us" in page
    assert "Confidence in the reading: high (100%)" in " ".join(page.split())
    assert "medium" in small.get("/doc/remark/r/1", headers=ENGLISH).text


def test_a_passage_stands_in_its_sentence_and_leads_to_its_place(small: FlaskClient) -> None:
    root = parse(small.get("/doc/remark/r/1", headers=ENGLISH).text)
    quote = find(root, "blockquote")
    assert text(quote).strip() == "Bốn năm sáu bảy."
    assert text(find(quote, "mark")) == "Bốn năm sáu"
    assert quote.get("lang") == "vi"
    assert "/doc/report/r#char=13,24" in [a.get("href") for a in every(root, "a")]


@pytest.mark.parametrize("path", ["/doc/report/r", "/doc/text/t"])
def test_passages_that_cross_are_broken_and_found_again(small: FlaskClient, path: str) -> None:
    article = find(parse(small.get(path).text), "article")
    assert text(article) == "Một hai ba.\n\nBốn năm sáu bảy."
    assert text(find(article, "span", id="char=13,24")) == "Bốn năm sáu"
    first = find(article, "span", id="char=17,28")
    parts = list(every(article, "span", class_="part-1"))
    assert first is parts[0]
    assert "".join(text(part) for part in parts) == "năm sáu bảy"


def test_a_thing_of_another_graph_says_so(small: FlaskClient) -> None:
    page = small.get("/doc/judgement/r/1", headers=ENGLISH)
    assert page.status_code == 200
    assert "a graph of its own" in page.text
    assert "Misread." in small.get("/doc/judgement/r/1.ttl").text


def test_somebody_elses_thing_has_a_page(small: FlaskClient) -> None:
    root = parse(small.get("/resource?iri=http://elsewhere.example/thing", headers=ENGLISH).text)
    assert text(find(root, "h1")) == "A thing of somebody else"
    links = [a.get("href") for a in every(root, "a")]
    assert "/doc/body/plain" in links
    assert "/resource?iri=http%3A%2F%2Felsewhere.example%2Fthing&format=ttl" in links


def test_the_language_asked_for_goes_along(small: FlaskClient) -> None:
    root = parse(small.get("/doc/body/evil?lang=en").text)
    assert root.get("lang") == "en"
    own = [a.get("href", "") for a in every(root, "a") if a.get("href", "").startswith("/doc/body/plain")]
    assert set(own) == {"/doc/body/plain?lang=en"}
    canonical = find(root, "link", rel="canonical").get("href")
    assert canonical == "/doc/body/evil"
    alternates = {link.get("hreflang"): link.get("href") for link in every(root, "link", rel="alternate")}
    assert alternates == {
        "vi": "/doc/body/evil?lang=vi",
        "en": "/doc/body/evil?lang=en",
        "x-default": canonical,
    }


@pytest.mark.parametrize(
    "path",
    ["/", "/reports", "/indicators", "/browse", "/browse/Remark", "/quality", "/dataset", "/doc/report/r"],
)
def test_data_without_a_release_has_all_the_overviews(small: FlaskClient, path: str) -> None:
    assert small.get(path).status_code == 200


def test_under_another_base_everything_is_the_same_but_the_iris(
    moved: FlaskClient, small: FlaskClient
) -> None:
    for path in ("/doc/body/evil", "/doc/report/r", "/doc/remark/r/1", "/def/lg", "/def/status"):
        there, here = (site.get(path, headers=ENGLISH).text for site in (moved, small))
        assert "data.example.org" not in there
        assert there.replace("other.example", "data.example.org") == here
    link = moved.get("/doc/body/evil").headers["Link"]
    assert '<https://other.example/id/body/evil>; rel="describes"' in link
    assert "https://other.example/id/body/evil" in moved.get("/doc/body/evil.nt").text
    asked = moved.get("/resource", query_string={"iri": "https://other.example/id/body/evil"})
    assert asked.headers["Location"] == "/id/body/evil"
