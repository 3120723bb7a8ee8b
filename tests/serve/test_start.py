"""What can be served: a release, RDF files as they are, another engine."""

from __future__ import annotations

import html
import re
import socket
from contextlib import closing
from pathlib import Path

import pytest

from kg.errors import RdfError, ReleaseError
from kg.serve import start
from kg.serve.app import create_app
from kg.serve.site import Site
from kg.settings import Settings
from served import served

PEOPLE = """
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
<https://people.example/id/Hà_Nội> foaf:name "Hà Nội"@vi ; foaf:knows <http://other.example/x> .
<https://people.example/id/b> foaf:name "B" .
<http://other.example/x> foaf:name "X" .
"""
MORE = '<https://people.example/id/c> <http://xmlns.com/foaf/0.1/name> "C" <https://people.example/graph/more> .\n'


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    (tmp_path / "people.ttl").write_text(PEOPLE, "utf-8")
    (tmp_path / "more.nq").write_text(MORE, "utf-8")
    return [tmp_path / "people.ttl", tmp_path / "more.nq"]


def count(site: Site, pattern: str) -> int:
    client = create_app(site).test_client()
    query = f"SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}"
    answer = client.post("/sparql", data={"query": query, "format": "csv"})
    return int(answer.text.split()[1])


def test_files_are_served_as_they_are(files: list[Path]) -> None:
    site = start.files(Settings(), files, None)
    try:
        assert site.base == "https://people.example/"
        assert count(site, "?s ?p ?o") == 4
        assert count(site, "GRAPH ?g { ?s ?p ?o }") == 1
        client = create_app(site).test_client()
        for path in ("/id/Hà_Nội", "/id/H%C3%A0_N%E1%BB%99i"):
            data = client.get(path, headers={"Accept": "text/turtle"}, follow_redirects=True)
            assert '"Hà Nội"@vi' in data.text
        assert (
            client.get("/resource?iri=http://other.example/x", headers={"Accept": "text/html"}).status_code
            == 200
        )
        assert client.get("/", headers={"Accept": "text/html"}).status_code == 200
    finally:
        site.close()


ANYWHERE = """
@prefix : <https://people.example/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
:Hà a :Person ; rdfs:label "Hà"@vi ;
  :knows <https://people.example/team/b> , <https://people.example/cards/c#me> , <urn:x:1> , <http://other.example/x> .
<https://people.example/team/b> a :Person ; rdfs:label "B" .
<https://people.example/cards/c#me> a :Person ; rdfs:label "C" .
<http://other.example/x> rdfs:label "X" .
:g { :Hà rdfs:comment "in a graph" . }
"""


def test_whatever_a_file_names_has_its_page_and_no_link_leads_nowhere(tmp_path: Path) -> None:
    file = tmp_path / "anywhere.trig"
    file.write_text(ANYWHERE, "utf-8")
    site = start.files(Settings(), [file], None)
    try:
        client = create_app(site).test_client()
        for path in ("/Hà", "/H%C3%A0", "/team/b", "/Person"):
            assert client.get(path, headers={"Accept": "text/html"}).status_code == 200
        assert '"in a graph"' not in client.get("/Hà", headers={"Accept": "text/turtle"}).text
        assert '"Hà"@vi' in client.get("/Hà.ttl").text
        assert client.get("/resource?iri=https://people.example/team/b").headers["Location"] == "/team/b"
        assert client.get("/nowhere").status_code == client.get("/team/nobody").status_code == 404
        seen, left = {"/about"}, ["/browse", "/Hà"]  # that page is about reports
        while left:
            address = left.pop()
            seen.add(address)
            reply = client.get(address, headers={"Accept": "text/html"}, follow_redirects=True)
            assert reply.status_code == 200, address
            if "text/html" in reply.headers["Content-Type"]:
                links = map(html.unescape, re.findall(r'href="(/[^"#]*)', reply.text))
                left += {link for link in links if not re.search("lang=|^/assets/", link)} - seen - set(left)
        assert {"/team/b", "/Person", "/knows", "/g"} <= seen
        assert "/resource?iri=%2Fcards%2Fc%23me" in seen
        card = "/resource?iri=https://people.example/cards/c%23me"
        assert '"C"' in client.get(card, headers={"Accept": "text/turtle"}).text
    finally:
        site.close()


