"""Graphs and plain queries made by chance, from a seed, and queries written out as SPARQL."""

from __future__ import annotations

import random
from collections.abc import Sequence

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from kg.store.base import Form
from kg.store.plain.query import Aggregate, Measure, Node, Order, Pattern, Plain, Var

XSD = "http://www.w3.org/2001/XMLSchema#"
Term = NamedNode | BlankNode | Literal | Triple

# Literals by what is likely to go wrong with them: each line is a range that a graph may draw from.
LITERALS = {
    "integers": [("0", "integer"), ("7", "integer"), ("-7", "integer"), ("007", "integer"), ("12", "int")],
    "decimals": [
        ("1.0", "decimal"), ("1", "integer"), ("1.50", "decimal"), ("-0.25", "decimal"), ("100", "decimal"),
        ("2", "integer"), ("2", "decimal"), ("-0", "decimal"), ("0.000001", "decimal"), ("2.0000005", "decimal"),
    ],
    "large": [
        ("4611686018427387903", "integer"), ("4611686018427387904", "integer"), ("9223372036854775807", "integer"),
        ("-9223372036854775808", "integer"), ("9007199254740993", "integer"), ("9007199254740991", "integer"),
        ("123456789012345678901234567890", "integer"), ("0.123456789012345678", "decimal"),
        ("4611686018427.387903", "decimal"), ("1", "integer"),
    ],
    "exact": [("9007199254740993", "integer"), ("9007199254740991", "integer"), ("3", "integer")],
    "mixed": [
        ("1", "integer"), ("1", "double"), ("NaN", "double"), ("1.5", "float"), ("x", "integer"), ("1.", "decimal"),
        ("2020-01-01", "date"), ("2020-01-01T00:00:00Z", "dateTime"), ("true", "boolean"), ("1", "string"),
    ],
    "words": [
        ("ơ", "string"), ("", "string"), ('a\tb\n"c"\\ \r\x01', "string"), ("đ" * 50, "string"), ("?x", "string"),
    ],
}  # fmt: skip


def literals(name: str) -> list[Term]:
    """The literals of a range; words also in languages."""
    found: list[Term] = [Literal(text, datatype=NamedNode(XSD + kind)) for text, kind in LITERALS[name]]
    if name == "words":
        found += [Literal("ơ", language="vi"), Literal("ơ", language="en-GB"), Literal("o", language="VI")]
    return found


def graph(seed: int, size: int, numbers: Sequence[str]) -> Store:
    """A default graph of about so many triples, with loops, and some of them in a named graph too.

    The predicates n0, n1 lead to literals of the ranges, p0 to p2 to all kinds of things.
    """
    chance = random.Random(seed)
    things: list[NamedNode | BlankNode] = [NamedNode(f"a:Đ{n}") for n in range(12)]
    things += [BlankNode(f"b{n}") for n in range(3)] + [NamedNode("a:p0"), NamedNode("a:p1")]
    values = [literal for name in numbers for literal in literals(name)]
    others: list[Term] = [*literals("words"), *literals("mixed"), Literal(3)]
    others.append(Triple(NamedNode("a:Đ1"), NamedNode("a:p0"), Literal("in here")))
    store = Store()
    for _ in range(size):
        subject, kind = chance.choice(things), chance.random()
        if kind < 0.4:
            predicate, value = f"a:n{chance.randrange(2)}", chance.choice(values)
        else:
            predicate = f"a:p{chance.randrange(3)}"
            value = subject if kind < 0.45 else chance.choice(others if kind < 0.6 else things)
        store.add(Quad(subject, NamedNode(predicate), value, DefaultGraph()))
        if kind > 0.8:
            store.add(Quad(subject, NamedNode(predicate), value, NamedNode("a:g")))
    store.add(Quad(NamedNode("a:only"), NamedNode("a:there"), Literal(1), NamedNode("a:g")))
    return store


