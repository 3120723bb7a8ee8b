"""Plain queries are read as an engine reads them, and nothing else is."""

from __future__ import annotations

import time
from random import Random

import pytest
from pyoxigraph import Literal
from tests.store.plain.texts import PREFIXES, altered, answer, store, text, written

from kg.store.plain.query import Order, Pattern, Var
from kg.store.plain.reading import read, read_text
from kg.store.plain.words import LONGEST
from kg.vocab import RDF, RDFS

# A query, and what is left of it once it is written out.
READ = {
    "all": ("SELECT * { ?s ?p ?o }", "SELECT ?o ?p ?s WHERE { ?s ?p ?o . }"),
    "no space": ("SELECT?s{?s?p'a'.}", 'SELECT ?s WHERE { ?s ?p "a" . }'),
    "a": ("ASK { ?s a <a:b> }", f"ASK WHERE {{ ?s {RDF.type} <a:b> . }}"),
    "lists": (
        "ASK { ?s <a:p> 1, ?o ; <a:q> 2.5, 1e3 ; . }",
        "ASK WHERE { ?s <a:p> "
        '"1"^^<http://www.w3.org/2001/XMLSchema#integer> . ?s <a:p> ?o . '
        '?s <a:q> "2.5"^^<http://www.w3.org/2001/XMLSchema#decimal> . '
        '?s <a:q> "1e3"^^<http://www.w3.org/2001/XMLSchema#double> . }',
    ),
    "path": (
        "SELECT ?o { ?s <a:p>/^<a:q>/a ?o }",
        f"SELECT ?o WHERE {{ ?s <a:p> ?hidden1 . ?hidden2 <a:q> ?hidden1 . ?hidden2 {RDF.type} ?o . }}",
    ),
    "blank nodes": (
        "SELECT * { [] <a:p> [ <a:q> _:x ] . _:x <a:r> ?o }",
        "SELECT ?o WHERE { ?hidden2 <a:q> ?hidden_x . ?hidden1 <a:p> ?hidden2 . ?hidden_x <a:r> ?o . }",
    ),
    "subject of its own": (
        "SELECT * { [ <a:p> ?o ] . [ <a:q> ?o ] <a:r> ?o }",
        "SELECT ?o WHERE { ?hidden1 <a:p> ?o . ?hidden2 <a:q> ?o . ?hidden2 <a:r> ?o . }",
    ),
    "groups": (
        "SELECT ?c (COUNT(*) AS ?n) (SUM(DISTINCT ?v) AS ?m) { ?c ?p ?v } GROUP BY ?c ORDER BY DESC(?n) ?c LIMIT 2",
        "SELECT ?c (COUNT(*) AS ?n) (SUM(DISTINCT ?v) AS ?m) WHERE { ?c ?p ?v . } "
        "GROUP BY ?c ORDER BY DESC(?n) ASC(?c) LIMIT 2",
    ),
    "one group": ("SELECT (MAX(?v) AS ?n) { ?c ?p ?v }", "SELECT (MAX(?v) AS ?n) WHERE { ?c ?p ?v . }"),
    "short construct": (
        "CONSTRUCT WHERE { ?s ?p ?o } LIMIT 5 OFFSET 2",
        "CONSTRUCT { ?s ?p ?o . } WHERE { ?s ?p ?o . } LIMIT 5 OFFSET 2",
    ),
    "construct": (
        "CONSTRUCT { ?s a ?o } WHERE { ?s ?p ?o }",
        f"CONSTRUCT {{ ?s {RDF.type} ?o . }} WHERE {{ ?s ?p ?o . }}",
    ),
    "a base that changes nothing": (
        "BASE <http://b/> ASK { <http://a/b> ?p ?o }",
        "ASK WHERE { <http://a/b> ?p ?o . }",
    ),
    "a comment with words": ('ASK # FILTER { } "\n{ ?s ?p ?o } # FROM', "ASK WHERE { ?s ?p ?o . }"),
}

