"""What is looked up in the release's folder is what its queries give; what is too much is left to these."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse

from kg import iri
from kg.iri import BASE
from kg.serve import ask
from kg.serve.look import FEW, Look
from kg.serve.site import Site
from kg.store.functions import Row
from kg.store.nearby import MOST, AskInstead, Nearby
from kg.vocab import OA, PROV, RDF, SCHEMA

THERE = "https://elsewhere.example.vn/kg/"
APART = (iri.graph("labels/"), iri.graph("derived/"))


@pytest.fixture(scope="session")
def things(release_site: Site) -> list[str]:
    """Things of every kind: of each class a few, from all over the alphabet."""
    by_class: dict[str, list[str]] = defaultdict(list)
    for path in sorted(ask.value(row, "it") for row in ask.rows(release_site, "addresses")):
        by_class["/".join(path.split("/")[3:5])].append(path)
    return [path for paths in by_class.values() for path in paths[:: max(1, len(paths) // 12)]]


@pytest.fixture
def look(release_site: Site) -> Look:
    assert release_site.look
    return release_site.look


def counted(rows: list[Row], *names: str) -> Counter[tuple[str, ...]]:
    return Counter(tuple(str(row.get(name, "")) for name in names) for row in rows)


def test_what_a_page_says(release_site: Site, look: Look, things: list[str]) -> None:
    too_much = 0
    for it in things:
        try:
            found = look.about(it)
        except AskInstead:
            too_much += 1
            continue
        parts: dict[str, list[Row]] = defaultdict(list)
        for row in ask.rows(release_site, "thing", it):
            graph = ask.value(row, "graph")
            if not graph or graph.startswith(APART):
                parts[ask.value(row, "part")].append(row)
        said = Counter((str(NamedNode(p)), str(o), graph) for p, o, graph in found.said)
        asked = counted(parts["said"], "p", "o", "graph")
        assert said == Counter({(p, o, graph.strip("<>")): n for (p, o, graph), n in asked.items()}), it
        assert Counter(found.leads) == Counter((ask.value(r, "p"), ask.value(r, "s")) for r in parts["lead"])
        for kind, rows in found.records.items():
            assert counted(rows, "s", "p", "o") == counted(parts[kind], "s", "p", "o"), (it, kind)
    assert too_much < len(things) / 20


def test_names(release_site: Site, look: Look, things: list[str]) -> None:
    asked = ask.rows(release_site, "labels", *things)
    found = [{"it": NamedNode(it), "p": NamedNode(p), "value": o} for it in things for p, o in look.names(it)]
    assert counted(found, "it", "p", "value") == counted(asked, "it", "p", "value")


def test_passages(release_site: Site, look: Look, things: list[str]) -> None:
    seen = 0
    for it in things:
        rows = ask.rows(release_site, "passages", it)
        if 0 < len(rows) <= FEW:
            seen += 1
            about = look.about(it)
            quotes = [
                ask.text(o)
                for path, o, graph in about.said
                if path == PROV.wasDerivedFrom.value and not graph
            ]
            quotes += [thing for path, thing in about.leads if path == SCHEMA.mentions.value]
            assert look.passages(quotes) == rows, it
    assert seen > 20


def test_bodies(release_site: Site, look: Look, things: list[str]) -> None:
    asked = [it for it in things if "/id/org/" in it]
    assert asked
    for it in asked:
        found, rows = look.bodies(it), ask.rows(release_site, "bodies-around", it)
        assert counted(found, "row", "p", "o") == counted(rows, "row", "p", "o"), it


def test_descriptions(release_site: Site, look: Look, things: list[str]) -> None:
    left = 0
    for it in things:
        try:
            found = look.description(it)
        except AskInstead:
            left += 1
            continue
        assert {str(one) for one in found} == {
            str(one) for one in ask.triples(release_site, "description", it)
        }, it
    assert left < len(things) / 4


def folder(at: Path, trig: str) -> Nearby:
    store = Store(str(at))
    store.extend(parse(trig.encode(), RdfFormat.TRIG))
    store.flush()
    del store
    return Nearby(at)


def test_another_base_gives_the_same(tmp_path: Path) -> None:
    small = Path(__file__).with_name("small.trig").read_text("utf-8")
    subjects = sorted(
        {q.subject.value for q in parse(small.encode(), RdfFormat.TRIG) if isinstance(q.subject, NamedNode)}
    )
    here = Look(folder(tmp_path / "here", small), BASE, ["labels/vi"])
    there = Look(folder(tmp_path / "there", small.replace(BASE, THERE)), THERE, ["labels/vi"])
    assert any(one.startswith(BASE) for one in subjects)
    for it in subjects:
        first, second = here.about(it), there.about(it)
        assert Counter(map(str, first.said)) == Counter(map(str, second.said))
        assert Counter(first.leads) == Counter(second.leads)
        assert Counter(map(str, here.names(it))) == Counter(map(str, there.names(it)))
        moved = described(there, it)
        assert described(here, it) == (moved and {one.replace(THERE, BASE) for one in moved})


def described(look: Look, it: str) -> set[str] | None:
    try:
        return {str(one) for one in look.description(it)}
    except AskInstead:
        return None


def test_too_much_is_left_to_a_query(tmp_path: Path) -> None:
    big, many = NamedNode("urn:x:big"), NamedNode("urn:x:many")
    store = Store(str(tmp_path / "store"))
    for number in range(MOST + 1):
        store.add(Quad(big, NamedNode(f"urn:x:p{number}"), RDF.type))
        store.add(Quad(NamedNode(f"urn:x:s{number}"), OA.hasSource, many))
    store.flush()
    del store
    look = Look(Nearby(tmp_path / "store"), BASE, [])
    for what in (look.said, look.about, look.description):
        with pytest.raises(AskInstead):
            what(big.value)
    with pytest.raises(AskInstead):
        look.about(many.value)
    with pytest.raises(AskInstead):
        look.passages(["urn:x:q"] * (FEW + 1))
    with pytest.raises(AskInstead):
        look.passages(["urn:x:no-passage"])
