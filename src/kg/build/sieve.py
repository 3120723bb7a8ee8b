"""Which nodes could break a core constraint: asked of every node, so that pySHACL need look at those only.

The sieve may let through a node that is right, never hold back one that is wrong: whatever it does not know for
certain it lets through. A test holds it to that over every planted defect.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from pyoxigraph import NamedNode, Quad

from kg.build.components import COMPONENTS, At, Unsure, unknown
from kg.build.statements import Node, Statements, Value, by_node
from kg.vocab import OWL, RDF, RDFS, SH

_DEEPEST = 12
"""How deep shapes may nest before the sieve leaves a node to pySHACL."""

Parsed = tuple[NamedNode | None, list[tuple[Callable[[At, Value], bool], Value]]]
"""The path of a shape, if it has one, and its constraints with what asks for each."""
_NOTHING: Mapping[NamedNode, list[Value]] = {}


@dataclass(frozen=True)
class Sieve:
    """Data and shapes, and what can be asked of both."""

    data: Statements
    shapes: Statements
    _parsed: dict[Node, Parsed] = field(default_factory=dict)

    @cached_property
    def instances(self) -> Mapping[Node, set[Value]]:
        """The instances of each class, with those of its subclasses as far as the data name them."""
        found: dict[Node, set[Value]] = {}
        for node, said in self.data.items():
            for kind in said.get(RDF.type, ()):
                for ancestor in self._ancestors(kind):
                    found.setdefault(ancestor, set()).add(node)
        return found

    def _ancestors(self, kind: Value) -> set[Node]:
        seen: set[Node] = set()
        todo = [kind]
        while todo:
            one = todo.pop()
            if isinstance(one, Node) and one not in seen:
                seen.add(one)
                todo += self.data.get(one, {}).get(RDFS.subClassOf, ())
        return seen

    def targets(self, shape: Node) -> set[Value]:
        """The nodes that a shape is about (SHACL, section 2.1.3)."""
        said = self.shapes[shape]
        found = set(said.get(SH.targetNode, ()))
        for kind in said.get(SH.targetClass, ()):
            found |= self.instances.get(kind, set()) if isinstance(kind, Node) else set()
        for property_ in said.get(SH.targetSubjectsOf, ()):
            found |= {node for node, of in self.data.items() if property_ in of}
        for property_ in said.get(SH.targetObjectsOf, ()):
            found |= {o for of in self.data.values() for p in of if p == property_ for o in of[p]}
        return found

    def conforms(self, shape: Value, focus: Value, depth: int = 0) -> bool:
        """Whether a node keeps to a shape.

        :raises Unsure: where the shape asks for something that is not in the table
        """
        if not isinstance(shape, Node) or shape not in self.shapes or depth > _DEEPEST:
            raise Unsure
        path, constraints = self._parsed[shape] if shape in self._parsed else self._parse(shape)
        values = [focus] if path is None else self.said(focus, path)
        at = At(self, self.shapes[shape], focus, values, depth)
        return all(ask(at, parameter) for ask, parameter in constraints)

    def said(self, node: Value, path: Value) -> list[Value]:
        """What the data say of a node by a property; nothing of a literal."""
        of = self.data.get(node, _NOTHING) if isinstance(node, Node) else _NOTHING
        return of.get(path, []) if isinstance(path, NamedNode) else []

    def _parse(self, shape: Node) -> Parsed:
        """The path of a shape, and its constraints with what asks for each; both are kept."""
        said = self.shapes[shape]
        path = said[SH.path][0] if SH.path in said else None
        constraints = [
            (COMPONENTS.get(component, unknown), parameter)
            for component, parameters in said.items()
            if component not in _NO_CONSTRAINT and component.value.startswith(SH.iri)
            for parameter in parameters
        ]
        if any(o.value == "true" for o in said.get(SH.deactivated, ())):
            constraints = []
        if not isinstance(path, NamedNode | None):
            constraints, path = [(unknown, shape)], None
        self._parsed[shape] = path, constraints
        return path, constraints


TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
_NO_CONSTRAINT = {
    *TARGETS,
    *(
        SH[n]
        for n in (
            "path",
            "severity",
            "message",
            "deactivated",
            "ignoredProperties",
            "qualifiedValueShape",
            "flags",
        )
    ),
}


def suspects(data: Iterable[Quad], shapes: Iterable[Quad]) -> Iterator[tuple[Node, Value]]:
    """Shapes with the nodes that could break them: every node that does, and few that do not."""
    sieve = Sieve(by_node(data), by_node(shapes))
    for shape, said in sieve.shapes.items():
        if any(target in said for target in TARGETS):
            yield from ((shape, focus) for focus in sieve.targets(shape) if _could_break(sieve, shape, focus))


def _could_break(sieve: Sieve, shape: Node, focus: Value) -> bool:
    """Whether a node breaks a shape, or the shape cannot be told, or is malformed."""
    try:
        return not sieve.conforms(shape, focus)
    except (Unsure, ValueError, KeyError, re.error):
        return True


def knows(shapes: Iterable[Quad]) -> bool:
    """Whether the sieve may be used: not where classes are shapes, or constraint components are home-made."""
    kinds = {q.object for q in shapes if q.predicate == RDF.type}
    return kinds.isdisjoint({RDFS.Class, OWL.Class, SH.ConstraintComponent})
