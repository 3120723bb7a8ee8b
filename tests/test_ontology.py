"""The ontology and its code lists: whole, well named, and well built; each rule proven by a planted fault."""

import csv
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from kg.build.rdf_files import load
from kg.iri import BASE, definition
from kg.vocab import DCTERMS, LG, ORG, OWL, QUDT, RDF, RDFS, SKOS, XKOS
from ontology_lint import faults

CODES = Path("ontology/codes")
GRAPH = "https://data.example.org/graph/test"


@pytest.fixture(scope="module")
def quads() -> list[Quad]:
    return load([Path("ontology/lg.ttl"), *sorted(CODES.glob("*.ttl"))], GRAPH)


@pytest.fixture(scope="module")
def said(quads: list[Quad]) -> set[tuple[object, object, object]]:
    return {(q.subject, q.predicate, q.object) for q in quads}


def _code(scheme: str, slug: str) -> NamedNode:
    return NamedNode(definition(scheme, slug))


def test_nothing_is_wrong_with_the_ontology(quads: list[Quad]) -> None:
    assert [str(finding.error) for finding in faults(quads)] == []


# the contract of the data model, section 4

CONTRACT = {
    "indicator": "sown-area sown-area-grain sown-area-rice sown-area-maize output-grain output-paddy output-maize "
    "grain-per-capita population party-admission-proposed party-admission party-awareness-class new-member-class "
    "commended-collectives commended-individuals",
    "unit": "PERSON COLLECTIVE KiloGM-PER-PERSON-YR",
    "status": "machine-extracted curator-confirmed curator-corrected disputed retracted",
    "comparator": "at-least more-than almost about",
    "direction": "up down",
    "role": "vice-chair party-secretary chair-of-meeting byline chair deputy-secretary member director deputy-director",
    "area-level": "tinh huyen xa",
    "document-type": "chi-thi huong-dan nghi-quyet ke-hoach quyet-dinh thong-bao ket-luan quy-dinh cong-van nghi-dinh "
    "thong-tu luat",
    "meeting-type": "conference congress session working-meeting",
    "remark-type": "limitation achievement task context",
    "issuer-code": "TW BTCTW HDND TTg",
    "commodity": "rice maize cereals",
    "topic": "covid-19",
}


@pytest.mark.parametrize("scheme", CONTRACT)
def test_a_code_list_has_the_codes_that_were_agreed(
    scheme: str, said: set[tuple[object, object, object]]
) -> None:
    there = NamedNode(definition(scheme))
    missing = [
        slug for slug in CONTRACT[scheme].split() if (_code(scheme, slug), SKOS.inScheme, there) not in said
    ]
    assert missing == []


PARTS = [
    ("sown-area", "sown-area-grain", False),
    ("sown-area-grain", "sown-area-rice", True),
    ("sown-area-grain", "sown-area-maize", True),
    ("output-grain", "output-paddy", True),
    ("output-grain", "output-maize", True),
]


@pytest.mark.parametrize(("whole", "part", "exhaustive"), PARTS)
def test_indicators_add_up_as_agreed(
    whole: str, part: str, exhaustive: bool, said: set[tuple[object, object, object]]
) -> None:
    whole_, part_ = _code("indicator", whole), _code("indicator", part)
    assert (whole_, XKOS.hasPart, part_) in said
    assert (whole_, LG.exhaustiveParts, Literal(exhaustive)) in said


def test_grain_per_head_is_output_over_population(said: set[tuple[object, object, object]]) -> None:
    grain = _code("indicator", "grain-per-capita")
    assert (grain, LG.numerator, _code("indicator", "output-grain")) in said
    assert (grain, LG.denominator, _code("indicator", "population")) in said


SUPERCLASSES = [
    ("Report", "https://schema.org/Report"),
    ("Quote", "http://www.w3.org/ns/oa#SpecificResource"),
    ("Figure", LG.Fact.value),
    ("Tenure", ORG.Membership.value),
    ("Meeting", "https://schema.org/Event"),
    ("Citation", "http://purl.org/spar/cito/Citation"),
    ("NormativeDocument", "http://data.europa.eu/eli/ontology#Work"),
    ("Indicator", SKOS.Concept.value),
    ("StateBody", ORG.Organization.value),
    ("GroupOfBodies", LG.UnidentifiedEntity.value),
]


@pytest.mark.parametrize(("name", "above"), SUPERCLASSES)
def test_a_class_is_also_what_the_model_says(
    name: str, above: str, said: set[tuple[object, object, object]]
) -> None:
    assert (LG[name], RDFS.subClassOf, NamedNode(above)) in said


