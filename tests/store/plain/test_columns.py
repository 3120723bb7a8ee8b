"""Columns give what the engine gives, or nothing: over graphs and queries made by chance."""

from __future__ import annotations

import pytest
from made import graph, query, text
from pyoxigraph import QuerySolutions

from kg.store.plain.columns import group, match, table
from kg.store.plain.columns.answer import answered
from kg.store.plain.columns.make import columns_of

# What numbers stand in a graph, how many triples it has, and how many of a hundred queries are answered at least.
GRAPHS = [
    (["integers"], 60, 45),
    (["integers"], 300, 45),
    (["integers", "decimals"], 150, 40),
    (["decimals"], 400, 40),
    (["exact"], 200, 40),
    (["large"], 150, 20),
    (["mixed", "integers"], 150, 20),
    (["words"], 100, 20),
]
_QUERIES = 150
Rows = list[tuple[str, ...]]


def rows(found: object) -> Rows:
    assert isinstance(found, QuerySolutions)
    names = [variable.value for variable in found.variables]
    return [tuple(str(row[name]) for name in names) for row in found]


@pytest.mark.parametrize(("dense", "sparse"), [(1 << 16, 8), (0, 0), (0, 1 << 20)])
@pytest.mark.parametrize("number", range(len(GRAPHS)), ids=lambda number: "+".join(GRAPHS[number][0]))
def test_columns_give_what_the_engine_gives(
    number: int, dense: int, sparse: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However few the rows, and whichever way keys are looked up and codes made dense."""
    monkeypatch.setattr(match, "FEW_ROWS", 0)
    monkeypatch.setattr(group, "_DENSE", dense)
    monkeypatch.setattr(table, "_SPARSE", sparse)
    numbers, size, least = GRAPHS[number]
    store = graph(number, size, numbers)
    columns = columns_of(store)
    given = 0
    for seed in range(number * 10_000, number * 10_000 + _QUERIES):
        plain = query(seed, numbers)
        found = answered(columns, plain)
        if found is None:
            continue
        given += 1
        mine, engine = rows(found), rows(store.query(text(plain)))
        if not plain.order:
            mine, engine = sorted(mine), sorted(engine)
        assert mine == engine, text(plain)
    assert given * 100 >= least * _QUERIES
