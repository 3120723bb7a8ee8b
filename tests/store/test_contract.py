"""What every kind of store owes, whichever engine answers."""

from __future__ import annotations

import pyoxigraph
import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat

from kg import formats
from kg.errors import NotAcceptable, QueryForbidden, QuerySyntaxError, QueryTimeout, ResultTooLarge
from kg.store.base import Form, Limits, Query, Store, Wanted, soon
from kg.store.functions import ask, rows, triples

ID, GRAPH = "https://data.example.org/id/", "https://data.example.org/graph/"
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
WANTED = Wanted(formats.JSON, formats.JSON, formats.TURTLE)


KINDS = [
    "disk",
    "memory",
    "loopback",
    pytest.param("oxigraph", marks=pytest.mark.engines),
    pytest.param("virtuoso", marks=pytest.mark.engines),
]


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest) -> Store:
    found: Store = request.getfixturevalue(request.param)
    return found


@pytest.fixture(params=KINDS)
def ending(request: pytest.FixtureRequest) -> Store:
    """A store that does not go on with a query when the test is over."""
    name = "loopback_of_its_own" if request.param == "loopback" else request.param
    found: Store = request.getfixturevalue(name)
    return found


def limits(**changes: int) -> Limits:
    return Limits(soon(60), **changes)


def test_rows_come_in_order_with_every_kind_of_term(store: Store) -> None:
    query = f"SELECT ?s ?l ?none {{ VALUES ?s {{ <{ID}x/1> <{ID}x/2> }} ?s {LABEL} ?l }} ORDER BY ?s LANG(?l)"
    assert rows(store, query, limits()) == [
        {"s": NamedNode(f"{ID}x/1"), "l": Literal("District one", language="en")},
        {"s": NamedNode(f"{ID}x/1"), "l": Literal("Huyện một", language="vi")},
        {"s": NamedNode(f"{ID}x/2"), "l": Literal('Hai, "hai"\r\n\thai', language="vi")},
    ]


@pytest.mark.parametrize("wanted", formats.RESULTS_FORMATS, ids=lambda f: f.name)
def test_select_is_written_in_each_results_format(store: Store, wanted: formats.Format) -> None:
    query = Query(f"SELECT ?l {{ <{ID}x/2> {LABEL} ?l }}")
    answer = store.answer(query, Wanted(wanted, None, None), limits())
    data = b"".join(answer.body)
    assert (answer.form, answer.format, answer.stable) == (Form.SELECT, wanted, True)
    if wanted is formats.CSV:
        assert data == b'l\r\n"Hai, ""hai""\r\n\thai"\r\n'
    else:
        (row,) = pyoxigraph.parse_query_results(data, wanted.results)
        assert row[0] == Literal('Hai, "hai"\r\n\thai', language="vi")


@pytest.mark.parametrize("wanted", (*formats.GRAPH_FORMATS, *formats.DATASET_FORMATS), ids=lambda f: f.name)
def test_construct_is_written_in_each_graph_format(store: Store, wanted: formats.Format) -> None:
    query = Query(f"CONSTRUCT WHERE {{ <{ID}x/1> {LABEL} ?l }}")
    answer = store.answer(query, Wanted(None, None, wanted), limits())
    found = {quad.triple for quad in pyoxigraph.parse(b"".join(answer.body), wanted.rdf)}
    assert answer.form is Form.CONSTRUCT
    assert {triple.object for triple in found} == {
        Literal("Huyện một", language="vi"),
        Literal("District one", language="en"),
    }


def test_ask_and_describe(store: Store) -> None:
    assert ask(store, f"ASK {{ <{ID}x/1> ?p ?o }}", limits())
    assert not ask(store, f"ASK {{ <{ID}nowhere> ?p ?o }}", limits())
    described = triples(store, f"DESCRIBE <{ID}x/1>", limits())
    assert NamedNode(f"{ID}x/1") in {t.subject for t in described}


def test_iris_are_compared_character_by_character(store: Store) -> None:
    for iri, label in ((f"{ID}Hà", "plain"), (f"{ID}H%C3%A0", "encoded")):
        assert [row["l"] for row in rows(store, f"SELECT ?l {{ <{iri}> {LABEL} ?l }}", limits())] == [
            Literal(label)
        ]


