from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from kg import iri
from kg.build import assemble
from kg.build.assemble import Source
from kg.build.derive import by_subject
from kg.vocab import LG, OA, ORG, PROV, QUDT, RDF, SDMX_DIMENSION, SKOS

FIGURES = list(csv.DictReader(Path(__file__).with_name("figures.csv").read_text("utf-8").splitlines()))
R = "fe65192195054a7f"


@pytest.fixture(scope="module")
def quads(report: Source) -> list[Quad]:
    return assemble.report_quads(report)


def values(quads: list[Quad], subject: str, predicate: NamedNode) -> list[str]:
    return sorted(
        q.object.value for q in quads if q.subject == NamedNode(subject) and q.predicate == predicate
    )


def of_type(quads: list[Quad], kind: NamedNode) -> set[str]:
    return {q.subject.value for q in quads if q.predicate == RDF.type and q.object == kind}


@pytest.mark.parametrize("row", FIGURES, ids=lambda r: r["slot"])
def test_each_figure(quads: list[Quad], row: dict[str, str]) -> None:
    figure = f"{iri.BASE}id/figure/{R}/{row['slot']}"
    for column, number, text in (
        ("actual", LG.actual, LG.actualText),
        ("plan", LG.plan, LG.planText),
        ("percent", LG.percentOfPlan, LG.percentText),
    ):
        written = [row[column]] if row[column] else []
        assert values(quads, figure, text) == written
        read = [str(Decimal(w.replace(".", "").replace(",", "."))) for w in written]
        assert [Decimal(v) for v in values(quads, figure, number)] == [Decimal(v) for v in read]
    assert [v.rpartition("/")[2] for v in values(quads, figure, QUDT.hasUnit)] == [row["unit"]]
    subject = values(quads, figure, SDMX_DIMENSION.refArea) + values(quads, figure, LG.ofOrganisation)
    assert [s.rpartition("/")[2] for s in subject] == [row["subject"]]
    quote = values(quads, figure, PROV.wasDerivedFrom)
    assert [q.partition("#char=")[2] for q in quote] == [row["span"]]


def test_there_are_no_other_figures(quads: list[Quad]) -> None:
    slots = {row["slot"] for row in FIGURES}
    assert {f.partition(f"{R}/")[2] for f in of_type(quads, LG.Figure)} == slots


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        ("Citation", 7),
        ("Tenure", 2),
        ("Meeting", 2),
        ("Participation", 1),
        ("Remark", 18),
        ("Byline", 1),
        ("Fact", 51),
    ],
)
def test_counts(quads: list[Quad], kind: str, number: int) -> None:
    assert len(of_type(quads, LG[kind])) == number


def test_no_blank_nodes(quads: list[Quad]) -> None:
    assert not [q for q in quads if isinstance(q.subject, BlankNode) or isinstance(q.object, BlankNode)]


def test_every_fact_has_words_that_are_in_the_text(report: Source, quads: list[Quad]) -> None:
    things = by_subject(quads)
    for fact in of_type(quads, LG.Fact):
        for quote in things[NamedNode(fact)][PROV.wasDerivedFrom]:
            start, end = (int(part) for part in str(quote.value).partition("#char=")[2].split(","))
            selectors = things[quote][OA.hasSelector]  # type: ignore[index]
            exact = [o.value for s in selectors for o in things[s][OA.exact]]  # type: ignore[index]
            assert exact == [report.document.text[start:end]]


def test_relations_are_those_that_the_text_supports(quads: list[Quad]) -> None:
    found = {
        (
            q.subject.value.rpartition("/")[2],
            q.predicate.value.rpartition("#")[2],
            q.object.value.rpartition("/")[2],
        )
        for q in quads
        if q.predicate in (ORG.subOrganizationOf, ORG.unitOf, LG.leads, LG.proposesTo)
    }
    assert found == {
        ("cac-chi-bo-truc-thuoc", "subOrganizationOf", "dang-bo-co-quan-chinh-quyen-huyen"),
        ("ban-thuong-vu-huyen-uy", "unitOf", "huyen-uy"),
        ("ban-thuong-vu-huyen-uy", "subOrganizationOf", "huyen-uy"),
        ("ban-thuong-vu-huyen-uy", "leads", "dang-bo-co-quan-chinh-quyen-huyen"),
        ("dang-uy-co-quan-chinh-quyen", "proposesTo", "huyen-uy"),
    }


def test_the_district_stays_unnamed(quads: list[Quad]) -> None:
    district = f"{iri.BASE}id/area/{R}/huyen"
    assert values(quads, district, SKOS.prefLabel) == ["huyện"]
    assert district in of_type(quads, LG.UnidentifiedEntity)
    assert values(quads, district, LG.gsoCode) == []
    assert not [q for q in quads if isinstance(q.object, Literal) and "Lắk" in q.object.value]


def test_a_disputed_source_changes_only_the_status(report: Source) -> None:
    citation = f"{iri.BASE}id/citation/{R}/6"
    before, after = (set(assemble.report_quads(s)) for s in (report, report.disputed([citation])))
    assert {(q.subject.value, q.object.value.rpartition("/")[2]) for q in after - before} == {
        (citation, "disputed")
    }
    assert len(before - after) == 1
