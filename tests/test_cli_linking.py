"""`kg link` all the way: proposed from a running endpoint, accepted, built, on pages, in SPARQL, as SSSOM."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from commands import ROOT, kg, process
from kg.build import pipeline
from kg.build.add import About, add
from kg.build.linking import book
from kg.build.linking.book import Decision
from kg.serve import start
from kg.serve.app import create_app
from kg.settings import Settings
from served import served

SHAPED = ROOT / "tests" / "build" / "linking" / "wikidata.ttl"
TEXTS = ROOT / "tests" / "build" / "texts"
TODAY = date(2026, 11, 23)
WD = "http://www.wikidata.org/entity/"
LAK = "id/area/gso-2025-06/656"
OURS = "https://data.example.org/"
PREFIXES = (
    f"PREFIX graph: <{OURS}graph/> PREFIX lg: <{OURS}def/lg#> PREFIX dataset: <{OURS}id/dataset/> "
    "PREFIX owl: <http://www.w3.org/2002/07/owl#> PREFIX void: <http://rdfs.org/ns/void#> "
)


def settings(data: Path, out: Path) -> Settings:
    return Settings(data=data, ontology=ROOT / "ontology", shapes=ROOT / "shapes", out=out)


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """`kg serve` over a file of Wikidata's shape."""
    own = Settings(port=0, ontology=ROOT / "ontology", shapes=ROOT / "shapes")
    with closing(start.files(own, (SHAPED,), None)) as site, served(create_app(site), own) as server:
        yield f"{server.address}sparql"


@contextmanager
def published(data: Path, out: Path) -> Iterator[FlaskClient]:
    """The site over what a build gives now."""
    pipeline.build(settings(data, out))
    site = start.release(settings(data, out), None, pytest.fail)
    try:
        yield create_app(site).test_client()
    finally:
        site.close()


def page(client: FlaskClient, path: str) -> str:
    answer = client.get(path, headers={"Accept": "text/html", "Accept-Language": "en"})
    assert answer.status_code == 200, path
    return str(answer.text)


def ask(client: FlaskClient, pattern: str) -> bool:
    query = f"{PREFIXES} ASK {{ {pattern} }}"
    answer = client.get(
        "/sparql", query_string={"query": query}, headers={"Accept": "application/sparql-results+json"}
    )
    assert answer.status_code == 200, answer.text
    return bool(answer.json["boolean"])


def judge(file: Path, of: Callable[[book.Link], bool], decision: Decision) -> None:
    found = [one for one in book.lines(file) if of(one)]
    assert found
    book.decide(file, found[0].key, decision, TODAY)


def test_from_an_endpoint_to_a_linkset(data: Path, tmp_path: Path, endpoint: str) -> None:
    out, file = tmp_path / "out", data / "links" / "wikidata.csv"
    places = ("--data", data, "--out", out)
    nothing = kg("link", "wikidata", *places, "--endpoint", endpoint)
    assert nothing.returncode == 1
    assert "Run `kg build` first" in nothing.stderr
    pipeline.build(settings(data, out))
    done = process("link", "wikidata", *places, "--endpoint", endpoint, "--kind", "area")
    assert done.returncode == 0, done.stderr
    assert "kg review --links wikidata" in done.stdout
    before = file.read_bytes()
    assert kg("link", "wikidata", *places, "--endpoint", endpoint, "--kind", "area").returncode == 0
    assert file.read_bytes() == before

    # In the CSV: the line of the district is accepted, as an editor of tables would.
    rows = list(csv.DictReader(io.StringIO(before.decode())))
    for row in rows:
        if row["subject"] == LAK and row["object"] == f"{WD}Q990002":
            row |= {"judgement": "accepted", "predicate": "owl:sameAs", "judge": "Lan", "date": "2026-11-23"}
            row |= {"evidence_vi": "Cùng tỉnh Đắk Lắk."}
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)

    link = f"<https://data.example.org/{LAK}> owl:sameAs <{WD}Q990002>"
    with published(data, out) as client:
        assert ask(client, link)
        assert ask(client, f"GRAPH <https://data.example.org/graph/links/wikidata> {{ {link} }}")
        assert ask(
            client,
            f"GRAPH graph:meta {{ <{OURS}graph/links/wikidata> a void:Linkset ; void:triples 4 ;"
            " void:linkPredicate owl:sameAs ; void:subjectsTarget dataset:kg ; void:objectsTarget dataset:wikidata }",
        )
        # Nobody judged the namesake: it is in the graph of candidates, and in no answer.
        assert not ask(
            client, f"?s owl:sameAs|<http://www.w3.org/2004/02/skos/core#closeMatch> <{WD}Q990001>"
        )
        shown = page(client, "/doc/area/gso-2025-06/656")
        assert f"{WD}Q990002" in shown
        assert "Accepted by Lan" in shown
        assert "/dumps/links/wikidata.sssom.tsv" in page(client, "/dataset")
        sssom_is_whole(client)
        triples = taken(client, "/dumps/links/wikidata.nt").splitlines()
        assert len(triples) == 4
        assert all(f"<{WD}" in line for line in triples)

    judge(
        file,
        lambda one: one.object == f"{WD}Q990002" and one.subject == LAK,
        Decision("rejected", "Minh", "", "Không."),
    )
    with published(data, out) as client:
        assert not ask(client, link)
        assert ask(client, "GRAPH graph:history { ?j lg:judgedBy 'Lan' }")


