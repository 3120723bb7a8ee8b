"""Official areas: the tables as graphs, what others see of them, and the pieces that builds share."""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, QuerySolutions, Store
from tests.conftest import few_areas

from kg import iri
from kg.build import areas, assemble, pipeline, settled, settling, standing, tally
from kg.build.areas import Areas
from kg.errors import InputError, ValidationError
from kg.settings import Settings
from kg.vocab import DCTERMS, LG, OWL, SKOS

ROOT = Path(__file__).parents[2]
NAME = "dang-bo-co-quan-chinh-quyen-huyen-2020"
AUTHORITY = ROOT / "data" / "authority"


def settings(out: Path, data: Path) -> Settings:
    return Settings(data=data, ontology=ROOT / "ontology", shapes=ROOT / "shapes", out=out)


@pytest.fixture(scope="module")
def real() -> Areas:
    return areas.read(AUTHORITY)


@pytest.fixture(scope="module")
def quads(real: Areas) -> list[Quad]:
    return [quad for quads in real.graphs().values() for quad in quads]


def test_every_level_has_its_number_of_units(real: Areas) -> None:
    levels = Counter((edition.scope, areas.KINDS[unit.kind].level) for edition, unit in real.units.values())
    assert levels == {
        ("gso-2025-06", "tinh"): 63,
        ("gso-2025-06", "huyen"): 696,
        ("gso-2025-06", "xa"): 10_035,
        ("gso-2025-07", "tinh"): 34,
        ("gso-2025-07", "xa"): 3_321,
    }


@pytest.mark.parametrize(
    ("code", "vi", "en", "short"),
    [
        ("gso-2025-06/656", "Huyện Lắk", "Lắk District", "Lắk"),
        ("gso-2025-06/66", "Tỉnh Đắk Lắk", "Đắk Lắk Province", "Đắk Lắk"),
        ("gso-2025-06/001", "Quận Ba Đình", "Ba Đình District", "Ba Đình"),
        ("gso-2025-06/761", "Quận 12", "District 12", None),
        ("gso-2025-06/01", "Thành phố Hà Nội", "Hà Nội City", "Hà Nội"),
        ("gso-2025-06/24580", "Thị trấn Liên Sơn", "Liên Sơn Township", "Liên Sơn"),
        ("gso-2025-07/24580", "Xã Liên Sơn Lắk", "Liên Sơn Lắk Commune", "Liên Sơn Lắk"),
    ],
)
def test_names_in_both_languages(quads: list[Quad], code: str, vi: str, en: str, short: str | None) -> None:
    unit = NamedNode(f"{iri.BASE}id/area/{code}")
    names = {(q.predicate, str(q.object)) for q in quads if q.subject == unit and "abel" in q.predicate.value}
    wanted = {(SKOS.prefLabel, f'"{vi}"@vi'), (SKOS.prefLabel, f'"{en}"@en')}
    assert names == wanted | ({(SKOS.altLabel, f'"{short}"@vi')} if short else set())


def test_codes_are_strings_with_their_zeros(quads: list[Quad]) -> None:
    codes = {
        q.subject.value.removeprefix(f"{iri.BASE}id/area/"): q.object
        for q in quads
        if q.predicate == LG.gsoCode
    }
    wanted = {"gso-2025-06/01": "01", "gso-2025-06/001": "001", "gso-2025-06/00001": "00001"}
    assert {where: codes[where] for where in wanted} == {w: Literal(code) for w, code in wanted.items()}
    assert all(where.endswith(f"/{code.value}") for where, code in codes.items())


def test_districts_have_no_successor_and_guesses_are_not_certain(real: Areas, quads: list[Quad]) -> None:
    certain = {(q.subject.value, q.object) for q in quads if q.predicate == DCTERMS.isReplacedBy}
    guessed = {(q.subject.value, q.object) for q in quads if q.predicate == LG.guessedSuccessor}
    main = {(q.subject.value, q.object) for q in quads if q.predicate == LG.guessedMainSuccessor}
    assert not {areas.KINDS[real.units[one][1].kind].level for one, _ in certain | guessed} & {"huyen"}
    assert (len(certain), len(guessed), len(main)) == (10_604, 56, 449)
    assert not certain & guessed
    assert main < certain


def test_every_unit_of_now_was_something_before(real: Areas, quads: list[Quad]) -> None:
    followed = {q.object for q in quads if q.predicate in (DCTERMS.isReplacedBy, LG.guessedSuccessor)}
    followed |= {q.subject for q in quads if q.predicate == DCTERMS.replaces}
    now = {NamedNode(one) for one, (edition, _) in real.units.items() if edition is areas.AFTER}
    assert now == followed


def test_others_see_what_they_speak_of_and_what_that_leads_to(real: Areas) -> None:
    link = Quad(NamedNode("https://x.example/"), OWL.sameAs, NamedNode(f"{iri.BASE}id/area/gso-2025-06/656"))
    seen = {q.subject.value.rpartition("id/area/")[2] for qs in real.excerpt([link]).values() for q in qs}
    assert seen == {"gso-2025-06/656", "gso-2025-06/66", "gso-2025-07/66"}


def test_a_folder_without_tables_has_no_areas(tmp_path: Path) -> None:
    assert areas.read(tmp_path).graphs() == {}


