"""Every page that can be reached from home, in both languages: links lead somewhere, pages are sound."""

from __future__ import annotations

from collections import Counter
from functools import cache
from urllib.parse import urldefrag
from xml.etree.ElementTree import Element

import pytest
from flask.testing import FlaskClient
from markup import every, parse, text

from kg.serve.app import HEADERS

NOT_FOLLOWED = ("/sparql", "/data?", "/graph/", "/dumps/", "/search", "/limits")
"""Addresses that are not pages of things, or that run a query."""

OF_A_KIND = 4
"""Pages of one kind that are looked at; of the others it is known that they are there."""


def _links(root: Element) -> set[str]:
    return {a.get("href", "") for a in root.iter("a")}


def _kind(path: str) -> tuple[str, ...]:
    """What an address has in common with others: its first parts, and its format."""
    before, _, suffix = path.partition("?")[0].rpartition(".")
    return (*path.split("?")[0].split("/")[1:3], suffix if before else "")


def _is_list(target: str) -> bool:
    """Whether an address is one of many that list the same things, or of a shape: no sitemap names these."""
    return "?" in target or target.startswith(("/browse/", "/def/shape/"))


@pytest.fixture(scope="module")
def known(client: FlaskClient) -> frozenset[str]:
    """Every address that the sitemap names."""
    urls = [part.partition("</loc>")[0] for part in client.get("/sitemap.xml").text.split("<loc>")[1:]]
    return frozenset(url.removeprefix("https://data.example.org") for url in urls)


@pytest.fixture(scope="module", params=["vi", "en"])
def pages(client: FlaskClient, known: frozenset[str], request: pytest.FixtureRequest) -> dict[str, Element]:
    """Pages of a language that are reached from home, some of each kind, by address."""
    found: dict[str, Element] = {}
    kinds: Counter[tuple[str, ...]] = Counter()
    seen, open_ = {"/"}, ["/"]
    while open_:
        path = open_.pop(0)
        got = client.get(path, headers={"Accept": "text/html", "Accept-Language": request.param})
        assert got.status_code == 200, path
        if not got.content_type.startswith("text/html"):
            continue
        assert got.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]
        found[path] = parse(got.text)
        for target in sorted(_followed(found[path], client) - seen):
            seen.add(target)
            kinds[_kind(target)] += 1
            if kinds[_kind(target)] <= OF_A_KIND:
                open_.append(target)
            else:
                assert target.partition(".")[0] in known or target in known or _is_list(target), target
    return found


def _followed(root: Element, client: FlaskClient) -> set[str]:
    """The pages that a page leads to, but for itself in the other language."""
    targets = {urldefrag(href).url for href in _links(root)}
    return {
        _see_other(client, target)
        for target in targets
        if target.startswith("/") and not target.startswith(NOT_FOLLOWED) and "lang=" not in target
    }


def _see_other(client: FlaskClient, path: str) -> str:
    """Where an address leads that is a thing, not a page."""
    if not path.startswith("/id/"):
        return path
    got = client.get(path)
    assert got.status_code == 303, path
    return urldefrag(got.headers["Location"]).url


def test_every_page_is_reached_and_sound(pages: dict[str, Element]) -> None:
    assert len(pages) > 60
    for path, root in pages.items():
        ids = [e.get("id") for e in root.iter() if e.get("id")]
        assert len(ids) == len(set(ids)), path
        assert len(list(root.iter("h1"))) == 1, path
        assert len(list(root.iter("main"))) == 1, path
        assert root.get("lang") in ("vi", "en"), path
        assert all(text(h).strip() for tag in ("h1", "h2", "h3", "title") for h in root.iter(tag)), path


def test_every_fragment_is_there(pages: dict[str, Element]) -> None:
    @cache
    def anchors(path: str) -> frozenset[str]:
        return frozenset(e.get("id", "") for e in pages[path].iter())

    for path, root in pages.items():
        for href in _links(root):
            target, fragment = urldefrag(href)
            target = target or path
            if fragment and target in pages:
                assert fragment in anchors(target), (path, href)


def test_every_link_and_button_has_a_name(pages: dict[str, Element]) -> None:
    for path, root in pages.items():
        for tag in ("a", "button", "summary"):
            for element in root.iter(tag):
                assert text(element).strip() or element.get("aria-label"), (path, element.attrib)


def test_nothing_is_asked_of_another_host_and_nothing_is_styled_in_place(pages: dict[str, Element]) -> None:
    for path, root in pages.items():
        for element in root.iter():
            assert "style" not in element.attrib, path
            assert not [name for name in element.attrib if name.startswith("on")], path
            told = element.get("rel") == "canonical" or "hreflang" in element.attrib
            loaded = (
                element.get("src")
                or (element.get("href") if element.tag == "link" and not told else "")
                or ""
            )
            assert not loaded or loaded.startswith("/"), (path, loaded)
        assert not list(root.iter("style")), path
        written = [s for s in root.iter("script") if not (s.get("src") or "").startswith("/assets/")]
        assert {s.get("type") for s in written} <= {"application/ld+json"}, path


def test_tables_have_headers(pages: dict[str, Element]) -> None:
    for path, root in pages.items():
        for table in root.iter("table"):
            assert list(every(table, "th", scope="col")), path


def test_live_links_to_elsewhere_go_to_the_web(pages: dict[str, Element]) -> None:
    for root in pages.values():
        for href in _links(root):
            assert href.startswith(("/", "#", "http://", "https://"))


def test_assets_are_there_under_lasting_names(client: FlaskClient) -> None:
    links = {link.get("rel"): link.get("href") or "" for link in parse(client.get("/").text).iter("link")}
    for rel in ("stylesheet", "icon"):
        with client.get(links[rel]) as got:
            assert got.status_code == 200
            assert "immutable" in got.headers["Cache-Control"]
    with client.get(links["stylesheet"]) as css:
        assert css.content_type.startswith("text/css")
        assert "http" not in css.text
        fonts = [part.partition('"')[0] for part in css.text.split('url("')[1:]]
    assert fonts
    for font in fonts:
        with client.get(f"{links['stylesheet'].rpartition('/')[0]}/{font}") as got:
            assert got.content_type == "font/woff2"


def test_the_sitemap_names_pages_that_are_there(client: FlaskClient, known: frozenset[str]) -> None:
    assert len(known) > 100
    for path in sorted(known)[::40]:
        assert client.get(path).status_code == 200, path
