"""No page shows a raw term of a vocabulary where a reader should find a name, in either language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from flask.testing import FlaskClient
from markup import every, parse, text

from kg.serve.language import standard
from kg.serve.language.languages import LANGUAGES
from kg.serve.site import Site
from kg.store import functions
from kg.vocab import PREFIXES, compact

R = "fe65192195054a7f"
RAW = re.compile(
    rf"({'|'.join(p for p in PREFIXES if p != 'graph')}):[A-Za-z][\w.-]*|https?://\S*[#/](def|ns|vocab|ontology)\S*"
)
PATHS = (
    "/",
    "/browse",
    "/quality",
    "/indicators",
    "/def/lg",
    "/def/unit",
    "/def/indicator",
    "/def/status",
    "/def/unit/PERSON",
    "/def/indicator/sown-area-rice",
    "/resource?iri=http://qudt.org/vocab/unit/HA",
    f"/doc/report/{R}",
    f"/doc/validation/{R}",
    f"/doc/citation/{R}/6",
    f"/doc/observation/{R}/grain-per-capita/2020/plan",
    f"/doc/relation/{R}/1",
    f"/doc/byline/{R}/1",
    f"/doc/participation/{R}/1",
    "/doc/text/ff89f0738267b3f9#char=0,33",
    "/doc/period/2020",
    "/doc/area/vn",
    "/doc/agent/kg",
    "/doc/dataset/kg",
    "/doc/dataset/figures",
    "/def/shape/Organisation",
    "/def/shape/Organisation-sameAs",
    "/def/shape/Figure-actual",
    "/def/shape/issuer-vs-suffix",
    "/def/shape-group/evidence",
    "/def/metric/facts",
)


def names(root: Element) -> Iterator[str]:
    """The words that stand for things, properties and classes; code is what it is, and so are permanent addresses."""
    for aside in every(root, "aside", class_="data"):
        aside.clear()
    for tag, attributes in (("a", {}), ("dt", {}), ("th", {}), ("h1", {}), ("h2", {}), ("h3", {})):
        for element in every(root, tag, **attributes):
            if not list(element.iter("code")):
                yield text(element).strip()
    yield from (text(element).strip() for element in every(root, "span", class_="kind"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PATHS)
def test_no_page_shows_a_raw_term(client: FlaskClient, path: str, language: str) -> None:
    got = client.get(path, headers={"Accept-Language": language}, follow_redirects=True)
    assert got.status_code == 200
    raw = {name for name in names(parse(got.text)) if RAW.fullmatch(name)}
    assert raw == set()


def test_every_standard_term_of_the_data_has_a_name(release_site: Site) -> None:
    query = """SELECT DISTINCT ?t WHERE {
        { ?s ?t ?o } UNION { ?s a ?t } UNION {
            ?s ?p ?t FILTER(isIRI(?t))
            FILTER NOT EXISTS { ?t <http://www.w3.org/2004/02/skos/core#prefLabel> ?name }
        } }"""
    ours = [p for p in PREFIXES.values() if not p.startswith(release_site.base)]
    found = [row["t"].value for row in functions.rows(release_site.store, query, release_site.page_limits())]
    named = standard.names()
    nameless = sorted(compact(t) for t in found if t.startswith(tuple(ours)) and t not in named)
    assert [
        name for name in nameless if not name.startswith(("ogcnil:", "wd:", "wikidata:", "agrovoc:"))
    ] == []


def test_the_file_has_both_languages_and_nothing_empty() -> None:
    assert Path(standard.FILE).is_file()
    for term, words in standard.names().items():
        assert set(words) == set(LANGUAGES), term
        assert all(words.values()), term
