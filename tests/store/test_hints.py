"""What is said of a query that does not parse: the place, and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from kg.errors import QuerySyntaxError
from kg.store.base import Limits, soon
from kg.store.embedded import EmbeddedStore
from kg.store.functions import rows
from kg.store.pool import PoolSettings

MISTAKES = {
    "a part missing": ("SELECT * {\n ?s ?p }", 2, 8, "three parts"),
    "a misspelt keyword": ("SELECT * { ?s ?p ?o OPTIOANL { ?s ?p ?o } }", 1, 21, "OPTIONAL?"),
    "a misspelt keyword above": ("SELECT ?s WHER { ?s ?p ?o }", 1, 11, "WHERE?"),
    "a text that does not end": ("SELECT ?s {\n ?s ?p 'x }", 2, 8, "same quotation mark"),
    "typographic marks": ("SELECT ?s { ?s ?p “x” }", 1, 19, "straight"),
    "a bracket too many": ("SELECT ?s { ?s ?p ?o } }", 1, 24, "closes nothing"),
    "a bracket too few": ("SELECT ?s { ?s ?p ?o", 1, 21, "line 1, column 11"),
    "an end too early": ("SELECT ?s { ?s ?p ?o } LIMIT", 1, 29, "at its end"),
    "no bracket behind FILTER": ("SELECT ?s { ?s ?p ?o FILTER ?o > 1 }", 1, 29, "bracket"),
    "a variable bound twice": ("SELECT ?s { BIND(1 AS ?s) BIND(2 AS ?s) }", 1, 41, "new variable"),
    "a column named twice": ("SELECT ?s ?s { ?s ?p ?o }", 1, 1, "once"),
    "a column that has a value": ("SELECT (?o AS ?s) { ?s ?p ?o }", 1, 1, "new name"),
}


@pytest.fixture(scope="module")
def store() -> Iterator[EmbeddedStore]:
    with closing(EmbeddedStore.memory([], PoolSettings(pages=1, quick=1, slow=1))) as made:
        yield made


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_has_its_place_and_a_hint(name: str, store: EmbeddedStore) -> None:
    text, line, column, hint = MISTAKES[name]
    with pytest.raises(QuerySyntaxError) as caught:
        rows(store, text, Limits(soon(20)))
    assert (caught.value.line, caught.value.column) == (line, column)
    assert hint in (caught.value.hint or "")
