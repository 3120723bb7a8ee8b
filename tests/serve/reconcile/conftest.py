"""A small site with an index of its own, and a client that asks it as a table would."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
from flask.testing import FlaskClient
from matching import HERE, Match

from kg.manifest import Manifest
from kg.search import collect, writer
from kg.serve.app import create_app
from kg.serve.site import Site
from kg.settings import Settings
from kg.store.embedded import EmbeddedStore
from kg.store.pool import PoolSettings

THINGS = Path(__file__).with_name("things.trig")


@pytest.fixture(scope="session")
def things(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """The site of things.trig, under a base of its own."""
    folder = tmp_path_factory.mktemp("things")
    store = pyoxigraph.Store(str(folder / "store"))
    store.load(path=THINGS)
    store.flush()
    quads = list(store.quads_for_pattern(None, None, None, pyoxigraph.DefaultGraph()))
    writer.write(folder / writer.FILE, collect.entries(quads, HERE))
    del store
    about = Manifest("things", HERE, "0", "2026-11-22", {}, (), {})
    opened = EmbeddedStore.disk(folder / "store", PoolSettings(pages=1, quick=1, slow=1))
    site = Site(opened, HERE, Settings(), about, folder)
    yield create_app(site).test_client()
    site.close()


@pytest.fixture(scope="session")
def match(things: FlaskClient) -> Match:
    """Asks for one name; gives its candidates."""

    def ask(**query: object) -> list[dict[str, Any]]:
        answer = things.post("/reconcile", data={"queries": json.dumps({"q": query})})
        assert answer.status_code == 200, answer.text
        assert answer.json
        return list(answer.json["q"]["result"])

    return ask
