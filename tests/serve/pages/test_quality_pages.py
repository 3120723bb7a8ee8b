"""What the checks found: of everything, and of one report with the words that each finding is about; as data too."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from markup import every, find, parse, text

from kg.vocab import DQV, SH

R = "fe65192195054a7f"
PAGE = f"/doc/validation/{R}"
ENGLISH = {"Accept-Language": "en"}


def words(client: FlaskClient, path: str, language: str = "en") -> str:
    return " ".join(
        text(find(parse(client.get(path, headers={"Accept-Language": language}).text), "main")).split()
    )


def test_the_quality_page_leads_to_that_of_each_report(client: FlaskClient) -> None:
    root = parse(client.get("/quality", headers=ENGLISH).text)
    links = [a.get("href") for a in every(find(root, "table"), "a")]
    assert PAGE in links
    row = next(r for r in every(root, "tr") if PAGE in [a.get("href") for a in every(r, "a")])
    assert [text(cell) for cell in every(row, "td")] == ["0", "1", "11", "51"]


def test_a_report_leads_to_its_own_page_of_findings(client: FlaskClient) -> None:
    root = parse(client.get(f"/doc/report/{R}", headers=ENGLISH).text)
    assert PAGE in [a.get("href") for a in every(root, "a")]
    assert "1 doubt" in words(client, f"/doc/report/{R}")


@pytest.mark.parametrize(
    ("language", "doubt", "advice"),
    [
        ("en", "The report names Central Committee as the issuer", "Compare with the cited document itself."),
        ("vi", "Báo cáo nêu nơi ban hành là Ban Chấp hành Trung ương", "Đối chiếu với bản gốc"),
    ],
)
def test_it_says_what_is_wrong_where_and_what_can_be_done(
    client: FlaskClient, language: str, doubt: str, advice: str
) -> None:
    said = words(client, PAGE, language)
    assert doubt in said
    assert advice in said
    root = parse(client.get(PAGE, headers={"Accept-Language": language}).text)
    passages = [a.get("href") for a in every(root, "a") if "#char=" in (a.get("href") or "")]
    assert f"/doc/report/{R}#char=3176,3298" in passages
    assert len(passages) == 12


def test_the_same_is_there_as_data(client: FlaskClient) -> None:
    data = client.get(f"{PAGE}.nt").text
    assert data.count(f"<{SH.sourceShape.value}>") == 12
    assert data.count(f"<{DQV.iri}value>") == 4


def test_data_without_checks_says_so_and_breaks_nothing(small: FlaskClient) -> None:
    assert "0 doubts" in words(small, "/quality")


def test_the_shapes_and_the_dumps_have_a_list(client: FlaskClient) -> None:
    shapes = words(client, "/def/shape")
    assert "Issuer and symbol" in shapes
    assert client.get("/dumps/").headers["Location"] == "/dataset#files"
    root = parse(client.get("/dataset", headers={"Accept-Language": "vi"}).text)
    assert find(root, "h2", id="files") is not None
    assert "Mọi đồ thị, N-Quads" in text(find(root, "main"))
