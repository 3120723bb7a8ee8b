"""What is proposed, how it is scored and told; what is never proposed; what a decision does to the file."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from linking_servers import HERE, TODAY, WD, row, serving

from kg.build import link
from kg.build.link import Link
from kg.build.linking import book, propose, reports, targets, theirs
from kg.build.linking.book import Decision
from kg.build.linking.theirs import Asked
from kg.build.linking.things import World
from kg.errors import JudgementError

A, B = "aaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbb"


@pytest.fixture
def found(world: World, wikidata: str, asked: Asked) -> list[Link]:
    """The proposals of areas, with what is less likely too."""
    target = replace(targets.read()["wikidata"], endpoint=wikidata, pause=0.0)
    there = theirs.world(target, ["area"], asked)
    return list(propose.links(world, there, propose.Wanted(("area",), 0.5)))


def test_the_right_one_comes_first_and_is_explained(found: list[Link]) -> None:
    lak = [one for one in found if one.subject == "id/area/gso-2025-06/656"]
    assert [one.object for one in lak][:2] == [f"{WD}Q990002", f"{WD}Q990004"]
    right, other = lak[:2]
    assert right.features == "kind=area name=1 parent=1 time=1"
    assert "cùng cấp trên" in right.why_vi
    assert (
        right.why_en == "names equal with all marks: “Huyện Lắk” – “huyện Lắk”; part of the same; same time"
    )
    assert float(right.score) > 0.8 > 0.7 > float(other.score)
    assert "part of something else" in other.why_en
    assert (right.subject_name, right.object_name) == ("Huyện Lắk", "Lắk")


def test_a_machine_never_says_that_two_are_one(found: list[Link]) -> None:
    assert found
    assert {(one.predicate, one.judgement, one.judge, one.date) for one in found} == {
        ("skos:closeMatch", "none", "", "")
    }
    assert all(not (one.evidence_vi or one.evidence_en or one.source) for one in found)


def test_the_same_proposals_come_in_the_same_order(found: list[Link]) -> None:
    assert book.text(found) == book.text(reversed(found))


def between(world: World, kind: str) -> list[Link]:
    return list(reports.links(world, propose.Wanted((kind,))))


def test_a_document_of_equal_symbol_day_and_issuer_comes_at_the_top(world: World) -> None:
    best, other = between(world, "document")
    assert best.pair == (f"id/document/{A}/15-kh-ubnd/2021-03-02", f"id/document/{B}/15-kh-ubnd/2021-03-02")
    assert float(best.score) > 0.98
    assert "same code; part of the same; same date" in best.why_en
    assert other.object == f"id/document/{B}/15-kh-ubnd/2022-05-04"
    assert "other date" in other.why_en


def test_persons_are_proposed_with_their_posts_and_never_more(world: World) -> None:
    (one,) = between(world, "person")
    assert one.pair == (f"id/person/{A}/nguyen-van-an", f"id/person/{B}/nguyen-van-an")
    assert (one.features, one.judgement) == ("kind=person name=1 parent=1", "none")


def test_what_is_known_to_be_one_is_not_asked_again(world: World) -> None:
    assert between(world, "body") == []
    assert [one.pair for one in between(world, "area")] == []


# The file


def test_judged_pairs_stay_and_are_not_proposed_again(tmp_path: Path) -> None:
    file = tmp_path / "links" / "x.csv"
    a, b, c = (row("id/area/vn", f"{WD}Q{n}") for n in (1, 2, 3))
    assert book.propose(file, [a, b]).new == 2
    book.decide(file, a.key, Decision("rejected", "Lan", evidence_vi="Nơi khác."), TODAY)
    kept = book.propose(file, [a, c])
    assert (kept.proposed, kept.new, kept.gone, kept.judged) == (1, 1, 1, 1)
    assert [(one.object, one.judgement) for one in book.lines(file)] == [
        (f"{WD}Q1", "rejected"),
        (f"{WD}Q3", "none"),
    ]


def test_a_decision_says_who_when_and_how_and_another_overrules_it(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    one = row("id/area/vn", f"{WD}Q1")
    book.propose(file, [one])
    book.decide(file, one.key, Decision("accepted", "Lan", "owl:sameAs"), TODAY)
    (line,) = book.lines(file)
    assert (line.judgement, line.predicate, line.judge, line.date) == (
        "accepted",
        "owl:sameAs",
        "Lan",
        "2026-11-22",
    )
    assert (line.why_vi, line.evidence_vi) == ("tên", "")
    book.decide(file, one.key, Decision("rejected", "Minh", evidence_en="Another."), date(2026, 11, 23))
    assert [(b.judgement, b.judge) for b in book.lines(file)] == [("accepted", "Lan"), ("rejected", "Minh")]
    graphs = link.graphs(tmp_path)
    assert set(graphs) == {"candidates/x", "history"}
    said = "\n".join(str(quad) for quad in graphs["history"])
    assert '"accepted"' in said
    assert '"Lan"' in said
    book.decide(file, one.key, Decision(book.UNDO, "Minh"), TODAY)
    assert set(link.graphs(tmp_path)) == {"links/x"}
    book.decide(file, one.key, Decision(book.UNDO, "Minh"), TODAY)
    assert book.lines(file) == [one]


@pytest.mark.parametrize(
    ("decision", "says"),
    [
        (Decision("rejected", "Lan"), "needs its reason"),
        (Decision("maybe", "Lan"), "“maybe” is no judgement"),
        (Decision("none", "Lan"), "“none” is no judgement"),
        (Decision("accepted", "Lan", "owl:equal"), "“owl:equal” is no relation"),
        (Decision("accepted", ""), "needs its judge"),
        (Decision(book.UNDO, "Lan"), "Nothing was decided"),
    ],
)
def test_a_decision_that_does_not_fit_changes_nothing(tmp_path: Path, decision: Decision, says: str) -> None:
    file = tmp_path / "x.csv"
    one = row("id/area/vn", f"{WD}Q1")
    book.propose(file, [one])
    before = file.read_bytes()
    with pytest.raises(JudgementError, match=says):
        book.decide(file, one.key, decision, TODAY)
    with pytest.raises(JudgementError, match="no such pair"):
        book.decide(file, "0" * 16, Decision("accepted", "Lan"), TODAY)
    assert file.read_bytes() == before


def test_persons_are_not_joined_on_a_name_alone(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    one = row("id/person/vn/ho-chi-minh", f"{WD}Q1", features="kind=person name=1")
    book.propose(file, [one])
    with pytest.raises(JudgementError, match="needs its reason"):
        book.decide(file, one.key, Decision("accepted", "Lan", "owl:sameAs"), TODAY)
    book.decide(file, one.key, Decision("accepted", "Lan", "owl:sameAs", "Cùng ngày sinh."), TODAY)
    assert len(book.accepted(file)) == 1


GOOD = ("id/area/vn", "owl:sameAs", f"{WD}Q1", "0.9", "accepted", "Cùng.", "", "", "Lan", "2026-11-22")


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("subject", "", r":2:1, field subject: “” is no IRI"),
        ("predicate", "owl:same", r":2:2, field predicate: “owl:same” is no relation"),
        ("object", "http://a b", r":2:3, field object: “http://a b” is no IRI"),
        ("score", "1.5", r":2:4, field score: “1.5” is no score"),
        ("score", "nan", r":2:4, field score"),
        ("judgement", "Accepted", r":2:5, field judgement: “Accepted” is no judgement"),
        ("judge", "", r":2:9, field judge: A judgement needs its judge"),
        ("date", "22/11/2026", r":2:10, field date: “22/11/2026” is no date. Write it as"),
        ("evidence_vi", "", r":2:7, field evidence_en: The judgement needs its reason"),
    ],
)
def test_a_bad_line_is_told_with_its_place(tmp_path: Path, column: str, value: str, says: str) -> None:
    values = dict(zip(link.FIRST, GOOD, strict=True)) | {column: value}
    with (tmp_path / "x.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, link.FIRST)
        writer.writeheader()
        writer.writerow(values)
    with pytest.raises(JudgementError, match=says):
        link.graphs(tmp_path)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"subject,object\n", r"x\.csv:1: The columns"),
        (b"", r"x\.csv:1: The columns"),
        (",".join(link.FIRST).encode() + b"\na,b\n", r"x\.csv:2:3: The line has too many or too few"),
        (",".join(link.FIRST).encode() + b'\n"a\n', r"x\.csv:2: This is not CSV"),
        (",".join(link.FIRST).encode() + b"\n\xff\xfe\n", "This is not UTF-8"),
    ],
)
def test_a_file_that_is_no_table_of_links(tmp_path: Path, content: bytes, says: str) -> None:
    (tmp_path / "x.csv").write_bytes(content)
    with pytest.raises(JudgementError, match=says):
        link.graphs(tmp_path)
    with pytest.raises(JudgementError):
        book.propose(tmp_path / "x.csv", [row("id/area/vn", f"{WD}Q1")])
    assert (tmp_path / "x.csv").read_bytes() == content


def test_the_table_of_geonames_is_proposed_too(world: World, asked: Asked) -> None:
    dump = replace(targets.read()["geonames"], file=str(HERE / "geonames.txt"))
    there = theirs.world(dump, ["area"], asked)
    found = {one.subject: one for one in propose.links(world, there, propose.Wanted(("area",)))}
    assert found["id/area/gso-2025-06/656"].object == "https://sws.geonames.org/9900002/"
    assert found["id/area/gso-2025-06/656"].features == "kind=area name=1 parent=1 level=1"


def test_another_site_of_this_kind(world: World, asked: Asked) -> None:
    with serving(HERE / "ours.ttl") as url:
        target = replace(targets.read()["kg"], endpoint=url, page=3)
        there = theirs.world(target, ["area", "document", "person"], asked)
    assert there.things["https://data.example.org/id/area/gso-2025-06/656"].codes == {"656"}
    assert there.things["https://data.example.org/id/area/gso-2025-06/656"].level == "huyen"
    (plan,) = (one for iri, one in there.things.items() if iri.endswith("15-kh-ubnd/2022-05-04"))
    assert (plan.day, plan.codes) == ("2022-05-04", {"15/KH-UBND"})
    found = list(propose.links(world, there, propose.Wanted(("area",), 0.9)))
    assert found == []  # what has one IRI here and there needs no link
