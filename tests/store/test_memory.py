"""RDF files read into memory: every format, and what is wrong with one is said with its place."""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode

from kg import formats
from kg.errors import QueryCrashed, RdfError, ResultTooLarge
from kg.store.base import Limits, Query, Wanted, soon
from kg.store.embedded import EmbeddedStore
from kg.store.functions import ask, rows, triples
from kg.store.pool import PoolSettings
from patience import LONG, until

ONE_EACH = PoolSettings(pages=1, quick=1, slow=1)
Load = Callable[..., EmbeddedStore]

# A file name and what stands in it: always the one triple a:s a:p "ơ".
SAME = [
    ("x.ttl", "<a:s> <a:p> 'ơ' ."),
    ("bom.ttl", "\ufeff<a:s> <a:p> 'ơ' ."),
    ("UPPER.TTL", "<a:s> <a:p> 'ơ' ."),
    ("x.nt", '<a:s> <a:p> "ơ" .\n'),
    ("x.nq", '<a:s> <a:p> "ơ" .\n'),
    ("x.trig", "{ <a:s> <a:p> 'ơ' }"),
    ("x.jsonld", '{"@id": "a:s", "a:p": "ơ"}'),
    ("x.json", '{"@id": "a:s", "a:p": "ơ"}'),
    (
        "x.owl",
        '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:a="a:">'
        '<r:Description r:about="a:s"><a:p>ơ</a:p></r:Description></r:RDF>',
    ),
]


@pytest.fixture
def load(tmp_path: Path) -> Iterator[Load]:
    """Opens a store over files with these names and texts, and closes it when the test is over."""
    with ExitStack() as stack:

        def opened(*files: tuple[str, str], base_iri: str | None = None) -> EmbeddedStore:
            for name, text in files:
                packed = gzip.compress(text.encode()) if name.endswith(".gz") else text.encode()
                (tmp_path / name).write_bytes(packed)
            paths = [tmp_path / name for name, _ in files]
            return stack.enter_context(closing(EmbeddedStore.memory(paths, ONE_EACH, base_iri)))

        yield opened


@pytest.mark.parametrize(("name", "text"), [*SAME, ("x.ttl.gz", SAME[0][1])])
def test_each_format_is_known_by_its_suffix(load: Load, name: str, text: str) -> None:
    found = rows(load((name, text)), "SELECT ?o { <a:s> <a:p> ?o }", Limits(soon(LONG)))
    assert found == [{"o": Literal("ơ")}]


def test_files_are_one_dataset_and_their_graphs_are_kept(load: Load) -> None:
    store = load(("a.ttl", "<a:s> <a:p> 1 ."), ("b.trig", "<a:s> <a:p> 2 . <a:g> { <a:s> <a:p> 3 }"))
    plain = rows(store, "SELECT ?o { ?s ?p ?o } ORDER BY ?o", Limits(soon(LONG)))
    assert plain == [{"o": Literal(1)}, {"o": Literal(2)}]
    named = rows(store, "SELECT ?g ?o { GRAPH ?g { ?s ?p ?o } }", Limits(soon(LONG)))
    assert named == [{"g": NamedNode("a:g"), "o": Literal(3)}]


def test_relative_iris_are_relative_to_the_base(load: Load) -> None:
    store = load(("a.ttl", "<x> <p> <y> ."), base_iri="https://example.org/")
    assert ask(store, "ASK { <https://example.org/x> ?p ?o }", Limits(soon(LONG)))


def test_a_file_is_at_its_own_name_below_the_base(load: Load) -> None:
    card = "<#me> <http://xmlns.com/foaf/0.1/maker> <> , </x> ."
    store = load(("Hà Nội.ttl", card), ("b.ttl", card), base_iri="https://example.org/a/")
    query = "SELECT DISTINCT ?s { ?s ?p ?o } ORDER BY ?s"
    assert [row["s"] for row in rows(store, query, Limits(soon(LONG)))] == [
        NamedNode("https://example.org/a/H%C3%A0%20N%E1%BB%99i#me"),
        NamedNode("https://example.org/a/b#me"),
    ]
    assert ask(store, "ASK { ?s ?p <https://example.org/a/b> , <https://example.org/x> }", Limits(soon(LONG)))


def test_an_oxigraph_folder_is_read_as_it_stands(folder: Path, disk: EmbeddedStore) -> None:
    query = "SELECT (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
    with closing(EmbeddedStore.memory([folder], ONE_EACH)) as store:
        assert rows(store, query, Limits(soon(LONG))) == rows(disk, query, Limits(soon(LONG)))


