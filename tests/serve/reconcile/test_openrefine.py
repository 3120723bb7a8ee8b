"""A table of 200 names written as people write them, taken through OpenRefine's own sequence of calls."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from openrefine import OpenRefine

BASE = "https://data.example.org/"
AREA, BODY = f"{BASE}def/lg#AdministrativeArea", "http://www.w3.org/ns/org#Organization"
PART, LEVEL, CODE = "http://purl.org/dc/terms/isPartOf", f"{BASE}def/lg#areaLevel", f"{BASE}def/lg#gsoCode"

NAMES = list(csv.DictReader(StringIO(Path(__file__).with_name("names.csv").read_text("utf-8"))))
AREAS = [row for row in NAMES if row["level"]]
BODIES = [row for row in NAMES if not row["level"]]

Found = list[list[Mapping[str, Any]]]


@pytest.fixture(scope="module")
def project(address: str) -> Iterator[OpenRefine]:
    with httpx.Client(timeout=60) as client:
        found = OpenRefine(f"{address}reconcile", client)
        found.register()
        yield found


@pytest.fixture(scope="module")
def areas(project: OpenRefine) -> Found:
    """The areas, with the columns beside their names as properties."""
    return list(project.reconcile(AREAS, "name", AREA, {"province": PART, "level": LEVEL}))


def tally(rows: Sequence[Mapping[str, str]], found: Found) -> Counter[str]:
    """How many rows were matched, and rightly; of how many the first candidate is right."""
    counted = Counter[str]()
    for row, candidates in zip(rows, found, strict=True):
        first = candidates[0]["id"].removeprefix(BASE) if candidates else ""
        if candidates and candidates[0]["match"]:
            counted["matched" if first == row["means"] else "matched wrongly"] += 1
        if row["means"]:
            counted["first" if first == row["means"] else "not first"] += 1
    return counted


def test_the_type_of_a_column_is_guessed(project: OpenRefine) -> None:
    assert project.guess_types([row["name"] for row in AREAS])[0] == AREA
    assert project.guess_types([row["name"] for row in BODIES])[0] == BODY


def test_areas_with_their_province(areas: Found) -> None:
    counted = tally(AREAS, areas)
    assert counted["matched wrongly"] == 0
    assert counted["matched"] >= 55
    assert counted["first"] >= 0.97 * (counted["first"] + counted["not first"])


def test_bodies_by_name_alone(project: OpenRefine) -> None:
    counted = tally(BODIES, list(project.reconcile(BODIES, "name", BODY, {})))
    assert counted["matched wrongly"] == 0
    assert counted["matched"] >= 10
    assert counted["first"] >= 0.94 * (counted["first"] + counted["not first"])


def test_of_names_that_are_none_here_none_is_matched(areas: Found) -> None:
    for row, candidates in zip(AREAS, areas, strict=True):
        if not row["means"]:
            assert not any(one["match"] for one in candidates), row["name"]


def test_somebody_looks_for_another_match(project: OpenRefine) -> None:
    found = project.suggest("entity", "huyện lắ")["result"]
    assert found[0]["name"] == "Huyện Lắk"
    assert found[0]["notable"][0]["id"] == AREA
    assert "Huyện Lắk" in project.flyout("entity", found[0]["id"])["html"]
    page = project.preview(found[0]["id"])
    assert page.status_code == 200
    assert "frame-ancestors *" in page.headers["Content-Security-Policy"]
    assert "Huyện Lắk" in page.text
    view = project.view(found[0]["id"])
    assert view.status_code == 200
    assert view.url.path == "/doc/area/gso-2025-06/656"


def test_types_and_properties_are_chosen_from_suggestions(project: OpenRefine) -> None:
    assert project.suggest("type", "địa bàn")["result"][0]["id"] == AREA
    assert PART in [one["id"] for one in project.suggest("property", "thuộc")["result"]]
    assert CODE in [one["id"] for one in project.suggest("property", "mã")["result"]]


def test_new_columns_from_what_was_matched(project: OpenRefine, areas: Found) -> None:
    matched = [found[0] for found in areas if found and found[0]["match"]]
    assert {PART, CODE} <= {one["id"] for one in project.proposed(AREA)}, "though what follows “#” is lost"
    asked: list[Mapping[str, object]] = [
        {"id": CODE},
        {"id": PART, "settings": {"limit": "1", "content": "entity", "language": "vi", "literals": "typed"}},
    ]
    rows = list(project.extend([one["id"] for one in matched], asked))
    for one, (codes, parts) in zip(matched, rows, strict=True):
        assert codes == [{"str": one["id"].rpartition("/")[2]}]
        assert parts[0]["id"].startswith(f"{BASE}id/area/gso-2025-06/")
    provinces = [parts[0] for _, parts in rows]
    again = list(project.extend([one["id"] for one in provinces[:3]], [{"id": CODE}]))
    assert [len(codes[0]["str"]) for (codes,) in again] == [2, 2, 2]


def test_a_column_that_was_matched_helps_the_next(project: OpenRefine) -> None:
    """A cell of another column that was reconciled goes along as the thing that it is."""
    lak = {"id": f"{BASE}id/area/gso-2025-06/656", "name": "Huyện Lắk"}
    query = {
        "query": "Xã Buôn Triết",
        "type": AREA,
        "type_strict": "should",
        "properties": [{"pid": PART, "v": lak}],
    }
    found = project._post("queries", {"q0": query})["q0"]["result"][0]
    assert found["match"]
    assert found["id"].startswith(f"{BASE}id/area/gso-2025-06/24")
