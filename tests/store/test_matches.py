"""`lg:matches` in SPARQL: in our workers, held to their deadline; refused where another engine answers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import Literal

from kg.errors import QueryError, QueryTimeout
from kg.store import functions
from kg.store.base import Limits, soon
from kg.store.embedded import EmbeddedStore
from kg.store.guard import examine
from kg.store.ours import check_none
from kg.store.pool import PoolSettings
from patience import patiently

LG = "PREFIX lg: <https://data.example.org/def/lg#> "
MOVED = "https://other.example/def/lg#"
NAMES = ("Ủy ban nhân dân huyện", "HĐND tỉnh", "đường sắt", "đương sự", "Đắk Lắk")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("matches") / "store"
    store = pyoxigraph.Store(str(path))
    name = pyoxigraph.NamedNode("http://example.org/name")
    for number, text in enumerate((*NAMES, *(f"xã số {n}" for n in range(3000)))):
        subject = pyoxigraph.NamedNode(f"http://example.org/{number}")
        store.add(pyoxigraph.Quad(subject, name, Literal(text, language="vi")))
    store.flush()
    del store
    return path


@pytest.fixture(scope="module")
def store(folder: Path) -> Iterator[EmbeddedStore]:
    opened = EmbeddedStore.disk(folder, PoolSettings(pages=1, quick=1, slow=1))
    yield opened
    opened.close()


def found(store: EmbeddedStore, question: str) -> list[str]:
    query = f'{LG}SELECT ?n {{ ?s <http://example.org/name> ?n FILTER(lg:matches(?n, "{question}")) }} ORDER BY ?n'
    return [str(getattr(row["n"], "value", "")) for row in functions.rows(store, query, Limits(soon(60)))]


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("ubnd", ["Ủy ban nhân dân huyện"]),
        ("hoi dong nhan dan", ["HĐND tỉnh"]),
        ("duong", ["đương sự", "đường sắt"]),
        ("đường", ["đường sắt"]),
        ("dak lak", ["Đắk Lắk"]),
        (".*", []),
    ],
)
def test_it_filters(store: EmbeddedStore, question: str, names: list[str]) -> None:
    assert sorted(found(store, question)) == sorted(names)


def test_it_is_an_error_for_anything_but_two_texts(store: EmbeddedStore) -> None:
    query = f'{LG}SELECT (lg:matches(<urn:x>, "a") AS ?a) (lg:matches("a") AS ?b) (lg:matches("a", "") AS ?c) {{}}'
    assert functions.rows(store, query, Limits(soon(60))) == [{}]


def test_it_has_the_name_of_the_sites_base(folder: Path) -> None:
    settings = PoolSettings(pages=1, quick=1, slow=1, prefixes={"lg": MOVED})
    store = EmbeddedStore.disk(folder, settings)
    try:
        assert functions.ask(store, f'ASK {{ FILTER(<{MOVED}matches>("một", "mot")) }}', Limits(soon(60)))
    finally:
        store.close()


def test_a_query_that_calls_it_endlessly_is_ended(store: EmbeddedStore) -> None:
    query = f'{LG}SELECT (COUNT(*) AS ?c) {{ ?a ?p ?x . ?b ?q ?y . ?c ?r ?z FILTER(lg:matches(?x, "{"xa " * 80}")) }}'

    def attempt(pace: float) -> None:
        began = soon(0)
        with pytest.raises(QueryTimeout):
            functions.rows(store, query, Limits(soon(pace)))
        assert soon(0) - began < 10 * pace

    patiently(attempt)
    assert found(store, "ubnd")


@pytest.mark.parametrize(
    "query",
    [
        f'{LG}ASK {{ FILTER(lg:matches("a", "a")) }}',
        'ASK { FILTER(<https://other.example/def/lg#matches>("a", "a")) }',
    ],
)
def test_another_engine_does_not_have_it_and_that_is_said(query: str) -> None:
    with pytest.raises(QueryError, match=r"lg:matches .*not available"):
        check_none(examine(query, 10_000, 100))


def test_its_name_in_a_text_is_only_a_text() -> None:
    check_none(examine('ASK { ?s ?p "lg:matches <https://data.example.org/def/lg#matches>" }', 10_000, 100))
    check_none(
        examine(
            "SELECT * { VALUES ?f { <https://data.example.org/def/lg#matches> <x:y> } ?f ?p ?o }", 10_000, 100
        )
    )
    check_none(examine(f"{LG}SELECT * {{ lg:matches ?p ?o }}", 10_000, 100))