def taken(client: FlaskClient, path: str) -> str:
    """A file that is offered to take away."""
    with client.get(path) as answer:
        assert answer.mimetype in ("text/tab-separated-values", "application/n-triples")
        return str(answer.text)


def sssom_is_whole(client: FlaskClient) -> None:
    """What SSSOM asks of a set: its metadata, its required slots, CURIEs that its own map leads to IRIs."""
    text = taken(client, "/dumps/links/wikidata.sssom.tsv")
    head = [line[1:] for line in text.splitlines() if line.startswith("#")]
    assert {line.partition(":")[0] for line in head if not line.startswith(" ")} == {
        *("curie_map", "license", "mapping_set_id", "mapping_set_title")
    }
    mapped = (line.strip().partition(":") for line in head if line[0] == " ")
    prefixes = {prefix: start.strip(' "') for prefix, _, start in mapped}
    body = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    rows = list(csv.DictReader(io.StringIO(body), dialect="excel-tab"))
    for row in rows:
        for slot in ("subject_id", "predicate_id", "object_id", "mapping_justification"):
            prefix, _, local = row[slot].partition(":")
            assert local
            assert prefix in prefixes, row[slot]
    lak = next(row for row in rows if row["object_id"] == "wd:Q990002")
    assert prefixes["wd"] + "Q990002" == f"{WD}Q990002"
    assert (lak["subject_id"], lak["subject_label"]) == ("id:area/gso-2025-06/656", "Huyện Lắk")
    assert (lak["mapping_justification"], lak["reviewer_label"]) == ("semapv:CompositeMatching", "Lan")
    assert (lak["mapping_tool"], lak["mapping_date"]) == ("kg link", "2026-11-23")
    assert 0 < float(lak["similarity_score"]) <= 1
    hand = next(row for row in rows if row["object_id"] == "wd:Q881")
    assert (hand["mapping_justification"], hand["author_label"]) == (
        "semapv:ManualMappingCuration",
        "kg project",
    )


