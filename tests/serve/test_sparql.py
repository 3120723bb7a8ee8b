"""The endpoint beyond single requests: clients that researchers use, conditional requests, limits that are reached."""

from __future__ import annotations

import http.client
import json
from urllib.parse import quote

import pyoxigraph
import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from running import BASE, PROBE, Endpoint, Serving
from SPARQLWrapper import SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

from kg.formats import DATASET_FORMATS, GRAPH_FORMATS
from kg.serve.endpoint import description
from kg.store.pool import PoolSettings
from patience import patiently, until

LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
LABELS = f"SELECT ?l {{ <{BASE}id/x> <{LABEL}> ?l }} ORDER BY LANG(?l)"
MANY = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { " + " . ".join(f"?s{i} ?p{i} ?o{i}" for i in range(9)) + " }"


# ---- clients


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("way", ["urlencoded", "postdirectly"])
@pytest.mark.parametrize("onlyconneg", [False, True])
def test_sparqlwrapper_reads_rows_in_every_format(
    endpoint: Endpoint, method: str, way: str, onlyconneg: bool
) -> None:
    client = SPARQLWrapper(endpoint.url)
    client.setMethod(method)
    client.setRequestMethod(way if method == "POST" else "urlencoded")
    client.setOnlyConneg(onlyconneg)
    client.setQuery(LABELS)
    client.setReturnFormat("json")
    rows = client.query().convert()["results"]["bindings"]
    assert [row["l"]["value"] for row in rows] == ["District one", "Huyện một"]
    client.setReturnFormat("xml")
    assert "Huyện một" in client.query().convert().toxml()
    for name in ("csv", "tsv"):
        client.setReturnFormat(name)
        assert "Huyện một" in client.query().convert().decode()


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
@pytest.mark.parametrize("name", ["turtle", "xml", "rdf+xml", "json-ld", "n3"])
def test_sparqlwrapper_reads_graphs(endpoint: Endpoint, name: str) -> None:
    client = SPARQLWrapper(endpoint.url)
    client.setQuery(f"CONSTRUCT WHERE {{ <{BASE}id/x> <{LABEL}> ?l }}")
    client.setReturnFormat(name)
    found = client.query().convert()
    graph = found if isinstance(found, rdflib.Graph) else rdflib.Graph().parse(found, format="turtle")
    assert rdflib.Literal("Huyện một", lang="vi") in set(graph.objects())


def test_sparqlwrapper_asks_yes_or_no_in_a_dataset_and_learns_of_mistakes(endpoint: Endpoint) -> None:
    client = SPARQLWrapper(endpoint.url, defaultGraph=f"{BASE}graph/a")
    client.setQuery(f'ASK {{ ?s <{LABEL}> "in graph a" }}')
    client.setReturnFormat("json")
    assert client.query().convert() == {"head": {}, "boolean": True}
    client.setQuery("ASK {")
    with pytest.raises(QueryBadFormed, match="ends too early"):
        client.query()


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
@pytest.mark.parametrize("name", ["xml", "json", "csv", "tsv"])
def test_rdflib_reads_rows(endpoint: Endpoint, method: str, name: str) -> None:
    store = SPARQLStore(endpoint.url, method=method, returnFormat=name)
    rows = [str(row[0]) for row in rdflib.Graph(store).query(LABELS)]
    assert rows == ["District one", "Huyện một"]


def test_rdflib_walks_the_graph(endpoint: Endpoint) -> None:
    graph = rdflib.Graph(SPARQLStore(endpoint.url))
    assert rdflib.Literal("Huyện một", lang="vi") in set(
        graph.objects(rdflib.URIRef(f"{BASE}id/x"), rdflib.RDFS.label)
    )
    described = graph.query(f"DESCRIBE <{BASE}id/x>").graph
    assert described is not None and len(described) == 3


# ---- conditional requests


def test_an_answer_that_is_known_is_not_sent_again_and_the_connection_stays(endpoint: Endpoint) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", endpoint.server.port, timeout=60)
    target = f"/sparql?query={quote(LABELS)}"
    try:
        connection.request("GET", target, headers={"Accept": "text/csv"})
        first = connection.getresponse()
        first.read()
        socket = connection.sock
        for known in (
            first.headers["ETag"],
            f'"x", {first.headers["ETag"]}',
            first.headers["ETag"].removeprefix("W/"),
        ):
            for method in ("GET", "HEAD"):
                connection.request(method, target, headers={"Accept": "text/csv", "If-None-Match": known})
                again = connection.getresponse()
                assert (again.status, again.read()) == (304, b"")
                assert again.headers["ETag"] == first.headers["ETag"]
                assert "Accept" in again.headers["Vary"]
        assert connection.sock is socket
    finally:
        connection.close()


