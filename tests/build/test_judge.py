"""Decisions: in their place, checked before they are written, kept whatever the extractor becomes."""

from __future__ import annotations

import csv
import hashlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kg.build import assemble, judge, judgements, source
from kg.build.add import About, add
from kg.build.extract import lists
from kg.build.facts import Candidate, Span, Status
from kg.build.judge import Case, Decision
from kg.errors import JudgementError

ROOT = Path(__file__).parents[2]
TEXT = Path(__file__).parent / "texts" / "xa-mau-lam.txt"
TODAY = date(2026, 11, 22)
NAME = "dang-bo-co-quan-chinh-quyen-huyen-2020"
WHO = "Người thử"


def opened(folder: Path) -> Case:
    document = source.load(folder)
    known = lists.read(ROOT / "ontology", ROOT / "data" / "authority")
    return Case(document, assemble.propose(document, ROOT / "ontology"), known)


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """A source that only the extractor has read."""
    (tmp_path / "authority").symlink_to(ROOT / "data" / "authority")
    made = add(TEXT, About(name="xa-mau-lam"), tmp_path, ROOT / "ontology", TODAY)
    return opened(made.document.folder)


def fact(case: Case, kind: str, words: str) -> Candidate:
    """The fact of a kind whose quote holds some words."""
    curated = case.curated()
    return next(
        c
        for c in (*curated.facts, *curated.retracted)
        if c.kind == kind and words in case.document.exact(c.span.start, c.span.end)
    )


def decide(case: Case, about: Candidate | str, action: str, **more: str) -> Candidate | None:
    key = about if isinstance(about, str) else about.key
    curated = judge.decide(case, key, [Decision(action, WHO, **more)], TODAY)
    return next((c for c in (*curated.facts, *curated.retracted) if c.key == key), None)


def rows(case: Case) -> list[dict[str, str]]:
    with (case.document.folder / judgements.FILE).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def actions(case: Case) -> list[tuple[str, str]]:
    return [(row["kind"], row["action"]) for row in rows(case)]


def test_writing_anew_changes_nothing(folder: Path) -> None:
    file = folder / judgements.FILE
    before = file.read_text("utf-8")
    case = opened(folder)
    decide(case, fact(case, "figure", "Tổng diện tích"), "dispute")
    changed = file.read_text("utf-8").splitlines()
    assert [line for line in changed if line not in before.splitlines()] == [
        line for line in changed if "dispute" in line
    ]
    assert len(changed) == len(before.splitlines())


def test_lines_stand_in_the_order_of_the_text(case: Case) -> None:
    decide(case, fact(case, "citation", "15-NQ"), "confirm")
    decide(case, fact(case, "meeting", "18/12"), "confirm")
    decide(case, fact(case, "figure", "Sản lượng"), "dispute")
    assert [kind for kind, _ in actions(case)] == ["meeting", "figure", "citation"]


def test_a_verdict_takes_the_place_of_the_one_before(case: Case) -> None:
    about = fact(case, "figure", "Sản lượng")
    decide(case, about, "dispute")
    decide(case, about, "note", note_vi="Xem lại.")
    judged = decide(case, about, "confirm")
    assert actions(case) == [("figure", "confirm"), ("figure", "note")]
    assert judged is not None
    assert judged.status is Status.CONFIRMED
    assert judged.notes[0].text == "Xem lại."


def test_a_correction_of_each_field_is_a_line(case: Case) -> None:
    about = fact(case, "figure", "trị giá")
    both = [
        Decision("correct", WHO, "unit", "def:unit/MillionVND"),
        Decision("correct", WHO, "period", "2023"),
    ]
    judge.decide(case, about.key, both, TODAY)
    decide(case, about, "correct", field="period", value="2022")
    assert [(r["field"], r["value"]) for r in rows(case)] == [
        ("period", "2022"),
        ("unit", "def:unit/MillionVND"),
    ]
    corrected = fact(case, "figure", "trị giá")
    assert (corrected.values["period"], corrected.status) == ("2022", Status.CORRECTED)
    assert corrected.key == about.key


def test_a_field_is_taken_away(case: Case) -> None:
    about = fact(case, "figure", "trị giá")
    assert "actual_comparator" in about.values
    corrected = decide(case, about, "correct", field="actual_comparator")
    assert corrected is not None
    assert "actual_comparator" not in corrected.values


