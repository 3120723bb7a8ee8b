"""The search index is a file of the release: named in its manifest, the same for the same data, made where it lacks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from kg import iri, manifest
from kg.build import release
from kg.build.release import Content
from kg.errors import ReleaseError
from kg.iri import BASE
from kg.search import writer
from kg.search.index import Index
from kg.search.matcher import Matcher
from kg.vocab import LG, RDF, SKOS

LAK = NamedNode(f"{BASE}id/area/t/1")
OTHER = "https://other.example/"


def content(base: str = BASE) -> Content:
    name, hidden = NamedNode(iri.graph("vocab")), NamedNode(iri.graph("history"))
    quads = [
        Quad(LAK, RDF.type, LG.AdministrativeArea, name),
        Quad(LAK, SKOS.prefLabel, Literal("Huyện Lắk", language="vi"), name),
    ]
    past = [Quad(LAK, SKOS.prefLabel, Literal("Huyện Cũ", language="vi"), hidden)]
    return Content({"vocab": quads, "history": past}, {}, "2026-01-01", {}, base)


def built(out: Path, base: str = BASE) -> Path:
    return out / "releases" / release.write(content(base), lambda _dumps: [], out).id


def names(folder: Path, text: str) -> list[str]:
    index = Index(folder / writer.FILE)
    try:
        return [one.iri for one in Matcher(index).candidates(text)]
    finally:
        index.close()


def test_it_is_a_file_of_the_manifest_with_its_checksum(tmp_path: Path) -> None:
    folder = built(tmp_path)
    assert writer.FILE in manifest.check(folder).files
    assert names(folder, "huyen lak") == [LAK.value]


def test_only_what_the_default_graph_says_is_found(tmp_path: Path) -> None:
    index = Index(built(tmp_path) / writer.FILE)
    entry = index.entry(LAK.value)
    index.close()
    assert entry is not None
    assert [name.text for name in entry.names] == ["Huyện Lắk"]


def test_the_same_data_gives_the_same_bytes(tmp_path: Path) -> None:
    files = [built(tmp_path / name) / writer.FILE for name in ("a", "b")]
    assert files[0].read_bytes() == files[1].read_bytes()


def test_it_speaks_of_things_under_the_base_of_the_release(tmp_path: Path) -> None:
    folder = built(tmp_path, OTHER)
    assert names(folder, "lak") == [f"{OTHER}id/area/t/1"]
    index = Index(folder / writer.FILE)
    found = Matcher(index).candidates("lak", types=(f"{OTHER}def/lg#AdministrativeArea",))
    index.close()
    assert len(found) == 1


def test_a_damaged_index_is_refused(tmp_path: Path) -> None:
    file = built(tmp_path) / writer.FILE
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    with pytest.raises(ReleaseError, match="damaged"):
        manifest.check(file.parent)
    file.write_bytes(b"no index")
    with pytest.raises(ReleaseError, match="cannot be read"):
        Index(file)


def test_a_release_of_before_gets_one_when_it_is_built_again(tmp_path: Path) -> None:
    folder = built(tmp_path)
    (folder / writer.FILE).unlink()
    table = json.loads((folder / manifest.FILE).read_text("utf-8"))
    del table["files"][writer.FILE]
    (folder / manifest.FILE).write_text(json.dumps(table), "utf-8")
    assert built(tmp_path) == folder
    assert writer.FILE in manifest.check(folder).files
