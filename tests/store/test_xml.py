"""Answers in XML say what the data says, or say that XML cannot."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import engines
import pytest
from pyoxigraph import Literal, NamedNode, QueryResultsFormat, RdfFormat, Triple, parse
from pyoxigraph import parse_query_results as parse_results

from kg import codec, formats
from kg.errors import NotAcceptable
from kg.store import base
from kg.store.base import Limits, Query, Wanted, soon
from kg.store.embedded import EmbeddedStore
from kg.store.pool import PoolSettings
from kg.store.remote import RemoteStore

WANTED = Wanted(formats.XML, formats.JSON, formats.RDFXML)
AS_JSON = Wanted(formats.JSON, formats.JSON, formats.NTRIPLES)
KEPT = "a\rb\r\nc\td \U0001f600 &#13; <b>"
LOST = ["\x00", "\x01", "\x0b", "\x1f", "\ufffe", "\uffff"]


@pytest.fixture(scope="module", params=["embedded", "remote"])
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[base.Store]:
    if request.param == "embedded":
        with closing(EmbeddedStore.memory([], PoolSettings(pages=1, quick=1, slow=1))) as made:
            yield made
        return
    nothing = tmp_path_factory.mktemp("nothing") / "nothing.nt"
    nothing.touch()
    with engines.loopback(nothing) as url, closing(RemoteStore(url)) as there:
        yield there


def given(store: base.Store, query: str, wanted: Wanted) -> bytes:
    return b"".join(store.answer(Query(query), wanted, Limits(soon(20))).body)


def written(text: str) -> str:
    """A text as a query has it; NUL may not stand there, nor be made by an escape."""
    return str(Literal(text))


def test_a_carriage_return_is_read_as_one(store: base.Store) -> None:
    rows = given(store, f"SELECT ?x {{ VALUES ?x {{ {written(KEPT)} }} }}", WANTED)
    found = parse_results(rows, QueryResultsFormat.XML)
    assert [row[0] for row in found] == [Literal(KEPT)]  # type: ignore[union-attr]
    data = given(store, f"CONSTRUCT {{ <a:a> <a:p> {written(KEPT)} }} {{}}", WANTED)
    assert [quad.object for quad in parse(data, RdfFormat.RDF_XML)] == [Literal(KEPT)]


@pytest.mark.parametrize("character", LOST[1:], ids=ascii)
def test_what_xml_cannot_carry_is_told_and_comes_in_another_format(store: base.Store, character: str) -> None:
    for query in ("SELECT ?x {{ VALUES ?x {{ {} }} }}", "CONSTRUCT {{ <a:a> <a:p> {} }} {{}}"):
        text = query.format(written(f"é{character}"))
        with pytest.raises(NotAcceptable, match="XML") as caught:
            given(store, text, WANTED)
        assert "JSON" in (caught.value.hint or "")
        assert given(store, text, AS_JSON)


def test_a_page_s_rdf_xml_does_the_same() -> None:
    subject, predicate = NamedNode("https://x.example/a"), NamedNode("https://x.example/p")
    data = codec.serialise([Triple(subject, predicate, Literal(KEPT))], formats.RDFXML, "https://x.example/")
    assert [quad.object for quad in parse(data, RdfFormat.RDF_XML)] == [Literal(KEPT)]
    for character in LOST:
        triple = Triple(subject, predicate, Literal(character))
        with pytest.raises(NotAcceptable, match="XML"):
            codec.serialise([triple], formats.RDFXML, "https://x.example/")
