"""Columns, case by case: which queries they answer, which they leave to the engine, and terms of every kind."""

from __future__ import annotations

import pytest
from made import graph
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, QuerySolutions, Store, Triple

from kg.store.base import Form
from kg.store.plain.columns import match, table
from kg.store.plain.columns.answer import answered
from kg.store.plain.columns.layout import Columns
from kg.store.plain.columns.make import columns_of
from kg.store.plain.query import Aggregate, Measure, Pattern, Plain, Var
from kg.store.plain.reading import read

XSD = "http://www.w3.org/2001/XMLSchema#"
P, S = NamedNode("a:p"), NamedNode("a:s")
ODD = [
    NamedNode("a:"),
    NamedNode("http://example.org/é?q=\U0001f600#%C3%A9"),
    NamedNode("urn:a:(b)'c,d;e"),
    BlankNode("x1"),
    Literal(""),
    Literal("\t\n\r\"'\\ \x7f\u0085\u2028\ufffd\U0010ffff"),
    Literal("a<b>&c,d;e"),
    Literal("ơ", language="vi-VN"),
    Literal("?x"),
    Literal("<a:b>"),
    Literal("_:b"),
    Literal("1", datatype=NamedNode("a:kind")),
    Literal("1e400", datatype=NamedNode(XSD + "double")),
    Literal("INF", datatype=NamedNode(XSD + "double")),
    Literal("-0", datatype=NamedNode(XSD + "float")),
    Literal("2020-02-30", datatype=NamedNode(XSD + "date")),
    Literal("24:00:00", datatype=NamedNode(XSD + "time")),
    Literal("P1Y", datatype=NamedNode(XSD + "duration")),
    Triple(S, P, Literal("a b . c")),
    Triple(S, P, Triple(BlankNode("x1"), P, Literal("x", language="en"))),
]


def rows(found: object) -> list[tuple[str, ...]]:
    assert isinstance(found, QuerySolutions)
    return [tuple(str(row[name.value]) for name in found.variables) for row in found]


def of(text: str, store: Store, columns: Columns) -> list[tuple[str, ...]] | None:
    """The rows that columns give; they have to be those of the engine."""
    plain = read(text)
    found = answered(columns, plain) if plain else None
    if found is None:
        return None
    mine = rows(found)
    assert sorted(mine) == sorted(rows(store.query(text)))
    return mine


def test_every_kind_of_term_comes_out_as_it_is() -> None:
    store = Store()
    store.extend(Quad(S, P, value, DefaultGraph()) for value in ODD)
    found = of("SELECT DISTINCT ?o { ?s <a:p> ?o }", store, columns_of(store))
    assert found
    assert len(found) == len(store)


@pytest.mark.parametrize(
    "value", [value for value in ODD if isinstance(value, NamedNode | Literal)], ids=repr
)
def test_every_kind_of_term_is_found(value: NamedNode | Literal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(match, "FEW_ROWS", 0)
    store = Store()
    store.extend(Quad(S, P, value, DefaultGraph()) for value in ODD)
    store.add(Quad(NamedNode("a:t"), P, value))
    count = Aggregate(Measure.COUNT, None, False, "n")
    plain = Plain(Form.SELECT, (Pattern(Var("s"), P, value),), (count,), grouped=True)
    assert rows(answered(columns_of(store), plain)) == [(str(Literal(2)),)]


ANSWERED = [
    "SELECT (COUNT(*) AS ?n) { ?s <a:nope> ?o }",
    "SELECT ?s (COUNT(*) AS ?n) { ?s <a:nope> ?o } GROUP BY ?s",
    "SELECT (COUNT(?o) AS ?n) (SUM(?o) AS ?m) (AVG(?o) AS ?a) { ?s <a:nope> ?o }",
    "SELECT (COUNT(*) AS ?n) { <a:x> <a:y> <a:z> }",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "SELECT DISTINCT ?p { ?s ?p ?o }",
    "SELECT ?p (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?m) { ?s ?p ?o } GROUP BY ?p",
    "SELECT DISTINCT ?p { ?s ?p ?o } LIMIT 100",
    "SELECT (COUNT(*) AS ?n) { ?x <a:p0> ?x }",
    "SELECT (COUNT(*) AS ?n) { ?x ?p ?x . ?x <a:p1> ?x }",
    "SELECT (COUNT(*) AS ?n) { ?a <a:p0> ?b . ?b <a:p1> ?a }",
    "SELECT (COUNT(*) AS ?n) { ?a <a:p0> ?b . ?b <a:p1> ?c . ?c <a:p2> ?a }",
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f }",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o . ?s <a:p0> ?o }",
    "SELECT ?p (COUNT(*) AS ?n) { ?p ?q ?r . ?s ?p ?o } GROUP BY ?p",
    "SELECT (COUNT(*) AS ?n) { ?s <a:p0>/<a:p1> ?o }",
    "SELECT (COUNT(*) AS ?n) { ?s <a:n0> 007 }",
    "SELECT (SUM(DISTINCT ?n) AS ?m) (MAX(?n) AS ?x) { ?s <a:n0> ?n . ?s <a:p1> ?y }",
]
LEFT = [
    "SELECT ?s { ?s <a:p0> ?o }",
    "ASK { ?s <a:p0> ?o }",
    "SELECT DISTINCT ?p { ?s ?p ?o } LIMIT 1",
    "SELECT DISTINCT ?p { ?s ?p ?o } LIMIT 100 OFFSET 1",
    "SELECT (COUNT(*) AS ?n) { ?s ?p <a:Đ1> }",
    "SELECT (SUM(?o) AS ?n) { ?s ?p ?o }",
    "SELECT (MAX(?o) AS ?n) { ?s <a:p0> ?o }",
    "SELECT (MIN(?n) AS ?m) { ?s <a:nope> ?n }",
    "SELECT (COUNT(*) AS ?n) { " + " . ".join(f"?s <a:p0> ?o{i}" for i in range(17)) + " }",
    "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(8)) + " }",
]


