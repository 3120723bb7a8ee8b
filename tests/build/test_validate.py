"""The validation's face: what goes in and out, any shapes and files, reports as RDF, text and JSON, bad input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, Store, parse

from kg import iri
from kg.build import shacl, shapes
from kg.build.findings import Severity
from kg.build.rdf_files import load
from kg.build.validate import Report, validate, validate_files
from kg.errors import RdfError
from kg.vocab import DQV, RDF, SH

PREFIXES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix ex: <https://example.com/> .
"""
SHAPES = """
ex:Box a sh:NodeShape ; sh:targetClass ex:Box ; sh:property ex:Box-size, ex:Box-lid .
ex:Box-size a sh:PropertyShape ; sh:path ex:size ; sh:minCount 1 ; sh:datatype xsd:decimal ;
  sh:name "cỡ"@vi, "size"@en ; sh:message "Hộp cần cỡ."@vi, "A box needs a size."@en .
ex:Box-lid a sh:PropertyShape ; sh:path ex:lid ; sh:class ex:Lid ; sh:severity sh:Info .
ex:small a sh:NodeShape ; sh:targetClass ex:Box ; sh:severity sh:Warning ;
  rdfs:label "Nhỏ"@vi, "Small"@en ;
  sh:message "{?this} chỉ cỡ {?value}."@vi, "{?this} is of size {?value} only."@en ;
  sh:sparql [ sh:select '''SELECT $this ?value ?path WHERE {
    $this <https://example.com/size> ?value FILTER(?value < 10000)
    BIND(<https://example.com/size> AS ?path) }''' ] .
"""
DATA = """
ex:one a ex:Box ; rdfs:label "Hộp một"@vi, "Box one"@en ; ex:size 1234.5 .
ex:two a ex:Box ; ex:lid ex:three .
ex:four a ex:Crate ; ex:size 1.0 .
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with shapes of somebody else."""
    (tmp_path / "shapes").mkdir()
    (tmp_path / "shapes" / "box.ttl").write_text(PREFIXES + SHAPES, "utf-8")
    return tmp_path / "shapes"


def judged(folder: Path, data: str, name: str = "data.ttl") -> Report:
    file = folder.parent / name
    file.write_text(PREFIXES + data, "utf-8")
    return validate_files([file], folder)


def test_any_shapes_judge_any_files(folder: Path) -> None:
    report = judged(folder, DATA)
    assert [(f.severity, f.name, f.focus.rpartition("/")[2]) for f in report.findings] == [
        ("Violation", "Box-size", "two"),
        ("Warning", "small", "one"),
        ("Info", "Box-lid", "two"),
    ]
    assert not report.conforms


def test_a_message_names_things_and_writes_numbers_as_its_language_does(folder: Path) -> None:
    (warning,) = judged(folder, DATA).of(Severity.WARNING)
    assert warning.message("vi") == "Hộp một chỉ cỡ 1.234,5."
    assert warning.message("en") == "Box one is of size 1,234.5 only."


def test_a_shape_without_words_is_told_by_the_engine_or_by_name(folder: Path) -> None:
    (info,) = judged(folder, DATA).of("Info")
    assert "ex" in info.message_en or "Lid" in info.message_en


def test_right_data_conform(folder: Path) -> None:
    report = judged(folder, "ex:one a ex:Box ; ex:size 20000.0 .")
    assert report.conforms
    assert report.findings == ()
    assert report.render("vi") == "0 lỗi, 0 cảnh báo, 0 việc còn phải làm\n"


def test_instances_of_subclasses_are_judged_where_the_data_name_them(folder: Path) -> None:
    report = judged(folder, "ex:tiny a ex:Matchbox . ex:Matchbox rdfs:subClassOf ex:Box .")
    assert [f.name for f in report.findings] == ["Box-size"]


def test_what_stands_in_blank_nodes_is_told_of_the_shape_that_holds_it(folder: Path) -> None:
    (folder / "box.ttl").write_text(
        PREFIXES
        + "ex:Box a sh:NodeShape ; sh:targetClass ex:Box ; sh:property [ sh:path ex:size ; sh:minCount 1 ] .",
        "utf-8",
    )
    report = judged(folder, "[] a ex:Box . ex:a a ex:Box .")
    assert {f.name for f in report.findings} == {"Box"}
    assert len(report.findings) == 2


