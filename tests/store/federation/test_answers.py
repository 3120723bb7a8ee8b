"""Endpoints that hang, drip, fail, lie or send too much: an error in time that names them, or nothing under SILENT."""

from __future__ import annotations

import gzip
import itertools
import json
import socket
import threading
from collections.abc import Callable
from contextlib import closing, suppress

import pytest
from elsewhere import JSON, LOCAL, Elsewhere, Request
from pyoxigraph import NamedNode

from kg import formats
from kg.errors import (
    ClientGone,
    QueryError,
    QueryTimeout,
    ResultTooLarge,
    ServiceError,
    ServiceTimeout,
    StoreBusy,
    StoreError,
)
from kg.store.base import Limits, Query, Wanted, soon
from kg.store.embedded import EmbeddedStore
from kg.store.federation.settings import FederationSettings
from kg.store.federation.store import FederatedStore
from kg.store.functions import rows
from kg.store.pool import PoolSettings

Served = Callable[[Callable[[Request], None]], Elsewhere]
Over = Callable[..., FederatedStore]
PATTERN = "{ ?s <https://x.example/p> ?o }"


def results(*bindings: str, names: str = '"s", "o"') -> bytes:
    return f'{{"head": {{"vars": [{names}]}}, "results": {{"bindings": [{", ".join(bindings)}]}}}}'.encode()


ROW = '{"s": {"type": "uri", "value": "https://x.example/1"}, "o": {"type": "literal", "value": "one"}}'
NODE = '{"s": {"type": "bnode", "value": "b"}}'
TRIPLE = (
    '{"s": {"type": "triple", "value": {"subject": {"type": "uri", "value": "a:a"}, "predicate": {"type": "uri", '
    '"value": "a:a"}, "object": {"type": "uri", "value": "a:a"}}}}'
)


def sends(
    body: bytes, media_type: str = JSON, status: int = 200, **headers: str
) -> Callable[[Request], None]:
    return lambda request: request.send(body, media_type, status, **headers)