def query(seed: int, numbers: Sequence[str]) -> Plain:
    """A plain query with aggregates or DISTINCT."""
    chance = random.Random(seed)
    patterns = tuple(_pattern(chance, numbers) for _ in range(chance.choice((1, 1, 2, 2, 3, 4))))
    names = sorted({node.name for pattern in patterns for node in pattern if isinstance(node, Var)})
    if not names:
        return query(seed + 1_000_003, numbers)
    some = [Var(name) for name in chance.sample(names, min(len(names), chance.randrange(3)))]
    if some and chance.random() < 0.25:
        return _ordered(chance, Plain(Form.SELECT, patterns, tuple(some), distinct=True))
    found = tuple(_aggregate(chance, names, f"n{n}") for n in range(chance.choice((1, 1, 2))))
    shown = tuple(some) if chance.random() < 0.8 else ()
    distinct = chance.random() < 0.1
    return _ordered(
        chance,
        Plain(Form.SELECT, patterns, shown + found, grouped=True, groups=tuple(some), distinct=distinct),
    )


def _pattern(chance: random.Random, numbers: Sequence[str]) -> Pattern:
    subject: Node = (
        Var(chance.choice("sxy")) if chance.random() < 0.85 else NamedNode(f"a:Đ{chance.randrange(13)}")
    )
    if chance.random() < 0.35:
        value: Node = Var(chance.choice("vw"))
        if chance.random() < 0.15:
            drawn = chance.choice([literal for name in numbers for literal in literals(name)])
            assert isinstance(drawn, Literal)
            value = drawn
        return Pattern(subject, NamedNode(f"a:n{chance.randrange(2)}"), value)
    predicate: Node = (
        NamedNode(f"a:p{chance.randrange(4)}") if chance.random() < 0.75 else Var(chance.choice("px"))
    )
    object_: Node = (
        Var(chance.choice("sxyz")) if chance.random() < 0.8 else NamedNode(f"a:Đ{chance.randrange(13)}")
    )
    return Pattern(subject, predicate, object_)


def _aggregate(chance: random.Random, names: Sequence[str], name: str) -> Aggregate:
    measure = chance.choice(
        (Measure.COUNT, Measure.COUNT, Measure.SUM, Measure.AVG, Measure.MIN, Measure.MAX)
    )
    numeric = [found for found in names if found in "vw"]
    of = Var(chance.choice(numeric if numeric and chance.random() < 0.9 else names))
    if measure is Measure.COUNT and chance.random() < 0.4:
        return Aggregate(measure, None, chance.random() < 0.1, name)
    return Aggregate(measure, of, chance.random() < 0.3, name)


def _ordered(chance: random.Random, plain: Plain) -> Plain:
    """Perhaps with ORDER BY everything that is given, and then perhaps cut off."""
    if chance.random() < 0.6:
        return plain
    order = tuple(Order(given.name, chance.random() < 0.5) for given in plain.gives)
    if chance.random() < 0.5:
        order = order[::-1]
    limit = chance.choice((None, 0, 2, 5))
    values = {**plain.__dict__, "order": order, "limit": limit, "offset": chance.choice((0, 0, 2))}
    return Plain(**values)


def text(plain: Plain) -> str:
    """A plain query as SPARQL."""
    given = " ".join(_given(found) for found in plain.gives)
    where = " ".join(f"{_node(s)} {_node(p)} {_node(o)} ." for s, p, o in plain.patterns)
    groups = f" GROUP BY {' '.join(map(_node, plain.groups))}" if plain.groups else ""
    order = " ".join(f"{'DESC' if found.descending else 'ASC'}(?{found.by})" for found in plain.order)
    limit = f" LIMIT {plain.limit}" if plain.limit is not None else ""
    distinct = "DISTINCT " if plain.distinct else ""
    tail = f"{groups}{' ORDER BY ' + order if order else ''}{limit} OFFSET {plain.offset}"
    return f"SELECT {distinct}{given} {{ {where} }}{tail}"


def _given(found: Var | Aggregate) -> str:
    if isinstance(found, Var):
        return _node(found)
    of = _node(found.of) if found.of else "*"
    return f"({found.measure.value}({'DISTINCT ' if found.distinct else ''}{of}) AS ?{found.name})"


def _node(node: Node) -> str:
    return f"?{node.name}" if isinstance(node, Var) else str(node)
