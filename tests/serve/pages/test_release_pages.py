"""The pages of the real release: the text with its passages, facts with their evidence, people, bodies, documents."""

from __future__ import annotations

import json
import re
from xml.etree.ElementTree import Element

import pytest
from flask.testing import FlaskClient
from markup import every, find, parse, text
from pyoxigraph import RdfFormat
from pyoxigraph import parse as parse_rdf

from kg.build.assemble import Source
from kg.formats import GRAPH_FORMATS
from kg.serve.site import Site
from kg.store import functions
from kg.vocab import LG, PROV

R = "fe65192195054a7f"
ENGLISH = {"Accept-Language": "en"}
PATHS = (
    f"/doc/report/{R}",
    "/doc/text/ff89f0738267b3f9",
    f"/doc/figure/{R}/sown-area-rice/2020",
    f"/doc/person/{R}/nguyen-xuan-hoan",
    f"/doc/org/{R}/dang-bo-co-quan-chinh-quyen-huyen",
    f"/doc/org/{R}/ubnd-huyen",
    "/doc/document/12-hd-btctw/2018-07-06",
    f"/doc/citation/{R}/6",
    f"/doc/meeting/{R}/1",
    f"/doc/tenure/{R}/nguyen-xuan-hoan/1",
    f"/doc/area/{R}/huyen",
    "/doc/period/2020",
    "/def/indicator/sown-area-grain",
    "/def/status/disputed",
    "/def/status",
    "/def/lg",
)


def page(client: FlaskClient, path: str, language: str = "en") -> Element:
    got = client.get(path, headers={"Accept-Language": language})
    assert got.status_code == 200
    return parse(got.text)


def words(element: Element) -> str:
    return " ".join(text(element).split())


@pytest.mark.parametrize("path", PATHS)
def test_every_format_says_the_same(client: FlaskClient, release_site: Site, path: str) -> None:
    graphs = [
        {str(q.triple) for q in parse_rdf(client.get(f"{path}.{f.suffix}").data, f.rdf or RdfFormat.TURTLE)}
        for f in GRAPH_FORMATS
    ]
    iri = release_site.base.rstrip("/") + path.replace("/doc/", "/id/")
    own = functions.triples(
        release_site.store,
        f"CONSTRUCT {{ <{iri}> ?p ?o }} WHERE {{ <{iri}> ?p ?o }}",
        release_site.page_limits(),
    )
    assert own
    assert all(graph == graphs[0] for graph in graphs)
    assert {str(triple) for triple in own} <= graphs[0]


@pytest.mark.parametrize("path", [f"/doc/report/{R}", "/doc/text/ff89f0738267b3f9"])
def test_the_marked_text_is_the_text(client: FlaskClient, report: Source, path: str) -> None:
    article = find(page(client, path), "article", class_="text")
    assert text(article) == report.document.text
    assert article.get("lang") == "vi"


def test_every_passage_has_its_anchor_and_its_words(client: FlaskClient, report: Source) -> None:
    root = page(client, f"/doc/report/{R}")
    spans = {span for one in report.curated.facts for span in one.spans}
    anchors = {s.get("id"): s for s in every(root, "span", class_="passage") if s.get("id")}
    assert set(anchors) >= {f"char={span.start},{span.end}" for span in spans}
    for span in spans:
        first = text(anchors[f"char={span.start},{span.end}"])
        assert first
        assert report.document.text[span.start : span.end].startswith(first)


def test_every_fact_is_led_to_from_its_marked_words_and_leads_back(
    client: FlaskClient, report: Source
) -> None:
    root = page(client, f"/doc/report/{R}")
    facts = [c for c in report.curated.facts if c.kind not in ("area", "body", "person", "document")]
    cards = {card.get("id"): card for card in every(root, "section", class_="card")}
    side = find(root, "aside", class_="facts")
    for fact in facts:
        address = "/doc/" + report.iris[fact.id].partition("/id/")[2]
        fragments = [f"#char={span.start},{span.end}" for span in fact.spans]
        for fragment in fragments:
            marks = list(every(find(root, "span", id=fragment[1:]), "a", class_="mark"))
            leads = [cards[(mark.get("href") or "")[1:]] for mark in marks]
            assert any(address in [a.get("href") for a in every(card, "a")] for card in leads)
        links = [a.get("href") for a in every(side, "a")]
        assert address in links
        assert set(fragments) <= set(links)


def test_a_figure_shows_its_numbers_in_the_readers_way(client: FlaskClient) -> None:
    path = f"/doc/figure/{R}/sown-area-rice/2020"
    for language, actual, plan in (("vi", "13.999,5", "13.401"), ("en", "13,999.5", "13,401")):
        root = page(client, path, language)
        assert actual in words(find(root, "p", class_="big"))
        assert plan in words(find(root, "section", class_="hero"))
        assert text(find(root, "mark")) == "diện tích lúa 13.999,5/13.401 ha"
        bars = find(root, "svg", class_="bars")
        assert actual in (bars.get("aria-label") or "")


def test_a_person_holds_posts_in_party_and_state(client: FlaskClient) -> None:
    table = find(page(client, f"/doc/person/{R}/nguyen-xuan-hoan"), "table")
    assert "District People's Committee" in words(table)
    assert {"party", "state"} <= {a.get("class") for a in every(table, "a")}
    assert all(th.get("scope") for th in every(table, "th"))


def test_a_document_says_who_cites_it_and_who_issued_it_by_text_and_by_symbol(client: FlaskClient) -> None:
    root = page(client, "/doc/document/12-hd-btctw/2018-07-06")
    assert "Central Committee" in words(find(root, "table"))
    assert "Central Organisation Commission" in words(find(root, "section", class_="derived"))


