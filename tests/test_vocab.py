"""The closed vocabulary in Python and the ontology's file name the same terms and prefixes."""

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from kg.build.rdf_files import load
from kg.errors import TermError
from kg.vocab import LG, OWL, PREFIXES, RDF, SH, SKOS, compact

ONTOLOGY = NamedNode(LG.iri.removesuffix("#"))


@pytest.fixture(scope="module")
def ontology() -> list[Quad]:
    return load([Path("ontology/lg.ttl")], "https://data.example.org/graph/ontology")


def test_python_and_the_file_name_the_same_terms(ontology: list[Quad]) -> None:
    typed = {
        q.subject.value for q in ontology if q.predicate == RDF.type and isinstance(q.subject, NamedNode)
    }
    assert {iri.removeprefix(LG.iri) for iri in typed if iri.startswith(LG.iri)} == set(LG)


def test_the_file_declares_every_prefix(ontology: list[Quad]) -> None:
    said = {(q.subject, q.predicate): q.object for q in ontology}
    declared = {q.object for q in ontology if q.subject == ONTOLOGY and q.predicate == SH.declare}
    found = {_text(said[d, SH.prefix]): _text(said[d, SH.namespace]) for d in declared}
    assert found == PREFIXES


def _text(term: object) -> str:
    assert isinstance(term, Literal)
    return term.value


def test_a_class_starts_with_a_capital_and_a_property_does_not(ontology: list[Quad]) -> None:
    classes = {q.subject for q in ontology if q.predicate == RDF.type and q.object == OWL.Class}
    assert {name for name in LG if name[0].isupper()} == {
        c.value.removeprefix(LG.iri) for c in classes if isinstance(c, NamedNode)
    }


@pytest.mark.parametrize("name", ["Figur", "figure", "Actual", "nothing"])
def test_a_slip_in_a_name_is_an_error(name: str) -> None:
    with pytest.raises(TermError, match=name):
        LG[name]
    with pytest.raises(TermError):
        getattr(LG, name)
    assert name not in LG


def test_a_prefix_makes_a_name_short() -> None:
    assert compact(LG.Figure.value) == "lg:Figure"
    assert compact(SKOS.prefLabel.value) == "skos:prefLabel"
    assert compact("https://data.example.org/def/unit/PERSON") == "def:unit/PERSON"
    assert compact("http://example.com/x") == "http://example.com/x"


def test_every_prefix_stands_for_a_beginning_of_iris_that_a_writer_finds() -> None:
    assert all(namespace.endswith(("/", "#")) for namespace in PREFIXES.values())