def test_a_folder_stands_for_the_rdf_files_in_it(tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    (tmp_path / "a.ttl").write_text("<https://x.example/a> <https://x.example/p> 1 .")
    (tmp_path / "below" / "b.nt").write_text('<https://x.example/b> <https://x.example/p> "2" .\n')
    (tmp_path / "below" / "read me.txt").write_text("nothing")
    (tmp_path / "empty").mkdir()
    with closing(start.files(Settings(), [tmp_path], None)) as site:
        assert count(site, "?s ?p ?o") == 2
    with pytest.raises(RdfError, match="no RDF files"):
        start.files(Settings(), [tmp_path / "empty"], None)


def test_relative_iris_are_below_the_base(tmp_path: Path) -> None:
    (tmp_path / "card.ttl").write_text("<#me> <http://xmlns.com/foaf/0.1/name> 'Hà' .")
    with closing(start.files(Settings(), [tmp_path / "card.ttl"], None)) as site:
        assert count(site, "<https://data.example.org/card#me> ?p ?o") == 1


def test_a_base_of_ones_own(files: list[Path]) -> None:
    site = start.files(Settings(), files, "http://other.example/")
    try:
        assert site.base == "http://other.example/"
    finally:
        site.close()


def test_a_base_with_a_path_is_answered_at_its_own_paths(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("<https://x.example/kg/id/a> <http://xmlns.com/foaf/0.1/name> 'A' .")
    site = start.files(Settings(), [tmp_path / "a.ttl"], "https://x.example/kg/")
    try:
        client = create_app(site).test_client()
        for path in ("/kg/id/a", "/id/a"):
            data = client.get(path, headers={"Accept": "application/n-triples"}, follow_redirects=True)
            assert data.status_code == 200
            assert "<https://x.example/kg/id/a>" in data.text
        assert client.get("/kg/sparql?query=ASK{?s ?p ?o}").json == {"head": {}, "boolean": True}
        assert client.get("/kgid/a").status_code == 404
    finally:
        site.close()


def test_a_file_that_does_not_parse(tmp_path: Path) -> None:
    (tmp_path / "broken.ttl").write_text("<a> <b> .")
    with pytest.raises(RdfError, match=r"broken\.ttl"):
        start.files(Settings(), [tmp_path / "broken.ttl"], None)


def test_no_release(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="kg build"):
        start.release(Settings(out=tmp_path), None, pytest.fail)


def test_the_site_over_another_engine_answers_as_over_its_own_store(release_site: Site, address: str) -> None:
    """The other engine is a server of ours: an endpoint like any other, over HTTP."""
    site = start.endpoint(Settings(), f"{address}sparql", pytest.fail)
    try:
        for pattern in ("?s ?p ?o", "GRAPH ?g { ?s ?p ?o }", "?f a <https://data.example.org/def/lg#Figure>"):
            assert count(site, pattern) == count(release_site, pattern)
        path = "/doc/figure/fe65192195054a7f/sown-area-rice/2020"
        here, there = (create_app(s).test_client().get(f"{path}.nt") for s in (release_site, site))
        assert here.status_code == there.status_code == 200
        assert sorted(here.text.splitlines()) == sorted(there.text.splitlines())
        page = create_app(site).test_client().get(path, headers={"Accept": "text/html"})
        assert "13.999,5" in page.text
    finally:
        site.close()


def test_an_engine_that_is_down_gives_a_clear_error_in_time() -> None:
    told: list[str] = []
    site = start.endpoint(Settings(timeout=30), "http://127.0.0.1:9/sparql", told.append)
    try:
        assert "does not answer" in told[0]
        client = create_app(site).test_client()
        assert client.get("/sparql?query=ASK{}").status_code in (502, 504)
        assert client.get("/doc/x", headers={"Accept": "text/html"}).status_code in (502, 504)
    finally:
        site.close()


NAMED = "<https://data.example.org/graph/ontology> { <urn:a> <urn:b> 1 , 2 . } <urn:other> { <urn:a> <urn:b> 3 . }"


def test_an_engine_that_answers_late_has_its_default_graph(tmp_path: Path) -> None:
    """Nothing is answered over another default graph than that of our graphs; that of this engine is empty."""
    (tmp_path / "a.trig").write_text(NAMED)
    told: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with (
        closing(start.endpoint(Settings(), f"http://127.0.0.1:{port}/sparql", told.append)) as site,
        closing(start.files(Settings(), [tmp_path / "a.trig"], None)) as behind,
    ):
        assert "does not answer" in told[0]
        assert create_app(site).test_client().get("/sparql?query=ASK{}").status_code == 502
        with served(create_app(behind), Settings(port=port)):
            assert count(behind, "?s ?p ?o") == 0
            assert count(site, "?s ?p ?o") == 2
            assert count(site, "GRAPH ?g { ?s ?p ?o }") == 3
