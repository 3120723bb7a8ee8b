"""Several endpoints in one query, and several clients: who waits for whom."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import ExitStack

import pytest
from elsewhere import JSON, Elsewhere, Request
from pyoxigraph import Literal

from kg.errors import ClientGone, ServiceError, StoreBusy
from kg.store.base import Limits, soon
from kg.store.embedded import EmbeddedStore
from kg.store.federation.places import Places
from kg.store.federation.settings import FederationSettings
from kg.store.federation.store import FederatedStore
from kg.store.functions import rows

Served = Callable[[Callable[[Request], None]], Elsewhere]
PATTERN = "{{ ?s <https://x.example/p> ?{} }}".format


def one(name: str, value: str) -> bytes:
    row = f'{{"s": {{"type": "uri", "value": "a:s"}}, "{name}": {{"type": "literal", "value": "{value}"}}}}'
    return f'{{"head": {{"vars": ["s", "{name}"]}}, "results": {{"bindings": [{row}]}}}}'.encode()


def over(local: EmbeddedStore, *servers: Elsewhere) -> FederatedStore:
    return FederatedStore(local, FederationSettings(tuple(s.url for s in servers), private=True))


def test_endpoints_are_asked_side_by_side(local: EmbeddedStore, served: Served) -> None:
    """Neither answers before both are asked."""
    both = threading.Barrier(2)

    def answer(name: str) -> Callable[[Request], None]:
        def wait(request: Request) -> None:
            both.wait(30)
            request.send(one(name, name.upper()), JSON)

        return wait

    a, b = served(answer("a")), served(answer("b"))
    query = f"SELECT ?a ?b {{ SERVICE <{a.url}> {PATTERN('a')} SERVICE <{b.url}> {PATTERN('b')} }}"
    found = rows(over(local, a, b), query, Limits(soon(60)))
    assert found == [{"a": Literal("A"), "b": Literal("B")}]


def test_one_endpoint_is_asked_for_one_thing_at_a_time(local: EmbeddedStore, served: Served) -> None:
    lock, together = threading.Lock(), []

    def answer(request: Request) -> None:
        together.append(not lock.acquire(blocking=False))
        request.server.over.wait(0.05)  # type: ignore[attr-defined]
        lock.release()
        request.send(one("a", "A"), JSON)

    a, b = served(answer), served(lambda request: request.send(one("b", "B"), JSON))
    clauses = " ".join(f"SERVICE <{a.url}> {{ ?s <https://x.example/p{n}> ?a }}" for n in range(3))
    query = f"SELECT ?a ?b {{ {clauses} SERVICE <{b.url}> {PATTERN('b')} }}"
    assert rows(over(local, a, b), query, Limits(soon(60))) == [{"a": Literal("A"), "b": Literal("B")}]
    assert together == [False] * 3


@pytest.mark.parametrize("silent", ["", "SILENT"])
def test_where_one_fails_nobody_waits_for_the_other(
    local: EmbeddedStore, served: Served, silent: str
) -> None:
    asked, waited = threading.Event(), threading.Event()

    def hang(request: Request) -> None:
        asked.set()
        request.close_connection = True
        if not request.server.over.wait(30):  # type: ignore[attr-defined]
            waited.set()

    def fail(request: Request) -> None:
        asked.wait(30)
        request.send(b"", JSON, 500)

    a, b = served(hang), served(fail)
    query = f"SELECT * {{ SERVICE {silent} <{a.url}> {PATTERN('a')} SERVICE <{b.url}> {PATTERN('b')} }}"
    with pytest.raises(ServiceError, match="status 500") as caught:
        rows(over(local, a, b), query, Limits(soon(60)))
    assert b.url in str(caught.value)
    assert not waited.is_set()


def test_a_client_that_goes_away_ends_all(local: EmbeddedStore, served: Served) -> None:
    both, waited = threading.Barrier(3), threading.Event()

    def hang(request: Request) -> None:
        both.wait(30)
        request.close_connection = True
        if not request.server.over.wait(30):  # type: ignore[attr-defined]
            waited.set()

    a, b = served(hang), served(hang)
    gone = threading.Event()
    threading.Thread(target=lambda: (both.wait(30), gone.set())).start()
    query = f"SELECT * {{ SERVICE <{a.url}> {PATTERN('a')} SERVICE <{b.url}> {PATTERN('b')} }}"
    with pytest.raises(ClientGone):
        rows(over(local, a, b), query, Limits(soon(60), gone=gone.is_set))
    assert not waited.is_set()


TURNS = {
    "one client has half": (4, "aaa", "aa"),
    "the next has half of what is left": (4, "aaabbb", "aab"),
    "and there is a place for one more": (4, "aaabbbccc", "aabc"),
    "then none for anybody": (4, "aabcd", "aabc"),
    "one place": (1, "ab", "a"),
    "three places": (3, "aaabbb", "aab"),
    "who is not known has all there are": (2, ["", "", ""], ["", ""]),
}


@pytest.mark.parametrize("name", TURNS)
def test_a_client_has_a_share_of_the_places(name: str) -> None:
    size, comes, has = TURNS[name]
    places = Places(size)
    for _ in range(2):  # all of them come back
        let_in = []
        with ExitStack() as stack:
            for client in comes:
                try:
                    stack.enter_context(places.taken(client))
                except StoreBusy as error:
                    assert error.retry_after
                else:
                    let_in.append(client)
        assert let_in == [*has]