@pytest.mark.parametrize(
    ("action", "more", "says"),
    [
        ("approve", {}, "is no action"),
        ("correct", {"field": "colour", "value": "red"}, "no field"),
        ("correct", {"field": "actual", "value": "9.999"}, "not in the quote"),
        ("correct", {"field": "actual", "value": "nhiều"}, "not in the quote"),
        ("correct", {"field": "indicator", "value": "no-such-code"}, "not in the list"),
        ("correct", {"field": "area", "value": "body.ubnd-xa-mau-lam"}, "id of no area"),
        ("correct", {"field": "unit", "value": "foo:HA"}, "prefix"),
        ("correct", {"field": "period", "value": "năm ngoái"}, "no period"),
        ("correct", {"field": "unit", "value": ""}, "missing"),
    ],
)
def test_what_does_not_fit_is_not_written(case: Case, action: str, more: dict[str, str], says: str) -> None:
    with pytest.raises(JudgementError, match=says):
        decide(case, fact(case, "figure", "Tổng diện tích"), action, **more)
    assert not (case.document.folder / judgements.FILE).exists()


def test_no_such_fact(case: Case) -> None:
    with pytest.raises(JudgementError, match="no such fact"):
        decide(case, "0" * 16, "confirm")
    with pytest.raises(JudgementError, match="Nothing was decided"):
        decide(case, fact(case, "figure", "Sản lượng"), "undo")


def test_undo_leaves_no_trace(case: Case) -> None:
    about = fact(case, "figure", "Sản lượng")
    decide(case, about, "dispute")
    decide(case, about, "undo")
    assert rows(case) == []


def test_what_cannot_do_without_a_retracted_thing_goes_with_it(case: Case) -> None:
    decide(case, fact(case, "meeting", "18/12"), "retract")
    gone = {c.kind for c in case.curated().retracted}
    assert gone == {"meeting", "participation"}


def test_an_added_fact(case: Case) -> None:
    at = case.document.text.index("Toàn xã đạt")
    span = Span(at, at + len("Toàn xã đạt 17/19 tiêu chí nông thôn mới"))
    key = judge.add(
        case, "remark", span, {"type": "achievement"}, Decision("add", WHO, note_en="Found."), TODAY
    )
    new = next(c for c in case.curated().facts if c.key == key)
    assert (new.kind, new.rule, new.status) == ("remark", "curator", Status.CONFIRMED)
    with pytest.raises(JudgementError, match="there already"):
        judge.add(case, "remark", span, {"type": "achievement"}, Decision("add", WHO), TODAY)


@pytest.mark.parametrize(
    ("kind", "span", "values", "says"),
    [
        ("remarks", Span(0, 7), {}, "no kind"),
        ("remark", Span(7, 7), {"type": "context"}, "no words"),
        ("remark", Span(0, 10**6), {"type": "context"}, "no words"),
        ("remark", Span(0, 7), {}, "as JSON|missing"),
        ("remark", Span(0, 7), {"type": "praise"}, "not in the list"),
        ("byline", Span(0, 7), {"person": "person.nobody"}, "id of no person"),
    ],
)
def test_what_cannot_be_added(case: Case, kind: str, span: Span, values: dict[str, str], says: str) -> None:
    with pytest.raises(JudgementError, match=says):
        judge.add(case, kind, span, values, Decision("add", WHO), TODAY)
    assert not (case.document.folder / judgements.FILE).exists()


def test_a_place_names_a_fact(case: Case) -> None:
    about = fact(case, "tenure", "Lê Thử Nghiệm")
    assert judge.find_at(case, about.span, None).key == about.key
    with pytest.raises(JudgementError, match="Nothing stands"):
        judge.find_at(case, Span(0, 3), None)


def test_many_at_once_lose_no_line(case: Case) -> None:
    facts = [c for c in case.curated().facts if c.kind == "figure"]
    desks = [opened(case.document.folder) for _ in facts]
    work = [
        threading.Thread(target=decide, args=(desk, about, "confirm"))
        for desk, about in zip(desks, facts, strict=True)
    ]
    for thread in work:
        thread.start()
    for thread in work:
        thread.join()
    assert actions(case) == [("figure", "confirm")] * len(facts)


def other_extractor(case: Case, changes: dict[str, Candidate | None]) -> Case:
    """The case as another extractor would see it: some candidates changed, some gone."""
    kept = [changes.get(c.id, c) for c in case.proposal.candidates]
    return replace(case, proposal=replace(case.proposal, candidates=tuple(c for c in kept if c is not None)))


@pytest.fixture
def judged(case: Case) -> Iterator[tuple[Case, Candidate]]:
    about = fact(case, "figure", "Sản lượng")
    decide(case, about, "dispute")
    yield case, about


def test_a_better_reading_keeps_the_judgement(judged: tuple[Case, Candidate]) -> None:
    case, about = judged
    better = about.with_(values={**about.values, "period": "2023"}, rule="another", key="")
    curated = other_extractor(case, {about.id: better}).curated()
    assert next(c for c in curated.facts if c.id == about.id).status is Status.DISPUTED
    assert (curated.lost, curated.moved) == ((), ())