LEFT = [
    "",
    "ASK",
    "ASK {}",
    "ASK { ?s ?p ?o",
    "ASK { ?s ?p ?o } }",
    "ASK { ?s ?p ?o . . }",
    "ASK { . ?s ?p ?o }",
    "ASK { ?s ?p }",
    "ASK { ?s ?p ?o ?x }",
    "ASK { 1 ?p ?o }",
    "ASK { ?s 1 ?o }",
    "ASK { ?s _:p ?o }",
    "ASK { [] }",
    "ASK { [ ] . }",
    "ASK { (1) ?p ?o }",
    "ASK { ?s ^?p ?o }",
    "ASK { ?s ^<a:p> 1 }",
    "ASK { ?s ?p ?o ; , }",
    "ASK { ?s <a:p>* ?o }",
    "ASK { ?s <a:p>|<a:q> ?o }",
    "ASK { ?s !<a:p> ?o }",
    "ASK { ?s (<a:p>) ?o }",
    "ASK { ?s ?p ?o FILTER(?o > 1) }",
    "ASK { { ?s ?p ?o } }",
    "ASK { ?s ?p ?o OPTIONAL { ?o ?q ?r } }",
    "ASK FROM <a:g> { ?s ?p ?o }",
    "ASK { GRAPH <a:g> { ?s ?p ?o } }",
    "ASK { ?s ?p ?o } VALUES ?s { <a:b> }",
    "ASK { ?s ?p ?o } LIMIT 1",
    "ASK { ?s ?p ?o } ; ASK { ?s ?p ?o }",
    "ASK { ?s ?p <<( ?a ?b ?c )>> }",
    "SELECT { ?s ?p ?o }",
    "SELECT ?s ?s { ?s ?p ?o }",
    "SELECT ?x { ?s ?p ?o }",
    "SELECT * { <a:a> <a:b> <a:c> }",
    "SELECT REDUCED ?s { ?s ?p ?o }",
    "SELECT (?s AS ?t) { ?s ?p ?o }",
    "SELECT ?s { ?s ?p ?o } LIMIT -1",
    "SELECT ?s { ?s ?p ?o } LIMIT 1 LIMIT 2",
    "SELECT ?s { ?s ?p ?o } LIMIT 1 ORDER BY ?s",
    "SELECT ?s { ?s ?p ?o } LIMIT5",
    "SELECT ?s { ?s ?p ?o } ORDER BY ?x",
    "SELECT ?s { ?s ?p ?o } ORDER BY STR(?s)",
    "SELECT ?s { ?s ?p ?o } ORDER BY",
    "SELECT DISTINCT ?s { ?s ?p ?o } ORDER BY ?o",
    "SELECT * { ?s ?p ?o } GROUP BY ?s",
    "SELECT ?o { ?s ?p ?o } GROUP BY ?s",
    "SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o }",
    "SELECT (COUNT(*) AS ?n) (COUNT(*) AS ?n) { ?s ?p ?o }",
    "SELECT (COUNT(*) AS ?o) { ?s ?p ?o }",
    "SELECT (COUNT(?x) AS ?n) { ?s ?p ?o }",
    "SELECT (SUM(*) AS ?n) { ?s ?p ?o }",
    "SELECT (COUNT(*)) { ?s ?p ?o }",
    "SELECT (SAMPLE(?o) AS ?n) { ?s ?p ?o }",
    "SELECT (COUNT(DISTINCT *) AS ?n) { ?s ?p ?o }",
    "SELECT ?s { ?s ?p ?o } GROUP BY ?s HAVING (COUNT(*) > 1)",
    "SELECT ?s { ?s ?p ?o } GROUP BY (?s AS ?t)",
    "CONSTRUCT { ?s ?p _:b } WHERE { ?s ?p ?o }",
    "CONSTRUCT WHERE { ?s ?p [] }",
    "CONSTRUCT { } WHERE { ?s ?p ?o }",
    "CONSTRUCT { ?s ?p ?x } WHERE { ?s ?p ?o }",
    "CONSTRUCT WHERE { ?s <a:p>/<a:q> ?o }",
    "CONSTRUCT { ?s <a:p>/<a:q> ?o } WHERE { ?s ?p ?o }",
    "CONSTRUCT { ?s ^<a:p> ?o } WHERE { ?s ?p ?o }",
    "DESCRIBE <a:b>",
    "DESCRIBE ?s { ?s ?p ?o }",
    "INSERT DATA { <a:a> <a:b> <a:c> }",
    "ASK { ?s no:prefix ?o }",
    "ASK { <rel> ?p ?o }",
    "BASE <http://b/> ASK { <rel> ?p ?o }",
    "BASE <http://b/> ASK { <http://a/../b> ?p ?o }",
    "PREFIX a: <b> ASK { a:b ?p ?o }",
    "PREFIX a: <b:> PREFIX a: <c:> ASK { a:b ?p ?o }",
    "ASK { <a b> ?p ?o }",
    'ASK { ?s ?p "a }',
    'ASK { ?s ?p "a\nb" }',
    "ASK { ?s ?p '\\x' }",
    "ASK { ?s ?p '\\u0041' }",
    "ASK { ?s ?p 'a'@ }",
    "ASK { ?s ?p 'a'@en--ltr }",
    "ASK { ?s ?p 'a'^^1 }",
    "ASK { ?s ?p 'a' ^^<a:b> }",
    "ASK { ?s ?p 1a }",
    "ASK { ?s <a:p> +1 }",
    "ASK { ?s ?p TRUE }",
    "ASK { ?s ?p '\ud800' }",
    "ASK { ?s ?p ?o } # \x00",
    "ASK { ?s ?p ?o } # \ud800",
    "ASK { ?s\xa0?p ?o }",
    "\ufeffASK { ?s ?p ?o }",
    "ASK { ?s a ?o } 'x",
    "ASK { ?s ?p ?o } LIMIT 99999999999999999999999",
    "ASK { ?s ?p " + "[ <a:p> " * 50 + "1" + "]" * 50 + "}",
]


