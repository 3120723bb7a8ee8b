"""How to cite a page: the words on it and the three forms, the makers of the data credited, never the tool."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from markup import every, find, parse, text

from kg.iri import BASE

PATH = "/doc/citation/fe65192195054a7f/6"
THING = f'<{BASE}id/x> <http://www.w3.org/2000/01/rdf-schema#label> "50% & {{more}} of #1_x"@en .\n'
DATASET = f"<{BASE}set> a <http://www.w3.org/ns/dcat#Dataset> ; "


def cited(client: FlaskClient, path: str, language: str) -> str:
    """The words on a page that say how to cite it."""
    data = find(parse(client.get(f"{path}?lang={language}").text), "aside", class_="data")
    return " ".join(text(list(every(data, "p", class_="iri"))[1]).split())


def authors(client: FlaskClient, path: str) -> list[str]:
    (work,) = json.loads(client.get(f"{path}.csl").text)
    return [one["literal"] for one in work["author"]]


def test_the_words_are_in_the_language_of_the_page(client: FlaskClient) -> None:
    assert cited(client, PATH, "vi").startswith(
        "Viện dẫn 6: Hướng dẫn số 12-HD/BTCTW. Dự án kg, 2026. https://"
    )
    assert cited(client, PATH, "en").startswith(
        "Citation 6: Guideline No. 12-HD/BTCTW. The kg project, 2026. https://"
    )


def test_every_form_says_the_same(client: FlaskClient) -> None:
    (work,) = json.loads(client.get(f"{PATH}.csl").text)
    bib, ris = (client.get(f"{PATH}.{form}").text for form in ("bib", "ris"))
    fields = dict(re.findall(r"^  (\w+) = \{(.*)\},?$", bib, re.MULTILINE))
    assert fields["title"] == f"{{{work['title']}}}"
    assert fields["author"] == "{dự án kg}"
    assert (fields["url"], fields["year"]) == (work["URL"], str(work["issued"]["date-parts"][0][0]))
    lines = [line.split("  - ", 1) for line in ris.split("\r\n")[:-1]]
    assert dict(lines)["TI"] == work["title"]
    assert dict(lines)["UR"] == work["URL"]
    assert (lines[0], lines[-1]) == (["TY", "DATA"], ["ER", ""])


def test_a_link_is_cited_by_what_it_joins(client: FlaskClient) -> None:
    path = re.findall(r'href="(/doc/link/wikidata/\w+)', client.get("/browse/Link?lang=vi").text)[0]
    (work,) = json.loads(client.get(f"{path}.csl").text)
    assert re.fullmatch(r".+ → Wikidata: Q\d+", work["title"])


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("", ["data.example.org"]),
        (f"{DATASET} <http://purl.org/dc/terms/publisher> 'An Office' .", ["An Office"]),
        (
            f"{DATASET} <http://purl.org/dc/terms/publisher> 'An Office' ; "
            f"<http://purl.org/dc/terms/creator> <{BASE}id/a>, <{BASE}id/b> .\n"
            f"<{BASE}id/a> <http://xmlns.com/foaf/0.1/name> 'Ann' .\n"
            f"<{BASE}id/b> <http://xmlns.com/foaf/0.1/name> 'Ben' .",
            ["Ann", "Ben"],
        ),
        (
            f"GRAPH <{BASE}about> {{ <{BASE}set> a <http://rdfs.org/ns/void#Dataset> ; "
            "<https://schema.org/publisher> 'From another graph' }",
            ["From another graph"],
        ),
    ],
)
def test_whoever_made_the_data_is_credited_else_its_host(
    opened: Callable[[str, str], FlaskClient], said: str, names: list[str]
) -> None:
    site = opened(THING + said, BASE)
    assert authors(site, "/doc/x") == names
    assert f". {', '.join(names)}. {BASE}id/x" in cited(site, "/doc/x", "en")


def test_a_title_holds_no_command_of_tex(opened: Callable[[str, str], FlaskClient]) -> None:
    assert r"title = {{50\% \& more of \#1\_x}}" in opened(THING, BASE).get("/doc/x.bib").text
