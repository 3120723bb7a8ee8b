"""Another dataset's things: from a real endpoint, politely, whatever it does; from files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from linking_servers import HERE, QUICK, Answer, Faulty

from kg.build.link import Link
from kg.build.linking import check, targets, theirs
from kg.build.linking.asking import Asker, Failed, _seconds
from kg.build.linking.targets import Target
from kg.build.linking.theirs import Asked
from kg.errors import EngineError, KgError, QuerySyntaxError, RdfError, SettingsError
from patience import patiently

WD = "http://www.wikidata.org/entity/"
HTML: Answer = (200, {"Content-Type": "text/html"}, b"<!doctype html><title>Welcome</title>")
BUSY: Answer = (429, {"Retry-After": "0"}, b"slowly, please")


def at(url: str, page: int = 500) -> Target:
    return replace(targets.read()["wikidata"], endpoint=url, page=page, pause=0.0)


def test_an_endpoint_is_read_page_by_page(wikidata: str, asked: Asked) -> None:
    whole = theirs.world(at(wikidata), ["area"], asked).things
    assert sorted(whole) == [f"{WD}Q99000{n}" for n in range(1, 7)]
    paged = theirs.world(at(wikidata, page=2), ["area"], asked).things
    assert paged == whole
    lak = whole[f"{WD}Q990002"]
    assert (lak.called, lak.spoken) == ("Lắk", ("Lắk", "Lak District", "huyện Lắk"))
    assert (lak.parents, lak.start, lak.end) == ((f"{WD}Q990001",), "1976-08-30", "2025-06-30")
    assert whole[f"{WD}Q990001"].level == "tinh"
    assert whole[f"{WD}Q990006"].names == ()


def test_it_says_who_asks(faulty: Faulty, asked: Asked) -> None:
    with faulty() as front:
        theirs.world(at(front.url), ["area"], asked)
    assert [sent["User-Agent"][:3] for sent in front.asked] == ["kg/", "kg/"]


def test_what_was_fetched_is_kept_and_a_run_goes_on(faulty: Faulty, asked: Asked) -> None:
    with faulty("pass", "pass", *["close"] * 3) as front:
        with pytest.raises(EngineError, match=r"broke off.*2 pages are kept in .*run it again"):
            theirs.world(at(front.url, page=2), ["area"], asked)
        assert len(front.asked) == 5
        assert len(theirs.world(at(front.url, page=2), ["area"], asked).things) == 6
        assert len(front.asked) == 7
        theirs.world(at(front.url, page=2), ["area"], asked)
        assert len(front.asked) == 7
        theirs.world(at(front.url, page=2), ["area"], replace(asked, fresh=True))
        assert len(front.asked) == 11


def test_a_damaged_kept_page_is_fetched_again(wikidata: str, asked: Asked) -> None:
    theirs.world(at(wikidata), ["area"], asked)
    for kept in (asked.cache / "wikidata").iterdir():
        kept.write_text(kept.read_text("utf-8")[:20], "utf-8")
    assert len(theirs.world(at(wikidata), ["area"], asked).things) == 6


@pytest.mark.parametrize(
    "faults", [["close"], ["half"], [BUSY, BUSY], [(503, {}, b"")], [(500, {}, b"")], ["silent"]]
)
def test_what_passes_is_waited_for(faulty: Faulty, asked: Asked, faults: list[Answer | str]) -> None:
    def attempt(pace: float) -> None:
        """At a pace at which the endpoint itself answers before the time for an answer is over."""
        own = replace(asked, cache=asked.cache / str(pace), manners=replace(QUICK, timeout=pace))
        with faulty(*faults) as front:
            assert len(theirs.world(at(front.url), ["area"], own).things) == 6
        assert len(front.asked) == len(faults) + 2

    patiently(attempt)


@pytest.mark.parametrize(
    ("fault", "says", "attempts"),
    [
        (HTML, r"web page \(HTML\)", 1),
        ((200, {"Content-Type": "application/json"}, b'{"hello": 1}'), "no result of a query", 1),
        ((200, {"Content-Type": "application/json"}, b"\x00\xff rubbish"), "broke off, or is no JSON", 3),
        ((200, {"Content-Type": "text/turtle"}, b"<a> <b> <c> ."), "“text/turtle”, not with JSON", 1),
        ((200, {"Content-Type": "application/json", "X-SPARQL-MaxRows": "10"}, b"{}"), "10 rows at most", 1),
        ((404, {}, b"no"), "status 404", 1),
        ((403, {}, b"no"), "status 403", 1),
        ((429, {"Retry-After": "3600"}, b""), "come back after 3600 seconds", 1),
        ((503, {}, b""), "status 503", 3),
        ("half", "broke off", 3),
    ],
)
def test_what_does_not_pass_is_told(
    faulty: Faulty, asked: Asked, fault: Answer | str, says: str, attempts: int
) -> None:
    with faulty(*[fault] * 3) as front, pytest.raises(EngineError, match=says):
        theirs.world(at(front.url), ["area"], asked)
    assert len(front.asked) == attempts
    assert not list(asked.cache.rglob("*.json"))


def test_an_endpoint_that_is_down(asked: Asked) -> None:
    with pytest.raises(EngineError, match=r"cannot be reached.*0 pages are kept"):
        theirs.world(at("http://127.0.0.1:9/sparql"), ["area"], asked)


def test_a_pattern_that_is_no_sparql(wikidata: str, asked: Asked) -> None:
    wrong = replace(at(wikidata), kinds=(targets.Chosen("area", "?thing a a a ."),))
    with pytest.raises(QuerySyntaxError):
        theirs.world(wrong, ["area"], asked)


def test_waits_are_read_as_seconds_or_as_a_date() -> None:
    assert _seconds("7") == 7
    assert _seconds("Fri, 01 Jan 2100 00:00:00 GMT") > 1e6
    assert _seconds("Fri, 01 Jan 2010 00:00:00 GMT") == _seconds("soon") == _seconds("") == 0


def test_each_wait_is_twice_the_one_before(faulty: Faulty) -> None:
    waits: list[float] = []
    with faulty(*[(503, {}, b"")] * 3) as front:
        asker = Asker(front.url, replace(QUICK, tries=4, first=0.01, longest=0.03), waits.append)
        asker.rows("SELECT * { ?s ?p ?o } LIMIT 1")
    assert waits == [0.01, 0.02, 0.03]


def test_no_address() -> None:
    with pytest.raises(SettingsError, match="no address"):
        Asker("file:///etc/passwd")
    assert Failed("x").again


# Files


def test_an_rdf_file_is_asked_as_the_endpoint_is(wikidata: str, asked: Asked) -> None:
    file = replace(at(""), file=str(HERE / "wikidata.ttl"))
    assert (
        theirs.world(file, ["area", "person"], asked).things
        == theirs.world(at(wikidata), ["area", "person"], asked).things
    )


def test_the_dump_of_geonames(asked: Asked) -> None:
    dump = replace(targets.read()["geonames"], file=str(HERE / "geonames.txt"))
    things = theirs.world(dump, ["area"], asked).things
    lak = things["https://sws.geonames.org/9900002/"]
    assert sorted(things) == ["https://sws.geonames.org/9900001/", lak.iri]
    assert (lak.level, lak.parents) == ("huyen", ("https://sws.geonames.org/9900001/",))
    assert lak.spoken == ("Huyện Lắk", "Huyen Lak", 'Lak "District"', "Lắk")


def test_a_table_of_ones_own(tmp_path: Path, asked: Asked) -> None:
    (tmp_path / "own.toml").write_text(
        '[mine]\ntitle = "Mine"\niris = "https://mine.example/"\nfile = "%s"\n[mine.table]\niri = '
        '"https://mine.example/{code}"\nnames = ["name"]\ncodes = ["code"]\nparent = "in"\n'
        '[[mine.kinds]]\nkind = "area"\n' % (tmp_path / "own.csv")
    )
    (tmp_path / "own.csv").write_text('code,name,in\n656,"Huyện Lắk",Đắk Lắk\n', "utf-8")
    mine = targets.read(tmp_path / "own.toml")["mine"]
    (thing,) = theirs.world(mine, ["area"], asked).things.values()
    assert (thing.iri, thing.codes, thing.above) == ("https://mine.example/656", {"656"}, ("Đắk Lắk",))


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.csv", "iri,name\nhttps://a.example/1,A,more\n", r"a\.csv:2:3: The line has 3 columns, not 2"),
        ("a.csv", 'iri,name\nhttps://a.example/1,"A\n', r"a\.csv:2: This is not CSV"),
        ("a.csv", "iri,called\nhttps://a.example/1,A\n", "no column “name”"),
        ("a.csv", "name\nA\n", "no column “iri”"),
        ("a.ttl", "<a> <b> .\n", r"a\.ttl:1:\d+: This is not Turtle"),
        ("a.xyz", "", "no ending of an RDF file"),
        ("a.ttl", "", "nothing of the kinds"),
    ],
)
def test_a_file_that_is_wrong(tmp_path: Path, asked: Asked, name: str, content: str, says: str) -> None:
    (tmp_path / name).write_text(content, "utf-8")
    own = Target(
        "own",
        file=str(tmp_path / name),
        names=("rdfs:label",),
        kinds=(targets.Chosen("area", "?thing a ?t ."),),
    )
    with pytest.raises(RdfError, match=says):
        theirs.world(own, ["area"], asked)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("[mine]\ntitle = 1\nkinds = [{kind = 'area'}]", "“title” does not fit"),
        ("[mine]\nnames = 'rdfs:label'\nkinds = [{kind = 'area'}]", "“names” does not fit"),
        ("[mine]\ncolour = 'red'\nkinds = [{kind = 'area'}]", "“colour” is unknown"),
        ("[mine]\nkinds = [{kind = 'river'}]", "“river” is no kind"),
        ("[mine]\n", "has no kinds"),
        ("[reports]\n", "no dataset to link to"),
        ("[mine\n", "not TOML"),
    ],
)
def test_a_dataset_that_is_not_as_it_must_be(tmp_path: Path, content: str, says: str) -> None:
    (tmp_path / "own.toml").write_text(content)
    with pytest.raises(KgError, match=says):
        targets.read(tmp_path / "own.toml")


def test_every_ready_made_dataset_reads() -> None:
    known = targets.read()
    assert {"wikidata", "agrovoc", "geonames", "kg"} <= known.keys()
    with pytest.raises(SettingsError, match="no dataset “atlantis”"):
        targets.choose("atlantis", known)
    other = known["kg"].moved("https://other.example/")
    assert other.expand("lg:Report") == "https://other.example/def/lg#Report"
    assert other.expand("skos:prefLabel").startswith("http://www.w3.org/")


# Whether what was linked to is still there


def accepted(*numbers: int) -> list[Link]:
    return [
        Link(f"id/area/{n}", "owl:sameAs", f"{WD}Q{n}", "1", "accepted", "", "Seen.", "", "me", "2026-11-22")
        for n in numbers
    ]


def test_targets_that_vanished_or_moved_are_told(wikidata: str, asked: Asked) -> None:
    gone = check.check(at(wikidata), accepted(990001, 990009, 990099), asked)
    assert [(one.link.object, one.moved) for one in gone] == [
        (f"{WD}Q990009", f"{WD}Q990002"),
        (f"{WD}Q990099", ""),
    ]
    file = replace(at(""), file=str(HERE / "wikidata.ttl"))
    assert check.check(file, accepted(990001, 990009, 990099), asked) == gone


def test_a_check_believes_no_silence(faulty: Faulty, asked: Asked) -> None:
    with faulty(*[HTML] * 3) as front, pytest.raises(EngineError, match="HTML"):
        check.check(at(front.url), accepted(990001), asked)
