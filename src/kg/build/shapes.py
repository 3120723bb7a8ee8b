"""The shapes as the validation needs them: severity, words and target of each, and the queries of the rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad

from kg.build.findings import Severity
from kg.build.statements import Node, Statements, Value, by_node
from kg.errors import RdfError, Where
from kg.vocab import PREFIXES, RDF, RDFS, SH


@dataclass(frozen=True)
class Target:
    """What a shape is about (SHACL, section 2.1.3): classes, nodes, subjects and objects of properties."""

    classes: tuple[NamedNode, ...] = ()
    nodes: tuple[NamedNode, ...] = ()
    subjects_of: tuple[NamedNode, ...] = ()
    objects_of: tuple[NamedNode, ...] = ()


@dataclass(frozen=True)
class Shape:
    """One shape: its IRI, severity, name and message by language, and what it is about."""

    iri: str
    severity: Severity
    names: Mapping[str, str]
    messages: Mapping[str, str]
    target: Target


@dataclass(frozen=True)
class Rule:
    """A shape whose constraint is a query (SHACL, section 5), with its prefixes declared."""

    shape: Shape
    select: str


@dataclass(frozen=True)
class Shapes:
    """Every shape by its IRI, the rules among them, and the quads that the core constraints need."""

    by_iri: Mapping[str, Shape]
    rules: tuple[Rule, ...]
    core: tuple[Quad, ...]


def read(quads: Iterable[Quad]) -> Shapes:
    """The shapes of a shapes graph.

    :raises RdfError: a rule without its one query, or an unknown severity
    """
    quads = tuple(quads)
    said = by_node(quads)
    names = {n for n in said if isinstance(n, NamedNode) and _is_shape(said[n])}
    by_iri = {n.value: _shape(n, said) for n in sorted(names, key=lambda n: n.value)}
    ours = {n for n in names if SH.sparql in said[n] and SH.path not in said[n]}
    rules = tuple(
        Rule(by_iri[n.value], select)
        for n in sorted(ours, key=lambda n: n.value)
        for select in _selects(n, said)
    )
    core = tuple(q for q in quads if q.predicate not in _WORDS and not _is_ours(q, ours))
    return Shapes(by_iri, rules, core)


_WORDS = {SH.name, SH.description, SH.group, SH.order, RDFS.label, RDFS.comment}
"""What shapes say for readers: pySHACL would look through it for constraints at every node."""


def _is_ours(quad: Quad, rules: set[NamedNode]) -> bool:
    """Whether a quad is the query of a rule, or a message that is told from the shape."""
    named = isinstance(quad.subject, NamedNode)
    return (quad.predicate == SH.sparql and quad.subject in rules) or (quad.predicate == SH.message and named)


def _is_shape(statements: Mapping[NamedNode, list[Value]]) -> bool:
    types = statements.get(RDF.type, [])
    return SH.NodeShape in types or SH.PropertyShape in types or SH.path in statements


def _shape(node: NamedNode, said: Statements) -> Shape:
    of = said[node]
    iris = {
        p: tuple(sorted((o for o in of.get(p, ()) if isinstance(o, NamedNode)), key=lambda o: o.value))
        for p in (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
    }
    target = Target(
        iris[SH.targetClass], iris[SH.targetNode], iris[SH.targetSubjectsOf], iris[SH.targetObjectsOf]
    )
    names = _words(of.get(SH.name, of.get(RDFS.label, ())))
    return Shape(node.value, _severity(node, said), names, _words(of.get(SH.message, ())), target)


def _severity(node: NamedNode, said: Statements) -> Severity:
    given = said[node].get(SH.severity, [SH.Violation])[0]
    try:
        return Severity(str(given.value).rpartition("#")[2])
    except ValueError:
        raise RdfError(
            f"“{given.value}” is no severity.",
            Where(record=node.value, field="sh:severity"),
            "Severities: sh:Violation, sh:Warning, sh:Info.",
        ) from None


def _words(objects: Iterable[object]) -> dict[str, str]:
    return {o.language or "": o.value for o in objects if isinstance(o, Literal)}


def _selects(node: NamedNode, said: Statements) -> Iterable[str]:
    """The queries of a rule, each with the prefixes that its constraint names."""
    for constraint in said[node][SH.sparql]:
        of = said.get(constraint, {}) if isinstance(constraint, Node) else {}
        selects = [o.value for o in of.get(SH.select, ()) if isinstance(o, Literal)]
        if len(selects) != 1:
            raise RdfError(
                "A rule needs exactly one sh:select.",
                Where(record=node.value, field="sh:sparql"),
                "Give the constraint one query as a string.",
            )
        prefixes = {**PREFIXES, **_declared(of.get(SH.prefixes, ()), said)}
        head = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in prefixes.items())
        yield head + selects[0]


def _declared(ontologies: Iterable[object], said: Statements) -> dict[str, str]:
    """The prefixes that ontologies declare (SHACL, section 5.2.1), as far as the shapes hold them."""
    found = {}
    for ontology in ontologies:
        for declaration in said.get(ontology, {}).get(SH.declare, ()) if isinstance(ontology, Node) else ():
            of = said.get(declaration, {}) if isinstance(declaration, Node) else {}
            for prefix, namespace in zip(of.get(SH.prefix, ()), of.get(SH.namespace, ()), strict=False):
                found[str(prefix.value)] = str(namespace.value)
    return found