@pytest.fixture(scope="module")
def small() -> tuple[Store, Columns]:
    store = graph(3, 300, ["integers"])
    return store, columns_of(store)


@pytest.mark.parametrize("text", ANSWERED)
def test_what_columns_answer(
    text: str, small: tuple[Store, Columns], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(match, "FEW_ROWS", 0)
    assert of(text, *small) is not None


@pytest.mark.parametrize("text", LEFT)
def test_what_columns_leave_to_the_engine(text: str, small: tuple[Store, Columns]) -> None:
    assert of(text, *small) is None


def test_a_join_with_too_many_rows_is_left_to_the_engine(
    small: tuple[Store, Columns], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "SELECT ?b ?c (COUNT(*) AS ?n) { ?a <a:p0> ?b . ?a <a:p1> ?c } GROUP BY ?b ?c"
    assert of(text, *small)
    monkeypatch.setattr(table, "MOST_ROWS", 10)
    assert of(text, *small) is None


def test_little_to_look_at_is_left_to_the_engine(small: tuple[Store, Columns]) -> None:
    assert of("SELECT DISTINCT ?o { <a:Đ1> <a:p0> ?o }", *small) is None


def test_the_first_by_a_count_are_first(small: tuple[Store, Columns]) -> None:
    store, columns = small
    for order, limit, offset in (
        ("DESC(?n) ?p ?v", 3, 0),
        ("?n ?v ?p", 4, 2),
        ("DESC(?n)", 0, 0),
        ("?n", 1000, 0),
    ):
        text = (
            "SELECT (COUNT(*) AS ?n) ?p ?v { ?s ?p ?v ; <a:n0> ?v } GROUP BY ?p ?v "
            f"ORDER BY {order} LIMIT {limit} OFFSET {offset}"
        )
        plain = read(text)
        assert plain
        found = answered(columns, plain)
        assert found
        assert [row[0] for row in rows(found)] == [row[0] for row in rows(store.query(text))]


def test_which_of_equal_rows_are_given_is_left_to_the_engine() -> None:
    store = Store()
    for number in range(6):
        for times in range(1 + number // 2):
            store.add(Quad(NamedNode(f"a:s{times}"), NamedNode(f"a:p{number}"), P, DefaultGraph()))
    columns = columns_of(store)
    counted = "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p ORDER BY "
    cuts = {"?n LIMIT 2": True, "?n LIMIT 3": False, "DESC(?n) LIMIT 2 OFFSET 2": True, "?n OFFSET 1": False}
    cuts |= {"?n LIMIT 2 OFFSET 1": False, "?n LIMIT 100": True, "?n ?p LIMIT 3 OFFSET 1": True, "?n": True}
    for cut, is_clear in cuts.items():
        assert (of(counted + cut, store, columns) is not None) == is_clear, cut
    by_subject = "SELECT DISTINCT ?s { ?s ?p ?o } ORDER BY ?s LIMIT 2"
    assert of(by_subject, store, columns) == [("<a:s0>",), ("<a:s1>",)]


def test_numbers_larger_than_64_bits_hold_are_left_to_the_engine() -> None:
    store = Store()
    for value in (1 << 61, (1 << 61) + 1, (1 << 61) + 2):
        store.add(Quad(S, P, Literal(str(value), datatype=NamedNode(XSD + "integer")), DefaultGraph()))
    columns = columns_of(store)
    assert of("SELECT (MAX(?n) AS ?m) { ?s <a:p> ?n }", store, columns)
    assert of("SELECT (SUM(?n) AS ?m) { ?s <a:p> ?n }", store, columns) is None


def test_no_graph_at_all() -> None:
    store = Store()
    assert of("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", store, columns_of(store)) == [(str(Literal(0)),)]