def test_the_ontology_has_a_version_a_licence_and_a_name(said: set[tuple[object, object, object]]) -> None:
    ontology = NamedNode(LG.iri.removesuffix("#"))
    known = {p for s, p, _ in said if s == ontology}
    assert {
        OWL.versionIRI,
        OWL.versionInfo,
        DCTERMS.license,
        DCTERMS.title,
        DCTERMS.description,
        DCTERMS.creator,
    } <= known
    assert (ontology, DCTERMS.license, NamedNode("https://creativecommons.org/licenses/by/4.0/")) in said


# authorities


def test_every_code_denotes_bodies_that_are_described() -> None:
    described = load([Path("data/authority/bodies.ttl")], GRAPH)
    bodies = {q.subject for q in described if q.object in (ORG.Organization, LG.KindOfBody)}
    denoted = [q for q in load([CODES / "issuer-code.ttl"], GRAPH) if q.predicate == LG.mayDenote]
    assert [q.object for q in denoted if q.object not in bodies] == []
    assert len({q.subject for q in denoted}) >= 60
    assert not {q.subject for q in described if q.object == LG.KindOfBody} & {
        q.subject for q in described if q.object == ORG.Organization
    }


@pytest.mark.parametrize(
    ("slug", "name"),
    [
        ("bo-chinh-tri", "Bộ Chính trị"),
        ("ban-chap-hanh-trung-uong", "Ban Chấp hành Trung ương"),
        ("ban-bi-thu", "Ban Bí thư"),
        ("ban-to-chuc-trung-uong", "Ban Tổ chức Trung ương"),
    ],
)
def test_a_national_body_has_the_name_that_was_agreed(slug: str, name: str) -> None:
    bodies = load([Path("data/authority/bodies.ttl")], GRAPH)
    body = NamedNode(f"{BASE}id/org/vn/{slug}")
    names = [q.object for q in bodies if q.subject == body and q.predicate == SKOS.prefLabel]
    assert Literal(name, language="vi") in names


def test_tw_is_of_three_bodies_and_btctw_of_one(said: set[tuple[object, object, object]]) -> None:
    denoted = {
        code: {
            str(o.value).rpartition("/")[2]
            for s, p, o in said
            if s == _code("issuer-code", code) and p == LG.mayDenote
        }  # type: ignore[attr-defined]
        for code in ("TW", "BTCTW")
    }
    assert denoted == {
        "TW": {"ban-chap-hanh-trung-uong", "bo-chinh-tri", "ban-bi-thu"},
        "BTCTW": {"ban-to-chuc-trung-uong"},
    }


# each rule, by a planted fault

PREFIXES = f"""
@prefix lg: <{LG.iri}> . @prefix skos: <{SKOS.iri}> . @prefix rdfs: <{RDFS.iri}> . @prefix owl: <{OWL.iri}> .
@prefix xkos: <{XKOS.iri}> . @prefix qudt: <{QUDT.iri}> . @prefix i: <{definition("indicator")}/> .
@prefix d: <{BASE}def/> .
"""


def _faults() -> list[dict[str, str]]:
    """Turtle to plant, a part of the term that is told, a part of what is said of it."""
    with Path(__file__).with_name("ontology-faults.tsv").open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize("case", _faults(), ids=lambda case: case["planted"])
def test_a_planted_fault_is_found(quads: list[Quad], tmp_path: Path, case: dict[str, str]) -> None:
    (tmp_path / "x.ttl").write_text(PREFIXES + case["planted"], "utf-8")
    told = [f.what for f in faults([*quads, *load([tmp_path / "x.ttl"], GRAPH)])]
    assert any(case["term"] in what and case["what"] in what for what in told), told


def test_a_missing_translation_is_found(quads: list[Quad]) -> None:
    english = Quad(LG.Figure, RDFS.label, Literal("Figure", language="en"), NamedNode(GRAPH))
    assert english in quads
    (finding,) = faults([q for q in quads if q != english])
    assert finding.what == "“lg:Figure” has no rdfs:label in “en”, not one."
    assert finding.where.record == "lg:Figure"


def test_a_typeless_code_is_found(quads: list[Quad]) -> None:
    code = _code("topic", "flood")
    found = faults([q for q in quads if not (q.subject == code and q.predicate == RDF.type)])
    assert [f.what for f in found] == [
        "“def:topic/flood” has a label or a definition and is no term: its type is missing."
    ]
