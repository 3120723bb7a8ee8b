"""SERVICE over HTTP: two servers of ours, one of which asks the other, and itself."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

import pytest
from running import BASE, PROBE, Endpoint, Serving

from kg.errors import SettingsError
from kg.serve import app, start
from kg.settings import Settings, load
from kg.store.base import soon
from kg.store.functions import rows
from kg.store.pool import PoolSettings

LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
ONE = PoolSettings(pages=1, quick=1, slow=1)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def labels(url: str, silent: str = "") -> str:
    return f"SELECT ?l {{ SERVICE {silent} <{url}> {{ <{BASE}id/x> {LABEL} ?l }} }} ORDER BY LANG(?l)"


@pytest.fixture(scope="module")
def here(serving: Serving, endpoint: Endpoint) -> Iterator[Endpoint]:
    """A server that may ask the shared one, itself, one that is down, and one that says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as mute:
        quiet = f"http://127.0.0.1:{mute.getsockname()[1]}/"
        port = free_port()
        listed = (endpoint.url, f"http://127.0.0.1:{port}/sparql", "http://127.0.0.1:9/", quiet)
        with serving(
            pool=ONE,
            port=port,
            federate=listed,
            federate_private=True,
            service_seconds=60,
            service_max_rows=50,
            service_places=2,
        ) as found:
            yield found


def _listed(here: Endpoint) -> list[str]:
    lines = here.ask("GET", "/sparql?format=nt").text.splitlines()
    return [line.split('"')[1] for line in lines if "anyURI" in line]


def test_an_answer_is_joined_and_never_kept(here: Endpoint, endpoint: Endpoint) -> None:
    pattern = f"VALUES ?x {{ <{BASE}id/x> }} SERVICE <{endpoint.url}> {{ ?x {LABEL} ?l }}"
    query = f"SELECT ?l {{ {pattern} }} ORDER BY LANG(?l)"
    for _ in range(2):
        reply = here.query(query, "application/sparql-results+json")
        found = json.loads(reply.body)["results"]["bindings"]
        assert [row["l"]["value"] for row in found] == ["District one", "Huyện một"]
        assert reply.headers["ETag"] is None
        assert reply.headers["Cache-Control"] == "no-store"
    assert here.query(f"SELECT ?l {{ <{BASE}id/x> {LABEL} ?l }}").headers["ETag"]


def test_it_means_the_same_however_it_is_sent(here: Endpoint, endpoint: Endpoint) -> None:
    query = labels(endpoint.url).replace("SERVICE", "service # chú thích {\n")
    form = [("Content-Type", "application/x-www-form-urlencoded"), ("Accept", "text/csv")]
    direct = [("Content-Type", "application/sparql-query"), ("Accept", "text/csv")]
    replies = [
        here.query(query, "text/csv"),
        here.ask("POST", "/sparql", form, f"query={quote(query)}".encode()),
        here.ask("POST", "/sparql", direct, query.encode()),
        here.ask("QUERY", "/sparql", direct, query.encode()),
    ]
    assert {reply.text for reply in replies} == {"l\r\nDistrict one\r\nHuyện một\r\n"}


def test_a_browser_sees_rows_and_problems_on_the_page(here: Endpoint, endpoint: Endpoint) -> None:
    page = here.query(labels(endpoint.url), "text/html")
    assert "Huyện một" in page.text
    failed = here.query(labels("http://127.0.0.1:9/"), "text/html")
    assert failed.status == 502
    assert "http://127.0.0.1:9/" in failed.text


def test_a_server_that_asks_itself_answers(here: Endpoint) -> None:
    reply = here.query(labels(here.url), "text/csv")
    assert reply.text == "l\r\nDistrict one\r\nHuyện một\r\n"


def test_many_that_ask_the_server_itself_all_end(here: Endpoint) -> None:
    with ThreadPoolExecutor(12) as clients:
        replies = list(clients.map(lambda _: here.query(labels(here.url), "text/csv"), range(24)))
    assert {reply.status for reply in replies} <= {200, 503}
    assert 200 in {reply.status for reply in replies}
    assert all(reply.headers["Retry-After"] for reply in replies if reply.status == 503)


