"""The drawing of what a thing is joined to: every kind of thing, links that work, bounded, said in words."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from markup import every, find, parse, text

from kg.iri import BASE

R = "fe65192195054a7f"
PATHS = (
    f"/doc/report/{R}",
    f"/doc/figure/{R}/sown-area-rice/2020",
    f"/doc/person/{R}/nguyen-xuan-hoan",
    f"/doc/org/{R}/ubnd-huyen",
    "/doc/document/12-hd-btctw/2018-07-06",
    f"/doc/citation/{R}/6",
    f"/doc/meeting/{R}/1",
    f"/doc/tenure/{R}/nguyen-xuan-hoan/1",
    f"/doc/remark/{R}/1",
    f"/doc/area/{R}/huyen",
    "/doc/period/2020",
    "/def/indicator/sown-area-grain",
)
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("path", PATHS)
def test_every_kind_of_thing_is_drawn(client: FlaskClient, path: str, language: str) -> None:
    root = parse(client.get(path, headers={"Accept-Language": language}).text)
    drawing = find(root, "svg", class_="around")
    assert drawing.get("role") == "group"
    assert drawing.get("aria-label")
    links = list(drawing.iter("a"))
    assert 0 < len(links) <= 14
    for link in links:
        assert text(link).strip()
        assert client.get((link.get("href") or "").partition("#")[0]).status_code == 200
    assert not [e for e in drawing.iter() if "style" in e.attrib]


def test_a_drawing_has_so_many_nodes_and_says_how_many_more(
    opened: Callable[[str, str], FlaskClient],
) -> None:
    many = "\n".join(
        f'<{BASE}id/n/{n}> <urn:p:{n % 7}> <{BASE}id/hub> ; <{LABEL}> "n {n:03}" .' for n in range(210)
    )
    root = parse(opened(many, BASE).get("/doc/hub", headers={"Accept-Language": "en"}).text)
    drawing = find(root, "svg", class_="around")
    assert len(list(drawing.iter("a"))) == 4
    assert "and 29 more" in text(drawing)


def test_words_of_the_data_are_only_words_in_it(small: FlaskClient) -> None:
    root = parse(small.get("/doc/body/plain", headers={"Accept-Language": "vi"}).text)
    drawing = find(root, "svg", class_="around")
    assert {e.tag for e in drawing.iter()} <= {"svg", "path", "rect", "text", "a", "g"}
    assert not list(every(drawing, "script"))
