"""An engine elsewhere is tried before it is trusted to join what an endpoint says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import elsewhere
import pyoxigraph
import pytest
from elsewhere import Elsewhere, Request
from pyoxigraph import QueryResultsFormat

from kg.errors import EngineError, QueryForbidden, QueryTimeout
from kg.store.base import Limits, soon
from kg.store.embedded import EmbeddedStore
from kg.store.federation.probes import PROBES, fault
from kg.store.federation.settings import FederationSettings
from kg.store.federation.store import FederatedStore
from kg.store.functions import rows
from kg.store.remote import RemoteStore

Behind = Callable[[elsewhere.Answer], tuple[RemoteStore, Elsewhere]]
Served = Callable[[elsewhere.Answer], Elsewhere]


def engine(*changes: tuple[str, str], refuses: str = "\0", status: int = 500) -> elsewhere.Answer:
    """An engine that reads some patterns as others, and takes none with one word."""
    store = pyoxigraph.Store()

    def answer(request: Request) -> None:
        assert isinstance(request.server, Elsewhere)
        query = request.server.asked[-1]
        if refuses in query:
            request.send(b"SQL compiler error", "text/plain", status)
            return
        for pattern, instead in changes:
            query = re.sub(pattern, instead, query)
        results = store.query(query)
        assert not isinstance(results, pyoxigraph.QueryTriples)
        request.send(results.serialize(format=QueryResultsFormat.JSON) or b"")

    return answer


def service(url: str) -> str:
    return (
        f"SELECT * {{ VALUES ?s {{ 1 }}\n SERVICE <{url}> {{ ?w <https://elsewhere.example/def/code> ?c }} }}"
    )


@pytest.fixture
def behind(served: Served) -> Iterator[Behind]:
    """Stores over engines that answer as they are told."""
    made: list[RemoteStore] = []

    def over(answer: elsewhere.Answer) -> tuple[RemoteStore, Elsewhere]:
        server = served(answer)
        made.append(RemoteStore(server.url))
        return made[-1], server

    yield over
    for store in made:
        store.close()


def test_our_own_engine_holds_all(local: EmbeddedStore) -> None:
    assert fault(local, Limits(soon(20))) is None


def test_an_engine_that_holds_all_is_trusted_and_not_asked_again(behind: Behind, remote: Elsewhere) -> None:
    store, server = behind(engine())
    federated = FederatedStore(store, FederationSettings((remote.url,), private=True))
    assert rows(federated, service(remote.url), Limits(soon(20)))
    assert [probe.text for probe in PROBES] == server.asked[: len(PROBES)]
    asked = len(server.asked)
    assert rows(federated, service(remote.url), Limits(soon(20)))
    assert not {probe.text for probe in PROBES} & set(server.asked[asked:])
    assert federated.endpoints(Limits(soon(20))) == (remote.url,)


WRONG = {
    "UNDEF is a value": (engine((r"UNDEF", "<urn:none>")), "with UNDEF"),
    "UNION is a set": (engine((r"SELECT \* (.* UNION)", r"SELECT DISTINCT * \1")), "in UNION"),
    "MINUS is left out": (engine((r"MINUS \{.*?\} \}", "")), "in MINUS"),
    "no row twice": (engine((r"SELECT \*", "SELECT DISTINCT *")), "twice"),
    "EXISTS is refused": (engine(refuses="EXISTS", status=400), "in EXISTS"),
    "EXISTS breaks it": (engine(refuses="EXISTS"), "in EXISTS"),
}


@pytest.mark.parametrize("name", WRONG)
def test_an_engine_that_joins_wrongly_gets_no_service(name: str, behind: Behind, remote: Elsewhere) -> None:
    answer, tries = WRONG[name]
    store, _ = behind(answer)
    federated = FederatedStore(store, FederationSettings((remote.url,), private=True))
    remote.asked.clear()
    with pytest.raises(QueryForbidden, match=tries) as caught:
        rows(federated, service(remote.url), Limits(soon(20)))
    assert caught.value.where is not None
    assert (caught.value.where.line, caught.value.where.column) == (2, 2)
    assert remote.asked == []
    assert federated.endpoints(Limits(soon(20))) == ()
    assert len(rows(federated, "SELECT * { VALUES ?a { 1 2 } }", Limits(soon(20)))) == 2


def test_an_engine_that_is_down_is_not_said_to_join_wrongly(behind: Behind, remote: Elsewhere) -> None:
    whole = engine()
    down = [True]

    def answer(request: Request) -> None:
        if down[0]:
            request.send(b"", "text/plain", 500)
        else:
            whole(request)

    store, _ = behind(answer)
    federated = FederatedStore(store, FederationSettings((remote.url,), private=True))
    with pytest.raises(EngineError):
        rows(federated, service(remote.url), Limits(soon(20)))
    down[0] = False
    assert rows(federated, service(remote.url), Limits(soon(20)))


def test_an_engine_that_hangs_is_not_waited_for(behind: Behind, remote: Elsewhere) -> None:
    def hang(request: Request) -> None:
        assert isinstance(request.server, Elsewhere)
        request.server.over.wait(60)

    store, _ = behind(hang)
    federated = FederatedStore(store, FederationSettings((remote.url,), private=True))
    with pytest.raises(QueryTimeout):
        rows(federated, service(remote.url), Limits(soon(0.5)))
