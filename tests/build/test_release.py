from __future__ import annotations

import gzip
import os
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from pyoxigraph import Literal, NamedNode, Quad

from kg import iri, manifest
from kg.build import release
from kg.build.metadata import Dump
from kg.build.release import Content
from kg.errors import ReleaseError
from kg.iri import BASE
from kg.vocab import RDFS


def quads(graph: str, label: str = "một") -> list[Quad]:
    name = NamedNode(iri.graph(graph))
    return [Quad(NamedNode(f"{BASE}id/{n}"), RDFS.label, Literal(label, language="vi"), name) for n in "ba"]


def content(label: str = "một", base: str = BASE) -> Content:
    graphs = {"vocab": quads("vocab", label), "history": quads("history")}
    return Content(graphs, {"validation/report.txt": "ok"}, "2026-01-01", {"facts": 0}, base)


def meta(dumps: list[Dump]) -> list[Quad]:
    name = NamedNode(iri.graph("meta"))
    return [Quad(NamedNode(f"{BASE}dumps/{d.path}"), RDFS.label, Literal(d.title_en), name) for d in dumps]


def built(out: Path, **changes: str) -> Path:
    made = release.write(content(**changes), meta, out)
    return out / "releases" / made.id


def test_equal_data_gives_equal_bytes_and_id(tmp_path: Path) -> None:
    one, two = built(tmp_path / "a"), built(tmp_path / "b")
    assert one.name == two.name
    for path in sorted((one / "dumps").rglob("*")):
        if path.is_file():
            assert path.read_bytes() == (two / path.relative_to(one)).read_bytes()


def test_the_bytes_do_not_hang_on_the_process(tmp_path: Path) -> None:
    """Hash seeds differ between processes; nothing written may."""
    script = f"""
import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})
from pathlib import Path
import test_release
print(test_release.built(Path(sys.argv[1])))
"""
    folders = []
    for seed in ("1", "2"):
        out = tmp_path / seed
        done = subprocess.run(
            [sys.executable, "-c", script, out],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        )
        folders.append(Path(done.stdout.strip()))
    one, two = folders
    dumps = [p.relative_to(one) for p in sorted((one / "dumps").rglob("*")) if p.is_file()]
    assert len(dumps) == 5
    assert [(one / d).read_bytes() for d in dumps] == [(two / d).read_bytes() for d in dumps]


def test_other_data_or_another_base_gives_another_id(tmp_path: Path) -> None:
    names = {
        built(tmp_path).name,
        built(tmp_path, label="hai").name,
        built(tmp_path, base="https://x.example/").name,
    }
    assert len(names) == 3


def test_the_default_graph_holds_a_copy_of_what_belongs_to_it(tmp_path: Path) -> None:
    store = ox.Store.read_only(str(built(tmp_path) / "store"))
    assert len(list(store.quads_for_pattern(None, None, None, ox.DefaultGraph()))) == 2
    assert {g.value for g in store.named_graphs() if isinstance(g, NamedNode)} == {
        iri.graph(name) for name in ("vocab", "history", "meta")
    }


def test_rebasing_moves_every_iri(tmp_path: Path) -> None:
    folder = built(tmp_path, base="https://dulieu.example.vn/kg/")
    with gzip.open(folder / "dumps" / "kg.nq.gz", "rt", encoding="utf-8") as dump:
        text = dump.read()
    assert BASE not in text
    assert "<https://dulieu.example.vn/kg/id/a>" in text
    assert all(BASE not in p.read_text("utf-8") for p in (folder / "dumps" / "graphs").iterdir())


def test_a_whole_release_is_kept_and_a_damaged_one_made_again(tmp_path: Path) -> None:
    folder = built(tmp_path)
    before = folder.stat().st_ino
    assert built(tmp_path).stat().st_ino == before
    dump = folder / "dumps" / "default.nt.gz"
    dump.write_bytes(dump.read_bytes()[:-1])
    with pytest.raises(ReleaseError, match="damaged"):
        manifest.check(folder)
    assert built(tmp_path).stat().st_ino != before
    assert manifest.check(folder).id == folder.name


@pytest.mark.parametrize("change", ["missing", "added", "damaged", "manifest"])
def test_a_manifest_sees_every_change(tmp_path: Path, change: str) -> None:
    folder = built(tmp_path)
    file = next((folder / "store").glob("*.sst"))
    match change:
        case "missing":
            file.unlink()
        case "added":
            (folder / "dumps" / "more.nt").write_text("")
        case "damaged":
            data = bytearray(file.read_bytes())
            data[len(data) // 2] ^= 1
            file.write_bytes(data)
        case "manifest":
            (folder / manifest.FILE).write_text("{")
    with pytest.raises(ReleaseError):
        manifest.check(folder)


def test_reading_a_store_changes_no_file(tmp_path: Path) -> None:
    folder = built(tmp_path)
    store = ox.Store.read_only(str(folder / "store"))
    assert len(store) > 0
    del store
    manifest.check(folder)


def test_nothing_is_left_of_a_release_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "releases").write_text("in the way")
    with pytest.raises(ReleaseError, match="cannot be written"):
        release.write(content(), meta, tmp_path)

    def fails(dumps: list[Dump]) -> list[Quad]:
        raise OSError(28, "No space left on device")

    out = tmp_path / "out"
    with pytest.raises(ReleaseError, match="No space left on device"):
        release.write(content(), fails, out)
    assert list((out / "releases").iterdir()) == []


def test_the_link_is_switched_in_one_step(tmp_path: Path) -> None:
    one, two = built(tmp_path), built(tmp_path, label="hai")
    assert manifest.current(tmp_path) is None
    manifest.switch(tmp_path, one)
    assert manifest.current(tmp_path) == one.resolve()
    manifest.switch(tmp_path, two)
    assert manifest.current(tmp_path) == two.resolve()
    assert {p.name for p in manifest.releases(tmp_path)} == {one.name, two.name}
