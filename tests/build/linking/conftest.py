"""A real endpoint over a file of Wikidata's shape, and some of our own things."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
from pathlib import Path

import pyoxigraph
import pytest
from linking_servers import HERE, QUICK, TODAY, Answer, Faulty, Front, handler, serving

from kg.build.linking import ours
from kg.build.linking.theirs import Asked
from kg.build.linking.things import World
from kg.iri import BASE, Rebase


@pytest.fixture(scope="session")
def wikidata() -> Iterator[str]:
    """An endpoint with what wikidata.ttl says."""
    with serving(HERE / "wikidata.ttl") as url:
        yield url


@pytest.fixture(scope="session")
def world() -> World:
    """What ours.ttl says."""
    store = pyoxigraph.Store()
    store.bulk_load(path=HERE / "ours.ttl")
    return ours.of(store, Rebase(BASE, BASE))


@pytest.fixture
def asked(tmp_path: Path) -> Asked:
    """A run that keeps what it fetches, and does not wait long."""
    return Asked(tmp_path / "kept", TODAY, manners=QUICK)


@pytest.fixture
def faulty(wikidata: str) -> Faulty:
    """Starts a server before the endpoint, which answers with some faults first."""

    @contextmanager
    def start_one(*faults: Answer | str) -> Iterator[Front]:
        front = Front(wikidata, list(faults))
        with ThreadingHTTPServer(("127.0.0.1", 0), handler(front)) as server:
            server.daemon_threads = True
            thread = threading.Thread(target=server.serve_forever, daemon=True)
            thread.start()
            front.url = f"http://127.0.0.1:{server.server_port}/sparql"
            try:
                yield front
            finally:
                front.over.set()
                server.shutdown()
                thread.join()

    return start_one