def test_the_order_of_the_data_does_not_matter(folder: Path) -> None:
    one, other = judged(folder, DATA), judged(folder, "".join(reversed(DATA.splitlines(keepends=True))))
    assert one.findings == other.findings
    assert one.turtle() == other.turtle()


COMPONENTS = {
    "minCount 1": ("ex:a ex:p 1", "ex:a ex:q 1"),
    "maxCount 1": ("ex:a ex:p 1", "ex:a ex:p 1, 2"),
    "datatype xsd:date": ("ex:a ex:p '2020-02-29'^^xsd:date", "ex:a ex:p '2021-02-29'^^xsd:date"),
    "datatype xsd:gYear": ("ex:a ex:p '2020'^^xsd:gYear", "ex:a ex:p '2020'"),
    "class ex:C": ("ex:a ex:p ex:b . ex:b a ex:D . ex:D rdfs:subClassOf ex:C", "ex:a ex:p ex:b"),
    "nodeKind sh:IRI": ("ex:a ex:p ex:b", "ex:a ex:p 'b'"),
    "in ( 1 ex:b )": ("ex:a ex:p 1, ex:b", "ex:a ex:p 2"),
    "hasValue 1": ("ex:a ex:p 1, 2", "ex:a ex:p 2"),
    "pattern '^b'": ("ex:a ex:p 'bc'", "ex:a ex:p 'cb'"),
    "pattern '^B' ; sh:flags 'i'": ("ex:a ex:p 'bc'", "ex:a ex:p 'cb'"),
    "minLength 2": ("ex:a ex:p 'bc'", "ex:a ex:p 'b'"),
    "maxLength 2": ("ex:a ex:p 'bc'", "ex:a ex:p 'bcd'"),
    "languageIn ( 'vi' 'en' )": ("ex:a ex:p 'b'@vi", "ex:a ex:p 'b'@fr"),
    "uniqueLang true": ("ex:a ex:p 'b'@vi, 'b'@en", "ex:a ex:p 'b'@vi, 'c'@vi"),
    "minInclusive 0": ("ex:a ex:p 0.0", "ex:a ex:p -0.5"),
    "maxInclusive 1": ("ex:a ex:p 1", "ex:a ex:p 1.5"),
    "minExclusive 0": ("ex:a ex:p 1", "ex:a ex:p 0"),
    "lessThan ex:q": ("ex:a ex:p 1 ; ex:q 2", "ex:a ex:p 2 ; ex:q 2"),
    "lessThanOrEquals ex:q": (
        "ex:a ex:p '2020-01-01'^^xsd:date ; ex:q '2020-01-01'^^xsd:date",
        "ex:a ex:p '2020-01-02'^^xsd:date ; ex:q '2020-01-01'^^xsd:date",
    ),
    "equals ex:q": ("ex:a ex:p 1 ; ex:q 1", "ex:a ex:p 1"),
    "node ex:Named": ("ex:a ex:p ex:b . ex:b ex:name 'b'", "ex:a ex:p ex:b"),
    "not ex:Named": ("ex:a ex:p ex:b", "ex:a ex:p ex:b . ex:b ex:name 'b'"),
    "or ( ex:Named ex:Numbered )": ("ex:a ex:p ex:b . ex:b ex:name 'b'", "ex:a ex:p ex:b"),
    "and ( ex:Named ex:Numbered )": (
        "ex:a ex:p ex:b . ex:b ex:name 'b' ; ex:number 1",
        "ex:a ex:p ex:b . ex:b ex:name 'b'",
    ),
    "xone ( ex:Named ex:Numbered )": (
        "ex:a ex:p ex:b . ex:b ex:name 'b'",
        "ex:a ex:p ex:b . ex:b ex:name 'b' ; ex:number 1",
    ),
    "qualifiedValueShape ex:Named ; sh:qualifiedMinCount 1 ; sh:qualifiedMaxCount 1": (
        "ex:a ex:p ex:b, ex:c . ex:b ex:name 'b'",
        "ex:a ex:p ex:b, ex:c . ex:b ex:name 'b' . ex:c ex:name 'c'",
    ),
    "node ex:Closed": ("ex:a ex:p ex:b . ex:b ex:name 'b'", "ex:a ex:p ex:b . ex:b ex:name 'b' ; ex:nam 'b'"),
    "deactivated true ; sh:minCount 1": ("ex:a ex:q 1", ""),
}
"""Constraints on ex:p, each with data that keep to it and data that do not."""

