"""What comes from the data is text and nothing else, however odd it is."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import product

import pytest
from flask.testing import FlaskClient
from markup import every, find, parse, text

from kg.iri import BASE

EVIL = "/doc/body/evil"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_markup_in_words_is_text(small: FlaskClient, language: str) -> None:
    page = small.get(EVIL, headers={"Accept-Language": language}).text
    root = parse(page)
    scripts = list(every(root, "script"))
    assert [script.get("type") for script in scripts if not script.get("src")] == ["application/ld+json"]
    assert not list(every(root, "img"))
    assert not list(every(root, "b"))
    assert text(find(root, "h1")).startswith("</script><img" if language == "en" else "<script>alert(1)")


def test_the_block_for_search_engines_cannot_be_left(small: FlaskClient) -> None:
    block = find(parse(small.get(EVIL).text), "script", type="application/ld+json").text or ""
    assert "<" not in block
    data = json.loads(block)
    assert data["@id"] == f"{BASE}id/body/evil"
    assert {"@value": "<script>alert(1)</script>", "@language": "vi"} in data["name"]


def test_only_addresses_of_the_web_are_live(small: FlaskClient) -> None:
    links = [a.get("href", "") for a in every(parse(small.get(EVIL).text), "a")]
    assert "https://elsewhere.example/page" in links
    assert not [href for href in links if href.lower().startswith(("javascript:", "data:"))]
    assert "javascript:alert(3)" in small.get(EVIL).text


def test_writing_from_right_to_left_stays_where_it_is(small: FlaskClient) -> None:
    words = [text(bdi) for bdi in every(parse(small.get(EVIL).text), "bdi")]
    assert "\u202eevil\u202c" in words


def test_a_date_that_is_none_is_shown_as_it_is(small: FlaskClient) -> None:
    page = small.get(EVIL, headers={"Accept-Language": "en"}).text
    assert "2020-13-45" in page
    assert "29 February 2020" in page


def test_very_long_and_very_many_values_are_cut_and_counted(
    opened: Callable[[str, str], FlaskClient],
) -> None:
    many = " ".join(f'"value {n}",' for n in range(20_000)).rstrip(",")
    long = "x" * 5_000_000
    data = f'<{BASE}id/much> <urn:p:many> {many} ; <urn:p:long> "{long}" .'
    got = opened(data, BASE).get("/doc/much", headers={"Accept-Language": "en"})
    assert got.status_code == 200
    assert len(got.data) < 60_000
    assert "and 19,940 more" in got.text
    assert "4,998,000 characters more" in got.text


def test_many_values_lead_to_pages_that_have_them_all(opened: Callable[[str, str], FlaskClient]) -> None:
    many = ", ".join(f'"value {n:05}"' for n in range(20_000))
    site = opened(f"<{BASE}id/much> <urn:p:many> {many} .", BASE)
    root = parse(site.get("/doc/much", headers={"Accept-Language": "en"}).text)
    more = next(a.get("href") or "" for a in every(root, "a") if "19,940 more" in text(a))
    first = site.get(more, headers={"Accept-Language": "en"}).text
    assert "Page 1 of 200" in first
    assert "20,000" in first
    last = site.get(f"{more}&page=200", headers={"Accept-Language": "en"}).text
    assert "value 19999" in last
    assert len(first) < 20_000


NAMING = (
    "http://www.w3.org/2004/02/skos/core#prefLabel",
    "http://www.w3.org/2004/02/skos/core#altLabel",
    "http://www.w3.org/2004/02/skos/core#definition",
    "http://purl.org/dc/terms/identifier",
    "http://www.w3.org/2002/07/owl#sameAs",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#type",
    f"{BASE}def/lg#note",
    f"{BASE}def/lg#unknownBecause",
    "http://www.w3.org/ns/prov#wasDerivedFrom",
)
"""Properties whose values have places of their own on a page, or stand in its head."""


@pytest.fixture(scope="module")
def overflowing(opened: Callable[[str, str], FlaskClient]) -> FlaskClient:
    """For each of those properties a thing that has 3,000 values in words, 3,000 others, and one of 5 MB."""
    long = "x" * 5_000_000
    words = ", ".join([f'"word {n}"@en' for n in range(3_000)] + [f'"{long}"@vi'])
    iris = ", ".join(f"<{BASE}id/n/{n}>" for n in range(3_000))
    return opened(
        "\n".join(f"<{BASE}id/much/{n}> <{path}> {words}, {iris} ." for n, path in enumerate(NAMING)), BASE
    )


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("number", range(len(NAMING)))
def test_no_place_of_a_page_grows_without_bound(overflowing: FlaskClient, number: int, language: str) -> None:
    got = overflowing.get(f"/doc/much/{number}", headers={"Accept-Language": language})
    assert got.status_code == 200
    assert len(got.data) < 100_000


def test_what_leads_to_a_thing_is_paged(opened: Callable[[str, str], FlaskClient]) -> None:
    many = "\n".join(
        f'<{BASE}id/n/{n}> <urn:p:to> <{BASE}id/hub> ; <{LABEL}> "n {n:04}" .' for n in range(230)
    )
    site = opened(many, BASE)
    hub = parse(site.get("/doc/hub", headers={"Accept-Language": "en"}).text)
    more = next(a.get("href") or "" for a in every(hub, "a") if "205 more" in text(a))
    found: list[str] = []
    while more:
        root = parse(site.get(more, headers={"Accept-Language": "en"}).text)
        found += [text(a) for s in every(root, "section", class_="letter") for a in every(s, "a")]
        more = next((a.get("href") or "" for a in every(root, "a", rel="next")), "")
    assert found == [f"n {n:04}" for n in range(230)]


def test_a_table_shows_so_many_rows_and_leads_to_all(opened: Callable[[str, str], FlaskClient]) -> None:
    lg, cited = f"{BASE}def/lg#", "http://purl.org/spar/cito/hasCitedEntity"
    many = "\n".join(f"<{BASE}id/c/{n}> a <{lg}Citation> ; <{cited}> <{BASE}id/doc> ." for n in range(150))
    site = opened(many, BASE)
    root = parse(site.get("/doc/doc", headers={"Accept-Language": "en"}).text)
    assert len(list(find(root, "tbody").iter("tr"))) == 100
    more = next(a.get("href") or "" for a in every(root, "a") if "50 more" in text(a))
    assert "150" in site.get(more).text


ODD_NUMBERS = (
    "1e400",
    "-1e400",
    "1e-400",
    "NaN",
    "sNaN",
    "INF",
    "-INF",
    "abc",
    "",
    "0",
    "-5",
    "9" * 5000,
    "٣",
)


@pytest.fixture(scope="module")
def odd_numbers(opened: Callable[[str, str], FlaskClient]) -> FlaskClient:
    """A report with a figure for each pair of odd numbers, all of one area and of one indicator."""
    xsd = "http://www.w3.org/2001/XMLSchema#"
    kinds = ("double", "decimal")
    figures = "\n".join(
        f"<{BASE}id/figure/odd/{n}> a lg:Figure ; lg:indicator <{BASE}def/indicator/odd> ; "
        f"dim:refArea <{BASE}id/area/odd> ; "
        f'dim:refPeriod <{BASE}id/period/{n % 3}> ; lg:actual "{actual}"^^<{xsd}{kinds[n % 2]}> ; '
        f'lg:plan "{plan}"^^<{xsd}decimal> ; lg:computedPercentOfPlan "NaN"^^<{xsd}double> ; '
        f"lg:statedIn <{BASE}id/report/odd> ."
        for n, (actual, plan) in enumerate(product(ODD_NUMBERS, repeat=2))
    )
    head = f"@prefix lg: <{BASE}def/lg#> . @prefix dim: <http://purl.org/linked-data/sdmx/2009/dimension#> ."
    return opened(f"{head}\n<{BASE}id/report/odd> a lg:Report .\n{figures}", BASE)


@pytest.mark.parametrize(
    "path",
    ["/", "/indicators", "/indicators?page=2", "/indicators.csv", "/def/indicator/odd", "/doc/area/odd"]
    + [f"/doc/figure/odd/{n}" for n in range(0, len(ODD_NUMBERS) ** 2, 9)],
)
def test_numbers_that_cannot_be_drawn_are_shown_as_they_are(odd_numbers: FlaskClient, path: str) -> None:
    for language in ("vi", "en"):
        got = odd_numbers.get(path, headers={"Accept-Language": language})
        assert got.status_code == 200
        assert len(got.data) < 200_000 or path.endswith(".csv")


def test_no_link_of_a_page_runs_what_its_thing_is_called(opened: Callable[[str, str], FlaskClient]) -> None:
    """An IRI that is no address of the web is not one on its own page either."""
    iris = ("javascript:alert(1)", "JaVaScRiPt:alert(2)", "data:text/html,x", "vbscript:x", "about:blank")
    site = opened(
        "\n".join(f'<{iri}> <{LABEL}> "named {n}"@en ; <urn:p> <{iri}> .' for n, iri in enumerate(iris)), BASE
    )
    for iri in iris:
        got = site.get("/resource", query_string={"iri": iri}, headers={"Accept": "text/html"})
        assert got.status_code == 200
        root = parse(got.text)
        links = [e.get("href") or "" for e in root.iter() if e.get("href")]
        assert not [href for href in links if not href.startswith(("/", "#", BASE))]
        assert iri in text(find(root, "aside", class_="data"))


LEAKS = {
    "\u2069\u202eout": "\u202eout",
    "a\u2067b": "a\u2067b\u2069",
    "a\x00\x1b\x7f\x85\ufffe": "a␀␛␡\ufffd\ufffd",
}
"""Words that would turn or end what stands around them, and how they are shown."""


def test_words_end_where_they_end(opened: Callable[[str, str], FlaskClient]) -> None:
    written = {words: "".join(f"\\u{ord(letter):04X}" for letter in words) for words in LEAKS}
    data = "\n".join(
        f'<{BASE}id/{n}> <{LABEL}> "{words}"@en ; <urn:p:said> "{words}" ; '
        f'<http://www.w3.org/2000/01/rdf-schema#comment> "{words}"@en .'
        for n, words in enumerate(written.values())
    )
    site = opened(data, BASE)
    for n, shown in enumerate(LEAKS.values()):
        root = parse(site.get(f"/doc/{n}", headers={"Accept-Language": "en"}).text)
        assert text(find(root, "h1")) == shown
        assert text(find(root, "p", class_="lede")) == shown
        assert shown in [text(one) for one in every(find(root, "section", class_="group"), "dd")]


@pytest.mark.parametrize("blank", ["", "   ", "\u00a0", "\u200b\u200b"])
def test_a_name_that_nobody_sees_is_none(opened: Callable[[str, str], FlaskClient], blank: str) -> None:
    site = opened(f'<{BASE}id/seen> <{LABEL}> "{blank}"@en . <{BASE}id/to> <urn:p> <{BASE}id/seen> .', BASE)
    assert text(find(parse(site.get("/doc/seen?lang=en").text), "h1")) == "id:seen"
    links = {a.get("href"): text(a) for a in every(parse(site.get("/doc/to?lang=en").text), "a")}
    assert links["/doc/seen?lang=en"] == "id:seen"


def test_what_has_no_iri_may_lead_to_a_thing(opened: Callable[[str, str], FlaskClient]) -> None:
    web = " ".join(f"_:b{n} <urn:p:next> _:b{n + 1} ." for n in range(50))
    site = opened(
        f'<{BASE}id/web> <{LABEL}> "web"@en ; <urn:p> _:b0 . _:b9 <urn:p> <{BASE}id/web> . {web}', BASE
    )
    assert site.get("/doc/web").status_code == 200


ODD_DAYS = ("2020-W01-1", "20200101", "2020-02-30", "0000-01-01", "2020-1-1", "-0044-03-15", "99999-01-01")


def test_only_a_date_is_written_as_one(opened: Callable[[str, str], FlaskClient]) -> None:
    xsd = "http://www.w3.org/2001/XMLSchema#"
    days = ", ".join(f'"{day}"^^<{xsd}date>' for day in ODD_DAYS)
    page = (
        opened(f'<{BASE}id/days> <urn:p> {days}, "٣"^^<{xsd}decimal> .', BASE).get("/doc/days?lang=en").text
    )
    shown = {text(dd) for dd in every(parse(page), "dd")} | {
        part for dd in every(parse(page), "dd") for part in text(dd).split(" · ")
    }
    assert {*ODD_DAYS, "٣"} <= shown


ODD_IRIS = (
    "%5c%5celsewhere",
    "a%0d%0ab",
    "x%2520",
    "/elsewhere.example",
    "%2e%2e/x",
    "%c3%a9",
    "a%22b",
    "x%3Fq",
    "é",
)


def test_every_link_to_a_thing_finds_it(opened: Callable[[str, str], FlaskClient]) -> None:
    """However odd its IRI is: where its path would be read as another one, it is asked for by its IRI."""
    data = "\n".join(
        f'<{BASE}id/hub> <urn:p> <{BASE}id/{odd}> . <{BASE}id/{odd}> <{LABEL}> "odd {n}"@en .'
        for n, odd in enumerate(ODD_IRIS)
    )
    site = opened(data, BASE)
    hub = find(parse(site.get("/doc/hub?lang=en").text), "section", class_="group")
    links = {text(a): a.get("href") or "" for a in every(hub, "a")}
    for n, _odd in enumerate(ODD_IRIS):
        got = site.get(links[f"odd {n}"], headers={"Accept": "text/html"})
        assert got.status_code == 200
        assert text(find(parse(got.text), "h1")) == f"odd {n}"


@pytest.fixture(scope="module")
def lengthy(opened: Callable[[str, str], FlaskClient]) -> FlaskClient:
    """A thing with more properties than a page may show, others with very long values, and long names behind links."""
    many = "\n".join(f'<{BASE}id/wide> <urn:p{n}> "value {n}" .' for n in range(3_000))
    long = "\n".join(
        f'<{BASE}id/long> <urn:q{n % 3}> <{BASE}id/t/{n}>, "{n} {"word " * 1_000}" . '
        f'<{BASE}id/t/{n}> <{LABEL}> "{n} {"name " * 2_000}"@en ; a <{BASE}id/Kind> ; <urn:to> <{BASE}id/long> .'
        for n in range(200)
    )
    return opened(f"{many}\n{long}", BASE)


LENGTHY = (
    "/doc/wide",
    "/doc/long",
    "/doc/t/1",
    "/browse/id:Kind",
    f"/values?of={BASE}id/long&by=urn:q1",
    f"/linked?to={BASE}id/long&by=urn:to",
)


@pytest.mark.parametrize("path", LENGTHY)
def test_many_long_words_together_are_bounded_too(lengthy: FlaskClient, path: str) -> None:
    got = lengthy.get(path, headers={"Accept": "text/html", "Accept-Language": "en"})
    assert got.status_code == 200
    assert len(got.data) < 100_000


def test_properties_that_a_page_leaves_out_are_counted(lengthy: FlaskClient) -> None:
    root = parse(lengthy.get("/doc/wide?lang=en").text)
    more = [a for a in every(root, "a") if text(a) == "and 2,850 more"]
    assert [(a.get("href") or "").partition("=")[0] for a in more] == ["/sparql?query"]
    assert len(list(every(find(root, "section", class_="group"), "dt"))) == 151
