"""What matching a table costs: batches of 50 names against 100,000 things, each name asked once.

`python -m benchmarks reconcile`: the current release (`kg build` first) with made-up bodies, people and communes beside
its own, in an Oxigraph folder with its index; asked through the whole application, in one process.
"""

from __future__ import annotations

import json
import random
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode, Quad

from benchmarks.bench_search import things, typed
from kg import manifest
from kg.iri import BASE
from kg.manifest import Manifest
from kg.search import collect, writer
from kg.search.entries import CODE, MAIN, Entry
from kg.serve.app import create_app
from kg.serve.site import Site
from kg.settings import Settings
from kg.store.embedded import EmbeddedStore
from kg.store.pool import PoolSettings
from kg.vocab import DCTERMS, LG, RDF, SKOS

THINGS, BATCH, BATCHES = 100_000, 50, 20
RELEASE = Path("out/current")
_PROPERTIES = {MAIN: SKOS.prefLabel, CODE: LG.gsoCode}


def made_up(entries: list[Entry], districts: list[NamedNode], seed: int = 5) -> Iterator[Quad]:
    """The statements of made-up things, each in one of the districts."""
    dice = random.Random(seed)
    for entry in entries:
        iri = NamedNode(entry.iri)
        for class_ in entry.types:
            yield Quad(iri, RDF.type, NamedNode(class_))
        for name in entry.names:
            term = Literal(name.text, language=name.language) if name.language else Literal(name.text)
            yield Quad(iri, _PROPERTIES.get(name.kind, SKOS.altLabel), term)
        yield Quad(iri, DCTERMS.isPartOf, dice.choice(districts))


def filled(folder: Path) -> tuple[list[Entry], Manifest]:
    """Fills a folder with a store and its index; gives the made-up things."""
    about = manifest.check(RELEASE.resolve())
    store = pyoxigraph.Store(str(folder / "store"))
    store.bulk_extend(pyoxigraph.Store.read_only(str((RELEASE / "store").resolve())))
    before = NamedNode(f"{BASE}id/period/--2025-06")
    districts = sorted({q.subject for q in store.quads_for_pattern(None, DCTERMS.valid, before)}, key=str)
    here = sum(1 for _ in store.quads_for_pattern(None, LG.gsoCode, None, pyoxigraph.DefaultGraph()))
    entries = list(things(THINGS - here))
    store.bulk_extend(made_up(entries, [d for d in districts if isinstance(d, NamedNode)]))
    store.flush()
    quads = store.quads_for_pattern(None, None, None, pyoxigraph.DefaultGraph())
    writer.write(folder / writer.FILE, collect.entries(quads))
    return entries, about


def batches(entries: list[Entry], *columns: tuple[str, str]) -> Iterator[dict[str, object]]:
    """Batches of names as people type them, with some columns beside them."""
    asked = list(typed(entries, BATCH * BATCHES))
    given = [{"pid": pid, "v": value} for pid, value in columns]
    for start in range(0, len(asked), BATCH):
        some = enumerate(asked[start : start + BATCH])
        yield {f"q{at}": {"query": text, **({"properties": given} if given else {})} for at, text in some}


def timed(client: FlaskClient, some: Iterator[dict[str, object]]) -> list[tuple[float, float]]:
    """How many milliseconds each batch took, and how many of them of the processor in this process."""
    found = []
    for queries in some:
        data = {"queries": json.dumps(queries)}
        started, before = time.perf_counter(), time.process_time()
        answer = client.post("/reconcile", data=data)
        found.append(((time.perf_counter() - started) * 1000, (time.process_time() - before) * 1000))
        assert answer.status_code == 200, answer.text[:300]
        assert "error" not in {name for one in (answer.json or {}).values() for name in one}
    return found


def main() -> None:
    """Fills a folder and asks it."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        entries, about = filled(folder)
        store = EmbeddedStore.disk(folder / "store", PoolSettings())
        site = Site(store, about.base, Settings(timeout=60), about, folder)
        try:
            client = create_app(site).test_client()
            timed(client, iter([{"warm": {"query": "Huyện Lắk"}}]))
            print(f"  {THINGS:,} things; batches of {BATCH} names, each asked once")
            print(f"  {'':34}{'median':>11}{'p95':>11}{'most':>11}{'CPU':>11}")
            _line("names alone", timed(client, batches(entries)))
            part, code = (DCTERMS.isPartOf.value, "Đắk Lắk"), (LG.gsoCode.value, "000123")
            _line("with what it is part of", timed(client, batches(entries, part)))
            _line("with that and a code", timed(client, batches(entries, part, code)))
        finally:
            site.close()


def _line(what: str, found: list[tuple[float, float]]) -> None:
    wall, spent = (sorted(values) for values in zip(*found, strict=True))
    shown = (statistics.median(wall), wall[int(len(wall) * 0.95) - 1], wall[-1], statistics.median(spent))
    print(f"  {what:34}" + "".join(f"{value:8.0f} ms" for value in shown))
