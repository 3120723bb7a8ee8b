"""Terms as cells, however a body is cut into parts and however deep a term is."""

from __future__ import annotations

import tracemalloc
from itertools import chain

from kg.serve.endpoint import table
from kg.serve.endpoint.table import Cell, cell


def nowhere(iri: str) -> None:
    return None


def test_every_kind_of_term() -> None:
    link = "/doc/{}".format
    cases = {
        "<https://data.example.org/id/x>": Cell("id:x", "/doc/https://data.example.org/id/x"),
        '"Huyện"@vi': Cell("Huyện", lang="vi"),
        '"a"@ar--rtl': Cell("a", lang="ar--rtl"),
        '"2020"^^<http://www.w3.org/2001/XMLSchema#gYear>': Cell("2020", datatype="xsd:gYear"),
        r'"a \"b\"\n\tc\\n \u00e0"': Cell('a "b"\n\tc\\n à'),
        "6": Cell("6"),
        "_:b0": Cell("_:b0"),
        "": Cell(""),
        "<<( _:a <x:p> 6 )>>": Cell("<<( _:a <x:p> 6 )>>"),
    }
    for term, shown in cases.items():
        found = cell(term, link)
        assert (found.text, found.href, found.lang, found.datatype) == (
            shown.text,
            shown.href,
            shown.lang,
            shown.datatype,
        )


def test_a_long_term_is_cut_and_says_by_how_much() -> None:
    shown = cell('"' + "à" * 5000 + '"@vi', nowhere)
    assert (len(shown.text), shown.left_out, shown.lang) == (2000, 3000, "vi")
    shown = cell(f"<https://x.example/{'x' * 5000}>", nowhere)
    assert (len(shown.text), shown.href) == (2000, None)


def test_a_term_of_any_depth_is_only_text() -> None:
    deep = "<<( <x:s> <x:p> " * 50_000 + "1" + " )>>" * 50_000
    assert cell(deep, nowhere).left_out > 100_000


def test_a_body_may_be_cut_anywhere() -> None:
    body = '?a\t?b\n"Hà"@vi\t1\n\t"x"\n'.encode()
    whole = table.of_rows([body], nowhere)
    assert whole.columns == ("a", "b")
    assert [[c.text for c in row] for row in whole.rows] == [["Hà", "1"], ["", "x"]]
    for size in range(1, len(body)):
        parts = [body[i : i + size] for i in range(0, len(body), size)]
        assert table.of_rows(parts, nowhere) == whole


def test_rows_without_columns_are_rows() -> None:
    found = table.of_rows([b"\n\n\n"], nowhere)
    assert (found.columns, len(found.rows)) == ((), 2)


def test_triples_with_spaces_in_their_objects() -> None:
    found = table.of_triples([b'<x:s> <x:p> "a b . c" .\n_:b <x:p> <<( <x:s> <x:p> "d" )>> .\n'], nowhere)
    assert [[c.text for c in row] for row in found.rows] == [
        ["x:s", "x:p", "a b . c"],
        ["_:b", "x:p", '<<( <x:s> <x:p> "d" )>>'],
    ]


def test_no_more_is_read_than_is_shown() -> None:
    def endless() -> object:
        yield b"?a\n"
        while True:
            yield b"1\n"

    found = table.of_rows(endless(), nowhere)
    assert (len(found.rows), found.more) == (table.MOST_ROWS, True)
    assert table.of_rows([b"?a\n" + b"1\n" * table.MOST_ROWS], nowhere).more is False


def test_of_a_long_value_is_told_exactly_what_is_left_out() -> None:
    values = ["a" * 50_000, "à\\" * 30_001, '"\n' * 20_000 + "\\", "𝒳" * 9_001, "\\" * 40_001, 'a"b' * 15_000]
    for value in values:
        escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("à", "\\u00E0")
        data = f'?a\t?b\n"{escaped}"@vi\t<x:y>\n'.encode()
        for size in (999, 7_001, len(data)):
            parts = [data[i : i + size] for i in range(0, len(data), size)]
            first, second = table.of_rows(parts, nowhere).rows[0]
            assert value.startswith(first.text)
            assert (len(first.text) + first.left_out, first.lang, second.iri) == (len(value), "vi", "x:y")


def test_long_terms_of_a_triple_are_told_apart() -> None:
    iri, text = "x:" + "s" * 30_000, "a b . " * 10_000
    (row,) = table.of_triples([f'<{iri}> <{iri}> "{text}"^^<x:t> .\n'.encode()], nowhere).rows
    assert [len(c.text) + c.left_out for c in row] == [len(iri), len(iri), len(text)]
    assert (row[0].text[:3], row[2].text[:4], row[2].datatype) == ("x:s", "a b ", "x:t")


def test_a_value_without_end_is_not_held() -> None:
    tracemalloc.start()
    try:
        (row,) = table.of_rows(
            chain([b'?a\n"'], (b'\\"' * 30_000 for _ in range(500)), [b'"\n']), nowhere
        ).rows
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()
    assert row[0].left_out == 30_000 * 500 - table.MOST_CHARACTERS