HELPERS = """
ex:Named a sh:NodeShape ; sh:property ex:Named-name .
ex:Named-name a sh:PropertyShape ; sh:path ex:name ; sh:minCount 1 .
ex:Numbered a sh:NodeShape ; sh:property [ sh:path ex:number ; sh:minCount 1 ] .
ex:Closed a sh:NodeShape ; sh:closed true ; sh:property ex:Named-name .
"""


@pytest.mark.parametrize(("constraint", "data"), COMPONENTS.items())
def test_the_sieve_agrees_with_pyshacl_on_each_component(
    constraint: str, data: tuple[str, str], tmp_path: Path
) -> None:
    thing = "ex:Thing a sh:NodeShape ; sh:targetNode ex:a ; sh:property ex:Thing-p ."
    rule = f"{thing} ex:Thing-p sh:path ex:p ; sh:{constraint} ."
    asked = quads(tmp_path / "shapes.ttl", rule + HELPERS)
    for right, text in zip((True, False), data, strict=True):
        if text:
            given = quads(tmp_path / "data.ttl", text + " .")
            found = set(shacl.run(given, shapes.read(asked).core))
            assert found == set(shacl.judge(given, shapes.read(asked).core))
            assert (found == set()) is right


def quads(file: Path, text: str) -> list[Quad]:
    file.write_text(PREFIXES + text, "utf-8")
    return load([file], "https://example.com/graph")


# The report


def test_the_report_is_rdf_without_blank_nodes(folder: Path) -> None:
    report = judged(folder, DATA)
    found = report.quads()
    assert not any(isinstance(t, BlankNode) for q in found for t in (q.subject, q.object))
    assert sum(q.object == SH.ValidationResult for q in found) == len(report.findings)
    results = [q for q in found if q.predicate == SH.result]
    assert {q.object for q in results} == {q.subject for q in found if q.object == SH.ValidationResult}
    assert {q.graph_name for q in found} == {NamedNode(iri.graph("quality"))}
    measured = {q.subject for q in found if q.predicate == RDF.type and q.object == DQV.QualityMeasurement}
    assert len(measured) == 4


def test_the_turtle_is_the_quads(folder: Path) -> None:
    report = judged(folder, DATA)
    store = Store()
    store.extend(Quad(q.subject, q.predicate, q.object) for q in report.quads())
    assert set(parse(report.turtle(), format=RdfFormat.TURTLE)) == set(store)


def test_the_page_has_a_paragraph_a_rule_in_either_language(folder: Path) -> None:
    report = judged(folder, DATA)
    assert report.render("en").splitlines()[:4] == [
        "1 violation, 1 warning, 1 thing to do",
        "",
        "Violation · Box-size · size",
        "  https://example.com/two  https://example.com/size",
    ]
    assert "Cảnh báo · small · Nhỏ" in report.render("vi")
    assert "Warning" not in report.render("en", "Violation")


def test_the_json_has_a_row_a_finding(folder: Path) -> None:
    rows = json.loads(judged(folder, DATA).json())
    assert [row["severity"] for row in rows] == ["Violation", "Warning", "Info"]
    assert rows[1]["value"] == "1234.5"
    assert rows[1]["message"]["en"] == "Box one is of size 1,234.5 only."


