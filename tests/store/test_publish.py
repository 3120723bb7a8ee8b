"""A release goes into another engine whole, or says what stands in the way."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from kg import manifest
from kg.errors import EngineError, ReleaseError, SettingsError
from kg.store.publish import publish
from ports import free_port, program, running


def nothing(name: str, triples: int) -> None:
    """Says nothing."""


def test_what_is_no_address(out: Path) -> None:
    with pytest.raises(SettingsError, match="no address"):
        publish(out / "current", "localhost:7878", None, nothing)


def test_an_engine_that_is_down(out: Path) -> None:
    with pytest.raises(EngineError, match="does not answer"):
        publish(out / "current", "http://127.0.0.1:9/store", None, nothing)


def test_a_store_that_nobody_may_write_to_refuses(out: Path, address: str) -> None:
    with pytest.raises(EngineError, match="status 405"):
        publish(out / "current", f"{address}data", None, nothing)


def test_no_release(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError):
        publish(tmp_path, "http://127.0.0.1:9/store", None, nothing)


@pytest.mark.engines
def test_every_graph_arrives(out: Path, tmp_path: Path) -> None:
    port = free_port()
    server = program("oxigraph", "the PyPI package oxigraph")
    command = [server, "serve", "--location", str(tmp_path / "engine"), "--bind", f"127.0.0.1:{port}"]
    with running(command, port, tmp_path):
        told: list[str] = []
        made = publish(out / "current", f"http://127.0.0.1:{port}/store", None, lambda n, _: told.append(n))
        assert told[-1] == "meta"
        query = "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
        answer = httpx.get(
            f"http://127.0.0.1:{port}/query", params={"query": query}, headers={"Accept": "text/csv"}
        )
        rows = [line.rsplit(",", 1) for line in answer.text.split()[1:]]
        assert {g.removeprefix(f"{made.base}graph/"): int(n) for g, n in rows} == {
            name: number for name, number in manifest.read(out / "current").graphs.items() if number
        }
