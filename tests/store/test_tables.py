"""A store of more tables than the engine opens at once, asked by workers that can open nothing."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from kg.store.base import soon
from kg.store.embedded import EmbeddedStore
from kg.store.functions import pages, rows
from kg.store.pool import PoolSettings

LOADS, EACH = 4, 40
HERE = NamedNode("https://x.example/here")


def loaded(number: int) -> list[Quad]:
    """Statements that lie between those of the other loads, in every index."""
    things = (NamedNode(f"https://x.example/{n}") for n in range(number, LOADS * EACH, LOADS))
    said = NamedNode(f"https://x.example/said/{number}")
    quads = [Quad(thing, said, Literal(thing.value), HERE) for thing in things]
    return [*quads, *(Quad(q.subject, q.predicate, q.object) for q in quads)]


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """A folder of many tables."""
    for number in range(LOADS):
        store = Store(str(tmp_path / "store"))
        store.bulk_extend(loaded(number))
        store.flush()
        del store
    assert len(list((tmp_path / "store").glob("*.sst"))) > 16
    return tmp_path / "store"


@pytest.mark.parametrize("where", ["?s ?p ?o", "GRAPH ?g { ?s ?p ?o }"])
def test_every_table_can_be_read(many: Path, where: str) -> None:
    with closing(EmbeddedStore.disk(many, PoolSettings(pages=1, quick=1, slow=1))) as store:
        found = rows(store, f"SELECT ?s ?p ?o {{ {where} }}", pages(soon(20)))
        assert len(found) == LOADS * EACH
        for number in (0, LOADS * EACH - 1):
            for pattern in (f"<https://x.example/{number}> ?p ?o", f'?s ?p "https://x.example/{number}"'):
                asked = f"SELECT * {{ {where.replace('?s ?p ?o', pattern)} }}"
                assert len(rows(store, asked, pages(soon(20)))) == 1