DATASETS = [
    ("", (), (), {"plain", "encoded"}, 2),
    ("", (f"{GRAPH}b",), (), {"Ba"}, 0),
    ("", (f"{GRAPH}a", f"{GRAPH}b"), (), {"Ba"}, 0),
    ("", (), (f"{GRAPH}b",), set(), 1),
    (f"FROM <{GRAPH}b>", (), (), {"Ba"}, 0),
    (f"FROM NAMED <{GRAPH}b>", (), (), set(), 1),
    (f"FROM <{GRAPH}b>", (f"{GRAPH}a",), (f"{GRAPH}a",), set(), 1),
    (f"FROM <{GRAPH}b>", (f"{GRAPH}a",), (), set(), 0),
    (f"FROM <{GRAPH}b> FROM NAMED <{GRAPH}a>", (), (), {"Ba"}, 1),
    ("", (f"{GRAPH}none",), (), set(), 0),
]


@pytest.mark.parametrize(("clause", "default", "named", "labels", "graphs"), DATASETS)
def test_the_dataset_of_the_protocol_wins_over_from(
    store: Store, clause: str, default: tuple[str, ...], named: tuple[str, ...], labels: set[str], graphs: int
) -> None:
    select = f'SELECT ?l {clause} {{ ?s {LABEL} ?l FILTER(STRLEN(?l) < 8 && LANG(?l) != "en") }}'
    found = rows(store, Query(select, default, named), limits())
    assert {row["l"].value for row in found} == labels  # type: ignore[union-attr]
    count = f"SELECT DISTINCT ?g {clause} {{ GRAPH ?g {{ ?s ?p ?o }} }}"
    assert len(rows(store, Query(count, default, named), limits())) == graphs


REFUSED = [
    ("SELECT * WHERE { ?s ?p", QuerySyntaxError),
    ("SELECT * { ?s nope:x ?o }", QuerySyntaxError),
    ("SELECT * {} ; SELECT * {}", QuerySyntaxError),
    ("", QuerySyntaxError),
    ("INSERT DATA { <a:a> <a:b> <a:c> }", QueryForbidden),
    ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", QueryForbidden),
    ("SELECT * { ?s ?p '\ud800' }", QuerySyntaxError),
]


@pytest.mark.parametrize(("query", "error"), REFUSED)
def test_what_may_not_run_is_refused(store: Store, query: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        store.answer(Query(query), WANTED, limits())


def test_a_form_without_an_acceptable_format_is_refused(store: Store) -> None:
    with pytest.raises(NotAcceptable):
        store.answer(Query("ASK {}"), Wanted(formats.JSON, None, formats.TURTLE), limits())


@pytest.mark.parametrize("form", ["SELECT *", "CONSTRUCT"])
def test_a_result_over_the_row_limit_is_not_cut(store: Store, form: str) -> None:
    query = Query(f"{form} WHERE {{ ?s {LABEL} ?l }}")
    assert b"".join(store.answer(query, WANTED, limits(max_rows=5)).body)
    with pytest.raises(ResultTooLarge):
        b"".join(store.answer(query, WANTED, limits(max_rows=4)).body)


def test_a_result_over_the_byte_limit_is_not_cut(store: Store) -> None:
    with pytest.raises(ResultTooLarge):
        b"".join(store.answer(Query("SELECT * { ?s ?p ?o }"), WANTED, limits(max_bytes=200)).body)


def test_a_query_ends_at_its_deadline(ending: Store) -> None:
    pattern = " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(9))
    with pytest.raises(QueryTimeout):
        b"".join(
            ending.answer(Query(f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}"), WANTED, Limits(soon(1))).body
        )
    assert ask(ending, "ASK {}", limits())


def test_an_answer_says_whether_it_stays_the_same(store: Store) -> None:
    for query, stable in (("SELECT (NOW() AS ?now) {}", False), ("SELECT ('NOW()' AS ?now) {}", True)):
        answer = store.answer(Query(query), WANTED, limits())
        assert b"".join(answer.body)
        assert answer.stable is stable


def test_an_answer_can_be_read_back_as_rdf(store: Store) -> None:
    answer = store.answer(Query(f"CONSTRUCT WHERE {{ <{ID}x/2> ?p ?o }}"), WANTED, limits())
    assert len(list(pyoxigraph.parse(b"".join(answer.body), RdfFormat.TURTLE))) == 4
