"""What a page has to say in words: why something is unknown, who reviewed a fact, which of two times it speaks of."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree.ElementTree import Element

import pytest
from flask.testing import FlaskClient
from markup import every, find, parse, text

from kg.iri import BASE

R = "fe65192195054a7f"


def opened_page(client: FlaskClient, path: str, language: str) -> Element:
    return parse(client.get(f"{path}?lang={language}").text)


def line(element: Element) -> str:
    return " ".join(text(element).split())


@pytest.mark.parametrize(
    ("language", "reason"),
    [
        ("vi", "Lý do: báo cáo không nêu và chúng tôi không biết."),
        ("en", "Reason: not stated, and not known to us."),
    ],
)
@pytest.mark.parametrize("thing", ["area/R/huyen", "document/R/ke-hoach-cua-ubnd-huyen", "org/R/doan-the"])
def test_what_is_not_identified_says_why(client: FlaskClient, thing: str, language: str, reason: str) -> None:
    page = opened_page(client, f"/doc/{thing.replace('R', R)}", language)
    assert reason in line(find(page, "div", class_="unknown"))


def test_a_meeting_without_any_words_for_its_date_has_no_empty_brackets(client: FlaskClient) -> None:
    for number, words in ((1, " (“Vừa qua”)."), (2, "2020 – 2025”.")):
        said = line(find(opened_page(client, f"/doc/meeting/{R}/{number}", "vi"), "div", class_="unknown"))
        assert said.split("Thông tin")[0].endswith(words)


def test_a_fact_says_who_reviewed_it_beside_its_report(client: FlaskClient) -> None:
    card = line(find(opened_page(client, f"/doc/citation/{R}/6", "en"), "ul", class_="status"))
    assert "Status: Disputed" in card
    assert "Reviewed: confirmed by the kg project, 22 November 2026" in card


def test_kinds_stand_apart_without_a_style_sheet(client: FlaskClient) -> None:
    page = opened_page(client, f"/doc/figure/{R}/sown-area-rice/2020", "en")
    assert line(find(page, "p", class_="kinds")) == "Figure Fact"


def test_a_name_in_another_language_has_the_name_of_that_language(client: FlaskClient) -> None:
    page = opened_page(client, f"/doc/figure/{R}/sown-area-rice/2020", "vi")
    assert [mark.get("title") for mark in every(page, "abbr")] == ["tiếng Anh"]


def test_bars_say_what_they_have(client: FlaskClient) -> None:
    table = parse(client.get("/resource?iri=http://qudt.org/vocab/unit/HA&lang=en").text)
    spoken = [str(bars.get("aria-label")) for bars in every(table, "svg", class_="bars")]
    assert "actual 18,799" in spoken
    assert "actual 4,799, plan 5,012" in spoken


def test_the_document_of_a_disputed_citation_says_that_the_issuers_differ(client: FlaskClient) -> None:
    rows = {
        path: line(find(opened_page(client, f"/doc/document/{path}", "en"), "tbody"))
        for path in ("12-hd-btctw/2018-07-06", "05-ct-tw/2016-05-15")
    }
    assert "Central Organisation Commission differs from the report" in rows["12-hd-btctw/2018-07-06"]
    assert "differs" not in rows["05-ct-tw/2016-05-15"]


def test_a_committee_stands_in_the_tree_by_what_it_proposes_to(client: FlaskClient) -> None:
    page = opened_page(client, f"/doc/org/{R}/dang-uy-co-quan-chinh-quyen", "en")
    tree = find(find(page, "div", class_="sides"), "ul", class_="tree")
    assert line(tree).startswith("District Party Committee")
    assert "Party Committee of the Government Bodies proposes to it" in line(tree)


def test_parts_of_two_times_stand_apart(client: FlaskClient) -> None:
    among = find(opened_page(client, "/doc/area/vn", "en"), "section", class_="among")
    assert [line(h) for h in among.iter("h2")] == [
        "Its parts, since 1 July 2025 34",
        "Its parts, until 30 June 2025 63",
    ]
    for names in ([line(item) for item in list_] for list_ in every(among, "ul", class_="parts")):
        assert len(names) == len(set(names)) > 30


def test_an_accepted_link_is_said_once_with_who_accepted_it(client: FlaskClient) -> None:
    page = opened_page(client, "/doc/person/vn/ho-chi-minh", "en")
    assert [line(a) for a in every(page, "a") if "wikidata" in str(a.get("href"))] == ["Wikidata: Q36014"]
    assert "Accepted by the kg project" in line(find(page, "section", class_="links"))


def test_a_period_in_words_does_not_repeat_its_code(client: FlaskClient) -> None:
    main = find(opened_page(client, "/doc/period/2025-07--", "en"), "main")
    for data in every(main, "aside"):
        data.clear()
    assert "2025-07–" not in text(main)


def test_what_one_statement_says_is_not_said_by_another(client: FlaskClient) -> None:
    role = [line(dt) for dt in opened_page(client, "/def/role/chair", "en").iter("dt")]
    assert "code list" in role
    assert "top entry of" not in role
    board = [line(dt) for dt in opened_page(client, f"/doc/org/{R}/ban-thuong-vu-huyen-uy", "en").iter("dt")]
    assert "unit of" in board
    assert "part of" not in board


def test_a_part_that_is_no_unit_keeps_what_it_is_part_of(opened: Callable[[str, str], FlaskClient]) -> None:
    org = "http://www.w3.org/ns/org#"
    site = opened(
        f"<{BASE}id/a> <{org}unitOf> <{BASE}id/b> ; <{org}subOrganizationOf> <{BASE}id/b>, <{BASE}id/c> .",
        BASE,
    )
    assert {"/doc/b", "/doc/c"} <= {str(a.get("href")) for a in every(parse(site.get("/doc/a").text), "a")}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("vi", "Chưa rõ ngày công bố · chưa rõ nơi công bố"),
        ("en", "Date of publication not known · publisher not known"),
    ],
)
def test_a_report_says_what_is_not_known_of_it(client: FlaskClient, language: str, words: str) -> None:
    assert words in line(find(opened_page(client, f"/doc/report/{R}", language), "header", class_="head"))


def test_a_licence_is_called_by_its_name(client: FlaskClient) -> None:
    for path in ("/about", "/dataset", "/def/lg"):
        main = line(find(opened_page(client, path, "en"), "main"))
        assert "Creative Commons Attribution 4.0 International (CC BY 4.0)" in main, path


def test_a_graph_says_whose_its_statements_are(client: FlaskClient) -> None:
    got = client.get(f"/graph/report/{R}?lang=en", headers={"Accept": "text/html"})
    root = parse(got.text)
    source = find(find(root, "main"), "a", href=f"/doc/report/{R}?lang=en")
    assert line(source).startswith("Party organisation of the district's government bodies")


BOUNDED = f"""
@prefix lg: <{BASE}def/lg#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix qudt: <http://qudt.org/schema/qudt/> .
@prefix dim: <http://purl.org/linked-data/sdmx/2009/dimension#> .
<{BASE}def/comparator/more-than> skos:prefLabel "More than"@en .
<{BASE}def/indicator/price> a lg:Indicator ; skos:prefLabel "Price"@en .
<{BASE}id/figure/a> a lg:Figure ; lg:indicator <{BASE}def/indicator/price> ; lg:actual 3000 ;
  lg:actualComparator <{BASE}def/comparator/more-than> .
