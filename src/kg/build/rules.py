"""The rules written as queries, each run once over everything instead of once a node."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QuerySolutions, Store

from kg.build.findings import Result
from kg.build.shapes import Rule, Target
from kg.build.statements import Value
from kg.errors import RdfError, Where
from kg.vocab import SH

_COMPONENT = SH.SPARQLConstraintComponent.value
_OWN = ("this", "path", "value")


def run(quads: Iterable[Quad], rules: Iterable[Rule]) -> Iterator[Result]:
    """What the rules find in some quads, whatever their graphs.

    A row is a result where its `$this` is among the nodes that the shape is about; without a `?value` of its
    own, the value is the focus node (SHACL, section 5.3.2).

    :raises RdfError: a query that does not parse or does not project `$this`, by the name of its shape
    """
    store = Store()
    store.extend(Quad(q.subject, q.predicate, q.object) for q in quads)

    @cache
    def nodes(target: Target) -> frozenset[Value]:
        return frozenset(_nodes(store, target))

    for rule in rules:
        rows = _rows(store, rule)
        names = [variable.value for variable in rows.variables]
        for row in rows:
            if row["this"] in nodes(rule.shape.target):
                yield _result(rule, dict(zip(names, row, strict=True)))


def _rows(store: Store, rule: Rule) -> QuerySolutions:
    where = Where(record=rule.shape.iri, field="sh:select")
    try:
        rows = store.query(rule.select)
    except SyntaxError as error:
        raise RdfError(f"The rule's query does not parse: {error.msg}", where, "Correct the query.") from None
    if not isinstance(rows, QuerySolutions) or "this" not in [v.value for v in rows.variables]:
        raise RdfError(
            "The rule's query does not select $this.", where, "Write it as SELECT $this … WHERE { … }."
        )
    return rows


def _result(rule: Rule, row: Mapping[str, object]) -> Result:
    given = {name: term for name, term in row.items() if isinstance(term, NamedNode | Literal | BlankNode)}
    path = given.get("path")
    return Result(
        rule.shape.iri,
        given["this"],
        _COMPONENT,
        path if isinstance(path, NamedNode) else None,
        given.get("value", given["this"]),
        {name: term for name, term in given.items() if name not in _OWN},
    )


def _nodes(store: Store, target: Target) -> Iterator[Value]:
    """The nodes that a shape is about; instances of subclasses are among them where the data say so."""
    yield from target.nodes
    asked = (
        (target.classes, "?this a ?class . ?class <http://www.w3.org/2000/01/rdf-schema#subClassOf>* <{}>"),
        (target.subjects_of, "?this <{}> ?object"),
        (target.objects_of, "?subject <{}> ?this"),
    )
    for terms, pattern in asked:
        for term in terms:
            rows = store.query(f"SELECT DISTINCT ?this WHERE {{ {pattern.format(term.value)} }}")
            if isinstance(rows, QuerySolutions):
                yield from (
                    t for row in rows if isinstance(t := row["this"], NamedNode | Literal | BlankNode)
                )
