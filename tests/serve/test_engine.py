"""Another engine whose graphs change while its site is up."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from kg.serve import start
from kg.serve.app import create_app
from kg.serve.engine import EngineStore
from kg.serve.site import Site
from kg.settings import Settings
from kg.store.base import soon
from kg.store.functions import pages, rows
from patience import until
from served import served

GRAPH = "<https://data.example.org/graph/{}> {{ <urn:s> <urn:p> '{}' . }}\n".format


@pytest.fixture
def engine(tmp_path: Path) -> tuple[str, Callable[..., ExitStack]]:
    """The address of an engine, and what has it hold graphs of some names: a server of ours, as long as it is open."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    def holding(*names: str) -> ExitStack:
        file = tmp_path / "graphs.trig"
        file.write_text("".join(GRAPH(name, name) for name in names))
        with ExitStack() as stack:
            site = stack.enter_context(closing(start.files(Settings(), [file], None)))
            stack.enter_context(served(create_app(site), Settings(port=port)))
            return stack.pop_all()

    return f"http://127.0.0.1:{port}/sparql", holding


def values(store: EngineStore) -> list[str]:
    """What the default graph of a store holds."""
    query = "SELECT ?o { ?s ?p ?o } ORDER BY ?o"
    return [getattr(row["o"], "value", "") for row in rows(store, query, pages(soon(30)))]


def test_a_graph_that_comes_later_belongs_to_the_default_graph_soon(
    engine: tuple[str, Callable[..., ExitStack]],
) -> None:
    url, holding = engine
    with closing(EngineStore(url, Settings(), look_every=0.01)) as store:
        with holding("a"):
            assert values(store) == ["a"]
        with holding("a", "b", "shapes"):
            until(lambda: values(store) == ["a", "b"])


def test_the_graphs_known_hold_while_nobody_asks_for_them_anew(
    engine: tuple[str, Callable[..., ExitStack]],
) -> None:
    url, holding = engine
    with closing(EngineStore(url, Settings(), look_every=600)) as store:
        with holding("a"):
            assert values(store) == ["a"]
        with holding("a", "b"):
            assert values(store) == ["a"]


def test_an_engine_that_is_down_when_it_is_looked_at_keeps_its_graphs(
    engine: tuple[str, Callable[..., ExitStack]],
) -> None:
    url, holding = engine
    with closing(EngineStore(url, Settings(), look_every=0.01)) as store:
        client = create_app(Site(store, Settings().base_iri, Settings())).test_client()
        with holding("a"):
            assert values(store) == ["a"]
        for _ in range(3):
            assert client.get("/sparql?query=ASK{}").status_code == 502
        with holding("a"):
            assert values(store) == ["a"]