BROKEN = [
    ("x.ttl", "<a:s> <a:p> 1 .\n<a:s> <a:p> nope .", 2, 13),
    ("x.nq", "nothing", 1, 1),
    ("x.ttl", "<x> <p> <y> .", 1, 1),
    ("x.rdf", "no xml", None, None),
    ("x.pdf", "", None, None),
    ("x.ttl.gz", "not packed", None, None),
    ("deep.ttl", "<a:s> <a:p> " + "<<(<a:s> <a:p> " * 500_000, None, None),
]


ELSEWHERE = [
    ('{\n "@context": "https://c.example/c",\n "@id": "a:s"}', "<https://c.example/c>", (2, 15)),
    (
        '[{"@id": "a:s"},\n{"@context": [{"a": "u:"}, "https://c.example/c"]}]',
        "<https://c.example/c>",
        (2, 29),
    ),
    ('{"@context": {"@import": "https://c.example/c"}, "a": 1}', "<https://c.example/c>", (1, 27)),
    (
        '{"@context": {"a": {"@id": "u:a", "@context": "https:\\/\\/c"}}, "a": {"b": 1}}',
        "somewhere else",
        (None, None),
    ),
]


@pytest.mark.parametrize(("text", "at", "place"), ELSEWHERE)
@pytest.mark.parametrize("name", ["x.jsonld", "x.jsonld.gz"])
def test_a_context_that_is_elsewhere_is_named(
    load: Load, name: str, text: str, at: str, place: tuple[int | None, int | None]
) -> None:
    with pytest.raises(RdfError, match="nothing is fetched") as caught:
        load((name, text))
    assert f"its @context is {'at ' if '<' in at else ''}{at}" in str(caught.value)
    assert caught.value.where
    assert (caught.value.where.line, caught.value.where.column) == place


@pytest.mark.parametrize(("name", "text", "line", "column"), BROKEN, ids=lambda value: str(value)[:20])
def test_what_is_wrong_with_a_file_is_said_with_its_place(
    tmp_path: Path, name: str, text: str, line: int | None, column: int | None
) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(RdfError) as caught:
        EmbeddedStore.memory([tmp_path / name], ONE_EACH)
    assert caught.value.where
    assert caught.value.where.file == tmp_path / name
    assert line is None or (caught.value.where.line, caught.value.where.column) == (line, column)


def test_a_value_that_the_reader_does_not_take_is_said_to_be_too_long(load: Load) -> None:
    with pytest.raises(RdfError, match="longer than 16 MB"):
        load(("long.nt", f'<a:s> <a:p> "{"x" * (17 << 20)}" .\n'))


def test_a_value_that_can_be_asked_for_and_not_read_again_is_an_error_with_its_reason(load: Load) -> None:
    xml = SAME[-1][1].replace("ơ", "x" * (17 << 20))
    store, all_of_it = load(("long.rdf", xml)), "CONSTRUCT WHERE { ?s ?p ?o }"
    wanted = Wanted(formats.JSON, formats.JSON, formats.TURTLE)
    for text in ("SELECT ?o { ?s ?p ?o }", all_of_it):
        parts = list(store.answer(Query(text), wanted, Limits(soon(LONG))).body)
        assert sum(map(len, parts)) > 17 << 20
        assert max(map(len, parts)) < 1 << 20  # it comes in parts, whatever the writer takes for one
    with pytest.raises(ResultTooLarge, match="longer than 8388608 bytes"):
        rows(store, "SELECT ?o { ?s ?p ?o }", Limits(soon(LONG)))
    with pytest.raises(ResultTooLarge, match="longer than 16777216 bytes"):
        triples(store, all_of_it, Limits(soon(LONG)))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(RdfError, match=r"none\.ttl"):
        EmbeddedStore.memory([tmp_path / "none.ttl"], ONE_EACH)


def test_workers_share_the_data_and_die_one_by_one(load: Load) -> None:
    store = load(("a.ttl", "<a:s> <a:p> 1 ."))
    before = store.state().workers
    os.kill(before[0], 9)
    until(lambda: before[0] not in store.state().workers and len(store.state().workers) == 4)
    assert ask(store, "ASK { <a:s> <a:p> 1 }", Limits(soon(LONG)))


def test_a_store_whose_data_process_dies_loads_again(load: Load) -> None:
    store = load(("a.ttl", "<a:s> <a:p> 1 ."))
    worker = store.state().workers[0]
    stat = Path(f"/proc/{worker}/stat").read_text()
    os.kill(int(stat.rpartition(")")[2].split()[1]), 9)
    until(lambda: _answers(store))


def _answers(store: EmbeddedStore) -> bool:
    try:
        return ask(store, "ASK { <a:s> <a:p> 1 }", Limits(soon(LONG)))
    except QueryCrashed:
        return False
