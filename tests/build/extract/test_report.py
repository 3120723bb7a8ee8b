"""The source report before any curation: every figure, post, citation and meeting, with the right fields."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from benchmarks.eval_extract import curated
from benchmarks.scoring import fields

from kg.build.extract.texts import extract

HERE = Path(__file__).parent
WANTED = tomllib.loads((HERE / "report.toml").read_text(encoding="utf-8"))
CASES = [(kind, case) for kind, cases in WANTED.items() for case in cases]
TEXT = HERE.parents[2] / "data" / "sources" / "dang-bo-co-quan-chinh-quyen-huyen-2020" / "text.txt"


@pytest.fixture(scope="module")
def found() -> list[dict[str, Any]]:
    return [dict(fact) for fact in extract(TEXT.read_bytes().decode("utf-8"))]


@pytest.mark.parametrize(("kind", "case"), CASES, ids=[f"{k}-{n}" for n, (k, _) in enumerate(CASES)])
def test_found(kind: str, case: dict[str, Any], found: list[dict[str, Any]]) -> None:
    kinds = {"figure": "indicator"}.get(kind, kind)
    names = {fact["id"]: fact.get("name") for fact in found}
    want = {**case["want"], **({"name": case["name"]} if "name" in case else {})}
    told = [{**fact, "part_of": names.get(fact.get("part_of"))} for fact in found if fact["kind"] == kinds]
    assert any(all(same(fact.get(n), v) for n, v in want.items()) for fact in told), told


def same(told: object, want: object) -> bool:
    return not told if want is False else told == want


def test_nothing_is_found_that_is_not_there(found: list[dict[str, Any]]) -> None:
    counts = {
        kind: sum(fact["kind"] == kind for fact in found)
        for kind in ("indicator", "post", "meeting", "congress")
    }
    assert counts == {"indicator": 14, "post": 2, "meeting": 1, "congress": 1}
    assert sum(fact["kind"] == "document" for fact in found) == 7


def test_every_curated_fact_is_found_with_its_fields() -> None:
    """What people decided on the sources, with no part of the extractor in it, beside what the texts alone give."""
    for one in curated():
        assert (one.missed, one.wrong) == ([], [])
        wrong = [
            (gold["quote"], n) for kind, gold, got in one.pairs for n, ok in fields(kind, gold, got) if not ok
        ]
        assert wrong == []
