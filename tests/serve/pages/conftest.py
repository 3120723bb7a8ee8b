"""Two sites to look at: the real release, and a small dataset that holds what is odd, both without a socket."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph
import pytest
from flask.testing import FlaskClient

from kg.iri import BASE
from kg.serve.app import create_app
from kg.serve.site import Site
from kg.settings import Settings
from kg.store.embedded import EmbeddedStore
from kg.store.pool import PoolSettings

SMALL = Path(__file__).with_name("small.trig")


@pytest.fixture(scope="session")
def client(release_site: Site) -> FlaskClient:
    """The real release."""
    return create_app(release_site).test_client()


@pytest.fixture(scope="session")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str, str], FlaskClient]]:
    """Opens some TriG as a site with a base."""
    stores: list[EmbeddedStore] = []

    def start(trig: str, base: str) -> FlaskClient:
        folder = tmp_path_factory.mktemp("small") / "store"
        store = pyoxigraph.Store(str(folder))
        store.load(trig.encode(), pyoxigraph.RdfFormat.TRIG)
        store.flush()
        del store
        stores.append(EmbeddedStore.disk(folder, PoolSettings(pages=1, quick=1, slow=1)))
        return create_app(Site(stores[-1], base, Settings())).test_client()

    yield start
    for store in stores:
        store.close()


@pytest.fixture(scope="session")
def small(opened: Callable[[str, str], FlaskClient]) -> FlaskClient:
    """The small dataset."""
    return opened(SMALL.read_text("utf-8"), BASE)


@pytest.fixture(scope="session")
def moved(opened: Callable[[str, str], FlaskClient]) -> FlaskClient:
    """The small dataset under another base."""
    return opened(SMALL.read_text("utf-8").replace(BASE, "https://other.example/"), "https://other.example/")
