"""An engine that is down, slow, cut off or answers rubbish: an error in time, never half an answer."""

from __future__ import annotations

import gc
import io
import itertools
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from urllib.parse import parse_qs

import pytest

from kg import formats
from kg.errors import (
    ClientGone,
    EngineError,
    QuerySyntaxError,
    QueryTimeout,
    QueryTooLarge,
    ResultTooLarge,
    SettingsError,
    StoreBusy,
)
from kg.store.base import Answer, Form, Lane, Limits, Query, Wanted, soon
from kg.store.functions import ask, rows
from kg.store.remote import RemoteSettings, RemoteStore
from kg.store.spooled import FileBody
from ports import free_port

JSON = "Content-Type: application/sparql-results+json"
ONE = b'{"head": {"vars": ["x"]}, "results": {"bindings": [{"x": {"type": "literal", "value": "1"}}]}}'
WANTED = Wanted(formats.JSON, formats.JSON, formats.TURTLE)


def reply(body: bytes, *headers: str, status: str = "200 OK", length: int | None = None) -> bytes:
    size = len(body) if length is None else length
    head = [f"HTTP/1.1 {status}", f"Content-Length: {size}", *headers]
    return "\r\n".join((*head, "", "")).encode() + body


class Scripted:
    """A server that sends the same bytes to everybody, part by part with a pause between them, and notes requests."""

    def __init__(self, parts: Iterator[bytes] | list[bytes], pause: float = 0, keep: bool = False) -> None:
        self._parts, self._pause, self._keep = parts, pause, keep
        self._over = threading.Event()
        self.requests: list[bytes] = []
        self._server = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._server.getsockname()[1]}/sparql"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            connection, _ = self._server.accept()
            with connection, suppress(OSError):
                if self._over.is_set():
                    return
                self._answer(connection)

    def _answer(self, connection: socket.socket) -> None:
        request = b""
        while b"\r\n\r\n" not in request:
            request += connection.recv(65536)
        head, _, body = request.partition(b"\r\n\r\n")
        length = next(
            int(line.split()[1]) for line in head.split(b"\r\n") if line.startswith(b"Content-Length")
        )
        while len(body) < length:
            body += connection.recv(65536)
        self.requests.append(head + b"\r\n\r\n" + body)
        for part in self._parts:
            connection.sendall(part)
            if self._over.wait(self._pause):
                return
        if self._keep:
            self._over.wait(60)

    def close(self) -> None:
        self._over.set()
        with socket.create_connection(self._server.getsockname()):
            pass
        self._thread.join()
        self._server.close()


@contextmanager
def engine(
    *parts: bytes, pause: float = 0, keep: bool = False, settings: RemoteSettings | None = None
) -> Iterator[tuple[RemoteStore, Scripted]]:
    with (
        closing(Scripted(list(parts), pause, keep)) as server,
        closing(RemoteStore(server.url, settings)) as store,
    ):
        yield store, server


def limits(**changes: object) -> Limits:
    return Limits(**{"deadline": soon(30), **changes})  # type: ignore[arg-type]


def test_a_whole_answer_is_read() -> None:
    with engine(reply(ONE, JSON)) as (store, _):
        assert [row["x"].value for row in rows(store, "SELECT ?x {}", limits())] == ["1"]  # type: ignore[union-attr]


RUBBISH = {
    "html": reply(b"<html>Welcome</html>", "Content-Type: text/html"),
    "html that says it is JSON": reply(b"<html>Welcome</html>", JSON),
    "broken off, by its length": reply(ONE[:40], JSON, length=len(ONE)),
    "broken off, whole by its length": reply(ONE[:-3], JSON),
    "broken off, until the end": b"HTTP/1.1 200 OK\r\n" + JSON.encode() + b"\r\n\r\n" + ONE[:-3],
    "broken off, in chunks": (
        b"HTTP/1.1 200 OK\r\n"
        + JSON.encode()
        + b"\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n"
        + ONE[:5]
        + b"\r\n"
    ),
    "empty": reply(b"", JSON),
    "no type": reply(ONE),
    "an answer to ASK": reply(b'{"head": {}, "boolean": true}', JSON),
    "no HTTP": b"hello\r\n\r\n",
    "nothing": b"",
    "an error": reply(b"/usr/lib/engine.c: oops", status="500 Internal Server Error"),
    "not here": reply(b"", status="404 Not Found"),
    "moved": reply(b"", "Location: /elsewhere", status="301 Moved Permanently"),
    "for members": reply(b"", status="401 Unauthorized"),
    "invalid IRIs": reply(ONE.replace(b'"literal"', b'"uri"'), JSON),
    "not UTF-8": reply(ONE.replace(b'"1"', b'"\xff\xfe"'), JSON),
}


@pytest.mark.parametrize("name", RUBBISH)
def test_rubbish_is_an_error_that_says_nothing_of_the_engine(name: str) -> None:
    with engine(RUBBISH[name]) as (store, server), pytest.raises(EngineError) as caught:
        store.answer(Query("SELECT ?x {}"), WANTED, limits())
    assert "engine.c" not in str(caught.value)
    assert server.url not in str(caught.value)


