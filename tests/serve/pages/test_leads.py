"""What leads to a thing: each under its own kind, counted in the reader's numbers, and never more than is known."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree.ElementTree import Element

import pytest
from flask.testing import FlaskClient
from markup import every, find, parse, text

from kg.iri import BASE

LG, NAME = f"{BASE}def/lg#", "http://www.w3.org/2004/02/skos/core#prefLabel"
CLASSES = "\n".join(
    f'<{LG}{name}> <http://www.w3.org/2000/01/rdf-schema#label> "{name}"@en ; '
    f"<http://www.w3.org/2000/01/rdf-schema#isDefinedBy> <{BASE}def/lg> ."
    for name in ("Remark", "StateBody", "Figure")
)


def lead(root: Element, heading: str) -> list[str]:
    """The things under a heading of what leads to a thing."""
    sections = list(find(root, "section", class_="leads").iter("section"))[1:]
    found = {_line(find(section, "h3")): [_line(a) for a in every(section, "a")] for section in sections}
    return found[heading]


def _line(element: Element) -> str:
    return " ".join(text(element).split())


def things(count: int, class_: str, by: str, start: int = 0) -> str:
    return "\n".join(
        f'<{BASE}id/{class_}/{n}> a <{LG}{class_}> ; <{by}> <{BASE}id/hub> ; <{NAME}> "{class_} {n}"@en .'
        for n in range(start, start + count)
    )


def test_things_of_several_kinds_stand_each_under_its_own(opened: Callable[[str, str], FlaskClient]) -> None:
    site = opened(CLASSES + things(2, "Remark", "urn:p:to") + things(1, "StateBody", "urn:p:to"), BASE)
    hub = parse(site.get("/doc/hub?lang=en").text)
    assert lead(hub, "Remark 2 · by “urn:p:to”") == ["Remark 0", "Remark 1"]
    assert lead(hub, "StateBody 1 · by “urn:p:to”") == ["StateBody 0"]


def test_more_things_than_are_looked_at_are_of_no_kind_that_some_do_not_have(
    opened: Callable[[str, str], FlaskClient],
) -> None:
    site = opened(CLASSES + things(20, "Remark", "urn:p:to") + things(20, "StateBody", "urn:p:to"), BASE)
    assert lead(parse(site.get("/doc/hub?lang=en").text), "Thing 40 · by “urn:p:to”")[-1] == "and 15 more"


def test_what_leads_beside_a_table_has_names(opened: Callable[[str, str], FlaskClient]) -> None:
    area = "http://purl.org/linked-data/sdmx/2009/dimension#refArea"
    site = opened(CLASSES + things(60, "Figure", area) + things(3, "Remark", area), BASE)
    hub = parse(site.get("/doc/hub?lang=en").text)
    assert lead(hub, "Remark 3 · by “area”") == ["Remark 0", "Remark 1", "Remark 2"]


@pytest.mark.parametrize(
    ("language", "heading", "all_", "spoken"),
    [
        ("en", "Remark more than 1,000 · by “urn:p:to”", "see all", "more than 1,000 lead to it"),
        (
            "vi",
            "Remark en hơn 1.000 · theo quan hệ “urn:p:to”",
            "xem tất cả",
            "hơn 1.000 mục dẫn đến",
        ),
    ],
)
def test_a_hub_says_that_there_may_be_more(
    opened: Callable[[str, str], FlaskClient], language: str, heading: str, all_: str, spoken: str
) -> None:
    site = opened(CLASSES + things(1200, "Remark", "urn:p:to"), BASE)
    hub = parse(site.get(f"/doc/hub?lang={language}").text)
    assert lead(hub, heading)[-1] == all_
    assert spoken in str(find(hub, "svg", class_="around").get("aria-label"))
    assert " 1.0" not in text(find(hub, "svg", class_="around")).replace("ít nhất", "")