PROBLEMS = {
    "another": ("http://127.0.0.1:8/", "", 403, "forbidden"),
    "another, silent": ("http://127.0.0.1:8/", "SILENT", 403, "forbidden"),
    "down": ("http://127.0.0.1:9/", "", 502, "service"),
}


@pytest.mark.parametrize("name", PROBLEMS)
def test_a_problem_names_the_endpoint(here: Endpoint, name: str) -> None:
    url, silent, status, reason = PROBLEMS[name]
    reply = here.query(labels(url, silent), "application/json")
    found = json.loads(reply.body)
    assert (reply.status, found["reason"]) == (status, reason)
    assert url in found["detail"]
    assert found["hint"]
    if status == 403:
        assert (found["line"], found["column"]) == (1, 13)


def test_an_endpoint_that_says_nothing_is_a_problem_in_time(serving: Serving) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        url = f"http://127.0.0.1:{mute.getsockname()[1]}/"
        with serving(pool=ONE, federate=(url,), federate_private=True, service_seconds=1) as here:
            reply = here.query(labels(url))
            assert (reply.status, json.loads(reply.body)["reason"]) == (504, "service-timeout")
            assert url in reply.text
            assert here.query(labels(url, "SILENT"), "text/csv").text == "l\r\n\r\n"


def test_too_many_rows_are_a_problem_that_says_how_to_go_on(here: Endpoint, endpoint: Endpoint) -> None:
    many = " ".join(map(str, range(51)))
    reply = here.query(f"SELECT * {{ SERVICE <{endpoint.url}> {{ VALUES ?x {{ {many} }} }} }}")
    found = json.loads(reply.body)
    assert (reply.status, found["reason"], found["over"], found["limit"]) == (
        422,
        "result-too-large",
        "rows",
        50,
    )
    assert "LIMIT" in found["hint"]


def test_what_hangs_elsewhere_holds_no_worker_and_a_client_that_leaves_frees_its_place(
    here: Endpoint,
) -> None:
    target = f"/sparql?query={quote(labels(_listed(here)[3]))}"
    waiting = [here.raw(f"GET {target} HTTP/1.1\r\nHost: x\r\n\r\n".encode()) for _ in range(2)]
    assert here.query(PROBE).status == 200
    for connection in waiting:
        connection.close()
    left = soon(30)
    while (reply := here.query(labels(here.url), "text/csv")).status != 200:
        assert reply.status == 503
        assert soon(0) < left, "the places were not freed"


def test_the_service_description_and_the_page_of_limits_say_so(here: Endpoint, endpoint: Endpoint) -> None:
    triples = here.ask("GET", "/sparql?format=nt").text
    assert "#feature> <http://www.w3.org/ns/sparql-service-description#BasicFederatedQuery>" in triples
    assert endpoint.url in triples
    for name in ("service_seconds", "service_max_rows", "service_max_bytes", "service_places"):
        assert f'"{name}"' in triples
    for language in ("vi", "en"):
        page = here.ask("GET", f"/limits?lang={language}").text
        assert endpoint.url in page
        assert "service_max_clauses" in page


def test_the_workers_are_still_counted(here: Endpoint) -> None:
    assert "kg_workers" in here.ask("GET", "/metrics").text


def test_it_is_off_where_nothing_is_listed(endpoint: Endpoint) -> None:
    for silent in ("", "SILENT"):
        reply = endpoint.query(labels(endpoint.url, silent))
        found = json.loads(reply.body)
        assert (reply.status, found["reason"], found["line"], found["column"]) == (403, "forbidden", 1, 13)
    triples = endpoint.ask("GET", "/sparql?format=nt").text
    assert "BasicFederatedQuery" not in triples
    assert "service_seconds" not in triples
    assert 'id="endpoints"' not in endpoint.ask("GET", "/limits").text