@pytest.mark.parametrize(
    ("table", "line", "says"),
    [
        ("areas-2025-06", "97,lang,Ngoài,", "no kind of unit"),
        ("areas-2025-06", "66,tinh,Đắk Lắk,", "stands twice"),
        ("areas-2025-06", "99999,xa,Lạc,998", "before the unit that it is part of"),
        ("areas-2025-06", "97,tinh", "columns"),
        ("area-changes", "24580,99999,only", "not there"),
        ("area-changes", "24580,24580,surely", "not there"),
    ],
)
def test_a_bad_line_is_told_with_its_place(tmp_path: Path, table: str, line: str, says: str) -> None:
    folder = Path(shutil.copytree(AUTHORITY, tmp_path / "authority"))
    file = folder / f"{table}.csv"
    file.write_text(file.read_text("utf-8") + line + "\n", "utf-8")
    with pytest.raises(InputError, match=says) as error:
        areas.read(folder)
    assert error.value.where is not None
    assert error.value.where.file == file


def test_the_tables_are_those_of_the_package() -> None:
    sys.path.insert(0, str(ROOT / "tools"))
    try:
        import areas as tool
    finally:
        sys.path.remove(str(ROOT / "tools"))
    if (package := tool.installed()) is None:
        pytest.skip("vietnamadminunits is not installed (make areas)")
    for name, rows in tool.tables(package).items():
        assert (AUTHORITY / name).read_text("utf-8") == tool.text(rows), name


# Pieces


def small(folder: Path) -> Path:
    """A data folder with one province, one district, one commune, and what the last became."""
    data = Path(shutil.copytree(ROOT / "data", folder / "data"))
    few_areas(data / "authority")
    return data


def count(store: Store, query: str) -> int:
    rows = store.query(query)
    assert isinstance(rows, QuerySolutions)
    return int(next(iter(rows))["n"].value)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A data folder with few areas, and where it was built."""
    folder = tmp_path_factory.mktemp("few")
    pipeline.build(settings(folder / "out", small(folder)))
    return folder / "data", folder / "out"


def test_a_release_holds_every_unit_and_counts_it_once(built: tuple[Path, Path]) -> None:
    store = Store.read_only(str(built[1] / "current" / "store"))
    everything = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    assert count(store, f"SELECT (COUNT(*) AS ?n) {{ ?s <{LG.gsoCode.value}> ?o }}") == 5
    void = "http://rdfs.org/ns/void#"
    stated = f"SELECT ?n {{ GRAPH ?g {{ ?d <{void}uriSpace> ?u ; <{void}triples> ?n }} }}"
    assert count(store, stated) == count(store, everything)
    subjects = "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }"
    stated = f"SELECT ?n {{ GRAPH ?g {{ ?d <{void}distinctSubjects> ?n }} }}"
    assert count(store, stated) == count(store, subjects)
    classes = f"""SELECT ?n {{ GRAPH ?g {{ ?d <{void}classPartition> ?c .
      ?c <{void}class> <{LG.AdministrativeArea.value}> ; <{void}entities> ?n }} }}"""
    assert count(store, classes) == 5 + 2
    assert sum(1 for _ in store.quads_for_pattern(None, LG.gsoCode, None, DefaultGraph())) == 5


def test_a_change_of_a_report_takes_the_pieces_as_they_are(built: tuple[Path, Path]) -> None:
    data, out = built
    pieces = next(p for p in (out / settled.FOLDER).iterdir())
    store_made = (pieces / settled.FILE).stat().st_mtime_ns
    text = data / "sources" / NAME / "source.toml"
    text.write_text(text.read_text("utf-8") + "\n# read again\n", "utf-8")
    pipeline.build(settings(out, data))
    assert [p.name for p in (out / settled.FOLDER).iterdir()] == [pieces.name]
    assert (pieces / settled.FILE).stat().st_mtime_ns == store_made


def test_a_change_of_the_tables_makes_new_pieces(built: tuple[Path, Path]) -> None:
    data, out = built
    shared = assemble.read_shared(ROOT / "ontology", ROOT / "shapes", data)
    before = standing.pieces(shared, settings(out, data))
    file = data / "authority" / "areas-2025-07.csv"
    file.write_text(file.read_text("utf-8") + "24581,xa,Mới,66\n", "utf-8")
    changed = assemble.read_shared(ROOT / "ontology", ROOT / "shapes", data)
    after = standing.pieces(changed, settings(out, data))
    graph = "authority/areas-2025-07"
    assert after.pieces[graph].tally.subjects == before.pieces[graph].tally.subjects + 1
    assert after.folder != before.folder


def test_areas_that_the_shapes_refuse_are_not_kept(tmp_path: Path) -> None:
    data = small(tmp_path)
    file = data / "authority" / "areas-2025-06.csv"
    file.write_text(file.read_text("utf-8") + "24583,xa,Yang Tao,66\n", "utf-8")
    shared = assemble.read_shared(ROOT / "ontology", ROOT / "shapes", data)
    with pytest.raises(ValidationError, match="wrong level"):
        standing.pieces(shared, settings(tmp_path / "out", data))
    assert not (tmp_path / "out" / settled.FOLDER).exists()


def test_pieces_under_another_base_are_counted_under_ours(tmp_path: Path, real: Areas) -> None:
    some = real.excerpt(
        [Quad(NamedNode("https://x.example/"), OWL.sameAs, NamedNode(next(iter(real.units))))]
    )
    made = settling.make(tmp_path, "key", some, {}, "https://other.example/")
    assert all("other.example" in str(quad.subject) for quad in made.quads())
    for name, piece in made.pieces.items():
        assert piece.tally == tally.of(some[name])
        assert "https://other.example/" in made.file(name, "ttl").read_text("utf-8")
    assert settled.kept(tmp_path, "key") == made
    assert settled.kept(tmp_path, "another") is None
