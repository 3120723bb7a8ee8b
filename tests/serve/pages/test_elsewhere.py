"""Pages of things that are not in the main data: judgements, findings, rules, parts of the cube; each with a name."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from markup import every, find, parse, text

R = "fe65192195054a7f"
QUESTION = "SELECT ?it WHERE { GRAPH ?g { ?it a <%s> } } ORDER BY ?it LIMIT 1"
KINDS = (
    ("https://data.example.org/def/lg#Judgement", "Judgement: ", "Quyết định biên tập: "),
    ("http://www.w3.org/ns/shacl#ValidationResult", "Finding: ", "Phát hiện: "),
    ("http://purl.org/linked-data/cube#Observation", "Observation: ", "Quan sát: "),
    ("http://www.w3.org/ns/dqv#QualityMeasurement", "Quality measurement: ", "Số đo chất lượng: "),
    ("http://purl.org/linked-data/cube#DataStructureDefinition", "Cube structure: ", "Cấu trúc khối: "),
)


def heading(client: FlaskClient, path: str, language: str) -> str:
    return " ".join(text(find(parse(client.get(f"{path}?lang={language}").text), "h1")).split())


@pytest.mark.parametrize(("class_", "english", "vietnamese"), KINDS)
def test_what_has_no_name_is_called_by_what_it_is_about(
    client: FlaskClient, class_: str, english: str, vietnamese: str
) -> None:
    got = client.get(
        "/sparql", query_string={"query": QUESTION % class_}, headers={"Accept": "text/tab-separated-values"}
    )
    path = got.text.split("\n")[1].strip("<>").replace("https://data.example.org/id/", "/doc/")
    for language, beginning in (("en", english), ("vi", vietnamese)):
        title = heading(client, path, language)
        assert title.startswith(beginning)
        assert ":" not in title.removeprefix(beginning).partition(" ")[0]


@pytest.mark.parametrize(
    ("path", "english", "vietnamese"),
    [
        ("/def/shape/issuer-vs-suffix", "Issuer and symbol", "Nơi ban hành và ký hiệu"),
        ("/def/shape-group/evidence", "Evidence", "Bằng chứng"),
        ("/doc/dataset/figures", "Figures stated in the reports", "Số liệu nêu trong các báo cáo"),
    ],
)
def test_a_name_that_another_graph_has_is_the_title(
    client: FlaskClient, path: str, english: str, vietnamese: str
) -> None:
    assert heading(client, path, "vi") == vietnamese
    assert heading(client, path, "en") == english


def test_a_rule_names_what_it_leads_to(client: FlaskClient) -> None:
    page = parse(client.get("/def/shape/Organisation?lang=vi").text)
    assert not [a for a in every(page, "a") if text(a).startswith(("def:", "id:", "sh:"))]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    "path", ["/doc/dataset/kg", "/doc/dataset/figures/structure", "/def/shape/issuer-vs-suffix"]
)
def test_parts_without_names_are_called_by_what_they_are_about(
    client: FlaskClient, path: str, language: str
) -> None:
    page = parse(client.get(f"{path}?lang={language}").text)
    values = [text(a).strip() for dd in page.iter("dd") for a in dd.iter("a")]
    assert len(values) > 2
    assert not [value for value in values if value.startswith(("def:", "id:", "qb:", "sh:"))]


def test_a_message_of_a_rule_has_a_gap_where_what_is_found_stands(client: FlaskClient) -> None:
    page = text(find(parse(client.get("/def/shape/issuer-vs-suffix?lang=en").text), "main"))
    assert "The report names … as the issuer, but the symbol “…” denotes …." in page
    assert "{" not in page


def test_what_a_page_elsewhere_learns_changes_no_other_page(client: FlaskClient) -> None:
    path = f"/doc/citation/{R}/6?lang=vi"
    before = client.get(path).text
    client.get(f"/doc/validation/{R}?lang=vi")
    client.get("/def/shape/issuer-vs-suffix?lang=vi")
    assert client.get(path).text == before