def test_a_site_over_another_engine_answers_too(here: Endpoint, endpoint: Endpoint) -> None:
    settings = Settings(federate=(here.url,), federate_private=True)
    site = start.endpoint(settings, endpoint.url, pytest.fail)
    with closing(site):
        found = rows(site.store, labels(here.url), site.page_limits())
    assert [getattr(row["l"], "value", None) for row in found] == ["District one", "Huyện một"]


class Engine(BaseHTTPRequestHandler):
    """An engine for which VALUES are always the same two rows."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        rows = [{"a": {"type": "uri", "value": f"urn:{n}"}} for n in (1, 2)]
        body = json.dumps({"head": {"vars": ["a"]}, "results": {"bindings": rows}}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/sparql-results+json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Says nothing."""


@pytest.fixture(scope="module")
def wrong_engine() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Engine) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def test_an_engine_that_joins_wrongly_is_said_to_everywhere(wrong_engine: str, endpoint: Endpoint) -> None:
    told: list[str] = []
    settings = Settings(federate=(endpoint.url,), federate_private=True)
    with closing(start.endpoint(settings, wrong_engine, told.append)) as site:
        client = app.create_app(site).test_client()
        reply = client.get("/sparql", query_string={"query": labels(endpoint.url)})
        description = client.get("/sparql?format=nt").text
        pages = {lang: client.get(f"/limits?lang={lang}").text for lang in ("vi", "en")}
    assert (reply.status_code, json.loads(reply.data)["reason"]) == (403, "forbidden")
    assert "joins VALUES wrongly (with a row that stands twice)" in json.loads(reply.data)["detail"]
    assert "SERVICE is refused" in told[0]
    assert "BasicFederatedQuery" not in description
    assert "service_seconds" not in description
    assert endpoint.url not in description
    assert "does not join VALUES as SPARQL 1.1 says" in pages["en"]
    assert "không nối VALUES đúng" in pages["vi"]


LISTS = {
    "file, list": ('federate = ["https://a.example/sparql", "http://b.example/"]', {}),
    "variable, spaces": ("", {"KG_FEDERATE": "https://a.example/sparql  http://b.example/"}),
    "variable, commas": ("", {"KG_FEDERATE": "https://a.example/sparql, http://b.example/"}),
}


@pytest.mark.parametrize("name", LISTS)
def test_endpoints_are_listed_in_each_way(tmp_path: Path, name: str) -> None:
    text, environ = LISTS[name]
    (tmp_path / "kg.toml").write_text(text)
    found = load(tmp_path / "kg.toml", environ)
    assert found.federate == ("https://a.example/sparql", "http://b.example/")


WRONG = (
    "a.example/sparql",
    "ftp://a.example/",
    "file:///etc/passwd",
    "https://",
    "https://me@a.example/",
    "https://me:word@a.example/",
    "https://a.example/#part",
    "https://a.example:99999/",
    "https://a.example/<x>",
    "https://[::1/",
)


@pytest.mark.parametrize("iri", WRONG)
def test_what_is_no_endpoint_is_refused_at_the_start(iri: str) -> None:
    with pytest.raises(SettingsError, match="federate"):
        load(None, {"KG_FEDERATE": iri})


@pytest.mark.parametrize("name", ["service_seconds", "service_max_rows", "service_places"])
def test_limits_are_above_zero(name: str) -> None:
    with pytest.raises(SettingsError, match=name):
        load(None, {f"KG_{name.upper()}": "0"})


def test_a_private_address_needs_a_setting_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "a.nt").write_text('<https://a.example/a> <https://a.example/p> "x" .\n')
    listed = Settings(federate=("http://127.0.0.1:1/",), workers=1)
    with pytest.raises(SettingsError, match="federate_private"):
        start.files(listed, [tmp_path / "a.nt"], None)
    start.files(listed.with_(federate_private=True), [tmp_path / "a.nt"], None).close()