def test_the_tag_tells_query_dataset_and_format_apart(endpoint: Endpoint) -> None:
    replies = [
        endpoint.query(LABELS, "text/csv"),
        endpoint.query(LABELS, "text/tab-separated-values"),
        endpoint.query(LABELS + " ", "text/csv"),
        endpoint.query(LABELS, "text/csv", **{"default-graph-uri": f"{BASE}graph/a"}),
        endpoint.query(LABELS, "text/csv", **{"named-graph-uri": f"{BASE}graph/a"}),
    ]
    assert len({reply.headers["ETag"] for reply in replies}) == len(replies)
    assert endpoint.query(LABELS, "text/csv").headers["ETag"] == replies[0].headers["ETag"]


# ---- limits


def test_a_result_with_too_many_rows_fails_and_says_how_to_page(endpoint: Endpoint) -> None:
    reply = endpoint.query(MANY, "text/csv")
    problem = json.loads(reply.body)
    assert reply.status == 422
    assert reply.headers["Content-Type"] == "application/problem+json"
    assert (problem["reason"], problem["over"], problem["limit"]) == ("result-too-large", "rows", 10_000)
    assert "LIMIT" in problem["hint"] and "OFFSET" in problem["hint"]


def test_a_result_with_too_many_bytes_fails(endpoint: Endpoint) -> None:
    problem = json.loads(endpoint.query(MANY + " LIMIT 9000", "application/sparql-results+xml").body)
    assert (problem["over"], problem["limit"]) == ("bytes", 5_000_000)


def test_a_large_result_comes_whole(endpoint: Endpoint) -> None:
    reply = endpoint.query(MANY + " LIMIT 7000", "text/tab-separated-values")
    assert reply.status == 200
    assert reply.body.count(b"\n") == 7001
    assert len(reply.body) == int(reply.headers["Content-Length"]) > 2_000_000


def test_a_query_that_takes_too_long_says_how_long_it_was_given(endpoint: Endpoint) -> None:
    def attempt(pace: float) -> None:
        """At a pace at which a worker is free in time; else that is what is said."""
        reply = endpoint.query(ENDLESS, timeout=str(pace))
        problem = json.loads(reply.body)
        assert reply.status == problem["status"] == 504
        assert (problem["reason"], problem["over"], problem["limit"]) == ("timeout", "seconds", pace)
        assert "Retry-After" not in reply.headers

    patiently(attempt)


def test_a_client_may_not_raise_the_deadline(serving: Serving) -> None:
    with serving(timeout=0.5) as endpoint:
        problem = json.loads(endpoint.query(ENDLESS, timeout="3600").body)
    assert (problem["reason"], problem["limit"]) == ("timeout", 0.5)


def test_a_query_may_be_as_long_as_the_limit_and_no_longer(endpoint: Endpoint) -> None:
    query = "ASK {} #" + "x" * (20_000 - 8)
    target = f"/sparql?query={quote(query)}"
    assert endpoint.ask("GET", target).status == 200
    assert endpoint.ask("GET", target + "x").status == 413
    for headers, body in (
        ([("Content-Type", "application/sparql-query")], query),
        ([("Content-Type", "application/x-www-form-urlencoded")], f"query={quote(query)}"),
    ):
        assert endpoint.ask("POST", "/sparql", headers, body.encode()).status == 200
        assert endpoint.ask("POST", "/sparql", headers, body.encode() + b"x").status == 413


def test_a_full_server_says_when_to_come_again(serving: Serving) -> None:
    tight = PoolSettings(pages=1, quick=1, slow=1, quick_seconds=60, waiting=(1, 0, 0))
    with serving(pool=tight) as endpoint:
        request = f"GET /sparql?query={quote(ENDLESS)} HTTP/1.1\r\nHost: x\r\n\r\n"
        with endpoint.raw(request.encode()):
            until(lambda: 'kg_queries_running{lane="quick"} 1' in endpoint.ask("GET", "/metrics").text)
            refused = endpoint.query(PROBE)
        assert refused.status == 503
        assert json.loads(refused.body)["retryAfter"] == int(refused.headers["Retry-After"]) >= 1
        until(lambda: endpoint.query(PROBE).status == 200)


