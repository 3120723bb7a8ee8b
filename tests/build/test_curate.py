from __future__ import annotations

import csv
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from kg.build import curate, source
from kg.build import judgements as kept
from kg.build.curate import Curated
from kg.build.extract import records
from kg.build.facts import Status, key
from kg.build.judgements import COLUMNS, Judgement
from kg.errors import JudgementError, RecordError


def judgements(folder: Path) -> list[Judgement]:
    return [judgement for judgement, _ in kept.read(source.load(folder))]


def write(folder: Path, lines: list[Judgement]) -> None:
    with (folder / kept.FILE).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(asdict(line) for line in lines)


def applied(folder: Path) -> Curated:
    document = source.load(folder)
    return curate.apply(records.read(document), document)


def status(curated: Curated, name: str) -> Status:
    return next(f.status for f in (*curated.facts, *curated.retracted) if f.id == name)


def of(folder: Path, name: str, **changes: str) -> Judgement:
    document = source.load(folder)
    wanted = next(key(c, document.sha256) for c in records.read(document) if c.id == name)
    return replace(next(j for j in judgements(folder) if j.key == wanted), **changes)


def test_without_judgements_nothing_is_confirmed(folder: Path) -> None:
    (folder / kept.FILE).unlink()
    assert {f.status for f in applied(folder).facts} == {Status.EXTRACTED}


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ("confirm", Status.CONFIRMED),
        ("correct", Status.CORRECTED),
        ("dispute", Status.DISPUTED),
        ("retract", Status.RETRACTED),
        ("note", Status.EXTRACTED),
    ],
)
def test_each_action(folder: Path, action: str, expected: Status) -> None:
    write(folder, [of(folder, "sown-area", action=action)])
    assert status(applied(folder), "sown-area") is expected


def test_a_retracted_fact_leaves_the_facts_and_is_kept(folder: Path) -> None:
    write(folder, [of(folder, "sown-area", action="retract")])
    curated = applied(folder)
    assert "sown-area" not in [f.id for f in curated.facts]
    assert [f.id for f in curated.retracted] == ["sown-area"]


def test_a_correction_changes_the_field_and_keeps_the_key(folder: Path) -> None:
    line = of(folder, "sown-area", action="correct", field="indicator", value="sown-area-grain")
    write(folder, [line])
    fact = next(f for f in applied(folder).facts if f.id == "sown-area")
    assert fact.values["indicator"] == "sown-area-grain"
    assert fact.key == line.key


def test_a_judgement_finds_its_fact_again_by_its_words(folder: Path) -> None:
    write(folder, [of(folder, "sown-area", key="0" * 16, action="dispute")])
    assert status(applied(folder), "sown-area") is Status.DISPUTED


def test_a_judgement_whose_fact_is_gone(folder: Path) -> None:
    write(folder, [of(folder, "sown-area", key="0" * 16, exact="những chữ không có")])
    with pytest.raises(JudgementError, match="is gone") as caught:
        applied(folder)
    assert "judgements.csv:2" in str(caught.value)


def test_an_added_fact(folder: Path) -> None:
    line = Judgement(
        "f" * 16,
        "remark",
        "3420",
        "3422",
        "./",
        "",
        "",
        "add",
        "",
        '{"type": "context"}',
        "",
        "",
        "",
        "a",
        "2026-01-01",
    )
    write(folder, [replace(line, exact=source.load(folder).exact(3420, 3422))])
    added = next(f for f in applied(folder).facts if f.rule == "curator")
    assert (added.kind, added.status, added.key) == ("remark", Status.CONFIRMED, "f" * 16)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"action": "approve"}, "is no action"),
        ({"judge": ""}, "needs its judge"),
        ({"action": "correct", "field": "colour"}, "has no field"),
        ({"action": "add", "value": "{"}, "as JSON"),
        ({"action": "add", "value": '{"colour": "red"}'}, "is missing|unknown"),
    ],
)
def test_a_wrong_line_is_told_with_its_number(folder: Path, changes: dict[str, str], says: str) -> None:
    write(folder, [of(folder, "sown-area", **changes)])
    with pytest.raises(JudgementError, match=says) as caught:
        applied(folder)
    assert "judgements.csv:2" in str(caught.value)


def test_wrong_columns(folder: Path) -> None:
    (folder / kept.FILE).write_text("fact,verdict\n")
    with pytest.raises(JudgementError, match="columns"):
        applied(folder)


def test_two_records_that_are_one_fact(folder: Path) -> None:
    file = folder / records.FILE
    text = file.read_text("utf-8")
    block = text[text.index('[[remark]]\nid = "boi-canh"') :].partition("\n\n")[0]
    file.write_text(f"{text}\n{block.replace('boi-canh', 'boi-canh-2')}\n", "utf-8")
    with pytest.raises(RecordError, match="are one fact"):
        applied(folder)
