"""Which nodes could break a core constraint: asked of every node, so that pySHACL need look at those only.

The sieve may let through a node that is right, never hold back one that is wrong: whatever it does not know for
certain it lets through. A test holds it to that over every planted defect.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import NamedTuple

from pyoxigraph import NamedNode, Quad

from kg.build.components import COMPONENTS, OF_NOTHING, At, Unsure, unknown
from kg.build.statements import Node, Statements, Value, by_node, members
from kg.vocab import OWL, RDF, RDFS, SH

_DEEPEST = 12
"""How deep shapes may nest before the sieve leaves a node to pySHACL."""

Asked = tuple[Callable[[At, Value], bool], Value]
"""What asks for a constraint, and its parameter."""


class Parsed(NamedTuple):
    """A shape made ready: its path, if it has one, and what it asks of values, and of there being none."""

    path: NamedNode | None
    asked: tuple[Asked, ...]
    of_nothing: tuple[Asked, ...]


_NOTHING: Mapping[NamedNode, list[Value]] = {}


@dataclass(frozen=True)
class Sieve:
    """Data and shapes, and what can be asked of both."""

    data: Statements
    shapes: Statements
    _parsed: dict[Node, Parsed] = field(default_factory=dict)
    _lists: dict[Value, tuple[Value, ...]] = field(default_factory=dict)

    @cached_property
    def instances(self) -> Mapping[Node, set[Value]]:
        """The instances of each class, with those of its subclasses as far as the data name them."""
        found: dict[Node, set[Value]] = {}
        ancestors, type_ = cache(self._ancestors), RDF.type
        for node, said in self.data.items():
            for kind in said.get(type_, ()):
                for ancestor in ancestors(kind):
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
        path, asked, of_nothing = self._parsed[shape] if shape in self._parsed else self._parse(shape)
        values = [focus] if path is None else self.said(focus, path)
        if not (asked := asked if values else of_nothing):
            return True
        at = At(self, self.shapes[shape], focus, values, depth)
        return all(ask(at, parameter) for ask, parameter in asked)

    def said(self, node: Value, path: Value) -> list[Value]:
        """What the data say of a node by a property; nothing of a literal."""
        of = self.data.get(node, _NOTHING) if isinstance(node, Node) else _NOTHING
        return of.get(path, []) if isinstance(path, NamedNode) else []

    def members(self, head: Value) -> tuple[Value, ...]:
        """The members of a list of the shapes, read once."""
        if head not in self._lists:
            self._lists[head] = tuple(members(head, self.shapes))
        return self._lists[head]

    def _parse(self, shape: Node) -> Parsed:
        """A shape made ready, and kept."""
        said = self.shapes[shape]
        path = said[SH.path][0] if SH.path in said else None
        asked = [
            (component, (COMPONENTS.get(component, unknown), parameter))
            for component, parameters in said.items()
            if component not in _NO_CONSTRAINT and component.value.startswith(SH.iri)
            for parameter in parameters
        ]
        if any(o.value == "true" for o in said.get(SH.deactivated, ())):
            asked = []
        if not isinstance(path, NamedNode | None):
            asked, path = [(SH.path, (unknown, shape))], None
        of_nothing = (
            ask for component, ask in asked if component in OF_NOTHING or component not in COMPONENTS
        )
        self._parsed[shape] = parsed = Parsed(path, tuple(ask for _, ask in asked), tuple(of_nothing))
        return parsed


TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
_NO_CONSTRAINT = {
    *TARGETS,
    *(SH[name] for name in ("path", "severity", "message", "deactivated", "ignoredProperties", "flags")),
    *(SH[name] for name in ("qualifiedValueShape", "qualifiedValueShapesDisjoint")),
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
