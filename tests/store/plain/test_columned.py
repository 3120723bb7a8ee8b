"""Workers over data in memory answer from columns what they can, as soon as these are there, in every format."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, QueryResultsFormat, QuerySolutions

from kg import formats
from kg.errors import QueryTimeout, ResultTooLarge, StoreBusy, StoreError
from kg.store.base import Limits, Query, Wanted, soon
from kg.store.embedded import EmbeddedStore
from kg.store.functions import rows
from kg.store.plain.columns.share import LEAST
from kg.store.pool import PoolSettings
from patience import patiently, until

ONE_EACH = PoolSettings(pages=1, quick=1, slow=1, quick_seconds=60.0)
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
"""More rows than an engine goes through in years, which columns need not go through."""

THINGS = LEAST // 4 + 1
TYPED = Quad(NamedNode("a:s0"), NamedNode("a:type"), NamedNode("a:Lớp0"), NamedNode("a:g"))
SORTED = (
    "SELECT ?c (COUNT(*) AS ?n) (SUM(?v) AS ?m) (MAX(?v) AS ?x) { ?s <a:type> ?c ; <a:value> ?v } "
    "GROUP BY ?c ORDER BY ?c"
)
NEIGHBOURS = "SELECT ?c ?d (COUNT(*) AS ?n) { ?s <a:type> ?c ; <a:next> ?o . ?o <a:type> ?d } GROUP BY ?c ?d"


def quads() -> Iterator[Quad]:
    for number in range(THINGS):
        subject = BlankNode(f"b{number}") if number % 5 == 0 else NamedNode(f"a:s{number}")
        values = {
            "a:type": NamedNode(f"a:Lớp{number % 7}"),
            "a:value": Literal(number % 100),
            "a:next": NamedNode(f"a:s{number * 7 % THINGS}"),
            "a:label": Literal(f"Vật “{number}”\t&<>", language="vi"),
        }
        yield from (Quad(subject, NamedNode(name), value, DefaultGraph()) for name, value in values.items())
    yield TYPED


@pytest.fixture(scope="module")
def engine() -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    store.extend(quads())
    return store


@pytest.fixture(scope="module")
def columned(engine: pyoxigraph.Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedStore]:
    """A store whose workers have columns by now."""
    file = tmp_path_factory.mktemp("columned") / "data.nq"
    engine.dump(file, pyoxigraph.RdfFormat.N_QUADS)
    with closing(EmbeddedStore.memory([file], ONE_EACH)) as store:
        until(lambda: counts(store, 0.5))
        yield store


def counts(store: EmbeddedStore, seconds: float = 60.0) -> bool:
    try:
        return rows(store, ENDLESS, Limits(soon(seconds))) == [{"n": Literal((THINGS * 4) ** 3)}]
    except (QueryTimeout, StoreBusy):
        return False


def answer(
    store: EmbeddedStore, query: Query, chosen: formats.Format, max_rows: int = 10_000, seconds: float = 60
) -> bytes:
    wanted = Wanted(chosen, chosen, formats.TURTLE)
    return b"".join(store.answer(query, wanted, Limits(soon(seconds), max_rows)).body)


def written(engine: pyoxigraph.Store, text: str, chosen: formats.Format) -> bytes:
    found = engine.query(text)
    assert isinstance(found, QuerySolutions)
    data = found.serialize(format=QueryResultsFormat.from_media_type(chosen.media_type))
    assert data
    return data


@pytest.mark.parametrize(
    "chosen", [formats.JSON, formats.XML, formats.CSV, formats.TSV], ids=lambda chosen: chosen.name
)
@pytest.mark.parametrize("text", [SORTED, "SELECT (COUNT(?s) AS ?số) { ?s <a:value> 7 }"])
def test_the_bytes_are_those_of_the_engine(
    columned: EmbeddedStore, engine: pyoxigraph.Store, text: str, chosen: formats.Format
) -> None:
    assert answer(columned, Query(text), chosen) == written(engine, text, chosen)


def test_it_is_counted_who_knew_the_answers(columned: EmbeddedStore) -> None:
    before = columned.state().answered
    for text in (SORTED, SORTED, "SELECT (RAND() AS ?r) {}"):
        answer(columned, Query(text), formats.TSV)
    after = columned.state().answered
    assert {by: after[by] - before[by] for by in after} == {"index": 0, "columns": 2, "engine": 1}


@pytest.mark.parametrize("text", [NEIGHBOURS, "SELECT DISTINCT ?l { ?s <a:label> ?l }"])
def test_rows_in_no_order_are_the_same_rows(
    columned: EmbeddedStore, engine: pyoxigraph.Store, text: str
) -> None:
    mine, its = answer(columned, Query(text), formats.TSV), written(engine, text, formats.TSV)
    assert sorted(mine.splitlines()) == sorted(its.splitlines())


def test_blank_nodes_have_the_names_that_the_engine_gives(columned: EmbeddedStore) -> None:
    text = "SELECT DISTINCT ?s { ?s <a:type> <a:Lớp3> }"
    mine, its = (
        answer(columned, Query(asked), formats.TSV) for asked in (text, text.replace("DISTINCT", ""))
    )
    assert sorted(mine.splitlines()) == sorted(its.splitlines())
    assert mine.count(b"\n_:") > 100


def test_a_dataset_of_the_protocol_and_from_are_left_to_the_engine(columned: EmbeddedStore) -> None:
    text = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    assert rows(columned, Query(text, ("a:g",)), Limits(soon(60))) == [{"n": Literal(1)}]
    assert rows(columned, text.replace("{", "FROM <a:g> {"), Limits(soon(60))) == [{"n": Literal(1)}]
    assert rows(columned, text, Limits(soon(60))) == [{"n": Literal(THINGS * 4)}]


def test_limits_of_a_result_hold(columned: EmbeddedStore) -> None:
    assert answer(columned, Query(NEIGHBOURS), formats.CSV, max_rows=49).count(b"\n") == 50
    with pytest.raises(ResultTooLarge):
        answer(columned, Query(NEIGHBOURS), formats.CSV, max_rows=48)


def test_what_columns_cannot_say_still_ends_at_its_deadline(columned: EmbeddedStore) -> None:
    with pytest.raises(QueryTimeout):
        rows(columned, ENDLESS.replace("?i }", "?i FILTER(?a != ?d) }"), Limits(soon(1)))
    assert counts(columned)


GREEDY = {
    "a long chain": "(COUNT(*) AS ?n) { " + " . ".join(f"?a{i} <a:next> ?a{i + 1}" for i in range(15)) + " }",
    "a wide star": "?x (COUNT(*) AS ?n) { "
    + " ".join(f"?x <a:type> ?g{i} ." for i in range(15))
    + " } GROUP BY ?x",
    "a crowd": "?g (COUNT(*) AS ?n) { "
    + " ".join(f"?x{i} <a:type> ?g ." for i in range(15))
    + " } GROUP BY ?g",
    "pairs": "?x ?y (COUNT(*) AS ?n) { ?x <a:type> ?g . ?y <a:type> ?g } GROUP BY ?x ?y",
    "all by all": "(COUNT(*) AS ?n) { " + " ".join(f"?x ?p{i} ?y{i} ." for i in range(15)) + " }",
    "distinct ways": "DISTINCT ?p0 ?p5 { " + " ".join(f"?a{i} ?p{i} ?a{i + 1} ." for i in range(6)) + " }",
    "a product in groups": "?a ?d (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f } GROUP BY ?a ?d",
    "a sum over a product": "(SUM(?c) AS ?n) { ?a <a:value> ?c . ?d ?e ?f . ?g ?h ?i }",
    "everything in order": "DISTINCT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s",
    "a triangle of all": "(COUNT(*) AS ?n) { ?a ?p ?b . ?b ?q ?c . ?c ?r ?a }",
}


@pytest.mark.hostile
@pytest.mark.parametrize("name", GREEDY)
def test_what_joins_too_much_ends_in_time(columned: EmbeddedStore, name: str) -> None:
    def attempt(pace: float) -> None:
        start = soon(0)
        with suppress(StoreError):
            answer(columned, Query(f"SELECT {GREEDY[name]}"), formats.CSV, seconds=2 * pace)
        assert soon(0) - start < 3 * pace

    patiently(attempt)
    assert counts(columned)


def test_nobody_can_write_to_the_columns_and_forking_stays_sound(columned: EmbeddedStore) -> None:
    assert counts(columned)
    for worker in columned.state().workers:
        maps = Path(f"/proc/{worker}/maps").read_text("utf-8").splitlines()
        assert [line.split()[1] for line in maps if "kg-columns" in line] == ["r--s"]
        files = [
            file for file in Path(f"/proc/{worker}/fd").iterdir() if "kg-columns" in str(file.readlink())
        ]
        assert all(_flags(worker, file.name) & os.O_ACCMODE == os.O_RDONLY for file in files)
        parent = int(Path(f"/proc/{worker}/stat").read_text("utf-8").rpartition(")")[2].split()[1])
        assert len(list(Path(f"/proc/{parent}/task").iterdir())) == 1


def _flags(worker: int, file: str) -> int:
    """How a process has opened a file."""
    lines = dict(
        line.split(":", 1) for line in Path(f"/proc/{worker}/fdinfo/{file}").read_text("ascii").splitlines()
    )
    return int(lines["flags"], 8)
