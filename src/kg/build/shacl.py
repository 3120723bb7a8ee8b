"""The core constraints of the shapes, through pySHACL; the one place where terms become rdflib's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from kg.build import sieve
from kg.build.findings import Result
from kg.build.statements import Value
from kg.errors import RdfError
from kg.vocab import SH

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

PLAIN = frozenset({"http://www.w3.org/2001/XMLSchema#string"})


def run(data: Iterable[Quad], shapes: Iterable[Quad]) -> Iterator[Result]:
    """What the core constraints find in some quads: pySHACL judges the nodes that the sieve lets through.

    :raises RdfError: shapes that pySHACL refuses
    """
    data, shapes = tuple(data), tuple(shapes)
    if not sieve.knows(shapes):
        yield from judge(data, shapes)
    elif suspects := [Quad(shape, SH.targetNode, focus) for shape, focus in sieve.suspects(data, shapes)]:
        untargeted = [q for q in shapes if q.predicate not in sieve.TARGETS]
        yield from judge(data, [*untargeted, *suspects])


def judge(data: Iterable[Quad], shapes: Iterable[Quad]) -> Iterator[Result]:
    """What pySHACL finds in some quads, whatever their graphs, by the shapes of a shapes graph.

    :raises RdfError: shapes that pySHACL refuses
    """
    import pyshacl
    from pyshacl.errors import ReportableRuntimeError

    shapes_graph = graph(shapes)
    try:
        conforms, found, text = pyshacl.validate(graph(data), shacl_graph=shapes_graph, inplace=True)
    except ReportableRuntimeError as error:
        raise RdfError(f"The shapes do not load: {error}.") from None
    if isinstance(found, Exception):
        raise RdfError(f"The shapes could not be applied: {text}")
    if not conforms:
        yield from _results(found, shapes_graph)


def graph(quads: Iterable[Quad]) -> Graph:
    """The triples of some quads as an rdflib graph; lexical forms stay as they are."""
    from rdflib import BNode, URIRef
    from rdflib import Literal as Text

    terms: dict[Value, Node] = {}

    def term(of: Value) -> Node:
        if (known := terms.get(of)) is None:
            known = terms[of] = new(of)
        return known

    def new(of: Value) -> Node:
        if isinstance(of, NamedNode):
            return URIRef(of.value)
        if isinstance(of, BlankNode):
            return BNode(of.value)
        datatype = of.datatype.value
        plain = of.language is not None or datatype in PLAIN
        return Text(of.value, of.language, None if plain else URIRef(datatype), normalize=False)

    made = _prepared()()
    made.addN((term(q.subject), term(q.predicate), term(q.object), made) for q in quads)  # type: ignore[arg-type]
    return made


@cache
def _prepared() -> type[Graph]:
    """A graph that parses a query once: pySHACL gives it the same one for every node."""
    from rdflib import Graph
    from rdflib.plugins.sparql import prepareQuery

    parsed = lru_cache(maxsize=64)(prepareQuery)

    class Prepared(Graph):
        def query(self, query_object: Any, *args: Any, **options: Any) -> Any:
            known = parsed(query_object) if isinstance(query_object, str) else query_object
            return super().query(known, *args, **options)

    return Prepared


def _results(found: Graph, shapes: Graph) -> Iterator[Result]:
    from rdflib import URIRef

    def sh(name: str) -> URIRef:
        return URIRef(SH.iri + name)

    for node in found.objects(None, sh("result")):
        given = dict(found.predicate_objects(node))
        path, value = given.get(sh("resultPath")), given.get(sh("value"))
        yield Result(
            _owner(given[sh("sourceShape")], shapes),
            _back(given[sh("focusNode")]),
            str(given[sh("sourceConstraintComponent")]),
            NamedNode(path) if isinstance(path, URIRef) else None,
            None if value is None else _back(value),
            message=str(given.get(sh("resultMessage"), "")),
        )


def _owner(shape: Node, shapes: Graph) -> str:
    """The IRI of a shape; of the named shape that holds it, where it is a blank node."""
    from rdflib import URIRef

    seen = set()
    while not isinstance(shape, URIRef) and shape not in seen:
        seen.add(shape)
        shape = next(iter(shapes.subjects(None, shape)), shape)
    return str(shape)


def _back(term: Node) -> Value:
    from rdflib import BNode, URIRef
    from rdflib import Literal as Text

    if isinstance(term, URIRef):
        return NamedNode(term)
    if isinstance(term, BNode):
        return BlankNode(term)
    if not isinstance(term, Text):
        return Literal(str(term))
    if term.language:
        return Literal(term, language=term.language)
    return Literal(term, datatype=NamedNode(term.datatype)) if term.datatype else Literal(term)
