"""A store with data of its own, an endpoint with other data, and the store that joins them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing

import elsewhere
import pytest
from elsewhere import Elsewhere

from kg.store.embedded import EmbeddedStore
from kg.store.federation.settings import FederationSettings
from kg.store.federation.store import FederatedStore
from kg.store.pool import PoolSettings


@pytest.fixture(scope="session")
def local() -> Iterator[EmbeddedStore]:
    with closing(EmbeddedStore.memory([elsewhere.LOCAL], PoolSettings(pages=1, quick=2, slow=1))) as store:
        yield store


@pytest.fixture(scope="session")
def remote() -> Iterator[Elsewhere]:
    with elsewhere.endpoint() as server:
        yield server


@pytest.fixture(scope="session")
def federated(local: EmbeddedStore, remote: Elsewhere) -> FederatedStore:
    return FederatedStore(local, FederationSettings((remote.url,), private=True))


@pytest.fixture
def over(local: EmbeddedStore) -> Callable[..., FederatedStore]:
    """A store that asks some endpoint, with settings of one's own."""
    return lambda url, **settings: FederatedStore(
        local, FederationSettings((url,), **{"private": True, **settings})
    )


@pytest.fixture
def served() -> Iterator[Callable[[elsewhere.Answer], Elsewhere]]:
    """Starts endpoints that answer as they are told, until the test is over."""
    with ExitStack() as stack:
        yield lambda answer: stack.enter_context(elsewhere.served(answer))
