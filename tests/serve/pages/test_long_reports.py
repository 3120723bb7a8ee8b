"""A report of any length: every page of it light, its whole text there, its passages found by their fragments."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from xml.etree.ElementTree import Element

import pytest
from flask.testing import FlaskClient
from markup import every, find, parse, text

from kg.iri import BASE

SENTENCES, EACH = 600, 60
REPORT = "/doc/report/long"
OA = "http://www.w3.org/ns/oa#"


def words(lines: bool) -> str:
    """Sentences of one length, in lines of ten or all in one."""
    made = (
        f"Xã số {n:05} gieo trồng được nhiều hơn kế hoạch đã giao".ljust(EACH - 2, "ạ")
        for n in range(SENTENCES)
    )
    return "".join(f"{one}.{chr(10) if lines and n % 10 == 9 else ' '}" for n, one in enumerate(made))


def trig(lines: bool) -> Iterator[str]:
    text_ = f"{BASE}id/text/long"
    yield f"""@prefix lg: <{BASE}def/lg#> . @prefix oa: <http://www.w3.org/ns/oa#> .
@prefix prov: <http://www.w3.org/ns/prov#> . @prefix schema: <https://schema.org/> .
@prefix dcterms: <http://purl.org/dc/terms/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<{BASE}id/report/long> a lg:Report ; dcterms:title "Báo cáo dài"@vi ; lg:text <{text_}> .
<{text_}> a lg:SourceText ; schema:text "{words(lines).replace(chr(10), chr(92) + "n")}"@vi ;
  prov:specializationOf <{BASE}id/report/long> ."""
    for n in range(SENTENCES):
        start = n * EACH
        for at, (first, last) in enumerate(((0, 50), (3, 11))):
            quote = f"{text_}#char={start + first},{start + last}"
            fact = f"{BASE}id/remark/long/{n}-{at}"
            exact = words(lines)[start + first : start + last] if n == SENTENCES - 1 else "x"
            yield f"""<{quote}> a lg:Quote ; oa:hasSource <{text_}> ;
  oa:hasSelector [ oa:start {start + first} ; oa:end {start + last} ] , [ oa:exact "{exact}" ] .
<{fact}> a lg:Remark, lg:Fact ; skos:prefLabel "{"Nhận định " * 30}{n}"@vi ;
  lg:statedIn <{BASE}id/report/long> ; prov:wasDerivedFrom <{quote}> ."""


@pytest.fixture(scope="module", params=[True, False], ids=["lines", "one-line"])
def long(
    opened: Callable[[str, str], FlaskClient], request: pytest.FixtureRequest
) -> tuple[FlaskClient, str]:
    lines = bool(request.param)
    return opened("\n".join(trig(lines)), BASE), words(lines)


def parts(client: FlaskClient) -> list[Element]:
    first = parse(client.get(REPORT).text)
    last = len(list(every(find(first, "nav", **{"aria-labelledby": "parts"}), "li"))) + 1
    return [parse(client.get(f"{REPORT}?page={n}").text) for n in range(1, last + 1)]


def test_every_page_is_light_and_together_they_are_the_text(long: tuple[FlaskClient, str]) -> None:
    client, whole = long
    pages = parts(client)
    assert len(pages) > 10
    for number, root in enumerate(pages, 1):
        assert len(client.get(f"{REPORT}?page={number}").data) < 100_000, number
        assert len(client.get(f"{REPORT}?page={number}&lang=en").data) < 100_000, number
        assert len(list(root.iter("h1"))) == 1
        ids = [e.get("id") for e in root.iter() if e.get("id")]
        assert len(ids) == len(set(ids))
        inside = [a.get("href") or "" for a in every(root, "a") if (a.get("href") or "").startswith("#")]
        assert {href[1:] for href in inside} <= set(ids)
    texts = "".join(text(find(root, "article")) for root in pages)
    assert "".join(texts.split()) == "".join(whole.split())


def test_a_fact_leads_to_the_part_that_has_its_passage(long: tuple[FlaskClient, str]) -> None:
    client, _whole = long
    fact = parse(client.get(f"/doc/remark/long/{SENTENCES - 1}-0").text)
    href = next(h for a in every(fact, "a") if "#char=" in (h := a.get("href") or ""))
    page, _, fragment = href.partition("#")
    assert "page=" in page
    assert text(find(parse(client.get(page).text), "span", id=fragment)).startswith("Xã số")


def test_a_fragment_of_another_part_finds_the_way_from_the_first(long: tuple[FlaskClient, str]) -> None:
    client, _whole = long
    nav = find(parse(client.get(REPORT).text), "nav", **{"aria-labelledby": "parts"})
    link = next(a for a in every(nav, "a") if list(a.iter("i")))
    anchor = next(link.iter("i")).get("id") or ""
    assert anchor.startswith("char=")
    assert find(parse(client.get(link.get("href") or "").text), "span", id=anchor) is not None


def test_each_part_has_an_address_of_its_own(long: tuple[FlaskClient, str]) -> None:
    client, _whole = long
    got = client.get(f"{REPORT}?page=2")
    assert f'<{REPORT}?page=2>; rel="canonical"' in got.headers["Link"]
    assert got.headers["ETag"] != client.get(REPORT).headers["ETag"]
    assert client.get(f"{REPORT}?page=999").status_code == 404
    assert client.get(f"{REPORT}?page=x").status_code == 404


def heavy(count: int, apart: bool) -> str:
    """A text of one sentence with so many facts, each on words of its own or all on the same."""
    text_, said = f"{BASE}id/text/heavy", "gieo trồng, " * count
    made = [
        f"<{BASE}id/report/heavy> a <{BASE}def/lg#Report> ; <{BASE}def/lg#text> <{text_}> . <{text_}> "
        f'<https://schema.org/text> "{said}"@vi ; <http://www.w3.org/ns/prov#specializationOf> '
        f"<{BASE}id/report/heavy> ."
    ]
    for n in range(count):
        start = 12 * n if apart else 0
        quote = f"{text_}#char={start},{start + 10}"
        if apart or n == 0:
            made.append(
                f"<{quote}> <{OA}hasSource> <{text_}> ; <{OA}hasSelector> "
                f'[ <{OA}start> {start} ; <{OA}end> {start + 10} ] , [ <{OA}exact> "gieo trồng" ] . '
            )
        made.append(
            f"<{BASE}id/remark/heavy/{n}> <http://www.w3.org/ns/prov#wasDerivedFrom> <{quote}> ; "
            f'<http://www.w3.org/2000/01/rdf-schema#label> "{"Nhận định " * 12}{n}"@vi .'
        )
    return "\n".join(made)


@pytest.mark.parametrize("apart", [True, False], ids=["apart", "on-the-same-words"])
def test_a_sentence_with_hundreds_of_facts_is_light_too(
    opened: Callable[[str, str], FlaskClient], apart: bool
) -> None:
    client = opened(heavy(500, apart), BASE)
    first = parse(client.get("/doc/report/heavy").text)
    numbers = range(1, 1 + max(1, len([a for a in every(first, "a") if "page=" in (a.get("href") or "")])))
    pages = [client.get(f"/doc/report/heavy?page={n}&lang=en") for n in numbers]
    assert [len(got.data) for got in pages if len(got.data) > 100_000] == []
    whole = "".join(text(find(parse(got.text), "article")) for got in pages)
    assert whole.count("gieo trồng") == 500
    assert ("and 4" in pages[0].text) is not apart
