"""Kept pieces and what is made of them: the same as without, whole even where a release of before was damaged."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from kg import iri, manifest
from kg.build import release, searching, settled, settling
from kg.build.release import Content
from kg.build.settled import Settled
from kg.iri import BASE
from kg.search import collect, writer
from kg.search.index import Index
from kg.vocab import DCTERMS, LG, OWL, RDF, SKOS

UNITS = ("Tỉnh Đắk Lắk", "Huyện Lắk", "Thị trấn Liên Sơn", "Xã Yang Tao", "Xã Hồ Sen")
Said = tuple[NamedNode, NamedNode, NamedNode | Literal]


def unit(number: int) -> NamedNode:
    return NamedNode(f"{BASE}id/area/gso/{number}")


COUNTRY, REPORTED = NamedNode(f"{BASE}id/area/vn"), NamedNode(f"{BASE}id/area/t/huyen")
AROUND: list[Said] = [(COUNTRY, SKOS.prefLabel, Literal("Việt Nam", language="vi"))]
OWN: list[Said] = [
    (REPORTED, RDF.type, LG.AdministrativeArea),
    (REPORTED, SKOS.prefLabel, Literal("Huyện của báo cáo", language="vi")),
    (REPORTED, OWL.sameAs, unit(1)),
]
CASES: Mapping[str, list[Said]] = {
    "nothing of them": [(REPORTED, SKOS.prefLabel, Literal("Hồ", language="vi"))],
    "one is meant": OWN,
    "one has another name": [*OWN, (unit(4), SKOS.altLabel, Literal("Sen Hồ", language="vi"))],
    "one that others lie in has another name": [*OWN, (unit(0), SKOS.altLabel, Literal("Daklak"))],
    "the country has another name": [*OWN, (COUNTRY, SKOS.altLabel, Literal("Vietnam", language="en"))],
    "one is of another kind": [(unit(3), RDF.type, LG.Meeting)],
}


def graph(name: str, said: list[Said]) -> dict[str, list[Quad]]:
    return {name: [Quad(*one, NamedNode(iri.graph(name))) for one in said]}


def units() -> dict[str, list[Quad]]:
    said: list[Said] = []
    for number, name in enumerate(UNITS):
        around = unit(min(number - 1, 1)) if number else COUNTRY
        said += [
            (unit(number), RDF.type, LG.AdministrativeArea),
            (unit(number), SKOS.prefLabel, Literal(name, language="vi")),
            (unit(number), DCTERMS.isPartOf, around),
        ]
    return graph("authority/units", said)


def content(own: list[Said], pieces: Settled) -> Content:
    """A release with the units as pieces, of which it has what is spoken of and what that lies in."""
    spoken = {term for one in own for term in one} | {unit(0), unit(1)}
    excerpt = {name: [q for q in quads if q.subject in spoken] for name, quads in units().items()}
    graphs = graph("authority/areas", AROUND) | graph("labels/vi", own) | excerpt
    return Content(graphs, {}, "2026-01-01", {}, BASE, pieces)


def made(out: Path, key: str = "key") -> Settled:
    return settling.make(out, key, units(), graph("authority/areas", AROUND), BASE)


def table(file: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(file)) as index:
        return index.execute(query).fetchall()


def finds(file: Path, where: str) -> dict[str, set[str]]:
    """The things that each word finds, as it finds names or whole entries."""
    thing = {
        "names": "SELECT e.iri FROM names f JOIN name n ON n.id = f.rowid JOIN entry e ON e.id = n.entry",
        "whole": "SELECT e.iri FROM whole f JOIN entry e ON e.id = f.rowid",
    }[where]
    said = " ".join(str(row[0]) for row in table(file, "SELECT said FROM entry"))
    some = {*said.split(), *(str(row[0]) for row in table(file, "SELECT plain FROM word"))}
    with closing(sqlite3.connect(file)) as index:
        return {w: {i for (i,) in index.execute(f"{thing} WHERE {where} MATCH ?", (f'"{w}"',))} for w in some}


@pytest.mark.parametrize("own", CASES.values(), ids=CASES)
def test_an_index_that_was_added_to_knows_what_one_made_at_once_knows(
    tmp_path: Path, own: list[Said]
) -> None:
    pieces = made(tmp_path)
    some = content(own, pieces)
    added, whole = tmp_path / "added", tmp_path / "whole"
    searching.write(added, some.own, some.excerpt, pieces, BASE)
    every = (q for quads in {**some.own, **units()}.values() for q in quads)
    writer.write(whole, collect.entries(every, BASE))
    for query in ("SELECT * FROM word", "SELECT * FROM slip", "SELECT * FROM about"):
        assert table(added, query) == table(whole, query)
    with closing(Index(added)) as one, closing(Index(whole)) as other:
        for thing in (*map(unit, range(len(UNITS))), COUNTRY, REPORTED):
            assert one.entry(thing.value) == other.entry(thing.value)
    for where in ("names", "whole"):
        assert finds(added, where) == finds(whole, where)


def test_what_was_added_stands_in_front(tmp_path: Path) -> None:
    pieces = made(tmp_path)
    some = content(OWN, pieces)
    searching.write(tmp_path / "index", some.own, some.excerpt, pieces, BASE)
    order = [row[0] for row in table(tmp_path / "index", "SELECT iri FROM entry ORDER BY id")]
    assert set(order[:2]) == {REPORTED.value, COUNTRY.value}
    assert set(order[-3:]) == {unit(n).value for n in (2, 3, 4)}


def test_a_release_of_kept_pieces_is_that_of_new_ones(tmp_path: Path) -> None:
    kept = settled.kept(tmp_path / "a", made(tmp_path / "a").folder.name)
    assert kept
    new = made(tmp_path / "b")
    folders = []
    for name, pieces in {"a": kept, "b": new}.items():
        written = release.write(content(OWN, pieces), lambda _dumps: [], tmp_path / name)
        folders.append(tmp_path / name / "releases" / written.id)
    assert folders[0].name == folders[1].name
    files = [f.relative_to(folders[0]) for f in sorted(folders[0].rglob("*")) if f.is_file()]
    same = [f for f in files if f.parts[0] in ("dumps", writer.FILE)]
    assert len(same) == 7
    assert [(folders[0] / f).read_bytes() for f in same] == [(folders[1] / f).read_bytes() for f in same]
    assert {*Store.read_only(str(folders[0] / "store"))} == {*Store.read_only(str(folders[1] / "store"))}


def test_a_release_stays_when_another_with_the_same_pieces_goes(tmp_path: Path) -> None:
    pieces = made(tmp_path)
    names = [
        release.write(content(own, pieces), lambda _dumps: [], tmp_path).id
        for own in (OWN, CASES["nothing of them"])
    ]
    shutil.rmtree(tmp_path / "releases" / names[0])
    shutil.rmtree(pieces.folder)
    assert manifest.check(tmp_path / "releases" / names[1]).id == names[1]


def test_pieces_that_were_damaged_in_a_release_are_not_taken_again(tmp_path: Path) -> None:
    pieces = made(tmp_path)
    name = release.write(content(OWN, pieces), lambda _dumps: [], tmp_path).id
    shared = {file.name for file in pieces.store.glob("*.sst")}
    table = next(f for f in (tmp_path / "releases" / name / "store").iterdir() if f.name in shared)
    data = bytearray(table.read_bytes())
    data[len(data) // 2] ^= 1
    table.write_bytes(data)
    assert settled.kept(tmp_path, "key") is None


def test_of_many_pieces_the_few_that_were_used_last_are_kept(tmp_path: Path) -> None:
    keys = [f"key{number}" for number in range(settling.KEPT + 1)]
    for key in keys[:-1]:
        made(tmp_path, key)
    for number, key in enumerate(keys[:-1]):
        os.utime(tmp_path / settled.FOLDER / key, (number, number))
    assert settled.kept(tmp_path, keys[0])
    made(tmp_path, keys[-1])
    assert {folder.name for folder in (tmp_path / settled.FOLDER).iterdir()} == {*keys} - {keys[1]}
