"""The linter: each rule proven by a misspelling planted in a file of its kind; nothing found in the project itself."""

import csv
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from kg.build import lint
from kg.build.declared import STANDARD, Kind, Vocabulary, vocabulary
from kg.build.rdf_files import load
from kg.errors import RdfError, TermError
from kg.vocab import LG, PREFIXES, RDF, SKOS

HEAD = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
LINES = HEAD.count("\n")


@pytest.fixture(scope="module")
def known() -> Vocabulary:
    return vocabulary(Path("ontology"), Path("shapes"))


def _planted() -> list[dict[str, str]]:
    """File name, text (`\\n` is a line break), the term as it is told, what is suggested."""
    with (Path(__file__).parent / "lint-planted.tsv").open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize("case", _planted(), ids=lambda case: f"{case['file']} {case['term']}")
def test_a_planted_misspelling_is_found(tmp_path: Path, known: Vocabulary, case: dict[str, str]) -> None:
    file = tmp_path / case["file"]
    head = HEAD if file.suffix == ".ttl" else ""
    file.write_text(head + case["text"].replace("\\n", "\n"), "utf-8")
    (found,) = lint.in_folders([tmp_path], known)
    assert case["term"] in found.what
    assert (found.suggestion or "") == case["meant"]
    assert found.where.file == file
    assert found.where.line == head.count("\n") + (2 if case["file"] == "two.rq" else 1)


@pytest.mark.parametrize(
    "text",
    [
        "<http://example.com/x> a lg:statedIn .",
        "<http://example.com/x> lg:Figure 1 .",
        "<http://example.com/x> sh:path lg:Figure .",
        "<http://example.com/x> sh:targetClass lg:actual .",
    ],
)
def test_a_term_must_play_the_part_it_is_made_for(tmp_path: Path, known: Vocabulary, text: str) -> None:
    (tmp_path / "x.ttl").write_text(HEAD + text, "utf-8")
    assert [f.where.line for f in lint.in_folders([tmp_path], known)] == [LINES + 1]


@pytest.mark.parametrize(
    "text",
    [
        "# lg:nothing is a comment\nSELECT * {}",
        "PREFIX lg: <https://data.example.org/def/lg#> SELECT * { ?x lg:note \"lg:nothing\", 'a:b' }",
        'SELECT * { ?x ?p """lg:nothing " lg:nothing""" }',
        "PREFIX wd: <http://www.wikidata.org/entity/> SELECT * { ?x ?p wd:Q881, <http://example.com/lg:nothing> }",
        "PREFIX lg: <https://data.example.org/def/lg#> SELECT * { ?x lg:change/lg:changeValue|^lg:partOf+ ?v }",
        "PREFIX def: <https://data.example.org/def/> SELECT * { ?x ?p def:unit\\/PERSON }",
        "SELECT * { ?x ?p _:b . FILTER(?x < 3 && ?y > 2) FILTER(LANG(?l) = 'vi') }",
        "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> SELECT (xsd:decimal(?x) AS ?d) { ?x ?p '1'^^xsd:decimal. }",
    ],
)
def test_what_is_no_name_of_ours_is_let_be(known: Vocabulary, text: str) -> None:
    assert lint.in_query(text, known) == []


def test_the_place_in_a_query_is_told(tmp_path: Path, known: Vocabulary) -> None:
    file = tmp_path / "q.rq"
    file.write_text(
        "PREFIX lg: <https://data.example.org/def/lg#>\nSELECT *\nWHERE { ?f lg:palan ?p }\n", "utf-8"
    )
    error = lint.in_file(file, known)[0].error
    assert str(error) == (
        f"{file}:3:12: No vocabulary in use declares the term “lg:palan”. Did you mean “lg:plan”?"
    )


def test_broken_turtle_is_told_with_its_place(tmp_path: Path, known: Vocabulary) -> None:
    (tmp_path / "x.ttl").write_text("@prefix lg: <https://data.example.org/def/lg#> .\nlg:Fact a ;", "utf-8")
    with pytest.raises(RdfError, match=r"x\.ttl:2:\d+: This is not Turtle"):
        lint.in_folders([tmp_path], known)


def _graphs() -> dict[str, list[Quad]]:
    name = "https://data.example.org/graph/x"
    codes = sorted(Path("ontology/codes").glob("*.ttl"))
    return {"ontology": load([Path("ontology/lg.ttl")], name), "vocab": load(codes, name)}


def _said(*terms: NamedNode | Literal) -> Quad:
    return Quad(
        NamedNode("https://data.example.org/id/x"), *terms, NamedNode("https://data.example.org/graph/r")
    )  # type: ignore[arg-type]


def test_what_a_build_makes_is_checked() -> None:
    graphs = _graphs() | {"report/x": [_said(RDF.type, LG.Figure), _said(SKOS.preflabel, Literal("x"))]}
    with pytest.raises(TermError) as caught:
        lint.check(graphs, Path("ontology"))
    assert "graph report/x, record id:x" in str(caught.value)
    assert "Did you mean “skos:prefLabel”?" in str(caught.value)


def test_the_file_and_line_are_told_where_a_file_has_the_term(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text(HEAD + "<http://e.com/x> skos:preflabel 'x' .", "utf-8")
    graphs = _graphs() | {"a": load([tmp_path / "a.ttl"], "https://data.example.org/graph/a")}
    with pytest.raises(TermError, match=rf"a\.ttl:{LINES + 1}:"):
        lint.check(graphs, Path("ontology"), [tmp_path])


def test_a_clean_build_passes_and_may_declare_codes_of_its_own() -> None:
    metric = NamedNode("https://data.example.org/def/metric/figures")
    own = [Quad(metric, RDF.type, NamedNode(PREFIXES["dqv"] + "Metric")), _said(SKOS.related, metric)]
    lint.check(_graphs() | {"quality": own}, Path("ontology"))


def test_the_number_of_other_findings_is_told() -> None:
    wrong = [_said(SKOS.a, Literal("x")), _said(SKOS.b, Literal("x")), _said(SKOS.c, Literal("x"))]
    with pytest.raises(TermError, match=r"\(2 more\.\)"):
        lint.check(_graphs() | {"r": wrong}, Path("ontology"))


def test_nothing_is_undeclared_in_the_project(known: Vocabulary) -> None:
    folders = [Path(name) for name in ("ontology", "shapes", "data", "src")]
    assert [str(finding.error) for finding in lint.in_folders(folders, known)] == []


def test_a_table_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(TermError, match=STANDARD):
        vocabulary(tmp_path)
    (tmp_path / STANDARD).write_text("[skoss]\nclasses = 'Concept'\n", "utf-8")
    with pytest.raises(TermError, match="“skoss” is not in use"):
        vocabulary(tmp_path)


def test_every_standard_prefix_has_its_terms(known: Vocabulary) -> None:
    ours = ("lg", "def", "id", "graph")
    empty = [
        p for p, n in PREFIXES.items() if p not in ours and not any(t.startswith(n) for t in known.kinds)
    ]
    assert empty == []
    assert known.plays(PREFIXES["prov"] + "Entity", Kind.CLASS)
    assert known.plays(PREFIXES["oa"] + "hasSource", Kind.PROPERTY)
    assert not known.has(PREFIXES["prov"] + "generalizationOf"), "mentioned by PROV-O, but declared nowhere"