def test_a_client_whose_time_is_spent_learns_when_it_has_some_again(serving: Serving) -> None:
    def attempt(pace: float) -> None:
        frugal = PoolSettings(pages=1, quick=1, slow=1, quick_seconds=0.05, budget_seconds=0.5 * pace)
        with serving(pool=frugal) as endpoint:
            first, second = (endpoint.query(ENDLESS, timeout=str(seconds)) for seconds in (pace, 60))
            assert endpoint.query(PROBE).status == 200
        assert (first.status, second.status) == (504, 429)
        assert json.loads(second.body)["retryAfter"] == int(second.headers["Retry-After"]) > 1

    patiently(attempt)


def test_a_client_that_goes_away_frees_its_place(serving: Serving) -> None:
    with serving(pool=PoolSettings(pages=1, quick=1, slow=1, quick_seconds=60)) as endpoint:
        target = f"/sparql?query={quote(ENDLESS)}"
        endpoint.raw(f"GET {target} HTTP/1.1\r\nHost: x\r\n\r\n".encode()).close()
        assert endpoint.query(PROBE, timeout="30").status == 200


# ---- the service description


@pytest.mark.parametrize("offered", (*GRAPH_FORMATS, *DATASET_FORMATS), ids=lambda f: f.name)
def test_the_description_says_the_same_in_every_format(endpoint: Endpoint, offered: object) -> None:
    def triples(accept: str) -> set[str]:
        reply = endpoint.ask("GET", "/sparql", [("Accept", accept)])
        rdf_format = pyoxigraph.RdfFormat.from_media_type(accept)
        assert rdf_format
        quads = pyoxigraph.parse(reply.body, rdf_format)
        return {str(quad.predicate) + str(quad.object) for quad in quads if "_:" not in str(quad.object)}

    assert triples(offered.media_type) == triples("application/n-triples")


def described(endpoint: Endpoint, query: str) -> set[str]:
    graph = rdflib.Graph().parse(data=endpoint.ask("GET", "/sparql").body, format="turtle")
    prefixes = (
        "PREFIX sd: <http://www.w3.org/ns/sparql-service-description#> PREFIX schema: <https://schema.org/> "
    )
    return {str(row[0]) for row in graph.query(prefixes + query)}


def test_the_description_names_the_graphs_that_can_be_asked(endpoint: Endpoint) -> None:
    names = described(endpoint, "SELECT ?n { ?s sd:defaultDataset/sd:namedGraph/sd:name ?n }")
    assert names == {f"{BASE}graph/a", f"{BASE}graph/đồ"}
    for name in names:
        assert b"true" in endpoint.query("ASK { ?s ?p ?o }", **{"default-graph-uri": name}).body


def test_the_description_names_formats_that_are_given(endpoint: Endpoint) -> None:
    names = described(endpoint, "SELECT ?f { ?s sd:resultFormat ?f }")
    assert "http://www.w3.org/ns/formats/SPARQL_Results_JSON" in names
    assert len(names) == 10


def test_the_depth_that_is_told_is_the_one_that_holds(endpoint: Endpoint) -> None:
    told = described(endpoint, 'SELECT ?v { ?l schema:propertyID "max_depth" ; schema:value ?v }')
    depth = int(told.pop())
    assert endpoint.query("ASK " + "{" * depth + "}" * depth).status == 200
    refused = endpoint.query("ASK " + "{" * (depth + 1) + "}" * (depth + 1))
    assert refused.status == 413
    assert f"{depth} levels" in json.loads(refused.body)["detail"]


def test_the_description_tells_the_limits(endpoint: Endpoint) -> None:
    assert described(endpoint, 'SELECT ?v { ?l schema:propertyID "max_result_rows" ; schema:value ?v }') == {
        "10000"
    }


@pytest.mark.parametrize("function", description.EXTENSIONS, ids=lambda f: f.value.rpartition("/")[2])
def test_each_function_that_is_described_is_there(endpoint: Endpoint, function: pyoxigraph.NamedNode) -> None:
    assert endpoint.query(f"SELECT ({function}(?x) AS ?y) {{ VALUES ?x {{ 1 }} }}").status == 200


# ---- asked again


def test_a_stable_answer_is_the_same_when_asked_again_and_a_changing_one_is_not(endpoint: Endpoint) -> None:
    for accept in ("text/csv", "application/sparql-results+json"):
        first, again = endpoint.query(LABELS, accept), endpoint.query(LABELS, accept)
        assert first.body == again.body
        for name in ("Content-Type", "ETag", "Vary", "Cache-Control"):
            assert first.headers[name] == again.headers[name]
    head = endpoint.ask("HEAD", f"/sparql?query={quote(LABELS)}", [("Accept", "text/csv")])
    assert int(head.headers["Content-Length"]) == len(endpoint.query(LABELS, "text/csv").body)
    chance = "SELECT (RAND() AS ?r) {}"
    assert endpoint.query(chance).body != endpoint.query(chance).body
