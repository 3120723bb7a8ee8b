"""The shapes speak both languages, name everything that a page shows, and hold every rule of the model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from kg import iri
from kg.build.assemble import Graphs
from kg.build.checks import CHECKS
from kg.build.statements import Node, Statements, by_node
from kg.build.validate import LEFT_OUT
from kg.vocab import ELI, ORG, PROV, RDF, RDFS, SCHEMA, SH, SKOS

LANGUAGES = {"vi", "en"}
RULES = {
    "Fact-evidence": "Violation",
    "Fact-statedIn": "Violation",
    "Fact-status": "Violation",
    "Fact-confidence": "Violation",
    "Figure": "Violation",
    "figure-subject": "Violation",
    "figure-period": "Violation",
    "figure-value": "Violation",
    "number-parse": "Violation",
    "number-in-quote": "Violation",
    "percent-arithmetic": "Warning",
    "parts-sum": "Warning",
    "parts-below-whole": "Warning",
    "two-reports-disagree": "Info",
    "yoy-jump": "Info",
    "quote-length": "Violation",
    "quote-in-text": "Violation",
    "Label-prefLabel": "Violation",
    "meeting-without-date": "Info",
    "unidentified-thing": "Info",
    "code-on-unidentified": "Violation",
    "issuer-vs-suffix": "Warning",
    "stated-vs-document": "Violation",
    "not-from-the-future": "Warning",
    "area-out-of-validity": "Warning",
    "single-seat-overlap": "Warning",
    "verbatim": "Violation",
    "iri-pattern": "Violation",
    "no-blank-node": "Violation",
}
"""The table of the model (section 7): what must be caught, and how bad it is."""

PLAIN = {
    *(SCHEMA[name] for name in ("Report", "Quotation", "Event", "AdministrativeArea")),
    *(PROV.Entity, PROV.Attribution, ORG.Membership, ELI.Work),
}
"""Classes that ours also are; the shapes speak of ours."""


@pytest.fixture(scope="module")
def said(shape_quads: list[Quad]) -> Statements:
    return by_node(shape_quads)


def shapes(said: Statements, kind: NamedNode) -> Iterator[NamedNode]:
    return (n for n, of in said.items() if kind in of.get(RDF.type, ()) and isinstance(n, NamedNode))


def languages(said: Statements, node: Node, predicate: NamedNode) -> list[str | None]:
    return sorted(o.language or "" for o in said[node].get(predicate, ()) if isinstance(o, Literal))


def test_no_shape_is_a_blank_node(said: Statements) -> None:
    kinds = (SH.path, SH.property, SH.targetClass, SH.sparql, SH.select)
    assert [n for n, of in said.items() if isinstance(n, BlankNode) and any(k in of for k in kinds)] == []


def test_every_property_on_a_page_has_words_a_group_and_an_order(said: Statements) -> None:
    shown = [n for n in shapes(said, SH.PropertyShape) if SH.group in said[n]]
    assert len(shown) > 150
    for shape in shown:
        assert languages(said, shape, SH.name) == languages(said, shape, SH.description) == ["en", "vi"], (
            shape
        )
        assert len(said[shape][SH.group]) == len(said[shape][SH.order]) == 1, shape


def test_every_constraint_has_a_message_in_both_languages(said: Statements) -> None:
    silent = {SH.path, SH.name, SH.description, SH.group, SH.order, RDF.type}
    for shape in shapes(said, SH.PropertyShape):
        if SH.name in said[shape] and set(said[shape]) - silent:
            assert languages(said, shape, SH.message) == ["en", "vi"], shape


def test_every_targeted_shape_has_a_label_a_comment_and_a_severity(said: Statements) -> None:
    for shape in shapes(said, SH.NodeShape):
        if RDFS.label in said[shape] or SH.targetClass in said[shape]:
            assert (
                languages(said, shape, RDFS.label) == languages(said, shape, RDFS.comment) == ["en", "vi"]
            ), shape
            assert len(said[shape][SH.severity]) == 1, shape


def test_every_rule_that_does_not_stop_a_release_says_what_can_be_done(said: Statements) -> None:
    milder = {rule for rule, severity in RULES.items() if severity != "Violation"}
    advised = {shape.value.rpartition("/")[2] for shape in said if languages(said, shape, SKOS.scopeNote)}
    assert milder <= advised
    for shape in said:
        assert languages(said, shape, SKOS.scopeNote) in ([], ["en", "vi"]), shape


def test_the_order_within_a_group_is_plain(said: Statements) -> None:
    for shape in shapes(said, SH.NodeShape):
        places = [
            (said[p][SH.group][0], said[p][SH.order][0])
            for p in said[shape].get(SH.property, ())
            if SH.group in said[p]
        ]
        assert [place for place, times in Counter(places).items() if times > 1] == [], shape


def test_every_group_is_described_in_both_languages(said: Statements) -> None:
    used = {of[SH.group][0] for of in said.values() if SH.group in of}
    for group in used:
        assert languages(said, group, RDFS.label) == ["en", "vi"], group
        assert SH.order in said[group], group


def test_every_property_shape_belongs_to_a_shape(said: Statements) -> None:
    links = (SH.property, RDF.first)
    used = {o for of in said.values() for link in links for o in of.get(link, ())}
    assert [n for n in shapes(said, SH.PropertyShape) if n not in used] == []


@pytest.mark.parametrize(("rule", "severity"), RULES.items())
def test_every_rule_of_the_model_is_there(rule: str, severity: str, said: Statements) -> None:
    of = said[NamedNode(iri.definition("shape", rule))]
    assert of[SH.severity] == [SH[severity]]
    assert languages(said, NamedNode(iri.definition("shape", rule)), SH.message) == ["en", "vi"]


def test_every_check_of_the_build_is_declared_and_nothing_else_lacks_a_constraint(said: Statements) -> None:
    bare = [n for n in shapes(said, SH.NodeShape) if not asks(said, n)]
    assert {n.value.rpartition("/")[2] for n in bare} == set(CHECKS)


def asks(said: Statements, shape: Node) -> bool:
    quiet = {SH.message, SH.severity, SH.targetClass, SH.targetSubjectsOf}
    return any(p.value.startswith(SH.iri) and p not in quiet for p in said[shape])


def test_every_placeholder_of_a_rule_is_selected_by_it(said: Statements) -> None:
    for shape in shapes(said, SH.NodeShape):
        selects = [o for c in said[shape].get(SH.sparql, ()) for o in said[c][SH.select]]
        for message in said[shape].get(SH.message, ()) if selects else ():
            names = {part.partition("}")[0] for part in message.value.split("{?")[1:]}
            assert [
                n for n in names - {"this"} if f"?{n}" not in selects[0].value.partition("WHERE")[0]
            ] == [], shape


def test_every_statement_of_the_data_has_a_place_on_its_page(
    real: tuple[Graphs, dict[str, str]], said: Statements
) -> None:
    """Whatever a class says of itself is named, described and put in order by a shape of that class."""
    paths = {}
    for shape in shapes(said, SH.NodeShape):
        for kind in said[shape].get(SH.targetClass, ()):
            properties = [p for p in said[shape].get(SH.property, ()) if SH.group in said[p]]
            paths.setdefault(kind, set()).update(said[p][SH.path][0] for p in properties)
    data = [q for n, quads in real[0].items() if not n.startswith((*LEFT_OUT, "labels/")) for q in quads]
    missing = set()
    for node, of in by_node(data).items():
        kinds = [k for k in of.get(RDF.type, ()) if k in paths]
        known = {p for k in kinds for p in paths[k]} | {RDF.type}
        missing |= {(str(kinds), p) for p in of if kinds and p not in known and node}
        assert kinds or set(of.get(RDF.type, ())) <= PLAIN, node
    assert sorted(map(str, missing)) == []