def test_the_disputed_citation_says_why(client: FlaskClient) -> None:
    root = page(client, f"/doc/citation/{R}/6")
    assert "BTCTW" in words(find(root, "div", class_="warning"))
    assert "Disputed" in words(find(root, "ul", class_="status"))
    assert "BTCTW" in words(find(page(client, f"/doc/report/{R}"), "div", class_="warning"))


def test_the_unnamed_district_says_so_and_what_outside_evidence_suggests(client: FlaskClient) -> None:
    note = words(find(page(client, f"/doc/area/{R}/huyen"), "div", class_="unknown"))
    assert "does not say enough" in note
    assert "Lắk" in note
    assert "media centre" in note


def test_a_meeting_without_a_date_says_that_it_is_not_stated(client: FlaskClient) -> None:
    root = page(client, f"/doc/meeting/{R}/1")
    assert "not stated, and not known to us" in words(find(root, "div", class_="unknown"))
    assert "Vừa qua" in words(find(root, "main"))


def test_an_indicator_compares_actual_and_plan_and_gives_a_table(client: FlaskClient) -> None:
    root = page(client, "/def/indicator/sown-area-rice")
    assert "13,999.5" in words(find(root, "table"))
    assert find(root, "svg", class_="bars").get("role") == "img"
    assert "/def/indicator/sown-area-rice.csv" in [a.get("href") for a in every(root, "a")]
    csv = client.get("/def/indicator/sown-area-rice.csv").text.splitlines()
    assert len(csv) == 2
    assert "13999.5" in csv[1]
    assert "diện tích lúa 13.999,5/13.401 ha" in csv[1]


def test_the_ontology_is_one_document_with_an_anchor_for_each_term(client: FlaskClient) -> None:
    root = page(client, "/def/lg")
    anchors = {section.get("id") for section in every(root, "section", class_="term")}
    assert anchors == set(LG)


def test_computed_labels_are_marked_as_ours(client: FlaskClient) -> None:
    assert "put together or translated by us" in words(page(client, f"/doc/figure/{R}/sown-area/2020"))
    assert "put together or translated by us" not in words(page(client, f"/doc/org/{R}/ubnd-huyen", "vi"))


def test_the_page_and_the_data_name_a_thing_alike(client: FlaskClient) -> None:
    block = find(page(client, f"/doc/figure/{R}/sown-area-rice/2020"), "script", type="application/ld+json")
    turtle = client.get(f"/doc/figure/{R}/sown-area-rice/2020.ttl").text
    for value in re.findall(r'"@value":"([^"]+)"', block.text or ""):
        assert value in turtle
    assert PROV.wasDerivedFrom.value.rpartition("#")[2] in turtle


def test_home_counts_what_is_here(client: FlaskClient) -> None:
    tiles = words(find(page(client, "/"), "ul", class_="tiles"))
    assert "1 report" in tiles
    assert "14 figures" in tiles


def test_the_quality_page_says_what_is_wrong_in_words(client: FlaskClient) -> None:
    main = words(find(page(client, "/quality"), "main"))
    assert "0 mistakes" in main
    assert "1 doubt" in main
    assert "BTCTW" in main


def test_things_of_a_class_stand_under_letters(client: FlaskClient) -> None:
    root = page(client, "/browse/PartyOrganisation", "vi")
    letters = [text(find(s, "h2")) for s in every(root, "section", class_="letter")]
    assert letters == sorted(letters, key="AĂÂBCDĐEÊGHIKLMNOÔƠPQRSTUƯVXY#".index)


def test_a_citation_names_the_one_address_in_each_form(client: FlaskClient) -> None:
    address = f"https://data.example.org/id/figure/{R}/output-grain/2020"
    forms = {
        suffix: client.get(f"/doc/figure/{R}/output-grain/2020.{suffix}").text
        for suffix in ("bib", "ris", "csl")
    }
    assert f"url = {{{address}}}" in forms["bib"]
    assert f"UR  - {address}\r\n" in forms["ris"]
    assert json.loads(forms["csl"])[0]["URL"] == address


def test_the_summary_of_a_fact_is_its_sentence(client: FlaskClient) -> None:
    root = page(client, f"/doc/figure/{R}/sown-area-rice/2020")
    summary = find(root, "meta", name="description").get("content") or ""
    assert "diện tích lúa 13.999,5/13.401 ha" in summary


def test_the_side_list_counts_things_once_and_says_what_is_only_planned(client: FlaskClient) -> None:
    side = re.sub(r"\s+", " ", words(page(client, "/doc/report/fe65192195054a7f")))
    assert "Meeting 2 " in side
    assert "2021 planned at least 5" in side


def test_the_text_and_its_list_can_be_shown_a_kind_at_a_time_without_a_script(client: FlaskClient) -> None:
    root = page(client, f"/doc/report/{R}")
    sheet = next(e.get("href") or "" for e in every(root, "link", rel="stylesheet"))
    with client.get(sheet) as got:
        css = got.text
    radios = [e.get("id") or "" for e in every(root, "input", type="radio")]
    assert radios[0] == "kind-all"
    kinds = [id_.removeprefix("kind-") for id_ in radios[1:]]
    assert {"figure", "document", "remark", "party"} <= set(kinds)
    for kind in kinds:
        assert f":has(#kind-{kind}:checked)" in css
        assert list(every(root, "details", class_=kind))


def test_a_report_weighs_less_than_a_hundred_kilobytes(client: FlaskClient) -> None:
    for path in (f"/doc/report/{R}", "/def/lg", "/def/indicator", "/indicators", "/quality", "/browse"):
        for language in ("vi", "en"):
            got = client.get(path, headers={"Accept": "text/html", "Accept-Language": language})
            assert len(got.data) < 100_000, path
