"""Queries of one shape are read once, and each is answered for its own IRIs."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pyoxigraph
import pytest
from pyoxigraph import NamedNode, RdfFormat
from tests.store.plain.texts import EX, PREFIXES, altered, answer, store, text

from kg import formats
from kg.formats import Format
from kg.store.base import Form, Limits, Query, Wanted, soon
from kg.store.plain.answering import Answerer, Found
from kg.store.plain.near import way
from kg.store.plain.query import Pattern
from kg.store.plain.reading import read
from kg.store.plain.shapes import shaped
from kg.store.plain.words import LONGEST

WANTED = Wanted(formats.TSV, formats.JSON, formats.NTRIPLES)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("answering") / "store"
    made = pyoxigraph.Store(str(path))
    made.extend(store())
    made.update(f"INSERT DATA {{ <{EX}with#part> <{EX}p> '#' . <{EX}hub> <{EX}to> <{EX}n> }}")
    made.update(
        f"PREFIX ex: <{EX}> INSERT DATA {{ ex:all ex:n 1 , -1 , 'một'@vi , 'a\\nb<&>' , _:b ; ex:same ex:all ."
        f"_:b ex:n 1.50 . ex:long ex:n '{'x' * 300_000}' . ex:nested ex:n <<( ex:a ex:b ex:c )>> }}"
    )
    hub, to = NamedNode(f"{EX}hub"), NamedNode(f"{EX}to")
    made.extend(pyoxigraph.Quad(hub, to, NamedNode(f"{EX}n{number}")) for number in range(300))
    made.flush()
    return path


@pytest.fixture
def answerer(folder: Path) -> Iterator[Answerer]:
    made = Answerer(folder, {}, 200_000)
    yield made
    made.close()


def limits(**more: float) -> Limits:
    return replace(Limits(soon(60)), **more)  # type: ignore[arg-type]


def found(by: Answerer, query: str, wanted: Wanted = WANTED) -> Found | None:
    return by.answer(Query(query), wanted, limits())


def test_each_query_of_a_shape_has_its_own_answer(answerer: Answerer) -> None:
    query = f"{PREFIXES}SELECT ?o {{ <{EX}{{n}}> <{EX}p> ?o }} # {{n}}"
    seen = {}
    for name in ("a", "b", "c", "with#part", "none"):
        given = found(answerer, query.replace("{n}", name))
        assert given
        seen[name] = given.data
    assert seen["with#part"] == b'?o\n"#"\n' and seen["none"] == b"?o\n"
    assert len(set(seen.values())) == len(seen)
    assert len({id(shaped(query.replace("{n}", name))[0]) for name in seen}) == 1  # type: ignore[index]


def test_a_template_has_the_iris_of_its_query(answerer: Answerer) -> None:
    for name in ("x", "y"):
        query = f"CONSTRUCT {{ <{EX}{name}> ?p <{EX}o> }} WHERE {{ <{EX}with#part> ?p ?o }}"
        given = found(answerer, query)
        assert given and given.data == f"<{EX}{name}> <{EX}p> <{EX}o> .\n".encode()


CONSTRUCTS = {
    "CONSTRUCT WHERE { ex:all ?p ?o }": True,
    "CONSTRUCT WHERE { ex:none ?p ?o }": True,
    "CONSTRUCT WHERE { ex:all ex:n ?o }": True,
    "CONSTRUCT WHERE { ex:all ex:n ex:all }": True,
    "CONSTRUCT WHERE { ex:all ex:same ex:all }": True,
    "CONSTRUCT WHERE { ex:all ex:n 1 }": True,
    "CONSTRUCT WHERE { ex:all ex:n 01 }": False,
    "CONSTRUCT WHERE { ?s ?p ex:all }": True,
    "CONSTRUCT WHERE { ?s ex:same ?s . ?s ex:n ?o }": False,
    "CONSTRUCT WHERE { ?s ?p ?s }": False,
    "CONSTRUCT WHERE { ex:hub ex:to ?o }": False,
    "CONSTRUCT WHERE { ex:long ex:n ?o }": False,
    "CONSTRUCT WHERE { ex:nested ex:n ?o }": False,
    f"CONSTRUCT {{ ?s ?p <{EX}all> }} WHERE {{ ?s ?p <{EX}all> }}": True,
    f"CONSTRUCT {{ ?s ?p <{EX}other> }} WHERE {{ ?s ?p <{EX}all> }}": True,
    "CONSTRUCT { ?o ?p ex:all } WHERE { ex:all ?p ?o }": True,
    "CONSTRUCT { ?p ex:n ?o } WHERE { ?o ex:n ?p }": False,
    "CONSTRUCT { ex:all ?p ?o } WHERE { ex:all ?o ?p }": True,
    "CONSTRUCT { ex:all ?p ?o } WHERE { ex:all ?p ?o } LIMIT 1": False,
    "CONSTRUCT { ex:all ?p ?o } WHERE { ex:all ?p ?o } LIMIT 100": True,
    "CONSTRUCT { ex:all ?p ?o } WHERE { ex:all ?p ?o } OFFSET 1": False,
    "CONSTRUCT { ex:all ?p ?o } WHERE { ex:all ?p ?o } ORDER BY ?p": True,
}
"""Queries that construct what they find, or nearly, and whether they are answered here."""


@pytest.mark.parametrize(
    "wanted", [formats.NTRIPLES, formats.TURTLE, formats.TRIG, formats.RDFXML, formats.JSONLD]
)
@pytest.mark.parametrize("query", CONSTRUCTS)
def test_what_is_found_is_written_as_the_engine_writes_it(
    query: str, wanted: Format, answerer: Answerer, folder: Path
) -> None:
    text = f"PREFIX ex: <{EX}>\n{query}"
    given = found(answerer, text, Wanted(None, None, wanted))
    assert bool(given) == CONSTRUCTS[query]
    if given:
        results = pyoxigraph.Store.read_only(str(folder)).query(text)
        assert isinstance(results, pyoxigraph.QueryTriples)
        said = pyoxigraph.serialize(
            sorted(set(results), key=str),
            format=RdfFormat.from_media_type(wanted.media_type),
            prefixes={"ex": EX},
        )
        assert _statements(given.data, wanted) == _statements(said, wanted)
        assert wanted is not formats.NTRIPLES or sorted(given.data.splitlines()) == sorted(
            (said or b"").splitlines()
        )


def _statements(data: bytes | None, wanted: Format) -> list[str]:
    assert data is not None
    return sorted(map(str, pyoxigraph.parse(data, RdfFormat.from_media_type(wanted.media_type))))


def test_a_shape_is_read_as_the_text_is() -> None:
    """By chance, good queries and bad ones."""
    random, seen = Random(4), 0
    for number in range(2_500):
        query = text(random) if number % 2 else altered(random, text(random))
        plain, shape = read(query), shaped(query)
        if shape:
            assert plain, query
            seen += 1
            assert sorted(map(str, shape[0].steps(shape[1]))) == sorted(map(str, way(plain.patterns))), query
            assert tuple(shape[0].template(shape[1])) == plain.template
            assert replace(shape[0].plain, patterns=(), template=()) == replace(
                plain, patterns=(), template=()
            )
    assert seen > 400


LEFT = [
    "BASE <http://b/> ASK { <http://b/c> ?p ?o }",
    "ASK { <rel> ?p ?o }",
    "ASK { <> ?p ?o }",
    "ASK { <http://b/c> ?p 'x }",
    "ASK { <http://b/c> ?p ?o } # \0",
    "ASK { <http://b/c> ?p ?o } # \ud800",
    "ASK { <http://b/\ud800> ?p ?o }",
    "ASK { ex:a\\#b ?p <http://b/c> }",
    "ASK { <http://b/c d#> ?p ?o }",
    "SELECT (COUNT(*) AS ?n) { <http://b/c> ?p ?o }",
    "ASK { <http://b/c> ?p ?o FILTER(?o > <http://b/c>) }",
    "ASK { <http://b/c> ?p ?o } #" + "x" * LONGEST,
]


@pytest.mark.parametrize("query", LEFT)
def test_the_rest_has_no_shape(query: str, answerer: Answerer) -> None:
    assert shaped(query) is None
    assert found(answerer, query) is None


def test_a_hub_is_given_up_less_and_less_often(answerer: Answerer) -> None:
    query = f"SELECT ?a ?o {{ <{EX}hub> <{EX}to> ?o . ?o ?a ?b }} # {{n}}"
    shape = shaped(query)
    assert shape
    passed = 0
    for number in range(300):
        passed += shape[0]._left > 0
        assert found(answerer, query.replace("{n}", str(number))) is None
    assert passed > 250
    small = query.replace("hub", "none")
    assert any(found(answerer, small) for _ in range(200))
    assert found(answerer, small)


def test_what_the_limits_say(answerer: Answerer) -> None:
    query = Query(f"SELECT ?o {{ <{EX}a> ?p ?o }}")
    assert answerer.answer(query, WANTED, limits())
    for other in ({"max_rows": 1}, {"max_bytes": 10}, {"deadline": time.monotonic() - 1}):
        for _ in range(3):
            assert answerer.answer(query, WANTED, limits(**other)) is None
    with_graph = replace(query, default_graphs=(f"{EX}graph",))
    assert answerer.answer(with_graph, WANTED, limits()) is None
    assert answerer.answer(query, Wanted(None, formats.JSON, formats.TURTLE), limits()) is None


def test_forms_and_formats(answerer: Answerer, folder: Path) -> None:
    given = found(answerer, f"ASK {{ <{EX}a> ?p ?o }}")
    assert given == (Form.ASK, formats.JSON, b'{"head":{},"boolean":true}')
    given = found(answerer, f"CONSTRUCT WHERE {{ <{EX}with#part> ?p ?o }}", Wanted(None, None, formats.TRIG))
    assert given and given.format is formats.TRIG
    assert given.data == f'<{EX}with#part> <{EX}p> "#" .\n'.encode()


def test_patterns_are_only_looked_up_from_something_known() -> None:
    assert answer(store(), f"ASK {{ <{EX}a> ?p ?o }}")
    assert [Pattern(*step.terms) for step in way(read(f"ASK {{ ?o ?q ?r . <{EX}a> ?p ?o }}").patterns)] == [  # type: ignore[union-attr]
        (NamedNode(f"{EX}a"), None, None),
        (None, None, None),
    ]