def test_findings_are_told_of_the_graph_that_says_what_the_thing_is() -> None:
    graph = NamedNode(iri.graph("report/abc"))
    shape = load_text(PREFIXES + SHAPES, iri.graph("shapes"))
    box = Quad(NamedNode("https://example.com/b"), RDF.type, NamedNode("https://example.com/Box"), graph)
    report = validate({"shapes": shape, "report/abc": [box]}, {})
    assert [f.source for f in report.findings] == [graph.value]
    conforms = {
        q.subject.value.rpartition("/")[2]: q.object.value
        for q in report.quads()
        if q.predicate == SH.conforms
    }
    assert conforms == {"abc": "false", "shared": "true"}


def test_graphs_that_are_no_data_are_not_judged() -> None:
    shape = load_text(PREFIXES + SHAPES, iri.graph("shapes"))
    box = Quad(NamedNode("https://example.com/b"), RDF.type, NamedNode("https://example.com/Box"))
    for name in ("candidates/x", "derived/x", "history", "ontology"):
        assert validate({"shapes": shape, name: [box]}, {}).findings == ()


def load_text(text: str, graph: str) -> list[Quad]:
    triples = parse(text, format=RdfFormat.TURTLE)
    return [Quad(t.subject, t.predicate, t.object, NamedNode(graph)) for t in triples]


# Bad input


def test_a_shapes_file_that_does_not_parse_is_named_with_line_and_column(folder: Path) -> None:
    (folder / "box.ttl").write_text(PREFIXES + "ex:Box a sh:NodeShape ;;\n  sh:closed maybe .", "utf-8")
    with pytest.raises(RdfError) as error:
        judged(folder, DATA)
    where = error.value.where
    assert where is not None
    assert (where.file, where.line) == (folder / "box.ttl", 7)
    assert where.column


@pytest.mark.parametrize(
    ("select", "words"),
    [
        ("SELECT $this WHERE { $this a }", "does not parse"),
        ("SELECT ?it WHERE { ?it a ?kind }", "does not select $this"),
        ("ASK { ?this a ?kind }", "does not select $this"),
    ],
)
def test_a_broken_query_is_told_by_the_name_of_its_shape(folder: Path, select: str, words: str) -> None:
    rule = f"ex:r a sh:NodeShape ; sh:targetClass ex:Box ; sh:sparql [ sh:select '{select}' ] ."
    (folder / "box.ttl").write_text(PREFIXES + rule, "utf-8")
    with pytest.raises(RdfError, match=r"record https://example\.com/r, field sh:select") as error:
        judged(folder, DATA)
    assert words in str(error.value).replace("\\", "")


def test_a_rule_without_a_query_is_told_by_name(folder: Path) -> None:
    (folder / "box.ttl").write_text(
        PREFIXES + "ex:r a sh:NodeShape ; sh:targetClass ex:Box ; sh:sparql [] .", "utf-8"
    )
    with pytest.raises(RdfError, match=r"example\.com/r.*exactly one sh:select"):
        judged(folder, DATA)


def test_an_unknown_severity_is_told_by_name(folder: Path) -> None:
    (folder / "box.ttl").write_text(PREFIXES + "ex:r a sh:NodeShape ; sh:severity sh:Fatal .", "utf-8")
    with pytest.raises(RdfError, match="Severities: sh:Violation"):
        judged(folder, DATA)


def test_a_shape_that_pyshacl_refuses_is_an_error_not_a_crash(folder: Path) -> None:
    (folder / "box.ttl").write_text(
        PREFIXES + "ex:r a sh:NodeShape ; sh:targetClass ex:Box ; sh:minLength 'long' .", "utf-8"
    )
    with pytest.raises(RdfError):
        judged(folder, DATA)


def test_files_of_a_release_under_another_base_are_judged_alike(tmp_path: Path, root: Path) -> None:
    text = f"""<{iri.report("r")}> a <{iri.definition("lg#Report")}> ."""
    for base in (iri.BASE, "https://kg.example.vn/"):
        (tmp_path / "report.ttl").write_text(text.replace(iri.BASE, base), "utf-8")
        report = validate_files([tmp_path / "report.ttl"], root / "shapes", base)
        assert {f.name for f in report.findings} == {
            "Report-identifier",
            "Report-language",
            "Report-text",
            "Report-title",
        }
        assert f"<{base}id/finding/" in report.turtle(base)
