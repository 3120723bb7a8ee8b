"""Every kind of page as programs meet it: small, cached by its content, told in its head what it is."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from functools import cache
from xml.etree.ElementTree import Element

import pytest
from flask.testing import FlaskClient
from markup import every, find, parse, text
from pyoxigraph import NamedNode, RdfFormat
from pyoxigraph import parse as parse_rdf

from kg.iri import BASE
from kinds import KINDS, Kind

MOST = 100_000
"""Bytes of a page with all it needs but for the fonts, as they are sent."""

FRAMED = frozenset({"preview"})
"""Pages that stand in pages of others, and are none by themselves."""

ASKED = frozenset({"editor", "answer", "refusal", "graph-answer", "hits", "no-hits", "search"})
"""Pages that a question makes: not to be kept, or not to be found by search engines."""

each = pytest.mark.parametrize(
    "kind", [kind for kind in KINDS if kind.name not in FRAMED], ids=lambda kind: str(kind.name)
)
found_ = pytest.mark.parametrize(
    "kind",
    [k for k in KINDS if k.status == 200 and k.name not in FRAMED | ASKED],
    ids=lambda kind: str(kind.name),
)
HTML = {"Accept": "text/html", "Accept-Language": "en", "Accept-Encoding": "gzip"}


Get = Callable[..., Element]


@pytest.fixture(scope="module")
def get(client: FlaskClient) -> Get:
    """Reads a page in a language, once."""

    @cache
    def read(kind: Kind, language: str = "en") -> Element:
        answer = client.get(kind.path, headers={"Accept": "text/html", "Accept-Language": language})
        assert answer.status_code == kind.status
        return parse(answer.text)

    return read


def head(root: Element, **attributes: str) -> list[str]:
    return [link.get("href") or "" for link in every(root, "link", **attributes)]


@each
def test_it_is_light(client: FlaskClient, get: Get, kind: Kind) -> None:
    answer = client.get(kind.path, headers=HTML)
    assert answer.status_code == kind.status
    plain = gzip.decompress(answer.data) if answer.headers.get("Content-Encoding") == "gzip" else answer.data
    assert len(plain) >= len(answer.data)
    root = get(kind)
    needed = {*head(root, rel="stylesheet"), *head(root, rel="icon")}
    needed |= {script.get("src") or "" for script in root.iter("script")} - {""}
    sent = len(answer.data)
    for path in needed:
        with client.get(path, headers=HTML) as asset:
            assert "immutable" in asset.headers["Cache-Control"]
            sent += len(asset.data)
    assert sent < MOST


@found_
@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_asked_again_it_has_not_changed(client: FlaskClient, kind: Kind, encoding: str) -> None:
    headers = {**HTML, "Accept-Encoding": encoding}
    tag = client.get(kind.path, headers=headers).headers["ETag"]
    assert tag.startswith('"')
    again = client.get(kind.path, headers={**headers, "If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert "Accept-Language" in again.headers["Vary"]


@each
@pytest.mark.parametrize("language", ["vi", "en"])
def test_its_head_says_what_it_is(client: FlaskClient, get: Get, kind: Kind, language: str) -> None:
    root = get(kind, language)
    assert root.get("lang") == language
    assert text(find(root, "title"))
    titles = [meta.get("content") for meta in every(root, "meta", property="og:title")]
    assert titles == [text(find(root, "title"))]
    hidden = bool(list(every(root, "meta", name="robots", content="noindex")))
    if kind.status != 200 or hidden:
        assert hidden or kind.name == "refusal"
        return
    assert find(root, "meta", name="description").get("content")
    for told in head(root, rel="canonical") + [
        address
        for other in ("vi", "en", "x-default")
        for address in head(root, rel="alternate", hreflang=other)
    ]:
        assert told.startswith(BASE)
        assert client.get(told.removeprefix(BASE.rstrip("/")), headers=HTML).status_code == 200


@found_
def test_where_people_share_it_it_has_an_address_and_a_picture(
    client: FlaskClient, get: Get, kind: Kind
) -> None:
    root = get(kind)
    told = {meta.get("property"): meta.get("content") or "" for meta in every(root, "meta")}
    assert told["og:type"] and told["og:description"] and told["og:image:alt"]
    assert told["og:url"] in (head(root, rel="canonical") or [told["og:url"]])
    assert told["og:url"].startswith(BASE)
    with client.get(told["og:image"].removeprefix(BASE.rstrip("/"))) as picture:
        assert (picture.status_code, picture.content_type) == (200, "image/png")


@each
def test_it_has_data_for_search_engines(get: Get, kind: Kind) -> None:
    blocks = list(every(get(kind), "script", type="application/ld+json"))
    assert len(blocks) == (0 if kind.status in (404, 400) and kind.name != "refusal" else 1)
    its = [json.loads(block.text or "")["@id"] for block in blocks]
    assert all(iri.startswith(BASE) or kind.name == "resource" for iri in its)


DATA = ("/dumps/", "/reconcile", "/data?", "/sparql?format=", "/opensearch.xml")
"""Beginnings of addresses that are no pages."""


@each
def test_a_language_that_was_asked_for_stays(client: FlaskClient, kind: Kind) -> None:
    asked = f"{kind.path}{'&' if '?' in kind.path else '?'}lang=en"
    body = find(
        parse(client.get(asked, headers={"Accept": "text/html", "Accept-Language": "vi"}).text), "body"
    )
    for a in every(body, "a"):
        href, is_iri = a.get("href") or "", text(a).startswith(BASE)
        is_data = a.get("type") or ".csv" in href or href.startswith(DATA)
        if href.startswith("/") and not (is_data or is_iri):
            assert "lang=en" in href or a.get("hreflang") == "vi", href
    for form in every(body, "form"):
        assert not form.get("action") or list(every(form, "input", name="lang", value="en"))


@found_
def test_without_the_style_sheet_no_drawing_hides_its_words(get: Get, kind: Kind) -> None:
    for drawing in get(kind).iter("svg"):
        for shape in drawing.iter("rect"):
            assert shape.get("fill") == "none" or shape.get("class") == "actual"


@found_
def test_its_headers_say_where_it_stands(client: FlaskClient, get: Get, kind: Kind) -> None:
    answer = client.get(kind.path, headers=HTML | {"Accept-Encoding": "identity"})
    root = get(kind)
    if canonical := head(root, rel="canonical"):
        assert f'<{canonical[0]}>; rel="canonical"' in answer.headers.get("Link", "") or kind.name == "graph"
    for link in every(root, "link", rel="alternate"):
        media_type = link.get("type") or ""
        if media_type and not link.get("hreflang"):
            got = client.get(link.get("href") or "")
            assert got.content_type.startswith(media_type)


@each
@pytest.mark.parametrize("language", ["vi", "en"])
def test_its_headings_are_an_outline(get: Get, kind: Kind, language: str) -> None:
    levels = [int(e.tag[1]) for e in find(get(kind, language), "main").iter() if e.tag in ("h1", "h2", "h3")]
    assert levels.count(1) == 1
    first = levels.index(1)
    assert all(
        after - before <= 1 for before, after in zip(levels[first:], levels[first + 1 :], strict=False)
    )


@found_
def test_what_search_engines_read_the_data_says_too(client: FlaskClient, get: Get, kind: Kind) -> None:
    """The block of schema.org: its `@id` is the thing's canonical IRI, its names are in the thing's Turtle."""
    root = get(kind)
    for block in every(root, "script", type="application/ld+json"):
        said = json.loads(block.text or "")
        assert said["@context"] == "https://schema.org"
        turtle = next(iter(head(root, rel="alternate", type="text/turtle")), None)
        if turtle is None or not kind.path.startswith(("/doc/", "/def/")):
            continue
        triples = {q.triple for q in parse_rdf(client.get(turtle).data, RdfFormat.TURTLE)}
        own = [t.object for t in triples if t.subject == NamedNode(said["@id"])]
        assert said["@id"].startswith(BASE)
        names = said.get("name", [])
        for name in names if isinstance(names, list) else [names]:
            words = name["@value"] if isinstance(name, dict) else name
            assert words in [getattr(value, "value", "") for value in own]
        for named in ("unitText", "variableMeasured"):
            tagged = said.get(named, [])
            assert {name["@language"] for name in tagged} == ({"vi", "en"} if tagged else set())
            assert {name["@value"] for name in tagged} <= {getattr(t.object, "value", "") for t in triples}
