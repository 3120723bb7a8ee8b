"""Figures compared: right with one report, and with a thousand; paged, filtered, and the same as CSV."""

from __future__ import annotations

import csv
from collections.abc import Callable
from io import StringIO

import pytest
import synthetic
from flask.testing import FlaskClient
from markup import every, find, parse, text

from kg.iri import BASE

ENGLISH = {"Accept-Language": "en"}
REPORTS = 1000


@pytest.fixture(scope="module")
def thousand(opened: Callable[[str, str], FlaskClient]) -> FlaskClient:
    return opened(synthetic.reports(REPORTS), BASE)


def rows(client: FlaskClient, path: str) -> list[list[str]]:
    """The cells of the table."""
    table = find(parse(client.get(path, headers=ENGLISH).text), "table", class_="compared")
    return [[" ".join(text(c).split()) for c in row] for row in find(table, "tbody").iter("tr")]


def test_with_one_report_every_figure_is_there_beside_what_we_compute(client: FlaskClient) -> None:
    found = {row[0]: row for row in rows(client, "/indicators")}
    assert len(found) == 14
    assert found["Maize output"][1:8] == [
        "the district",
        "2020",
        "28,295.4",
        "31,650",
        "tonnes",
        "89.4",
        "89.4",
    ]
    assert found["Rice sown area"][6:8] == ["", "104.47"]


def test_what_is_computed_says_so_in_a_column_of_its_own(client: FlaskClient) -> None:
    root = parse(client.get("/indicators", headers=ENGLISH).text)
    heads = [text(th) for th in every(root, "th", scope="col")]
    assert "% of plan, computed" in heads
    assert "% of plan, stated" in heads
    assert not list(every(find(root, "table", class_="compared"), "strong"))
    page = client.get("/def/indicator/output-maize", headers=ENGLISH).text
    assert "derived by us" in page


def test_a_thousand_reports_are_paged_and_stay_small(thousand: FlaskClient) -> None:
    got = thousand.get("/indicators", headers=ENGLISH)
    assert len(got.data) < 100_000
    assert "3,000" in got.text
    assert "Page 1 of 60" in got.text
    assert len(rows(thousand, "/indicators")) == 50
    assert thousand.get("/indicators?page=60").status_code == 200
    assert thousand.get("/indicators?page=61").status_code == 404


def test_figures_are_chosen_by_place_and_period(thousand: FlaskClient) -> None:
    assert len(rows(thousand, "/indicators?subject=id/area/0007")) == 30
    found = rows(
        thousand, "/indicators?subject=id/area/0007&period=id/period/2015&indicator=def/indicator/output"
    )
    assert [row[:3] for row in found] == [["Indicator output", "Xã 0007 vi", "2015"]]
    none = thousand.get("/indicators?subject=id/area/none", headers=ENGLISH)
    assert "Nothing in the data fits." in none.text


def test_a_choice_may_be_a_whole_iri(client: FlaskClient) -> None:
    by_path, by_iri = (
        client.get(f"/indicators?indicator={base}def/indicator/sown-area-rice", headers=ENGLISH).text
        for base in ("", BASE)
    )
    assert by_path == by_iri
    assert [row[0] for row in rows(client, f"/indicators?period={BASE}id/period/2021")] == [
        "New Party members admitted"
    ]


def test_periods_stand_in_the_order_of_time_and_are_said_in_words(
    opened: Callable[[str, str], FlaskClient],
) -> None:
    months = opened(synthetic.months(), BASE)
    assert [row[2] for row in rows(months, "/indicators")] == ["February 2020", "March 2020", "April 2020"]
    form = find(parse(months.get("/indicators", headers=ENGLISH).text), "select", name="period")
    assert [text(one).split(" (")[0] for one in every(form, "option")][1:] == [
        "February 2020",
        "March 2020",
        "April 2020",
    ]
    page = parse(months.get("/doc/area/0000", headers=ENGLISH).text)
    drawn = find(page, "section", class_="series")
    assert [text(one) for one in every(drawn, "text")] == ["2020-02", "2020-03", "2020-04"]


@pytest.mark.parametrize("path", ["/indicators?subject=<x>", "/indicators?period=%00", "/indicators?page=x"])
def test_odd_choices_are_refused(thousand: FlaskClient, path: str) -> None:
    assert thousand.get(path).status_code in (400, 404)


def test_where_stated_and_computed_differ_it_says_so(thousand: FlaskClient) -> None:
    found = rows(thousand, "/indicators?subject=id/area/0010&period=id/period/2011")
    assert len(found) == 3
    assert all(row[7].endswith("differs from the report") for row in found)
    assert not any("differs" in row[7] for row in rows(thousand, "/indicators?subject=id/area/0011"))


def test_csv_has_every_figure_of_the_choice(thousand: FlaskClient) -> None:
    everything = list(csv.DictReader(StringIO(thousand.get("/indicators.csv").text)))
    assert len(everything) == 3 * REPORTS
    assert sum(row["differs"] == "yes" for row in everything) == 3 * REPORTS // 100
    some = list(csv.DictReader(StringIO(thousand.get("/indicators.csv?period=id/period/2015").text)))
    assert len(some) == 3 * REPORTS // 10
    assert {row["period_en"] for row in some} == {"2015"}


def test_an_indicator_of_many_periods_is_drawn_and_written_beside(thousand: FlaskClient) -> None:
    root = parse(thousand.get("/def/indicator/output", headers=ENGLISH).text)
    drawn = list(every(root, "section", class_="series"))
    assert len(drawn) == 3
    for one in drawn:
        picture = find(one, "svg", role="img")
        assert "10 periods, from 2011 to 2020" in (picture.get("aria-label") or "")
        assert picture.get("viewBox") is None
        assert all((rect.get("x") or "").endswith("%") for rect in picture.iter("rect"))
        assert len(list(every(picture, "rect", class_="plan"))) == 10
        body = [[text(cell) for cell in row] for row in find(one, "tbody").iter("tr")]
        assert [row[0] for row in body] == [str(year) for year in range(2011, 2021)]
        heights = [float(rect.get("height") or 0) for rect in every(picture, "rect", class_="actual")]
        numbers = [float(row[1]) for row in body]
        assert max(heights) <= 160
        assert [a < b for a in heights for b in heights] == [a < b for a in numbers for b in numbers]


def test_an_indicator_of_one_period_has_no_series(client: FlaskClient) -> None:
    page = client.get("/def/indicator/output-maize", headers=ENGLISH).text
    assert 'class="series"' not in page
    assert "These figures as CSV" in page


def test_an_indicator_with_many_figures_leads_to_all_of_them(thousand: FlaskClient) -> None:
    got = thousand.get("/def/indicator/output", headers=ENGLISH)
    assert len(got.data) < 100_000
    links = [a.get("href") for a in every(parse(got.text), "a")]
    assert "/indicators?indicator=def/indicator/output" in links
