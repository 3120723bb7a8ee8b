"""Every form in which reports state things, one invented sentence each, and numbers that state nothing."""

from __future__ import annotations

import csv
import tomllib
from pathlib import Path
from typing import Any

import pytest

from kg.build.extract.texts import extract

HERE = Path(__file__).parent
KINDS = ("indicator", "post", "document", "meeting", "congress", "organization")
CASES = tomllib.loads((HERE / "forms.toml").read_text(encoding="utf-8"))["case"]
with (HERE / "traps.tsv").open(encoding="utf-8", newline="") as file:
    TRAPS = list(csv.DictReader(file, delimiter="\t"))


def fits(found: dict[str, Any], want: dict[str, Any]) -> bool:
    return all(same(found, name, value) for name, value in want.items())


def same(found: dict[str, Any], name: str, value: object) -> bool:
    if value is False:
        return not found.get(name)
    if name == "change":
        told = [[c["direction"], c["value"], c["unit"], c["baseline"] or ""] for c in found.get("change", [])]
        return told == value
    return bool(found.get(name) == value)


@pytest.mark.parametrize("case", CASES, ids=[case["form"] for case in CASES])
def test_form(case: dict[str, Any]) -> None:
    kind = next(kind for kind in KINDS if kind in case)
    found = [fact for fact in extract(case["text"]) if fact["kind"] == kind]
    assert any(fits(fact, case[kind]) for fact in found), found


@pytest.mark.parametrize("trap", TRAPS, ids=[trap["why"] for trap in TRAPS])
def test_number_that_measures_nothing(trap: dict[str, str]) -> None:
    assert [fact["quote"] for fact in extract(trap["text"]) if fact["kind"] == "indicator"] == []
