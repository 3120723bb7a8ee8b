"""The same questions to Oxigraph's own server and to Virtuoso, which are not ours."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyoxigraph
import pytest
from linking_servers import HERE, WD
from tests.store.engines import oxigraph, virtuoso

from kg.build.linking import check, targets, theirs
from kg.build.linking.targets import Target
from kg.build.linking.theirs import Asked

pytestmark = pytest.mark.engines


def at(url: str) -> Target:
    return replace(targets.read()["wikidata"], endpoint=url, page=2, pause=0.0)


def is_read(url: str, asked: Asked) -> None:
    file = replace(at(""), file=str(HERE / "wikidata.ttl"))
    kinds = ("area", "body", "person")
    found = theirs.world(at(url), kinds, asked).things
    assert found == theirs.world(file, kinds, asked).things
    assert len(found) == 8
    gone = check.check(at(url), [], asked)
    assert gone == []
    assert f"{WD}Q990002" in found


def test_oxigraph(tmp_path: Path, asked: Asked) -> None:
    store = pyoxigraph.Store(str(tmp_path / "store"))
    store.bulk_load(path=HERE / "wikidata.ttl")
    store.flush()
    del store
    with oxigraph(tmp_path / "store") as url:
        is_read(url, asked)


def test_virtuoso(tmp_path: Path, asked: Asked) -> None:
    with virtuoso(HERE / "wikidata.ttl", tmp_path) as url:
        is_read(url, asked)
