from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from kg import iri
from kg.build import assemble, derive
from kg.build.assemble import Source
from kg.vocab import LG, QB, RDF, XSD


@pytest.fixture(scope="module")
def stated(report: Source) -> list[Quad]:
    return assemble.report_quads(report)


def test_percentages_follow_from_actual_and_plan(stated: list[Quad]) -> None:
    found = {
        t.subject.value.split("/")[-2]: t.object.value
        for t in derive.percent_of_plan(derive.by_subject(stated))
    }
    assert found == {
        "sown-area-rice": "104.47",
        "sown-area-maize": "95.75",
        "output-grain": "100.77",
        "output-paddy": "105.1",
        "output-maize": "89.4",
        "grain-per-capita": "101.23",
        "party-admission-proposed": "120",
    }


def document(code: str, *bodies: str) -> list[Quad]:
    d, c = NamedNode(iri.document("d")), NamedNode(iri.definition("issuer-code", code))
    quads = [Quad(d, RDF.type, LG.NormativeDocument), Quad(d, LG.issuerCode, c)]
    return quads + [Quad(c, LG.mayDenote, NamedNode(iri.body("vn", body))) for body in bodies]


def test_a_code_of_one_body_gives_the_issuer_and_a_code_of_several_does_not() -> None:
    one = list(derive.issuer_by_suffix(derive.by_subject(document("BTCTW", "a"))))
    assert [t.object.value for t in one] == [iri.body("vn", "a")]
    assert not list(derive.issuer_by_suffix(derive.by_subject(document("TW", "a", "b"))))
    assert not list(derive.issuer_by_suffix(derive.by_subject(document("X"))))


def test_a_plan_of_zero_gives_no_percentage() -> None:
    figure = NamedNode(iri.figure("r", "i", "2020"))
    zero, one = (Literal(v, datatype=XSD.decimal) for v in "01")
    quads = [Quad(figure, RDF.type, LG.Figure), Quad(figure, LG.actual, one), Quad(figure, LG.plan, zero)]
    assert not list(derive.percent_of_plan(derive.by_subject(quads)))


def test_every_stated_number_is_one_observation(stated: list[Quad]) -> None:
    numbers = [q for q in stated if q.predicate in (LG.actual, LG.plan, LG.percentOfPlan)]
    triples = list(derive.cube(derive.by_subject(stated)))
    observations = {t.subject for t in triples if t.object == QB.Observation}
    assert len(observations) == len(numbers) == 27
    for observation in observations:
        measures = [
            t
            for t in triples
            if t.subject == observation and t.predicate in (LG.actual, LG.plan, LG.percentOfPlan)
        ]
        assert len(measures) == 1
