"""The stores that tests ask.

`data.nq` is enough for what every store owes; a store over it is opened once for all tests, since a query leaves
nothing behind. `crowd` is a folder with enough in it for a product of two patterns to be large and one of three to
be endless; a test that ends workers, or counts them, opens a store of its own over it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import engines
import pyoxigraph
import pytest
from pyoxigraph import Literal, NamedNode, Quad

from kg.store.embedded import EmbeddedStore
from kg.store.pool import PoolSettings
from kg.store.remote import RemoteSettings, RemoteStore

DATA = Path(__file__).parent / "data.nq"
ONE_EACH = PoolSettings(pages=1, quick=1, slow=1)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An Oxigraph folder that holds data.nq; the parser keeps the names of blank nodes."""
    path = tmp_path_factory.mktemp("store") / "store"
    store = pyoxigraph.Store(str(path))
    store.bulk_extend(pyoxigraph.parse(path=DATA))
    store.flush()
    del store
    return path


@pytest.fixture(scope="session")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An Oxigraph folder with 4,000 triples in its default graph and 4,000 in four named ones."""
    path = tmp_path_factory.mktemp("crowd") / "store"
    store = pyoxigraph.Store(str(path))
    name = "https://data.example.org/id/thing/{}".format
    store.bulk_extend(
        Quad(NamedNode(name(i)), NamedNode(name(f"p{i % 7}")), value, graph)
        for i in range(2000)
        for value in (NamedNode(name(i * 7 % 2000)), Literal(i))
        for graph in (pyoxigraph.DefaultGraph(), NamedNode(name(f"g{i % 4}")))
    )
    store.flush()
    del store
    return path


@pytest.fixture(scope="session")
def disk(folder: Path) -> Iterator[EmbeddedStore]:
    with closing(EmbeddedStore.disk(folder, ONE_EACH)) as store:
        yield store


@pytest.fixture(scope="session")
def memory() -> Iterator[EmbeddedStore]:
    with closing(EmbeddedStore.memory([DATA], ONE_EACH)) as store:
        yield store


@pytest.fixture
def opened(crowd: Path) -> Iterator[Callable[[PoolSettings], EmbeddedStore]]:
    """Opens stores over the crowd, and closes them when the test is over."""
    with ExitStack() as stack:
        yield lambda settings: stack.enter_context(closing(EmbeddedStore.disk(crowd, settings)))


@pytest.fixture(scope="session")
def loopback() -> Iterator[RemoteStore]:
    with engines.loopback(DATA) as url, closing(RemoteStore(url)) as store:
        yield store


@pytest.fixture
def loopback_of_its_own() -> Iterator[RemoteStore]:
    with engines.loopback(DATA) as url, closing(RemoteStore(url)) as store:
        yield store


@pytest.fixture(scope="session")
def oxigraph(folder: Path) -> Iterator[RemoteStore]:
    with engines.oxigraph(folder) as url, closing(RemoteStore(url)) as store:
        yield store


@pytest.fixture(scope="session")
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RemoteStore]:
    settings = RemoteSettings(default_graphs=(engines.DEFAULT,), named_graphs=engines.NAMED)
    with (
        engines.virtuoso(DATA, tmp_path_factory.mktemp("virtuoso")) as url,
        closing(RemoteStore(url, settings)) as store,
    ):
        yield store