def says(*parts: bytes, pause: float = 0, wait: bool = False) -> Callable[[Request], None]:
    """Sends bytes as they are, with pauses between them, and may wait at the end."""

    def answer(request: Request) -> None:
        assert isinstance(request.server, Elsewhere)
        request.close_connection = True
        for part in parts:
            request.wfile.write(part)
            if request.server.over.wait(pause):
                return
        if wait:
            request.server.over.wait(60)

    return answer


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\n"
DEEP = b'{"head": {"vars": ["s"]}, "x": ' + b"[" * 60_000 + b"]" * 60_000 + b"}"
FAILING = {
    "500": sends(b"/usr/lib/engine.c: oops", "text/plain", 500),
    "400": sends(b"no", "text/plain", 400),
    "401": sends(b"", status=401),
    "404": sends(b"", status=404),
    "429": sends(b"", status=429, Retry_After="3600"),
    "204": sends(b"", status=204),
    "206": sends(results(ROW), status=206),
    "a redirect to another": sends(b"", status=302, Location="http://127.0.0.1:9/"),
    "a redirect to itself": sends(b"", status=307, Location="/sparql"),
    "html": sends(b"<html>Welcome</html>", "text/html"),
    "html that says it is JSON": sends(b"<html>Welcome</html>"),
    "xml": sends(b'<!DOCTYPE x [<!ENTITY a "aaaa">]><sparql>&a;</sparql>', "application/sparql-results+xml"),
    "csv": sends(b"s,o\r\n", "text/csv"),
    "no type": says(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"),
    "JSON of something else": sends(b'{"hello": "world"}'),
    "an answer to ASK": sends(b'{"head": {}, "boolean": true}'),
    "broken off, whole by its length": sends(results(ROW)[:-3]),
    "broken off, by its length": says(HEAD + b"Content-Length: 500\r\n\r\n" + results(ROW)),
    "broken off, in chunks": says(HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\n{"),
    "empty": sends(b""),
    "no HTTP": says(b"hello\r\n\r\n"),
    "nothing": says(),
    "an endless head": says(HEAD + b"X: " + b"x" * 300_000),
    "no UTF-8": sends(results(ROW).replace(b"one", b"\xff\xfe")),
    "no IRI": sends(results(ROW).replace(b"https://x.example/1", b"a b> } SERVICE <")),
    "no language": sends(results(ROW).replace(b'"one"', b'"one", "xml:lang": "en } SERVICE"')),
    "no datatype": sends(results(ROW).replace(b'"one"', b'"one", "datatype": "x> }"')),
    "no name": sends(results(ROW.replace('"s"', '"s } {"'), names='"s } {", "o"')),
    "a variable that was not announced": sends(results(ROW.replace('"o"', '"z"'))),
    "gzip that nobody asked for": sends(gzip.compress(results(ROW)), Content_Encoding="gzip"),
    "deep": sends(DEEP),
    "a string that never ends": sends(b'{"x": "' + b'\\"' * 1_000_000),
    "cut by time": sends(results(ROW), X_SQL_State="S1TAT"),
    "cut by rows": sends(results(ROW), X_SPARQL_MaxRows="1"),
}


def limits(**changes: object) -> Limits:
    return Limits(**{"deadline": soon(30), **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize("name", FAILING)
def test_a_failure_is_told_with_the_name_of_the_endpoint(name: str, served: Served, over: Over) -> None:
    server = served(FAILING[name])
    with pytest.raises(ServiceError) as caught:
        rows(over(server.url), f"SELECT * {{\n SERVICE <{server.url}> {PATTERN} }}", limits())
    assert server.url in caught.value.what
    assert "line 2, column 2" in caught.value.what
    assert "engine.c" not in str(caught.value)
    assert len(server.asked) == 1


@pytest.mark.parametrize("name", ["500", "html", "broken off, by its length", "deep"])
def test_silent_gives_one_solution_without_bindings(name: str, served: Served, over: Over) -> None:
    server = served(FAILING[name])
    query = f"SELECT * {{ VALUES ?x {{ 1 2 }} SERVICE SILENT <{server.url}> {PATTERN} }}"
    found = rows(over(server.url), query, limits())
    assert [set(row) for row in found] == [{"x"}, {"x"}]


def test_the_columns_of_a_silent_failure_are_those_of_its_pattern(served: Served, over: Over) -> None:
    server = served(FAILING["500"])
    query = f"SELECT * {{ SERVICE SILENT <{server.url}> {{ ?s ?p ?o FILTER(?f > 1) MINUS {{ ?s ?p ?m }} }} }}"
    body = over(server.url).answer(Query(query), Wanted(formats.JSON, None, None), limits()).body
    found = json.loads(b"".join(body))
    assert sorted(found["head"]["vars"]) == ["o", "p", "s"]
    assert found["results"]["bindings"] == [{}]


def test_what_an_endpoint_does_not_say_is_unbound(served: Served, over: Over) -> None:
    server = served(sends(results('{"o": {"type": "literal", "value": "one"}}', "{}", names='"o"')))
    found = rows(over(server.url), f"SELECT * {{ SERVICE <{server.url}> {PATTERN} }}", limits())
    assert [set(row) for row in found] == [{"o"}, set()]


@pytest.mark.parametrize("row", [NODE, TRIPLE])
@pytest.mark.parametrize("silent", ["", "SILENT"])
def test_a_blank_node_is_told_silent_or_not(row: str, silent: str, served: Served, over: Over) -> None:
    server = served(sends(results(row)))
    with pytest.raises(ServiceError, match="blank node") as caught:
        rows(over(server.url), f"SELECT * {{ SERVICE {silent} <{server.url}> {PATTERN} }}", limits())
    assert "ISBLANK" in (caught.value.hint or "")


def test_terms_within_terms_do_not_lead_a_parser_down(served: Served, over: Over) -> None:
    nested = '{"type": "uri", "value": "a:a"}'
    for _ in range(2000):
        nested = (
            '{"type": "triple", "value": {"subject": {"type": "uri", "value": "a:a"}, "predicate": '
            f'{{"type": "uri", "value": "a:a"}}, "object": {nested}}}}}'
        )
    server = served(sends(results(f'{{"s": {nested}}}')))
    with pytest.raises(ServiceError, match="cannot be read"):
        rows(over(server.url), f"SELECT * {{ SERVICE <{server.url}> {PATTERN} }}", limits())


SLOW = {
    "says nothing": says(wait=True),
    "head in drops": says(*(bytes([byte]) for byte in HEAD), pause=0.3, wait=True),
    "body in drops": says(HEAD + b"Content-Length: 100000\r\n\r\n", *itertools.repeat(b" ", 600), pause=0.3),
}


@pytest.mark.parametrize("name", SLOW)
def test_the_time_of_a_clause_is_for_the_whole_of_it(name: str, served: Served, over: Over) -> None:
    server, start = served(SLOW[name]), soon(0)
    federated = over(server.url, seconds=0.5)
    with pytest.raises(ServiceTimeout, match="in time") as caught:
        rows(federated, f"SELECT * {{ SERVICE <{server.url}> {PATTERN} }}", limits())
    assert server.url in caught.value.what
    assert soon(0) < start + 10
    silent = f"SELECT * {{ SERVICE SILENT <{server.url}> {PATTERN} }}"
    assert rows(federated, silent, limits()) == [{}]


@pytest.mark.parametrize("reads", [0, 1])
def test_an_endpoint_that_reads_nothing_or_in_drops_is_not_waited_for(reads: int) -> None:
    """The query is longer than what the system takes off our hands."""
    over_now = threading.Event()

    def sip() -> None:
        connection, _ = server.accept()
        with connection:
            while not over_now.wait(0.02):
                connection.recv(reads) if reads else None

    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        server.bind(("127.0.0.1", 0))
        server.listen()
        server.settimeout(60)
        thread = threading.Thread(target=sip, daemon=True)
        thread.start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        long = f"{{ ?s ?p ?o FILTER(?o != '{'x' * 3_000_000}') }}"
        large = PoolSettings(pages=1, quick=1, slow=1, max_query_bytes=9_000_000)
        settings = FederationSettings((url,), private=True, seconds=2, max_query_bytes=9_000_000)
        with closing(EmbeddedStore.memory([LOCAL], large)) as store, pytest.raises(ServiceTimeout):
            federated, start = FederatedStore(store, settings), soon(0)
            rows(federated, f"SELECT * {{ SERVICE <{url}> {long} }}", limits())
        assert soon(0) < start + 20
        over_now.set()
        thread.join()


def test_the_deadline_of_the_query_is_not_hidden_by_silent(served: Served, over: Over) -> None:
    server = served(SLOW["says nothing"])
    with pytest.raises(QueryTimeout):
        query = f"SELECT * {{ SERVICE SILENT <{server.url}> {PATTERN} }}"
        rows(over(server.url), query, limits(deadline=soon(0.5)))


def test_a_client_that_goes_away_is_noticed(served: Served, over: Over) -> None:
    server = served(SLOW["says nothing"])
    with pytest.raises(ClientGone):
        query = f"SELECT * {{ SERVICE <{server.url}> {PATTERN} }}"
        rows(over(server.url), query, limits(gone=lambda: bool(server.asked)))


ENDLESS = says(HEAD + b"\r\n", *itertools.repeat(b" " * 65536, 1000))
LARGE = {
    "rows": (sends(results(*[ROW] * 11)), {"max_rows": 10}),
    "bytes": (ENDLESS, {"max_bytes": 1_000_000}),
    "bytes, that take more room here": (sends(results(*["{}"] * 9000)), {"max_bytes": 40_000}),
}


@pytest.mark.parametrize("silent", ["", "SILENT"])
@pytest.mark.parametrize("name", LARGE)
def test_too_much_is_an_error_that_says_how_to_bound_it(
    name: str, silent: str, served: Served, over: Over
) -> None:
    answer, settings = LARGE[name]
    server = served(answer)
    with pytest.raises(ResultTooLarge, match="LIMIT") as caught:
        query = f"SELECT * {{ SERVICE {silent} <{server.url}> {PATTERN} }}"
        rows(over(server.url, **settings), query, limits())
    assert server.url in caught.value.what
    assert caught.value.over == name.split(",")[0]
    assert caught.value.limit == next(iter(settings.values()))


def test_as_much_as_is_allowed_is_taken(served: Served, over: Over) -> None:
    server = served(sends(results(*[ROW] * 10)))
    found = rows(over(server.url, max_rows=10), f"SELECT * {{ SERVICE <{server.url}> {PATTERN} }}", limits())
    assert (
        found
        == [
            {"s": NamedNode("https://x.example/1"), "o": found[0]["o"]},
        ]
        * 10
    )
    assert "LIMIT 11" in server.asked[0]


def test_an_answer_longer_than_any_query_may_be_is_taken(served: Served, over: Over) -> None:
    """The limits of length and of words are those of what a client sends."""
    many = (ROW.replace("/1", f"/{number}") for number in range(40_000))
    server = served(sends(results(*many)))
    federated = over(server.url, max_rows=50_000)
    found = rows(federated, f"SELECT (COUNT(*) AS ?n) {{ SERVICE <{server.url}> {PATTERN} }}", limits())
    assert getattr(found[0]["n"], "value", None) == "40000"


def test_values_beside_are_sent_in_portions(served: Served, over: Over) -> None:
    server = served(sends(results()))
    names = " ".join(f"<https://x.example/{number}>" for number in range(450))
    query = f"SELECT * {{ VALUES ?s {{ {names} }} SERVICE <{server.url}> {PATTERN} }}"
    assert rows(over(server.url), query, limits()) == []
    assert [asked.count("(<") for asked in server.asked] == [200, 200, 50]


def test_more_values_than_are_worth_sending_are_not_sent(served: Served, over: Over) -> None:
    server = served(sends(results()))
    names = " ".join(f"<https://x.example/{number}>" for number in range(2001))
    query = f"SELECT * {{ VALUES ?s {{ {names} }} SERVICE <{server.url}> {PATTERN} }}"
    assert rows(over(server.url), query, limits()) == []
    assert ["VALUES" in asked for asked in server.asked] == [False]


def test_a_clause_that_stands_twice_is_asked_once(served: Served, over: Over) -> None:
    server = served(sends(results(ROW)))
    clause = f"{{ SERVICE <{server.url}> {PATTERN} }}"
    assert len(rows(over(server.url), f"SELECT * {{ {clause} UNION {clause} }}", limits())) == 2
    assert len(server.asked) == 1


CALLS = "FILTER(<https://x.example/near>(?o, 'x')) BIND(<https://x.example/name>(?s) AS ?n)"


def test_a_function_that_only_the_endpoint_has_is_left_to_it(served: Served, over: Over) -> None:
    server = served(sends(results(ROW, names='"s", "o", "n", "stranger"')))
    query = f"SELECT * {{ SERVICE <{server.url}> {{ ?s <https://x.example/p> ?o {CALLS} }} }}"
    assert [set(row) for row in rows(over(server.url), query, limits())] == [{"s", "o"}]
    assert "SELECT * WHERE" in server.asked[0]
    failing = served(FAILING["500"])
    silent = query.replace("SERVICE", "SERVICE SILENT").replace(server.url, failing.url)
    assert rows(over(failing.url), silent, limits()) == [{}]
    with pytest.raises(QueryError, match="no function"):
        rows(over(server.url), query.replace("} }", "} FILTER(<https://x.example/near>(?o)) }"), limits())


def test_what_is_silent_once_is_not_silent_everywhere(served: Served, over: Over) -> None:
    server = served(FAILING["500"])
    query = f"SELECT * {{ SERVICE SILENT <{server.url}> {PATTERN} SERVICE <{server.url}> {PATTERN} }}"
    with pytest.raises(ServiceError, match="500"):
        rows(over(server.url), query, limits())


def test_the_endpoint_is_told_who_asks_and_nothing_of_the_client(served: Served, over: Over) -> None:
    server = served(sends(results(ROW)))
    rows(over(server.url), f"SELECT * {{ SERVICE <{server.url}> {PATTERN} }}", limits(client="192.0.2.7"))
    (headers,) = server.headers
    assert headers["User-Agent"].startswith("kg/")
    assert headers["Accept"] == JSON
    assert "192.0.2.7" not in str(headers)
    assert set(headers) <= {
        "Host",
        "Accept",
        "Accept-Encoding",
        "Content-Type",
        "User-Agent",
        "Content-Length",
    }


def test_only_so_many_fetch_at_a_time(served: Served, over: Over) -> None:
    server, leave = served(SLOW["says nothing"]), threading.Event()
    federated = over(server.url, places=1)
    query = f"SELECT * {{ SERVICE <{server.url}> {PATTERN} }}"

    def wait() -> None:
        with suppress(StoreError):
            rows(federated, query, limits(gone=leave.is_set))

    waiting = threading.Thread(target=wait)
    waiting.start()
    while not server.asked:
        waiting.join(0.01)
    with pytest.raises(StoreBusy):
        rows(federated, query, limits())
    assert rows(federated, "SELECT ('SERVICE' AS ?x) {}", limits())
    leave.set()
    waiting.join()
    with pytest.raises(ServiceTimeout):
        rows(over(server.url, seconds=0.2), query, limits())


def test_an_endpoint_that_is_down_is_told(over: Over, served: Served) -> None:
    server = served(says())
    url = server.url.replace(str(server.server_port), "9")
    with pytest.raises(ServiceError, match="down"):
        rows(over(url), f"SELECT * {{ SERVICE <{url}> {PATTERN} }}", limits())
