"""The stores that tests ask.

One small dataset, `data.nq`, is enough for the contract; a store over it is opened once a module, since a query leaves
nothing behind in it. A test that ends workers or counts them opens its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
import pytest

from kg.store.embedded import EmbeddedStore
from kg.store.pool import PoolSettings

DATA = Path(__file__).parent / "data.nq"
SMALL = PoolSettings(pages=1, quick=1, slow=1)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An Oxigraph folder that holds data.nq."""
    path = tmp_path_factory.mktemp("store") / "store"
    store = pyoxigraph.Store(str(path))
    store.bulk_load(path=DATA)
    store.flush()
    del store
    return path


@pytest.fixture(scope="module")
def disk(folder: Path) -> Iterator[EmbeddedStore]:
    store = EmbeddedStore.disk(folder, SMALL)
    yield store
    store.close()
