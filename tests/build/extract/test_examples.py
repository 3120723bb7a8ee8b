"""The annotated examples are read as they were annotated."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from benchmarks.eval_extract import EXAMPLES, outcomes, rates
from benchmarks.scoring import Outcome, fields

GOLD = sorted(EXAMPLES.glob("*.gold.json"))


@pytest.fixture(scope="module")
def scored() -> list[Outcome]:
    return outcomes(EXAMPLES)


@pytest.mark.parametrize("path", GOLD, ids=[path.stem for path in GOLD])
def test_annotation_stands_in_its_text(path: Path) -> None:
    text = path.with_name(path.name.replace(".gold.json", ".txt")).read_bytes().decode("utf-8")
    for fact in json.loads(path.read_text(encoding="utf-8")):
        assert text[fact["start"] : fact["end"]] == fact["quote"]
        for name, raw in fact.items():
            assert not name.endswith("_raw") or raw in fact["quote"]


def test_examples_are_marked_as_invented() -> None:
    for path in GOLD:
        told = json.loads(
            path.with_name(path.name.replace(".gold.json", ".json")).read_text(encoding="utf-8")
        )
        assert "không có thật" in told["made_up"]
        assert told["forms"]


def test_facts_are_found_and_none_is_invented(scored: list[Outcome]) -> None:
    hits, missed, wrong = (
        sum(len(part) for part in parts) for parts in zip(*map(_parts, scored), strict=True)
    )
    precision, recall, _ = rates(hits, missed, wrong)
    assert precision > 0.97
    assert recall > 0.97


def _parts(one: Outcome) -> tuple[list[object], list[object], list[object]]:
    return [*one.pairs], [*one.missed], [*one.wrong]


def test_fields_are_right(scored: list[Outcome]) -> None:
    right = [ok for one in scored for kind, gold, fact in one.pairs for _, ok in fields(kind, gold, fact)]
    assert sum(right) / len(right) > 0.95


def test_high_confidence_is_earned(scored: list[Outcome]) -> None:
    sure = [True for one in scored for _, _, fact in one.pairs if fact["confidence"] >= 0.9]
    wrong = [False for one in scored for _, fact in one.wrong if fact["confidence"] >= 0.9]
    assert len(sure) / len([*sure, *wrong]) >= 0.95
