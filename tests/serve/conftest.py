"""A running endpoint for the tests that speak HTTP: a real server on a free port, over a small store of its own.

`endpoint` is shared by all tests of a run, since a query leaves nothing behind. A test that fills the server,
ends it or needs other limits starts its own with `serving`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pyoxigraph
import pytest
import running
from running import Endpoint, Serving

from kg.settings import Settings
from kg.store.pool import PoolSettings

DATA = Path(__file__).with_name("endpoint.trig")


@pytest.fixture(scope="session")
def oxigraph_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An Oxigraph folder that holds endpoint.trig."""
    path = tmp_path_factory.mktemp("endpoint") / "store"
    store = pyoxigraph.Store(str(path))
    store.bulk_load(path=DATA)
    store.flush()
    del store
    return path


@pytest.fixture(scope="session")
def serving(oxigraph_folder: Path) -> Serving:
    """Starts a server with settings of one's own, `pool=` among them."""

    def start(pool: PoolSettings | None = None, **settings: object) -> AbstractContextManager[Endpoint]:
        small = pool or PoolSettings(pages=1, quick=2, slow=1)
        return running.serving(oxigraph_folder, Settings(port=0, timeout=60).with_(**settings), small)

    return start


@pytest.fixture(scope="session")
def endpoint(serving: Serving) -> Iterator[Endpoint]:
    """A server with limits small enough to reach."""
    with serving(max_query_bytes=20_000, max_result_rows=10_000, max_result_bytes=5_000_000) as found:
        yield found
