"""RDF terms from plain values: canonical decimals, dates, texts in a language; triples as they are collected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from pyoxigraph import Literal, NamedNode, Quad, Triple

from kg.errors import TermError
from kg.vocab import PREFIXES, XSD


def node(iri: str) -> NamedNode:
    """An IRI as a node."""
    return NamedNode(iri)


def decimal(value: Decimal) -> Literal:
    """A number as xsd:decimal in Oxigraph's canonical form.

    >>> decimal(Decimal("6.0")).value, decimal(Decimal("1234.50")).value
    ('6', '1234.5')
    """
    text = format(value.normalize(), "f")
    return Literal(text, datatype=XSD.decimal)


def integer(value: int) -> Literal:
    """A whole number as xsd:integer."""
    return Literal(str(value), datatype=XSD.integer)


def count(value: int) -> Literal:
    """An offset or a length; xsd:integer, since the store gives every type derived from it back as that."""
    return integer(value)


def day(value: date) -> Literal:
    """A date as xsd:date."""
    return Literal(value.isoformat(), datatype=XSD.date)


def words(text: str, language: str = "vi") -> Literal:
    """A text in a language."""
    return Literal(text, language=language)


def expand(name: str) -> NamedNode:
    """The node of a prefixed name.

    :raises TermError: for a prefix that is not ours

    >>> expand("unit:HA")
    <NamedNode value=http://qudt.org/vocab/unit/HA>
    """
    prefix, _, local = name.partition(":")
    if prefix not in PREFIXES:
        raise TermError(f"“{name}” has an unknown prefix.", hint=f"Prefixes: {', '.join(PREFIXES)}.")
    return NamedNode(PREFIXES[prefix] + local)


Object = NamedNode | Literal
Statements = Iterator[tuple[NamedNode, Object]]
"""Properties of one subject with their values."""


def about(subject: str | NamedNode, statements: Iterable[tuple[NamedNode, Object]]) -> Iterator[Triple]:
    """Triples about one subject."""
    s = subject if isinstance(subject, NamedNode) else NamedNode(subject)
    return (Triple(s, p, o) for p, o in statements)


def in_graph(graph: str, triples: Iterable[Triple]) -> Iterator[Quad]:
    """The triples as quads of a named graph."""
    name = NamedNode(graph)
    return (Quad(t.subject, t.predicate, t.object, name) for t in triples)
