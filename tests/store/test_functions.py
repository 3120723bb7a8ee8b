"""Rows, triples and yes or no as values; and values put into a query, which nothing can break out of."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.errors import EngineError
from kg.store.base import Limits, soon
from kg.store.embedded import EmbeddedStore
from kg.store.functions import ask, bind, rows, triples

XSD = "http://www.w3.org/2001/XMLSchema#"
A, B = NamedNode("https://example.org/a"), NamedNode("https://example.org/b")
TEMPLATE = """# VALUES ?it { <http://example.org/comment> }
SELECT ?it ("VALUES ?it { <http://example.org/text> }" AS ?text) {
  VALUES ?it { <https://example.org/example> } # one example
  OPTIONAL { ?it ?p ?o . VALUES ?other { 1 2 } }
}"""


def limits() -> Limits:
    return Limits(soon(60))


def test_values_replace_the_example_and_nothing_else() -> None:
    bound = bind(TEMPLATE, {"it": [A, B]})
    assert bound == TEMPLATE.replace("<https://example.org/example>", f"{A} {B}")
    assert bind(TEMPLATE, {"it": [A], "other": []}).count("VALUES ?other {") == 1


def test_a_block_that_stands_twice_is_replaced_twice() -> None:
    template = "SELECT * { { VALUES ?it { 1 } } UNION { VALUES ?it { 1 } } }"
    assert bind(template, {"it": [Literal(2)]}).count(f'"2"^^<{XSD}integer>') == 2


def test_rows_of_several_variables_are_replaced(disk: EmbeddedStore) -> None:
    bound = bind("SELECT * { VALUES (?a ?b) { (1 2) } }", {("a", "b"): [(A, None), (None, Literal("x"))]})
    assert rows(disk, bound, limits()) == [{"a": A}, {"b": Literal("x")}]


def test_no_values_give_no_rows(disk: EmbeddedStore) -> None:
    assert rows(disk, bind("SELECT * { VALUES ?it { 1 } }", {"it": []}), limits()) == []


def test_a_name_without_a_block_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="nope"):
        bind(TEMPLATE, {"nope": [A]})


@settings(max_examples=60)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30))
def test_any_text_comes_back_as_it_went(disk: EmbeddedStore, text: str) -> None:
    values = [Literal(text), Literal(text, language="vi"), Literal(text, datatype=A)]
    bound = bind("SELECT ?it { VALUES ?it { 1 } }", {"it": values})
    assert [row["it"] for row in rows(disk, bound, limits())] == values


def test_every_kind_of_term_comes_back(disk: EmbeddedStore) -> None:
    """Numbers as the engine writes them: `1.0E0` comes back as `1`."""
    terms = [
        A,
        NamedNode("https://example.org/Hà_Nội"),
        *(Literal(value, datatype=NamedNode(XSD + "decimal")) for value in ("6", "6.5", "-0.25")),
        *(Literal(value, datatype=NamedNode(XSD + "double")) for value in ("1.5", "INF")),
        *(Literal(value, datatype=NamedNode(XSD + "integer")) for value in ("1", "-7", "x")),
        *(Literal(value, datatype=NamedNode(XSD + "boolean")) for value in ("true", "false")),
        Literal("2020-01-01", datatype=NamedNode(XSD + "date")),
    ]
    found = rows(disk, bind("SELECT ?it { VALUES ?it { 1 } }", {"it": terms}), limits())
    assert [row["it"] for row in found] == terms


def test_blank_nodes_keep_their_names(disk: EmbeddedStore) -> None:
    part = "<https://data.example.org/def/part>"
    (row,) = rows(disk, f"SELECT ?o {{ ?s {part} ?o }}", limits())
    (triple,) = triples(disk, f"CONSTRUCT WHERE {{ ?s {part} ?o }}", limits())
    assert isinstance(triple, Triple)
    assert isinstance(triple.object, BlankNode)
    assert row["o"] == triple.object


@pytest.mark.parametrize("wrong", [rows, ask, triples])
def test_a_query_of_another_form_is_a_mistake(disk: EmbeddedStore, wrong: object) -> None:
    query = {"rows": "ASK {}", "ask": "SELECT * {}", "triples": "ASK {}"}[wrong.__name__]  # type: ignore[attr-defined]
    with pytest.raises(EngineError):
        wrong(disk, query, limits())  # type: ignore[operator]
