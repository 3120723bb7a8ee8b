"""A page that comes again is answered without the framework, in the very bytes that it would give."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from urllib.parse import quote

import pytest
from flask import Flask
from running import Endpoint, rest

from kg.serve import direct
from kg.serve.app import create_app
from kg.serve.site import Site
from kg.settings import Settings
from served import served

REPORT = "report/fe65192195054a7f"
PAGES = (
    "/",
    "/?lang=en",
    "/browse",
    "/reports",
    "/indicators",
    "/quality",
    "/about",
    "/officials",
    "/def/lg",
)
PAGES = (*PAGES, f"/doc/{REPORT}", f"/doc/{REPORT}?lang=en", "/browse/Figure", f"/search?q={quote('huyện')}")
THINGS = (
    "/doc/figure/fe65192195054a7f/sown-area-rice/2020",
    "/doc/person/fe65192195054a7f/nguyen-xuan-hoan",
    "/def/indicator/sown-area-rice",
    "/def/unit/PERSON",
)
PAGES = (*PAGES, *THINGS)
DATA = (
    *(f"{path}.ttl" for path in THINGS),
    "/def/lg.ttl",
    f"/doc/{REPORT}.ttl",
    f"/doc/{REPORT}.jsonld",
    "/dataset.ttl",
    "/.well-known/void",
)
DATA = (*DATA, *(f"{path}.ttl" for path in THINGS))
OTHERS = (
    *(
        f"/doc/{REPORT}.csv",
        "/browse/Figure?page=1",
        "/indicators.csv",
        "/dataset",
        "/doc/không/có",
        "/nowhere",
    ),
    *(f"/id/{REPORT}", "/healthz", "/robots.txt", "/sitemap.xml", "//doc", "/%62rowse", "/browse#part"),
    f"/resource?iri={quote('http://purl.org/dc/terms/title')}",
)
HEADERS = {
    "nothing said": [],
    "a browser": [
        ("Accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"),
        ("Accept-Language", "en-GB,en;q=0.8"),
        ("Accept-Encoding", "gzip, deflate, br"),
    ],
    "a program": [("Accept", "text/turtle"), ("User-Agent", "curl/8")],
    "takes no page": [("Accept", "image/png")],
    "a line twice": [("Accept", "text/turtle;q=0.5"), ("Accept", "application/ld+json")],
    "a part of it": [("Range", "bytes=0-10")],
    "through a proxy": [
        ("X-Forwarded-For", "192.0.2.1"),
        ("X-Forwarded-Host", "evil.example"),
    ],
}
_DATE = re.compile(rb"\r\nDate: [^\r]+")


class Watched:
    """A site that runs, and how often its framework was asked."""

    def __init__(self, app: Flask, endpoint: Endpoint) -> None:
        self.endpoint, self.asked = endpoint, 0
        app.before_request(self._count)

    def _count(self) -> None:
        self.asked += 1

    def send(self, path: str, headers: list[tuple[str, str]], method: str = "GET") -> tuple[bytes, bool]:
        """A whole answer without its date, and whether the framework was asked for it."""
        before = self.asked
        lines = "".join(f"{name}: {value}\r\n" for name, value in [*headers, ("Host", "x")])
        data = f"{method} {path} HTTP/1.1\r\n{lines}\r\nGET /last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        whole = rest(self.endpoint.raw(data.encode()))
        answer = whole[: whole.rindex(b"HTTP/1.1 404")]
        assert len(_DATE.findall(answer)) == 1
        return _DATE.sub(b"", answer), self.asked > before + 1


@pytest.fixture(scope="module")
def site(release_site: Site) -> Iterator[Watched]:
    app = create_app(release_site)
    with served(app, Settings(port=0)) as server:
        yield Watched(app, Endpoint(server))


@pytest.fixture(scope="module")
def long_way(release_site: Site) -> Iterator[Watched]:
    """The same with the framework asked for everything."""
    app = create_app(release_site)
    del app.extensions[direct.KEY]
    app.wsgi_app = partial(Flask.wsgi_app, app)  # type: ignore[method-assign]
    with served(app, Settings(port=0)) as server:
        yield Watched(app, Endpoint(server))


@pytest.mark.parametrize("name", HEADERS)
@pytest.mark.parametrize("path", [*PAGES, *DATA, *OTHERS])
def test_it_is_the_same_answer(path: str, name: str, site: Watched, long_way: Watched) -> None:
    replies = [site.send(path, HEADERS[name])[0] for _ in range(3)]
    long = [long_way.send(path, HEADERS[name]) for _ in range(2)]
    assert long[1][1]
    assert {*replies, long[0][0]} == {long[1][0]}


@pytest.mark.parametrize("path", [*PAGES, *DATA])
def test_pages_and_descriptions_take_the_short_way(path: str, site: Watched) -> None:
    headers = HEADERS["a browser"] if path in PAGES else []
    assert [site.send(path, headers)[1] for _ in range(4)][2:] == [False, False]


@pytest.mark.parametrize("path", [*PAGES, *DATA])
def test_who_has_it_is_told_so(path: str, site: Watched) -> None:
    answer = site.send(path, [])[0]
    tag = re.search(rb"\r\nEtag: ([^\r]+)", answer)
    assert tag
    known = [("If-None-Match", tag[1].decode())]
    replies = [site.send(path, known) for _ in range(4)]
    assert replies[3] == (replies[2][0], False)
    assert {reply for reply, _ in replies[1:]} == {replies[1][0]}
    assert all(reply.startswith(b"HTTP/1.1 304 ") and reply.endswith(b"\r\n\r\n") for reply, _ in replies)


@pytest.mark.parametrize(
    "more",
    [
        ("If-None-Match", '"another"'),
        ("If-None-Match", "*"),
        ("If-Modified-Since", "Sun, 22 Nov 2099 00:00:00 GMT"),
    ],
)
def test_other_conditions_take_the_long_way(more: tuple[str, str], site: Watched) -> None:
    for _ in range(3):
        site.send("/about", [])
    found = [site.send("/about", [more]) for _ in range(2)]
    assert found[0] == found[1] and found[0][1]


def test_only_get_takes_the_short_way(site: Watched) -> None:
    for _ in range(3):
        site.send("/about", [])
    head, asked = site.send("/about", [], "HEAD")
    assert asked and head.endswith(b"\r\n\r\n") and head.startswith(b"HTTP/1.1 200")
    assert site.send("/about", [("Content-Length", "0")], "POST")[0].startswith(b"HTTP/1.1 405")


def test_what_is_answered_so_is_counted(site: Watched) -> None:
    def count(path: str) -> tuple[float, float]:
        text = site.send("/metrics", [("Accept", "text/plain")])[0].decode()
        hits = re.search(r'kg_cache_hits_total{cache="responses"} (\S+)', text)
        found = re.search(r'kg_requests_total{part="front",status="200"} (\S+)', text)
        assert hits and found
        return float(hits[1]), float(found[1])

    for _ in range(3):
        site.send("/about", [])
    before = count("/about")
    assert not site.send("/about", [])[1]
    assert count("/about") == (before[0] + 1, before[1] + 1)


def test_requests_on_one_connection_are_answered_in_order(site: Watched) -> None:
    for path in ("/about", "/browse"):
        for _ in range(3):
            site.send(path, [])
    lines = "".join(
        f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n" for path in ("/about", "/nowhere", "/browse", "/about")
    )
    whole = rest(
        site.endpoint.raw(f"{lines}GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    )
    assert re.findall(rb"HTTP/1\.1 (\d+)", whole) == [b"200", b"404", b"200", b"200", b"200"]
    about = whole.index(b'rel="canonical"')
    assert b"/about" in whole[about - 40 : about + 20]
