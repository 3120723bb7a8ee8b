"""SERVICE wherever the standard lets it stand: what comes is what an engine that federates itself gives.

The table is `places.toml`. Here the engine that federates itself is pyoxigraph in this process, asked for the same
query over the same data and the same endpoint; in the suite of engines it is Oxigraph's server.
"""

from __future__ import annotations

import tomllib
from collections import Counter

import pyoxigraph
import pytest
from elsewhere import HERE, LOCAL, Elsewhere

from kg.store.base import Limits, Store, soon
from kg.store.federation.store import FederatedStore
from kg.store.functions import ask, rows, triples
from kg.store.tokens import decoded

TABLE = tomllib.loads((HERE / "places.toml").read_text("utf-8"))
PREFIXES = """PREFIX : <https://data.example.org/def/>
PREFIX d: <https://elsewhere.example/def/>
PREFIX id: <https://data.example.org/id/>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX w: <https://elsewhere.example/>
"""


def text(name: str, url: str) -> str:
    query = str(TABLE[name]["query"]).replace("{e}", url).replace("{stem}", url.removesuffix("sparql"))
    return PREFIXES + query


def given(store: Store, query: str) -> object:
    """What a store gives, so that it can be compared."""
    limits = Limits(soon(20))
    form = query.removeprefix(PREFIXES).lstrip().split()[0]
    if form == "ASK":
        return ask(store, query, limits)
    if form in ("CONSTRUCT", "DESCRIBE"):
        return Counter(map(str, triples(store, query, limits)))
    return Counter(frozenset((k, shown(v)) for k, v in row.items()) for row in rows(store, query, limits))


def shown(term: object) -> str:
    """A term as text; the name of a blank node means nothing."""
    return "_:" if isinstance(term, pyoxigraph.BlankNode) else str(term)


@pytest.fixture(scope="module")
def plain() -> pyoxigraph.Store:
    """An engine that federates itself."""
    store = pyoxigraph.Store()
    store.bulk_extend(pyoxigraph.parse(path=LOCAL))
    return store


def given_by_itself(engine: pyoxigraph.Store, query: str) -> object:
    results = engine.query(decoded(query))
    if isinstance(results, pyoxigraph.QueryBoolean):
        return bool(results)
    if isinstance(results, pyoxigraph.QueryTriples):
        return Counter(map(str, results))
    names = [variable.value for variable in results.variables]
    return Counter(
        frozenset((n, shown(v)) for n, v in zip(names, row, strict=True) if v is not None) for row in results
    )


@pytest.mark.parametrize("name", TABLE)
def test_what_comes_is_what_an_engine_that_federates_itself_gives(
    name: str, federated: FederatedStore, remote: Elsewhere, plain: pyoxigraph.Store
) -> None:
    query = text(name, remote.url)
    remote.asked.clear()
    found = given(federated, query)
    asked = list(remote.asked)
    case = TABLE[name]
    if "rows" in case:
        assert isinstance(found, Counter)
        assert found.total() == case["rows"]
    else:
        assert found == given_by_itself(plain, query), asked
    assert len(asked) == case.get("asked", len(asked))
    assert str(case.get("sends", "")) in (asked[0] if asked else "")
    assert "keeps" not in case or str(case["keeps"]) not in asked[0]
    assert all("service" not in each.lower() or "'" in each or "#" in each or '"' in each for each in asked)


def test_the_table_has_something_to_find(plain: pyoxigraph.Store, remote: Elsewhere) -> None:
    ours = {name for name, case in TABLE.items() if "rows" in case}
    empty = {name for name in TABLE if not given_by_itself(plain, text(name, remote.url))}
    assert empty - ours == {
        "ask-for-nothing",
        "no-variables-and-no-match",
        "nothing-beside",
        "the-word-elsewhere",
    }
