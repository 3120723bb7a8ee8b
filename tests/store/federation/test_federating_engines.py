"""The same table with real engines: the one behind, the one asked, and one that federates itself to compare with."""

from __future__ import annotations

import json
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import elsewhere
import engines
import pyoxigraph
import pytest
from elsewhere import Elsewhere
from pyoxigraph import QueryResultsFormat, parse_query_results
from test_places import TABLE, given, shown, text

from kg.errors import QueryForbidden
from kg.store.base import Limits, soon
from kg.store.embedded import EmbeddedStore
from kg.store.federation.probes import PROBES, holds
from kg.store.federation.settings import FederationSettings
from kg.store.federation.store import FederatedStore
from kg.store.remote import RemoteSettings, RemoteStore
from kg.store.tokens import decoded

pytestmark = pytest.mark.engines

ROWS = [
    name
    for name, case in TABLE.items()
    if "SELECT" in str(case["query"]).split("{")[0]
    and "rows" not in case
    and "{stem}" not in str(case["query"])
]
_UNREADABLE = "escaped-name-inside"
NOT_ASKED = {"literals-of-all-kinds", "unbound-in-some-rows", _UNREADABLE}
"""Virtuoso's default graph holds graphs of its own too, and whole decimals are integers in it."""


def folder(path: Path, data: Path) -> Path:
    store = pyoxigraph.Store(str(path))
    store.bulk_extend(pyoxigraph.parse(path=data))
    store.flush()
    return path


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Oxigraph's server over our data."""
    with engines.oxigraph(folder(tmp_path_factory.mktemp("behind") / "store", elsewhere.LOCAL)) as url:
        yield url


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Oxigraph's server over the other data."""
    with engines.oxigraph(folder(tmp_path_factory.mktemp("asked") / "store", elsewhere.REMOTE)) as url:
        yield url


@pytest.fixture(scope="module")
def virtuoso_asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Virtuoso over the other data, which is one of its graphs there."""
    with engines.virtuoso(elsewhere.REMOTE, tmp_path_factory.mktemp("virtuoso-asked")) as url:
        yield url


@pytest.fixture(scope="module")
def virtuoso_behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RemoteStore]:
    """Virtuoso over our data."""
    settings = RemoteSettings(
        default_graphs=(engines.DEFAULT,), named_graphs=("https://data.example.org/graph/g",)
    )
    with (
        engines.virtuoso(elsewhere.LOCAL, tmp_path_factory.mktemp("virtuoso-behind")) as url,
        closing(RemoteStore(url, settings)) as store,
    ):
        yield store


def allowed(url: str) -> FederationSettings:
    return FederationSettings((url,), private=True)


def given_over_http(url: str, query: str) -> object:
    """What an engine gives that federates itself."""
    request = urllib.request.Request(
        url,
        decoded(query).encode(),
        {"Content-Type": "application/sparql-query", "Accept": elsewhere.JSON},
    )
    with urllib.request.urlopen(request, timeout=20) as response:
        data = response.read()
    if "boolean" in json.loads(data):
        return json.loads(data)["boolean"]
    results = parse_query_results(data, QueryResultsFormat.JSON)
    assert isinstance(results, pyoxigraph.QuerySolutions)
    names = [variable.value for variable in results.variables]
    return Counter(
        frozenset((n, shown(v)) for n, v in zip(names, row, strict=True) if v is not None) for row in results
    )


@pytest.mark.parametrize("name", ROWS)
def test_it_is_what_the_server_of_oxigraph_gives(
    name: str, local: EmbeddedStore, behind: str, asked: str
) -> None:
    query = text(name, asked)
    assert given(FederatedStore(local, allowed(asked)), query) == given_over_http(behind, query)


@pytest.mark.parametrize("name", ROWS)
def test_a_server_of_oxigraph_behind_gives_the_same_and_sees_no_service(
    name: str, federated: FederatedStore, remote: Elsewhere, behind: str
) -> None:
    with closing(RemoteStore(behind)) as store:
        query = text(name, remote.url)
        assert given(FederatedStore(store, allowed(remote.url)), query) == given(federated, query)


@pytest.mark.parametrize("name", [name for name in ROWS if name != "the-word-elsewhere"])
def test_virtuoso_behind_joins_wrongly_and_is_not_trusted(
    name: str, remote: Elsewhere, virtuoso_behind: RemoteStore
) -> None:
    remote.asked.clear()
    query = text(name, remote.url)
    with pytest.raises(QueryForbidden, match="joins VALUES wrongly"):
        given(FederatedStore(virtuoso_behind, allowed(remote.url)), query)
    assert remote.asked == []


def test_what_virtuoso_joins_wrongly(virtuoso_behind: RemoteStore) -> None:
    wrong = {probe.tries for probe in PROBES if not holds(virtuoso_behind, probe, Limits(soon(20)))}
    assert {"with UNDEF", "behind OPTIONAL", "in UNION", "in MINUS", "in EXISTS", "in NOT EXISTS"} <= wrong
    assert {"at all", "beside others", "in OPTIONAL"}.isdisjoint(wrong)


@pytest.mark.parametrize("name", [name for name in ROWS if name not in NOT_ASKED])
def test_virtuoso_asked_gives_the_same(
    name: str, local: EmbeddedStore, federated: FederatedStore, remote: Elsewhere, virtuoso_asked: str
) -> None:
    found = given(FederatedStore(local, allowed(virtuoso_asked)), text(name, virtuoso_asked))
    assert found == given(federated, text(name, remote.url))
