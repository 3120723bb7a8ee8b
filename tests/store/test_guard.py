"""What is known of a query before an engine sees it."""

from __future__ import annotations

import pytest

from kg.errors import QueryForbidden, QuerySyntaxError, QueryTooLarge
from kg.store import guard
from kg.store.base import Form
from kg.store.guard import Facts, examine

BYTES, DEPTH = 10_000, 20


def facts(text: str) -> Facts:
    return examine(text, BYTES, DEPTH)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("SELECT * {}", Form.SELECT),
        ("select?s{}", Form.SELECT),
        ("SELECTDISTINCT?s{}", Form.SELECT),
        ("# ASK\nBASE <http://x/> PREFIX a: <b#> prefix : <c> ASKWHERE{}", Form.ASK),
        ("PREFIX select: <x> CONSTRUCT WHERE {}", Form.CONSTRUCT),
        ("DESCRIBE<a:b>", Form.DESCRIBE),
        ("\\u0041SK {}", Form.ASK),
    ],
)
def test_the_form_is_what_stands_behind_the_prologue(text: str, form: Form) -> None:
    assert facts(text).form is form


def test_the_prologue_is_kept_for_the_serialiser() -> None:
    found = facts(
        "BASE <http://x/> PREFIX a: <a:b#> PREFIX : <c:d> PREFIX r: <rel#> PREFIX xml: <a:x> ASK {}"
    )
    assert found.prefixes == (("a", "a:b#"), ("", "c:d"))


@pytest.mark.parametrize(
    ("text", "stable"),
    [
        ("SELECT (NOW() AS ?x) {}", False),
        ("SELECT (rand ( ) AS ?x) {}", False),
        ("SELECT * { BIND(STRUUID() AS ?x) }", False),
        ("SELECT * { BIND(UUID() AS ?x) }", False),
        ("SELECT * { BIND(BNODE() AS ?x) }", False),
        ("SELECT ?s { ?s ?p ?o } ORDER BYRAND()", False),
        ("SELECT (SUM(DISTINCTrand()) AS ?x) {}", False),
        ("SELECT ('NOW()' AS ?now) { ?s ex:now (1) } # RAND()", True),
        ("SELECT * { ?s ?p [] , _:b , (1 2) }", True),
        ("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p [] }", True),
        ("CONSTRUCT { ?s ?p [] } WHERE { ?s ?p ?o }", False),
        ("CONSTRUCT { ?s ?p _:b } WHERE { ?s ?p ?o }", False),
        ("CONSTRUCT { ?s ?p (1 2) } WHERE { ?s ?p ?o }", False),
        ("CONSTRUCT FROM <a:g> WHERE { ?s ?p [] }", False),
        ("CONSTRUCT { ?s ?p ?o {| ex:in 1 |} } WHERE { ?s ?p ?o }", False),
        ("CONSTRUCT { ?s ?p ?o ~ } WHERE { ?s ?p ?o }", False),
        ("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o {| ex:in 1 |} }", True),
        ("CONSTRUCT FROM <a:g> WHERE { ?s ?p '[]' }", True),
    ],
)
def test_an_answer_is_stable_unless_clock_chance_or_new_nodes_are_in_it(text: str, stable: bool) -> None:
    assert facts(text).stable is stable


@pytest.mark.parametrize(
    "text",
    [
        'SELECT * { ?s service:x \'SERVICE\' , """SERVICE""" , <http://service/> , <service> , ex:service }',
        "SELECT ?service { ?service ?p _:service , 'x'@service } # SERVICE <http://x/> {}",
        "PREFIX service: <SERVICE> ASK { service:service service: ?o FILTER(?o < <service>) }",
    ],
)
def test_the_word_service_may_stand_where_it_is_no_keyword(text: str) -> None:
    assert facts(text)


@pytest.mark.parametrize(
    "text",
    [
        "ASK { SERVICE <http://x/> {} }",
        "ASK { ?s ?p ?o FILTER EXISTS{service\n?e{}}}",
        "ASK { ?s ?p trueSERVICE<http://x/>{} }",
        "ASK { ?a ?b ?c FILTER(1<?c)SERVICE?s#>\n{} }",
        "ASK { ?a ?b ?c FILTER(?c<'>')SERVICE<http://x/>{}#'\n }",
        "ASK { \\u0053ERVICE <http://x/> {} }",
        "INSERT DATA { <a:a> <a:b> <a:c> }",
        "PREFIX a: <b> DELETE WHERE { ?s ?p ?o }",
        "WITH <a:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "LOAD <http://x/>",
        "CLEAR ALL",
    ],
)
def test_updates_and_other_endpoints_are_forbidden(text: str) -> None:
    with pytest.raises(QueryForbidden):
        facts(text)


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("", 1, 1),
        ("# nothing", 1, 1),
        ("PREFIX a: <b>", 1, 1),
        ("\n  FROB {}", 2, 3),
        ("ASK {}\nSELECT * {}", 2, 1),
        ("ASK {} ;", 1, 8),
        ("ASK { \ud800 }", 1, 7),
        ("ASK {\n\0}", 2, 1),
        ("ASK { \\u0022 }", 1, 7),
    ],
)
def test_what_is_no_single_query_is_said_with_its_place(text: str, line: int, column: int) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        facts(text)
    assert (caught.value.line, caught.value.column) == (line, column)


@pytest.mark.parametrize(
    "text",
    [
        "ASK " + "{" * 21,
        "ASK { FILTER(" + "!" * 20 + "true) }",
        "ASK { ?s " + "^" * 21 + "<a:p> ?o }",
        "ASK { FILTER(1<" + "(" * 19 + "1#>\n" + ")" * 19 + ") }",
        "ASK { ?s ?p " + "<< ?s ?p " * 20 + "}",
        "ASK " + "\\u007B" * 21,
        "ASK " + "} {" * 10 + "{" * 50,
        "ASK {} #" + "é" * 5000,
    ],
)
def test_what_is_longer_or_deeper_than_the_limits_is_refused(text: str) -> None:
    with pytest.raises(QueryTooLarge):
        facts(text)


def test_a_query_of_very_many_words_is_refused() -> None:
    with pytest.raises(QueryTooLarge):
        examine("ASK {" + "{}" * 25_000 + "}", 200_000, DEPTH)


def test_brackets_in_strings_iris_and_comments_are_no_levels() -> None:
    brackets = "(" * 50
    assert facts(f"ASK {{ ?s <http://x/{brackets}> '{brackets}' }} # {brackets}")
    assert facts("ASK " + "{" * 20 + "}" * 20)


def test_what_is_remembered_is_bounded_in_bytes() -> None:
    before = guard._found_again.cache_info().currsize
    for number in range(20):
        long = f"ASK {{ ?s ?p '{number} {'x' * 5_000}' }}"
        assert facts(long) == facts(long)
    assert guard._found_again.cache_info().currsize == before
    assert facts("ASK { ?short ?and ?remembered }") is facts("ASK { ?short ?and ?remembered }")