@pytest.mark.parametrize("name", ["broken off, whole by its length", "an answer to ASK", "invalid IRIs"])
def test_an_error_may_be_forgotten_by_another_thread(name: str) -> None:
    """The parser's objects may not: a thread that dropped one would say so, and the test would fail."""
    kept: list[BaseException] = []

    def fail(store: RemoteStore, body: bytes) -> None:
        for attempt in (
            lambda: store.answer(Query("SELECT ?x {}"), WANTED, limits()),
            lambda: rows(_Canned(body), "SELECT ?x {}", limits()),
            lambda: ask(
                _Canned(b'{"head": {"vars": ["x"]}, "results": {"bindings": []}}'), "ASK {}", limits()
            ),
        ):
            try:
                attempt()
            except EngineError as error:
                kept.append(error)

    with engine(RUBBISH[name]) as (store, _):
        thread = threading.Thread(target=fail, args=(store, b"?x\n<no iri>\n"))
        thread.start()
        thread.join()
    assert len(kept) == 3
    kept.clear()
    gc.collect()


class _Canned:
    """A store with one answer, whatever it is asked."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def answer(self, query: Query, wanted: Wanted, limits: Limits) -> Answer:
        return Answer(Form.SELECT, formats.TSV, FileBody(io.BytesIO(self._data)), True)

    def close(self) -> None:
        """Has nothing to close."""


GRAPHS = {
    "no RDF": reply(b"<a:s> nope", "Content-Type: application/n-triples"),
    "results": reply(ONE, JSON),
    "broken off": reply(b"<a:s> <a:p> <a:", "Content-Type: text/turtle"),
}


@pytest.mark.parametrize("name", GRAPHS)
def test_rubbish_for_a_graph_is_an_error(name: str) -> None:
    with engine(GRAPHS[name]) as (store, _), pytest.raises(EngineError):
        store.answer(Query("CONSTRUCT WHERE { ?s ?p ?o }"), WANTED, limits())


STATUSES = [
    ("400 Bad Request", QuerySyntaxError),
    ("408 Request Timeout", QueryTimeout),
    ("413 Content Too Large", QueryTooLarge),
    ("429 Too Many Requests", StoreBusy),
    ("503 Service Unavailable", StoreBusy),
    ("504 Gateway Timeout", QueryTimeout),
]


@pytest.mark.parametrize(("status", "error"), STATUSES)
def test_what_the_engine_says_has_its_meaning(status: str, error: type[Exception]) -> None:
    with engine(reply(b"", "Retry-After: 7", status=status)) as (store, _), pytest.raises(error) as caught:
        store.answer(Query("SELECT ?x {}"), WANTED, limits())
    assert getattr(caught.value, "retry_after", 7) == 7


UNREAD = [
    ("SELECT * {\n ?s ?p }", b"error at 2:9: expected one of [_]", 2, 9),
    ("SELECT * {\n ?s nope:p ?o }", b"what engines say", 2, 5),
    ("SELECT * { ?s ?p 'x }", b"SP030: syntax error at line 7", 1, 18),
    ("SELECT * { ?s ?p }", b"SP030: SPARQL compiler, line 4: syntax error at '}'", 4, None),
    ("SELECT * { ?s ?p }", b"what engines say of /etc/passwd", None, None),
]


@pytest.mark.parametrize(("query", "said", "line", "column"), UNREAD)
def test_of_a_query_that_the_engine_cannot_read_as_much_is_told_as_is_known(
    query: str, said: bytes, line: int | None, column: int | None
) -> None:
    with (
        engine(reply(said, status="400 Bad Request")) as (store, _),
        pytest.raises(QuerySyntaxError) as caught,
    ):
        store.answer(Query(query), WANTED, limits())
    assert (caught.value.line, caught.value.column) == (line, column)
    assert caught.value.hint
    assert "engines say" not in str(caught.value)


@pytest.mark.parametrize(
    ("header", "error"), [("X-SPARQL-MaxRows: 1", ResultTooLarge), ("X-SQL-State: S1TAT", QueryTimeout)]
)
def test_an_answer_that_the_engine_cut_is_no_answer(header: str, error: type[Exception]) -> None:
    with engine(reply(ONE, JSON, header)) as (store, _), pytest.raises(error):
        store.answer(Query("SELECT ?x {}"), WANTED, limits())


SLOW = {
    "says nothing": [],
    "head in drops": [bytes([byte]) for byte in reply(ONE, JSON)],
    "body in drops": [reply(b"", JSON, length=10**6), *itertools.repeat(b" ", 600)],
}


@pytest.mark.parametrize("name", SLOW)
def test_the_deadline_is_for_the_whole(name: str) -> None:
    with engine(*SLOW[name], pause=0.3, keep=True) as (store, _):
        start = soon(0)
        with pytest.raises(QueryTimeout):
            store.answer(Query("SELECT ?x {}"), WANTED, limits(deadline=soon(0.5)))
        assert soon(0) < start + 30


def test_a_client_that_goes_away_is_noticed() -> None:
    asked = itertools.count()
    with engine(keep=True) as (store, _), pytest.raises(ClientGone):
        store.answer(Query("SELECT ?x {}"), WANTED, limits(gone=lambda: next(asked) > 3))


def test_an_engine_that_is_down_is_an_error() -> None:
    with closing(RemoteStore(f"http://127.0.0.1:{free_port()}/")) as store, pytest.raises(EngineError):
        store.answer(Query("SELECT ?x {}"), WANTED, limits())


def test_more_than_the_limit_is_not_taken() -> None:
    endless = reply(b"", JSON, length=10**9), *itertools.repeat(b" " * 65536, 1000)
    with engine(*endless) as (store, _), pytest.raises(ResultTooLarge) as caught:
        store.answer(Query("SELECT ?x {}"), WANTED, limits(max_bytes=1000))
    assert caught.value.over == "bytes"


def test_pages_have_connections_of_their_own() -> None:
    settings = RemoteSettings(pages=1, public=1)
    with engine(keep=True, settings=settings) as (store, server):
        leave = threading.Event()

        def wait() -> None:
            with suppress(ClientGone):
                store.answer(Query("SELECT ?x {}"), WANTED, limits(gone=leave.is_set))

        waiting = threading.Thread(target=wait)
        waiting.start()
        while not server.requests:
            waiting.join(0.01)
        with pytest.raises(StoreBusy):
            store.answer(Query("SELECT ?x {}"), WANTED, limits(deadline=soon(1)))
        with pytest.raises(ClientGone):
            store.answer(Query("SELECT ?x {}"), WANTED, limits(gone=lambda: True))
        with pytest.raises(QueryTimeout):
            store.answer(Query("SELECT ?x {}"), WANTED, limits(deadline=soon(1), lane=Lane.PAGES))
        leave.set()
        waiting.join()


DATASETS: list[tuple[Query, list[str], list[str], Callable[[str], bool]]] = [
    (Query("SELECT * {}"), ["g:yes"], ["g:named"], lambda text: "FROM" not in text),
    (Query("SELECT * {}", ("g:own",)), ["g:own"], ["urn:x-kg:no-graph"], lambda text: "FROM" not in text),
    (Query("SELECT * FROM <g:f> {}", (), ("g:n",)), [], ["g:n"], lambda text: "FROM" not in text),
    (Query("SELECT * FROM <g:f> {}"), [], [], lambda text: "FROM NAMED <urn:x-kg:no-graph>" in text),
    (Query("SELECT * FROM NAMED <g:f> {}"), [], [], lambda text: text == "SELECT * FROM NAMED <g:f> {}"),
]


@pytest.mark.parametrize(("query", "default", "named", "holds"), DATASETS)
def test_the_dataset_of_the_settings_is_sent_unless_another_was_chosen(
    query: Query, default: list[str], named: list[str], holds: Callable[[str], bool]
) -> None:
    settings = RemoteSettings(default_graphs=("g:yes",), named_graphs=("g:named",))
    with engine(reply(ONE, JSON), settings=settings) as (store, server):
        store.answer(query, WANTED, limits())
        head, _, body = server.requests[0].partition(b"\r\n\r\n")
    fields = parse_qs(body.decode())
    assert head.startswith(b"POST /sparql ")
    assert (fields.get("default-graph-uri", []), fields.get("named-graph-uri", [])) == (default, named)
    assert holds(fields["query"][0])


VIRTUOSO_ASK = b'{"head": {"vars": ["__ASK_RETVAL"]}, "results": {"bindings": [%s]}}'
ROW = b'{"__ASK_RETVAL": {"type": "literal", "value": "1"}}'


@pytest.mark.parametrize(
    ("bindings", "answer"), [(ROW, True), (ROW.replace(b'"1"', b'"0"'), False), (b"", False)]
)
def test_yes_and_no_come_as_virtuoso_says_them(bindings: bytes, answer: bool) -> None:
    with engine(reply(VIRTUOSO_ASK % bindings, JSON)) as (store, _):
        assert ask(store, "ASK {}", limits()) is answer


def test_the_blank_nodes_of_virtuoso_are_readable_wherever_a_part_ends() -> None:
    binding = (
        b'{"x": {"type": "bnode", "value": "nodeID://b%d"}, "y": {"type": "literal", "value": "nodeID://b1"}}'
    )
    body = b'{"head": {"vars": ["x", "y"]}, "results": {"bindings": [%s]}}'
    body %= b",".join(binding % number for number in range(50))
    whole = reply(body, JSON)
    with engine(*(whole[i : i + 7] for i in range(0, len(whole), 7))) as (store, _):
        found = rows(store, "SELECT ?x ?y {}", limits())
    assert [row["x"].value for row in found] == [f"b{number}" for number in range(50)]  # type: ignore[union-attr]
    assert {row["y"].value for row in found} == {"nodeID://b1"}  # type: ignore[union-attr]


@pytest.mark.parametrize("address", ["", "file:///etc/passwd", "localhost:7878", "http://"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(SettingsError):
        RemoteStore(address)
