"""What is answered near at hand is what the engine says; what takes long is given up."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest
from pyoxigraph import (
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    parse,
    parse_query_results,
)
from tests.store.plain.texts import EX, PREFIXES, store, text

from kg import formats
from kg.formats import Format
from kg.store.base import Form
from kg.store.plain import near
from kg.store.plain.near import GivenUp, Near
from kg.store.plain.reading import read_text
from kg.store.plain.writing import write

HUB = 3_000
ROWS, SIZE = 1_000, 1_000_000

# A query whose letters are in the data, and what it gives near at hand: its number of rows, or None where it is left.
CASES: dict[str, tuple[str, int | None]] = {
    "one subject": ("SELECT * { ex:hub ex:name ?o }", 1),
    "nothing": ("SELECT * { ex:nowhere ?p ?o }", 0),
    "one word twice": ("SELECT * { ?x ex:self ?x }", None),
    "one word twice, known": ("SELECT ?p { ex:loop ?p ?o . ?o ?p ?o }", 1),
    "a literal in the place of a subject": ("SELECT * { ex:hub ex:name ?o . ?o ?p ?x }", 0),
    "an IRI in the place of a predicate": ("SELECT * { ex:meta ex:uses ?p . ex:hub ?p ?o }", 1),
    "the same row twice": ("SELECT ?s { ?s ex:self ex:loop . ex:meta ?p ?o }", 10),
    "the same row once": ("SELECT DISTINCT ?s { ?s ex:self ex:loop . ex:meta ?p ?o }", 1),
    "a term that means the same": ("SELECT * { ?s ex:count 1 }", 1),
    "a number in other digits": ("SELECT * { ?s ex:count 01 }", None),
    "a number whose bytes are ones": ("SELECT * { ?s ex:rank ?o . ?s ex:rank -1 }", 3),
    "a number that others come behind": ("SELECT * { ?s ex:down -1 }", None),
    "such a number, from the data": ("SELECT * { ex:meta ex:like ?o ; ex:down ?o }", 0),
    "a term in other letters": ("SELECT * { ?s ex:greets 'Chào'@VI }", 1),
    "sorted": ("SELECT * { ex:meta ex:uses ?o } ORDER BY DESC(?o) LIMIT 2", 2),
    "sorted, the second": ("SELECT * { ex:meta ex:uses ?o } ORDER BY ?o OFFSET 1 LIMIT 1", 1),
    "sorted by number": ("SELECT * { ex:meta ex:rank ?o } ORDER BY ?o", 3),
    "all that there is": ("SELECT * { ex:meta ex:uses ?o } LIMIT 3", 3),
    "behind the end": ("SELECT * { ex:meta ex:uses ?o } LIMIT 3 OFFSET 3", 0),
    "none": ("SELECT * { ex:meta ex:uses ?o } LIMIT 0", None),
    "which of them": ("SELECT * { ex:meta ex:uses ?o } LIMIT 2", None),
    "sorted, which of them": ("SELECT * { ex:meta ex:uses ?o ; ex:same ?n } ORDER BY ?n LIMIT 2", None),
    "sorted by what is of two kinds": ("SELECT * { ex:meta ?p ?o } ORDER BY ?o", None),
    "a hub": ("SELECT * { ex:hub ex:to ?o }", None),
    "what leads to a hub": ("SELECT * { ?s ex:to ex:hub }", None),
    "the first of a hub": ("SELECT * { ex:hub ex:to ?o } LIMIT 10", None),
    "is there a hub": ("ASK { ex:hub ex:to ex:n7 }", 1),
    "all there is": ("SELECT * { ?s ?p ?o }", None),
    "all of a property": ("SELECT * { ?s ex:name ?o }", None),
    "every pair": ("SELECT * { ex:meta ?a ?b . ex:meta ?c ?d . ex:meta ?e ?f }", None),
    "a pattern that nothing leads to": ("SELECT * { ex:meta ?a ?b . ?s ?p ?o }", None),
    "two thousand patterns": ("ASK { " + "ex:meta ?a ?b . " * 1_000 + "}", None),
    "groups": ("SELECT (COUNT(*) AS ?n) { ex:meta ?p ?o }", None),
    "a long text": ("SELECT * { ex:hub ex:text ?o }", None),
    "another graph": ("SELECT * { ex:elsewhere ?p ?o }", 0),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("near") / "store"
    made = Store(str(path))
    made.extend(store())
    made.update(
        PREFIXES
        + "INSERT DATA { ex:hub ex:name 'Hub' . ex:loop ex:self ex:loop . ex:s1 ex:count 1 ; ex:greets 'Chào'@vi . "
        "ex:meta ex:uses ex:name , ex:other , ex:third ; ex:same 1 ; ex:rank 10 , 9 , -1 ; "
        "ex:like -1 ; ex:down -1.0 , 0.5 ."
        "GRAPH ex:graph { ex:elsewhere ex:name 'there' . ex:hub ex:name 'Hub' } }"
    )
    hub, to = NamedNode(f"{EX}hub"), NamedNode(f"{EX}to")
    made.extend(Quad(hub, to, NamedNode(f"{EX}n{number}")) for number in range(HUB))
    made.extend(Quad(NamedNode(f"{EX}n{number}"), to, hub) for number in range(HUB))
    made.add(Quad(hub, NamedNode(f"{EX}text"), Literal("x" * (near.LETTERS + 1))))
    made.add(Quad(NamedNode(f"{EX}strange"), to, Triple(hub, to, hub)))
    made.add(Quad(NamedNode(f"{EX}strange"), NamedNode(f"{EX}ctl"), Literal('\x01\x7f\\"/\u2028')))
    made.flush()
    return path


@pytest.fixture(scope="module")
def engine(folder: Path) -> Store:
    return Store.read_only(str(folder))


@pytest.fixture
def close(folder: Path) -> Iterator[Near]:
    made = Near(folder)
    yield made
    made.close()


def answered(near_by: Near, query: str, wanted: Format | None = None) -> bytes | None:
    """The bytes that are given near at hand."""
    found = read_text(query)
    assert found, query
    default = formats.NTRIPLES if found.plain.form is Form.CONSTRUCT else formats.JSON
    try:
        rows = near_by.rows(found.plain, near.way(found.plain.patterns))
        given = (found.plain, rows, wanted or default, ROWS, SIZE, found.plain.template, dict(found.prefixes))
        return write(*given)
    except GivenUp:
        return None


@pytest.mark.parametrize("name", CASES)
def test_answers(name: str, close: Near, engine: Store) -> None:
    query, size = CASES[name]
    data = answered(close, PREFIXES + query)
    if size is None:
        assert data is None
    else:
        assert data is not None
        found = json.loads(data)
        assert found.get("boolean") if "boolean" in found else len(found["results"]["bindings"]) == size
        assert said(data, formats.JSON) == said(
            engine_bytes(engine, PREFIXES + query, formats.JSON), formats.JSON
        )


def engine_bytes(of: Store, query: str, wanted: Format) -> bytes:
    found = of.query(query)
    if isinstance(found, QueryTriples):
        return found.serialize(format=wanted.rdf) or b""
    return found.serialize(format=wanted.results) or b""


def said(data: bytes, wanted: Format) -> object:
    """What an answer says, in an order; of CSV, its lines."""
    if wanted.rdf:
        return sorted({str(quad) for quad in parse(data, wanted.rdf)})
    if wanted is formats.CSV:
        return sorted(data.split(b"\r\n"))
    assert wanted.results
    found = parse_query_results(data, wanted.results)
    if isinstance(found, QueryBoolean):
        return bool(found)
    return [str(variable) for variable in found.variables], sorted(str(tuple(row)) for row in found)


def test_answers_by_chance(close: Near, engine: Store) -> None:
    """In every format, on data of every kind; an order that is asked for is kept, and so are the very bytes."""
    random, seen, sorted_ = Random(3), 0, 0
    for number in range(2_500):
        query = text(random)
        if not (found := read_text(query)) or found.plain.grouped:
            continue
        pool = formats.GRAPH_FORMATS if found.plain.form is Form.CONSTRUCT else formats.RESULTS_FORMATS
        if found.plain.form is Form.ASK:
            pool = formats.BOOLEAN_FORMATS
        wanted = pool[number % len(pool)]
        data = answered(close, query, wanted)
        if data is None:
            continue
        seen += 1
        expected = engine_bytes(engine, query, wanted)
        assert said(data, wanted) == said(
            expected.replace(b"\r", b"&#13;") if wanted is formats.XML else expected, wanted
        ), query
        assert wanted.rdf or len(data) == len(expected) or wanted is formats.XML
        if found.plain.order and wanted is formats.TSV:
            sorted_ += 1
            by = found.plain.order[0].by
            assert column(data, by) == column(expected, by), query
    assert seen > 500 and sorted_ > 5


def column(data: bytes, name: str) -> list[str] | None:
    found = parse_query_results(data, QueryResultsFormat.TSV)
    assert not isinstance(found, QueryBoolean)
    return [str(row[name]) for row in found] if name in [v.value for v in found.variables] else None


def test_every_character_is_written_as_the_engine_does(close: Near, engine: Store) -> None:
    query = f"{PREFIXES}SELECT * {{ ex:strange ex:ctl ?o }}"
    for wanted in (formats.JSON, formats.CSV, formats.TSV):
        assert answered(close, query, wanted) == engine_bytes(engine, query, wanted)
    assert answered(close, query, formats.XML) is None
    assert answered(close, f"{PREFIXES}SELECT * {{ ex:strange ex:to ?o }}") is None


def test_prefixes_are_those_that_are_given(close: Near) -> None:
    query = f"{PREFIXES}CONSTRUCT WHERE {{ ex:hub ex:name ?o }}"
    expected = PREFIXES.replace("PREFIX", "@prefix").replace(">\n", "> .\n") + 'ex:hub ex:name "Hub" .'
    data = answered(close, query, formats.TURTLE)
    assert data and sorted(data.decode().splitlines()) == sorted(expected.splitlines())


@pytest.mark.parametrize(("rows", "size"), [(2, SIZE), (ROWS, 100)], ids=["rows", "bytes"])
def test_limits_are_left_to_who_says_so(rows: int, size: int, close: Near) -> None:
    for query in ("SELECT * { ex:meta ex:uses ?o }", "CONSTRUCT WHERE { ex:meta ex:uses ?o }"):
        found = read_text(PREFIXES + query)
        assert found
        some = close.rows(found.plain, near.way(found.plain.patterns))
        wanted = formats.TURTLE if found.plain.form is Form.CONSTRUCT else formats.JSON
        assert some
        with pytest.raises(GivenUp):
            write(found.plain, some, wanted, rows, size, found.plain.template)


def _no_folder(path: Path) -> None:
    path.rename(path.with_name("elsewhere"))


def _cut(path: Path) -> None:
    for file in path.glob("*.sst"):
        file.write_bytes(file.read_bytes()[:-200])


@pytest.mark.parametrize("damage", [_no_folder, _cut])
def test_where_files_are_damaged_nothing_is_answered(damage: Callable[[Path], None], tmp_path: Path) -> None:
    made = Store(str(tmp_path / "store"))
    made.bulk_load(b"<a:a> <a:b> <a:c> .", RdfFormat.N_TRIPLES)
    made.flush()
    del made
    damage(tmp_path / "store")
    found = read_text("ASK { <a:a> ?p ?o }")
    assert found
    with pytest.raises(GivenUp):
        Near(tmp_path / "store").rows(found.plain, near.way(found.plain.patterns))


def test_after_closing_nothing_is_answered(folder: Path) -> None:
    made, found = Near(folder), read_text(f"ASK {{ <{EX}hub> ?p ?o }}")
    assert found
    made.close()
    with pytest.raises(GivenUp):
        made.rows(found.plain, near.way(found.plain.patterns))
