"""Words are told from strings, comments, IRIs and names, also where a sign may be either."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.store.tokens import Kind, decoded, place, tokens

# A text, and its tokens with one space between them.
CASES = [
    ("SELECT?s{?s a<b>}", "SELECT ?s { ?s a <b> }"),
    ("FILTER(?a<?b&&?c>?d)", "FILTER ( ?a < ?b & & ?c > ?d )"),
    ("FILTER(?a = <b> || ?a<'>')", "FILTER ( ?a = <b> | | ?a < '>' )"),
    ("FILTER(?a<http://x/#b>)", "FILTER ( ?a <http://x/#b> )"),
    ("FILTER ex:f(1<?b#>\n)", "FILTER ex:f ( 1 < ?b #> )"),
    ("SELECT (1 AS ?a)(2<?a#>\nAS ?b)", "SELECT ( 1 AS ?a ) ( 2 < ?a #> AS ?b )"),
    ("?s ?p(<a> <b#c>),<#d>", "?s ?p ( <a> <b#c> ) , <#d>"),
    ("VALUES(?a ?b){(<a> <b>)}", "VALUES ( ?a ?b ) { ( <a> <b> ) }"),
    ("?s a(<a> <b#c>)", "?s a ( <a> <b#c> )"),
    ("?s <a>/(<b>|<c>)* ?o", "?s <a> / ( <b> | <c> ) * ?o"),
    ("<<?s ?p ?o>>?p <<(?s ?p ?o)>>", "<< ?s ?p ?o >> ?p << ( ?s ?p ?o ) >>"),
    ("a:b.c.a:b. :x-1 p:%41\\-b", "a:b.c.a:b . :x-1 p:%41\\-b"),
    ("ex:Hà ex:Ha\u0300", "ex:Hà ex:Ha\u0300"),
    (r"'c'" + r'"a\"b""""d"e""f"""', r"'c' " + r'"a\"b" """d"e""f"""'),
    ("''''g''' '' \"\"", "''''g''' '' \"\""),
    ('"x"@vi-VN"1"^^x:y _:b1', '"x" @vi-VN "1" ^ ^ x:y _:b1'),
    ("1.5e3 .5-2 1SERVICE", "1.5e3 . 5 - 2 1 SERVICE"),
    ("# a <b> 'c\nASK", "# a <b> 'c ASK"),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_texts_are_cut_where_sparql_cuts_them(text: str, expected: str) -> None:
    assert " ".join(token.text for token in tokens(text)) == expected


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("SERVICE", Kind.WORD),
        ("?SERVICE", Kind.VAR),
        ("$SERVICE", Kind.VAR),
        ("SERVICE:", Kind.NAME),
        ("ex:SERVICE", Kind.NAME),
        ("_:SERVICE", Kind.BNODE),
        ("@SERVICE", Kind.LANG),
        ("<SERVICE>", Kind.IRI),
        ("'SERVICE'", Kind.STRING),
        ("#SERVICE", Kind.COMMENT),
    ],
)
def test_a_word_is_a_word_only_where_it_stands_alone(text: str, kind: Kind) -> None:
    assert [(token.kind, token.text) for token in tokens(text)] == [(kind, text)]


@given(st.text(alphabet="<>?a:'\"\\#(){}[] \nu0041.é", max_size=40))
def test_tokens_cover_everything_but_space(text: str) -> None:
    at = 0
    for token in tokens(text):
        assert not text[at : token.start].strip(" \t\r\n")
        assert text.startswith(token.text, token.start)
        at = token.start + len(token.text)
    assert not text[at:].strip(" \t\r\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\\u0041SK {}", "ASK {}"),
        ("ASK \\U0000007B }", "ASK { }"),
        ("?\\u0061", "?a"),
        ("'\\u0041' <a\\u0041> # \\u0041", "'\\u0041' <a\\u0041> # \\u0041"),
    ],
)
def test_escapes_are_resolved_where_the_engine_does_not_know_them(text: str, expected: str) -> None:
    assert decoded(text) == expected


@pytest.mark.parametrize(
    "code", ["\\u0022", "\\u0027", "\\u0023", "\\u003C", "\\u005C", "\\uD800", "\\UFFFFFFFF"]
)
def test_an_escape_may_not_change_where_a_token_ends(code: str) -> None:
    with pytest.raises(ValueError, match="4"):
        decoded(f"ASK {code}")


def test_a_place_is_counted_from_one() -> None:
    assert place("ab\ncd", 0) == (1, 1)
    assert place("ab\ncd", 4) == (2, 2)


@pytest.mark.parametrize(
    "part", ["a.", "a-", "'", '\\"', '\\"""', '"""\\"""', "<a", ":a.", "x:%", "(", "a:a.."]
)
def test_the_time_that_words_take_grows_with_their_number(part: str) -> None:
    start = time.thread_time()
    assert sum(1 for _ in tokens(part * (60_000 // len(part))))
    assert time.thread_time() - start < 10
