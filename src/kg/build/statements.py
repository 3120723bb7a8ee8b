"""Quads as node → property → values, blank nodes included, whatever their graphs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from kg.vocab import RDF

Node = NamedNode | BlankNode
Value = NamedNode | BlankNode | Literal
Statements = Mapping[Node, Mapping[NamedNode, list[Value]]]


def by_node(quads: Iterable[Quad]) -> Statements:
    """What some quads say of each node."""
    said: dict[Node, dict[NamedNode, list[Value]]] = {}
    for q in quads:
        if isinstance(q.subject, Node) and isinstance(q.object, Value):
            said.setdefault(q.subject, {}).setdefault(q.predicate, []).append(q.object)
    return said


def members(head: Value, said: Statements) -> Iterator[Value]:
    """The members of an RDF list (RDF Schema, section 5.2)."""
    while isinstance(head, Node) and head != RDF.nil and head in said:
        yield from said[head].get(RDF.first, ())
        head = next(iter(said[head].get(RDF.rest, ())), RDF.nil)