@pytest.mark.parametrize("name", READ)
def test_what_plain_queries_say(name: str) -> None:
    text, expected = READ[name]
    plain = read(text)
    assert plain and written(plain) == expected


@pytest.mark.parametrize("text", LEFT)
def test_the_rest_is_left_to_an_engine(text: str) -> None:
    assert read(text) is None


def test_the_parts_of_a_query() -> None:
    found = read_text(
        f"PREFIX r: <{RDFS.iri}> SELECT DISTINCT ?s {{ ?s r:label 'a\\tb'@EN }} ORDER BY DESC(?s)"
    )
    assert found and found.prefixes == {"r": RDFS.iri}
    assert found.plain.patterns == (Pattern(Var("s"), RDFS.label, Literal("a\tb", language="en")),)
    assert (found.plain.distinct, found.plain.order) == (True, (Order("s", descending=True),))


def test_queries_by_chance_mean_what_they_mean_to_the_engine() -> None:
    random, data, seen = Random(1), store(), 0
    for _ in range(1000):
        query = text(random)
        plain = read(query)
        if plain:
            seen += 1
            if plain.limit is None and not plain.offset:
                assert answer(data, query) == answer(data, written(plain)), query
    assert seen > 600


def test_nothing_that_is_bad_is_read() -> None:
    """Alters queries: those that are still read are good ones for the engine, and mean the same."""
    random, data, seen = Random(2), store(), 0
    for _ in range(4000):
        query = altered(random, text(random))
        plain = read(query)
        if plain:
            seen += 1
            expected = answer(data, query)
            if plain.limit is None and not plain.offset:
                assert expected == answer(data, written(plain)), query
    assert seen > 500


@pytest.mark.parametrize(
    "part", ["a.", "a-", "'", '\\"', '\\"""', "[ <a:p> ", "<a", "ex:.", "?s ?p ?o .", "#", "1."]
)
def test_long_texts_are_read_in_time(part: str) -> None:
    query = f"{PREFIXES}ASK {{ {part * (LONGEST // len(part) - 100)}"
    start = time.thread_time()
    assert read(query) is None
    assert time.thread_time() - start < 1


def test_longer_texts_are_not_read() -> None:
    assert read(f"ASK {{ ?s ?p ?o }} #{'x' * LONGEST}") is None
