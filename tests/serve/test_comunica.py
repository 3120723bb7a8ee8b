"""Comunica asks the endpoint: an engine in JavaScript that finds out for itself what it has before it."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, QueryTriples, RdfFormat, Store
from running import Endpoint

HERE = Path(__file__).parents[1] / "comunica"
PREFIXES = """
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX id: <https://data.example.org/id/>
"""
QUERIES = {
    "every term": "SELECT * { ?s ?p ?o }",
    "letters in a literal": 'SELECT ?s { ?s rdfs:label "Huyện một"@vi }',
    "letters in an IRI": "SELECT ?label { <https://data.example.org/id/Hà> rdfs:label ?label }",
    "letters in a filter": 'SELECT ?label { ?s rdfs:label ?label FILTER(CONTAINS(LCASE(?label), "huyện")) }',
    "a language": 'SELECT ?label { id:x rdfs:label ?label FILTER(LANG(?label) = "vi") }',
    "a named graph": "SELECT ?s ?label { GRAPH <https://data.example.org/graph/đồ> { ?s rdfs:label ?label } }",
    "all named graphs": "SELECT ?g ?s { GRAPH ?g { ?s a foaf:Document } }",
    "a join": "SELECT ?page ?label { id:x foaf:page ?page ; rdfs:label ?label }",
    "an option": "SELECT ?s ?page { ?s rdfs:label ?label OPTIONAL { ?s foaf:page ?page } }",
    "a union": "SELECT ?v { { id:x rdfs:label ?v } UNION { id:much rdfs:comment ?v } }",
    "a count": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "groups": "SELECT ?p (COUNT(?o) AS ?n) { ?s ?p ?o } GROUP BY ?p ORDER BY ?p",
    "values": 'SELECT ?s ?label { VALUES ?label { "Huyện một"@vi "plain" } ?s rdfs:label ?label }',
    "nothing": "SELECT ?s { ?s rdfs:label 'nothing like it' }",
    "yes": 'ASK { id:x rdfs:label "Huyện một"@vi }',
    "no": 'ASK { id:x rdfs:label "Huyen mot"@vi }',
    "triples": "CONSTRUCT { ?s rdfs:comment ?label } WHERE { ?s rdfs:label ?label }",
    "triples as they are": "CONSTRUCT WHERE { id:much ?p ?o }",
}


@pytest.fixture(scope="module")
def answers(endpoint: Endpoint) -> dict[str, list[str]]:
    """What Comunica gives for each of the queries: a media type and the answer."""
    node = shutil.which("node")
    if not node or not (HERE / "node_modules" / "@comunica").is_dir():
        pytest.skip("Node or Comunica is not here; run npm ci --prefix tests/comunica")
    asked = {"endpoint": endpoint.url, "queries": {name: PREFIXES + text for name, text in QUERIES.items()}}
    done = subprocess.run(
        [node, "ask.mjs"],
        cwd=HERE,
        input=json.dumps(asked).encode(),
        capture_output=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    found: dict[str, list[str]] = json.loads(done.stdout)
    return found


def rows(solutions: object) -> list[list[str]]:
    """The rows of a SELECT in an order of their own, names and all."""
    assert isinstance(solutions, QuerySolutions)
    names = [variable.value for variable in solutions.variables]
    return sorted(
        sorted(f"{name} {term}" for name, term in zip(names, row, strict=True) if term is not None)
        for row in solutions
    )


@pytest.mark.engines
@pytest.mark.parametrize("name", QUERIES)
def test_it_gives_what_the_data_says(answers: dict[str, list[str]], name: str) -> None:
    store = Store()
    store.bulk_load(path=Path(__file__).with_name("endpoint.trig"))
    expected = store.query(PREFIXES + QUERIES[name])
    media_type, text = answers[name]
    if isinstance(expected, QueryTriples):
        quads = pyoxigraph.parse(text, RdfFormat.from_media_type(media_type))
        assert {str(quad.triple) for quad in quads} == {str(triple) for triple in expected}
        return
    found = pyoxigraph.parse_query_results(text, QueryResultsFormat.from_media_type(media_type))
    if isinstance(expected, QueryBoolean):
        assert isinstance(found, QueryBoolean)
        assert bool(found) == bool(expected)
    else:
        assert rows(found) == rows(expected)