<{BASE}id/figure/b> a lg:Figure ; lg:indicator <{BASE}def/indicator/price> ; lg:rangeLow 3000 ; lg:rangeHigh 4000 .
<{BASE}id/figure/c> a lg:Figure ; lg:indicator <{BASE}def/indicator/price> ; lg:actual 15 ; lg:whole 19 .
<{BASE}id/figure/d> a lg:Figure ; lg:indicator <{BASE}def/indicator/price> ; lg:share 12 .
<{BASE}id/figure/e> a lg:Figure ; lg:indicator <{BASE}def/indicator/price> ; lg:plan 5 ;
  <{BASE}def/other> [] ; lg:planComparator <{BASE}def/comparator/more-than> .
"""


def test_a_number_stands_as_its_report_bounds_it(opened: Callable[[str, str], FlaskClient]) -> None:
    client = opened(BOUNDED, BASE)
    body = find(opened_page(client, "/def/indicator/price", "en"), "tbody")
    cells = [[line(cell) for cell in row.iter("td")] for row in body.iter("tr")]
    assert [next(filter(None, row)) for row in cells] == [
        "more than 3,000",
        "3,000–4,000",
        "15/19",
        "12%",
        "more than 5",
    ]
    compared = find(opened_page(client, "/indicators", "en"), "table", class_="compared")
    for words in ("more than 3,000", "3,000–4,000", "15/19", "12%", "more than 5"):
        assert words in line(compared)
    target = find(opened_page(client, "/doc/figure/e", "en"), "section", class_="hero")
    assert line(target) == "The target: more than 5"


def test_what_has_no_address_has_no_made_up_one(opened: Callable[[str, str], FlaskClient]) -> None:
    main = line(find(opened_page(opened(BOUNDED, BASE), "/doc/figure/e", "en"), "main"))
    assert "_:" not in main
    assert "something without an address of its own" in main
