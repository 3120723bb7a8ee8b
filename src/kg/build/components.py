"""The core constraint components as plain questions to the values of a node (SHACL, section 4), in a table."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Protocol

from pyoxigraph import BlankNode, Literal, NamedNode

from kg.build.statements import Node, Statements, Value
from kg.vocab import RDF, SH, XSD


class Unsure(Exception):
    """It cannot be told for certain whether a node conforms."""


class World(Protocol):
    """What a question may look at: the data, the shapes, and whether other nodes conform."""

    @property
    def data(self) -> Statements:
        """What the data say."""
        ...

    @property
    def shapes(self) -> Statements:
        """What the shapes say."""
        ...

    def members(self, head: Value) -> tuple[Value, ...]:
        """The members of a list of the shapes."""
        ...

    @property
    def instances(self) -> Mapping[Node, set[Value]]:
        """The instances of each class."""
        ...

    def said(self, node: Value, path: Value) -> list[Value]:
        """What the data say of a node by a property."""
        ...

    def conforms(self, shape: Value, focus: Value, depth: int) -> bool:
        """Whether a node keeps to a shape."""
        ...


@dataclass(slots=True, eq=False)
class At:
    """Where a constraint is asked: the shape's statements, the focus node and the value nodes.

    Made for every node and shape, and so plain: a frozen one takes three times as long to make.
    """

    world: World
    shape: Mapping[NamedNode, list[Value]]
    focus: Value
    values: list[Value]
    depth: int

    def conforms(self, shape: Value, value: Value) -> bool:
        return self.world.conforms(shape, value, self.depth + 1)

    def list(self, head: Value) -> tuple[Value, ...]:
        return self.world.members(head)


# The components (SHACL, section 4): whether all values keep to one parameter


def unknown(at: At, parameter: Value) -> bool:
    """Any component that is not in the table.

    :raises Unsure: always
    """
    raise Unsure


def _min_count(at: At, parameter: Value) -> bool:
    return len(set(at.values)) >= int(parameter.value)


def _max_count(at: At, parameter: Value) -> bool:
    return len(set(at.values)) <= int(parameter.value)


def _class(at: At, parameter: Value) -> bool:
    known = at.world.instances.get(parameter, set()) if isinstance(parameter, Node) else set()
    return all(value in known for value in at.values)


_DATE = XSD.date
_NUMBERS = (XSD.decimal, XSD.integer)

_LEXICAL: Mapping[Value, re.Pattern[str]] = {
    XSD.string: re.compile(r"[\s\S]*"),
    XSD.decimal: re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)"),
    XSD.integer: re.compile(r"[+-]?\d+"),
    XSD.boolean: re.compile(r"true|false"),
    _DATE: re.compile(r"\d{4}-\d{2}-\d{2}"),
    RDF.langString: re.compile(r"[\s\S]*"),
}


def _datatype(at: At, parameter: Value) -> bool:
    if parameter not in _LEXICAL:
        raise Unsure
    form = _LEXICAL[parameter]
    return all(
        isinstance(v, Literal) and v.datatype == parameter and form.fullmatch(v.value) and _is_day(v)
        for v in at.values
    )


def _is_day(value: Literal) -> bool:
    try:
        return value.datatype != _DATE or bool(date.fromisoformat(value.value))
    except ValueError:
        return False


_KINDS: Mapping[Value, type | tuple[type, ...]] = {
    SH.IRI: NamedNode,
    SH.Literal: Literal,
    SH.BlankNode: BlankNode,
    SH.BlankNodeOrIRI: (BlankNode, NamedNode),
    SH.IRIOrLiteral: (NamedNode, Literal),
    SH.BlankNodeOrLiteral: (BlankNode, Literal),
}


def _node_kind(at: At, parameter: Value) -> bool:
    return all(isinstance(value, _KINDS[parameter]) for value in at.values)


def _in(at: At, parameter: Value) -> bool:
    allowed = at.list(parameter)
    return all(value in allowed for value in at.values)


def _has_value(at: At, parameter: Value) -> bool:
    return parameter in at.values


def _pattern(at: At, parameter: Value) -> bool:
    if SH.flags in at.shape:
        raise Unsure
    form = re.compile(parameter.value)
    return all(not isinstance(value, BlankNode) and form.search(value.value) for value in at.values)


def _min_length(at: At, parameter: Value) -> bool:
    return all(not isinstance(v, BlankNode) and len(v.value) >= int(parameter.value) for v in at.values)


def _language_in(at: At, parameter: Value) -> bool:
    allowed = {language.value for language in at.list(parameter)}
    return all(isinstance(value, Literal) and value.language in allowed for value in at.values)


def _unique_lang(at: At, parameter: Value) -> bool:
    languages = [value.language for value in set(at.values) if isinstance(value, Literal) and value.language]
    return parameter.value != "true" or len(set(languages)) == len(languages)


def _number(value: Value) -> Decimal:
    try:
        if isinstance(value, Literal) and value.datatype in _NUMBERS:
            return Decimal(value.value)
    except InvalidOperation:
        pass
    raise Unsure


def _min_inclusive(at: At, parameter: Value) -> bool:
    return all(_number(value) >= _number(parameter) for value in at.values)


def _max_inclusive(at: At, parameter: Value) -> bool:
    return all(_number(value) <= _number(parameter) for value in at.values)


def _less(at: At, other: Value, strictly: bool) -> bool:
    others = at.world.said(at.focus, other)
    pairs = [(_place(a), _place(b)) for a in at.values for b in others]
    return all(a < b or (a == b and not strictly) for a, b in pairs)


def _place(value: Value) -> Decimal:
    if isinstance(value, Literal) and value.datatype == _DATE and _is_day(value):
        return Decimal(date.fromisoformat(value.value).toordinal())
    return _number(value)


def _every(at: At, shape: Value) -> bool:
    return all(at.conforms(shape, value) for value in at.values)


def _count_of(at: At, shapes: Value, value: Value) -> int:
    return sum(at.conforms(shape, value) for shape in at.list(shapes))


def _qualified(at: At) -> int:
    shapes = at.shape.get(SH.qualifiedValueShape, [])
    if len(shapes) != 1 or SH.qualifiedValueShapesDisjoint in at.shape:
        raise Unsure
    return sum(at.conforms(shapes[0], value) for value in set(at.values))


def _closed(at: At, parameter: Value) -> bool:
    if parameter.value != "true":
        return True
    shapes = at.world.shapes
    named = (shapes.get(p, {}).get(SH.path, ()) for p in at.shape.get(SH.property, ()) if isinstance(p, Node))
    allowed = {path for paths in named for path in paths}
    allowed |= {term for head in at.shape.get(SH.ignoredProperties, ()) for term in at.list(head)}
    return all(p in allowed for v in at.values if isinstance(v, Node) for p in at.world.data.get(v, {}))


COMPONENTS: Mapping[NamedNode, Callable[[At, Value], bool]] = {
    SH.minCount: _min_count,
    SH.maxCount: _max_count,
    SH["class"]: _class,
    SH.datatype: _datatype,
    SH.nodeKind: _node_kind,
    SH["in"]: _in,
    SH.hasValue: _has_value,
    SH.pattern: _pattern,
    SH.minLength: _min_length,
    SH.languageIn: _language_in,
    SH.uniqueLang: _unique_lang,
    SH.minInclusive: _min_inclusive,
    SH.maxInclusive: _max_inclusive,
    SH.lessThan: lambda at, other: _less(at, other, strictly=True),
    SH.lessThanOrEquals: lambda at, other: _less(at, other, strictly=False),
    SH.property: _every,
    SH.node: _every,
    SH["or"]: lambda at, shapes: all(_count_of(at, shapes, v) >= 1 for v in at.values),
    SH["and"]: lambda at, shapes: all(_count_of(at, shapes, v) == len(at.list(shapes)) for v in at.values),
    SH.xone: lambda at, shapes: all(_count_of(at, shapes, v) == 1 for v in at.values),
    SH["not"]: lambda at, shape: not any(at.conforms(shape, v) for v in at.values),
    SH.qualifiedMinCount: lambda at, least: _qualified(at) >= int(least.value),
    SH.qualifiedMaxCount: lambda at, most: _qualified(at) <= int(most.value),
    SH.closed: _closed,
}
"""One question a component; for any other, there is `unknown`."""

OF_NOTHING = {SH.minCount, SH.hasValue, SH.qualifiedMinCount}
"""Those that ask something even where there is no value."""