def test_a_fact_read_otherwise_is_found_by_its_words_and_can_be_kept(judged: tuple[Case, Candidate]) -> None:
    case, about = judged
    values = {n: v for n, v in about.values.items() if n != "name"}
    other = other_extractor(case, {about.id: about.with_(values=values, key="")})
    assert len(other.curated().moved) == 1
    assert judge.rehome(other) == 1
    assert other.curated().moved == ()
    assert rows(case)[0]["key"] != about.key
    assert judge.rehome(other) == 0


def test_a_fact_that_is_gone_waits(judged: tuple[Case, Candidate]) -> None:
    case, about = judged
    other = other_extractor(case, {about.id: None})
    assert [j.key for j in other.curated().lost] == [about.key]
    decide(other, fact(other, "figure", "Tổng diện tích"), "confirm")
    assert actions(case) == [("figure", "confirm"), ("figure", "dispute")]
    assert case.curated().lost == ()
    decide(other, about.key, "undo")
    assert actions(case) == [("figure", "confirm")]


def other_text(case: Case, change: Callable[[str], str]) -> Case:
    """The case when the text itself has changed, and its checksum with it."""
    file = case.document.folder / "text.txt"
    about = case.document.folder / "source.toml"
    old = file.read_text("utf-8")
    new = change(old)
    file.write_text(new, "utf-8")
    sums = [hashlib.sha256(text.encode()).hexdigest() for text in (old, new)]
    said = about.read_text("utf-8").replace(sums[0], sums[1])
    shift = len(new) - len(old) if new.endswith(old) else 0
    title = case.document.meta["title"]
    said = said.replace(f"title = {list(title)}", f"title = {[at + shift for at in title]}")
    about.write_text(said, "utf-8")
    return opened(case.document.folder)


@pytest.fixture
def added(case: Case) -> tuple[Case, str]:
    """A case with a fact that a curator added, and confirmed ones that the extractor found."""
    at = case.document.text.index("Hỗ trợ 45")
    span = Span(at, case.document.text.index(".", at))
    new = judge.add(case, "remark", span, {"type": "context"}, Decision("add", WHO), TODAY)
    decide(case, fact(case, "figure", "Sản lượng"), "dispute")
    return case, new


def test_when_the_text_moves_every_judgement_moves_with_it(added: tuple[Case, str]) -> None:
    case, new = added
    moved = other_text(case, lambda text: "Cổng thông tin điện tử\n\n" + text)
    curated = moved.curated()
    assert (len(curated.moved), curated.lost) == (2, ())
    remark = next(c for c in curated.facts if c.rule == "curator")
    assert moved.document.exact(remark.span.start, remark.span.end).startswith("Hỗ trợ 45")
    assert fact(moved, "figure", "Sản lượng").status is Status.DISPUTED
    assert judge.rehome(moved) == 2
    again = opened(case.document.folder).curated()
    assert (again.moved, again.lost) == ((), ())
    assert next(c.id for c in again.facts if c.rule == "curator") == remark.id == f"added-{new}"


def test_an_added_fact_whose_words_are_gone_waits(added: tuple[Case, str]) -> None:
    case, new = added
    other = other_text(case, lambda text: text.replace("Hỗ trợ 45", "Tặng 45", 1))
    curated = other.curated()
    assert [line.key for line in curated.lost] == [new]
    assert all(c.rule != "curator" for c in curated.facts)
    assert assemble.read_source(other.document, ROOT / "ontology").curated.lost == curated.lost


def test_an_added_fact_that_points_to_one_that_is_gone_waits(case: Case) -> None:
    meeting, person = fact(case, "meeting", ""), fact(case, "person", "")
    values = {"meeting": meeting.id, "participant": person.id, "role": "chair-of-meeting"}
    span = Span(meeting.span.start, meeting.span.end)
    judge.add(case, "participation", span, values, Decision("add", WHO), TODAY)
    assert case.curated().lost == ()
    gone = other_extractor(case, {meeting.id: None})
    assert [line.kind for line in gone.curated().lost] == ["participation"]


def test_what_points_to_a_judged_fact_finds_it_when_the_text_moves(case: Case) -> None:
    meeting, person = fact(case, "meeting", ""), fact(case, "person", "")
    values = {"meeting": meeting.id, "participant": person.id, "role": "chair-of-meeting"}
    decide(case, meeting, "confirm")
    judge.add(
        case, "participation", Span(meeting.span.start, meeting.span.end), values, Decision("add", WHO), TODAY
    )
    other = other_text(case, lambda text: f"Báo cáo này được đăng lại.\n{text}")
    curated = other.curated()
    assert curated.lost == ()
    now = fact(other, "meeting", "")
    assert now.id != meeting.id
    assert [c.values["meeting"] for c in curated.facts if c.rule == "curator"] == [now.id]
    assert judge.rehome(other) == 2
    assert opened(other.document.folder).curated().moved == ()
    assert [line["value"].count(now.id) for line in rows(other) if line["action"] == "add"] == [1]
