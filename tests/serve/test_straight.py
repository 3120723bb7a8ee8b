"""Pages of things that nobody asked for yet are made without the framework, in the bytes that it would give."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from werkzeug.test import Client, EnvironBuilder, TestResponse

from kg.errors import StoreBusy
from kg.serve import ask
from kg.serve.again import Again
from kg.serve.app import HEADERS, create_app
from kg.serve.context import Sent, pages_of
from kg.serve.site import Site
from kg.serve.straight import Straight

if TYPE_CHECKING:
    from wsgiref.types import WSGIEnvironment

R = "fe65192195054a7f"
USUAL = (
    f"/doc/figure/{R}/sown-area-rice/2020",
    f"/doc/org/{R}/dang-bo-co-quan-chinh-quyen-huyen",
    "/doc/document/12-hd-btctw/2018-07-06",
    f"/doc/person/{R}/nguyen-xuan-hoan",
    "/doc/area/vn",
    "/def/indicator/sown-area-rice",
    "/def/unit/PERSON",
)
WAYS: tuple[dict[str, str], ...] = (
    {"Accept": "text/html", "Accept-Language": "vi"},
    {
        "Accept": "text/html;q=0.9, */*;q=0.1",
        "Accept-Language": "en-GB, en;q=0.8",
        "Accept-Encoding": "br, gzip",
    },
    {"Accept": "text/turtle"},
    {"Accept": "application/ld+json", "Accept-Encoding": "gzip"},
    {"Accept": "text/csv, text/turtle;q=0.5"},
    {},
)
OTHERS = (
    *(f"/doc/report/{R}", "/def/lg", "/doc/không/có", "/def/", "/doc//x", "/doc/%ff", "/doc/area/vn?lang=en"),
    *(f"/doc/figure/{R}/sown-area-rice/2020.csv", "/def/indicator/sown-area-rice.csv", "/about"),
)


class Both:
    """One release, once with the short way and once with the framework for everything."""

    def __init__(self, site: Site) -> None:
        self.asked = list[str]()
        self.short, self.long = create_app(site), create_app(site)
        self.short.before_request(lambda: self.asked.append("asked"))
        self.long.wsgi_app = partial(Flask.wsgi_app, self.long)  # type: ignore[method-assign]

    def get(self, path: str, headers: dict[str, str]) -> tuple[TestResponse, TestResponse, bool]:
        """Both answers, and whether the framework was asked for the first."""
        self.asked.clear()
        short = Client(self.short).get(path, headers=headers)
        return short, Client(self.long).get(path, headers=headers), bool(self.asked)


@pytest.fixture
def both(release_site: Site) -> Both:
    return Both(release_site)


def same(short: TestResponse, long: TestResponse) -> bool:
    return (short.status_code, list(short.headers), short.data) == (
        long.status_code,
        list(long.headers),
        long.data,
    )


@pytest.mark.parametrize("headers", WAYS, ids=str)
@pytest.mark.parametrize("path", USUAL)
def test_the_first_answer_is_the_same_without_the_framework(
    path: str, headers: dict[str, str], both: Both
) -> None:
    short, long, asked = both.get(path, headers)
    assert same(short, long)
    assert short.status_code == 200
    assert asked == (short.mimetype == "text/csv")


@pytest.mark.parametrize("headers", [*WAYS, {"Accept": "image/png"}], ids=str)
@pytest.mark.parametrize("path", OTHERS)
def test_what_is_not_usual_takes_the_way_of_all(path: str, headers: dict[str, str], both: Both) -> None:
    short, long, asked = both.get(path, headers)
    assert same(short, long)
    assert asked


def test_nothing_that_the_client_likes_is_said_by_the_framework(both: Both) -> None:
    short, long, asked = both.get(USUAL[0], {"Accept": "image/png"})
    assert same(short, long)
    assert (short.status_code, asked) == (406, True)


def test_conditions_and_other_methods_take_the_way_of_all(both: Both) -> None:
    tag = both.get(USUAL[0], {})[0].headers["ETag"]
    short, long, asked = both.get(USUAL[0], {"If-None-Match": tag})
    assert same(short, long)
    assert (short.status_code, asked) == (304, True)
    both.asked.clear()
    assert Client(both.short).head(USUAL[0]).status_code == 200
    assert both.asked


def test_an_answer_is_at_hand_for_whoever_says_the_same_in_other_words(both: Both) -> None:
    ask = partial(Client(both.short).get, USUAL[0])
    first = ask(headers={"Accept": "text/html", "Accept-Language": "vi-VN, vi;q=0.9, en;q=0.8"})
    before = pages_of(both.short).answers.state()
    again = ask(headers={"Accept": "text/html,*/*;q=0.1", "Accept-Language": "vi"})
    after = pages_of(both.short).answers.state()
    assert (again.data, list(again.headers)) == (first.data, list(first.headers))
    assert (after.entries, after.hits) == (before.entries, before.hits + 1)
    assert ask(headers={"Accept-Language": "en"}).data != first.data


def test_a_store_that_gives_no_answer_is_asked_once(release_site: Site) -> None:
    class Busy:
        asked = 0

        def answer(self, *_: object) -> None:
            Busy.asked += 1
            raise StoreBusy("Too many wait.")

    app = create_app(replace(release_site, store=Busy(), look=None))  # type: ignore[arg-type]
    found = Client(app).get(USUAL[0], headers={"Accept": "application/json, */*;q=0.1"})
    assert (found.status_code, Busy.asked) == (503, 1)


def straight(site: Site) -> Straight:
    app = create_app(site)
    return Straight(app, partial(Flask.wsgi_app, app), HEADERS, lambda *_: None)


@pytest.mark.parametrize("accept", ["text/html", "text/turtle"])
@pytest.mark.parametrize("path", [USUAL[0], "/def/unit/PERSON"])
def test_what_is_little_is_made_without_waiting(
    path: str, accept: str, release_site: Site, both: Both
) -> None:
    short = straight(release_site)
    both.get(path, {"Accept": accept})
    long = both.get(path, {"Accept": accept})[1]
    for _ in range(4):  # what all pages share is read by the pages before it
        found = short.quick(path, "", [accept, "", ""]) or b"".join(short(environ(path, accept), nothing))
    assert isinstance(found, Sent)
    assert found.body == long.data
    head = found.heads[200]
    lines = (head.before + head.after).decode().split("\r\n")
    assert lines[0] == "HTTP/1.1 200 OK"
    assert lines[1:-2] == sorted([*(f"{n.title()}: {v}" for n, v in long.headers), "Date: "], key=name)


def name(line: str) -> str:
    return line.partition(":")[0]


def environ(path: str, accept: str) -> WSGIEnvironment:
    return EnvironBuilder(path=path, headers=[("Accept", accept)]).get_environ()


def nothing(*_: object) -> Callable[[bytes], object]:
    return lambda _: None


def test_what_is_long_or_has_to_be_asked_is_left_to_a_thread(release_site: Site) -> None:
    plain = ["text/html", "vi", ""]
    for path, query in (
        (f"/doc/report/{R}", ""),
        ("/doc/area/vn", ""),
        (USUAL[0], "lang=en"),
        ("/about", ""),
    ):
        assert straight(release_site).quick(path, query, plain) is None
    assert straight(replace(release_site, look=None)).quick(USUAL[0], "", plain) is None
    assert straight(release_site).quick("/doc/nowhere", "", plain) is None


def test_whoever_may_not_wait_asks_nothing(release_site: Site) -> None:
    with ask.without_waiting():
        with pytest.raises(ask.MustWait):
            ask.rows(release_site, "entries")
        with pytest.raises(ask.MustWait):
            ask.triples(release_site, "description", "https://data.example.org/id/area/vn")
    assert ask.rows(release_site, "entries")


def test_long_headers_are_not_read_by_the_thread_that_serves_all(release_site: Site) -> None:
    app = create_app(release_site)
    tried = list[str]()
    again = Again(partial(pages_of, app), str, lambda path, _query, _headers: tried.append(path))
    for language in ("vi", "vi," * 50_000):
        request = SimpleNamespace(path=USUAL[0], query="", headers={"ACCEPT_LANGUAGE": language})
        assert again.find(request) is None  # type: ignore[arg-type]
    assert tried == [USUAL[0]]