def test_a_check_ends_with_1_where_a_target_is_gone(data: Path, tmp_path: Path, endpoint: str) -> None:
    places = ("--data", data, "--out", tmp_path / "out", "--check")
    gone = kg("link", "wikidata", "--endpoint", endpoint, *places)
    assert gone.returncode == 1
    assert f"{WD}Q36014  gone  (id/person/vn/ho-chi-minh)" in gone.stdout
    assert gone.stdout.endswith("3 accepted links, 3 whose targets are gone or moved\n")
    assert (
        kg("link", "geonames", "--file", ROOT / "tests/build/linking/geonames.txt", *places).returncode == 0
    )


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (
            ("atlantis",),
            "There is no dataset “atlantis” to link to. Known: agrovoc, geonames, kg, wikidata, reports",
        ),
        (("geonames",), "GeoNames is read from a file. Give it with --file."),
        (("geonames", "--kind", "person", "--file", SHAPED), "no things of this kind. Its kinds: area."),
        (("wikidata", "--endpoint", "ftp://x"), "no address of an endpoint"),
        (("wikidata", "--endpoint", "http://127.0.0.1:9/", "--tries", "1"), "cannot be reached"),
        (("wikidata", "--file", "nowhere.ttl"), "cannot be read"),
        (("wikidata", "--targets", "nowhere.toml"), "cannot be read"),
    ],
)
def test_what_is_wrong_is_told_in_one_line(
    data: Path, out: Path, arguments: tuple[object, ...], says: str
) -> None:
    before = (data / "links" / "wikidata.csv").read_bytes()
    done = kg("link", *arguments, "--data", data, "--out", out)
    assert done.returncode == 1
    assert says in done.stderr
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr
    assert (data / "links" / "wikidata.csv").read_bytes() == before


@pytest.fixture
def two_reports(tmp_path: Path) -> Path:
    """A data folder with two reports on one district, made up for the tests."""
    data = tmp_path / "data"
    (data / "authority").mkdir(parents=True)
    for file in (ROOT / "data" / "authority").glob("*.ttl"):
        (data / "authority" / file.name).symlink_to(file)
    for name in ("links", "labels"):
        (data / name).mkdir()
    for name in ("huyen-ho-xanh-tong-ket", "huyen-ho-xanh-ky-hop"):
        add(TEXTS / f"{name}.txt", About(name=name), data, ROOT / "ontology", TODAY)
    return data


def test_the_same_person_in_two_reports_is_joined_and_parted_again(two_reports: Path, tmp_path: Path) -> None:
    out, file = tmp_path / "out", two_reports / "links" / "reports.csv"
    pipeline.build(settings(two_reports, out))
    done = kg("link", "reports", "--data", two_reports, "--out", out)
    assert done.returncode == 0, done.stderr
    proposed = book.lines(file)
    assert {one.features.partition(" ")[0] for one in proposed} == {
        "kind=area",
        "kind=document",
        "kind=body",
        "kind=person",
    }
    assert {one.judgement for one in proposed} == {"none"}
    best = max(proposed, key=lambda one: float(one.score))
    assert best.features.startswith("kind=document")
    assert float(best.score) > 0.95
    with published(two_reports, out) as client:
        assert not ask(client, "?a owl:sameAs ?b FILTER(CONTAINS(STR(?a), '/person/'))")

    person = next(one for one in proposed if one.features.startswith("kind=person"))
    join = Decision("accepted", "Lan", "owl:sameAs", "Cùng chức vụ, cùng huyện, cùng năm.")
    judge(file, lambda one: one.key == person.key, join)
    with published(two_reports, out) as client:
        assert ask(
            client,
            f"<https://data.example.org/{person.subject}> owl:sameAs <https://data.example.org/{person.object}>",
        )
        for one in person.pair:
            shown = page(client, f"/doc/{one.removeprefix('id/')}")
            assert "The same thing as" in shown
            assert "Judged to be the same by Lan" in shown
            assert shown.count("Chủ tịch UBND huyện Hồ Xanh") >= 2

    judge(
        file,
        lambda one: one.key == person.key,
        Decision("rejected", "Minh", evidence_vi="Hai người cùng tên."),
    )
    assert kg("link", "reports", "--data", two_reports, "--out", out).returncode == 0
    assert [one.judgement for one in book.lines(file) if one.key == person.key] == ["accepted", "rejected"]
    with published(two_reports, out) as client:
        assert not ask(client, "?a owl:sameAs ?b FILTER(CONTAINS(STR(?a), '/person/'))")
        assert "The same thing as" not in page(client, f"/doc/{person.subject.removeprefix('id/')}")
        assert ask(client, "GRAPH graph:history { ?j lg:action 'accepted' ; lg:judgedBy 'Lan' }")
        rejected = "?l lg:judgement 'rejected' ; lg:judgedBy 'Minh'"
        assert ask(client, f"GRAPH <{OURS}graph/candidates/reports> {{ {rejected} }}")
