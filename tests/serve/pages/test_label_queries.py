"""How often a page asks what things are called: once, for everything at a time; and nothing at all when asked again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient

from kg.serve import ask
from kg.serve.app import create_app
from kg.serve.site import Site
from kg.settings import Settings
from kg.store.base import Query

R = "fe65192195054a7f"
PATHS = (
    f"/doc/figure/{R}/sown-area-rice/2020",
    f"/doc/citation/{R}/6",
    f"/doc/meeting/{R}/1",
    f"/doc/remark/{R}/1",
    f"/doc/person/{R}/nguyen-xuan-hoan",
    f"/doc/org/{R}/dang-bo-co-quan-chinh-quyen-huyen",
    "/doc/document/12-hd-btctw/2018-07-06",
    "/doc/period/2020",
    "/def/indicator/sown-area-rice",
)


TEXT = 2
"""The words of a text and its parts, asked for by the first page that shows a passage of it, and then kept."""

TABLES = {
    f"/doc/meeting/{R}/1": 1,
    f"/doc/person/{R}/nguyen-xuan-hoan": 1,
    f"/doc/org/{R}/dang-bo-co-quan-chinh-quyen-huyen": 2,
    "/doc/document/12-hd-btctw/2018-07-06": 1,
    "/doc/period/2020": 1,
    "/def/indicator/sown-area-rice": 1,
}
"""The tables of a page, each a query of its own."""


class Listening:
    """A store that says what it was asked."""

    def __init__(self, store: Any) -> None:
        self._store, self.asked = store, list[str]()

    def answer(self, query: Query, *rest: Any) -> Any:
        """The answer of the store itself."""
        self.asked.append(query.text)
        return self._store.answer(query, *rest)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


def asked(client: FlaskClient, store: Listening, path: str) -> list[str]:
    store.asked.clear()
    assert client.get(path, headers={"Accept": "text/html", "Accept-Language": "vi"}).status_code == 200
    return store.asked


@pytest.fixture
def store(release_site: Site) -> Listening:
    return Listening(release_site.store)


@pytest.mark.parametrize("path", PATHS)
def test_one_query_for_names_and_none_when_asked_again(
    release_site: Site, store: Listening, path: str
) -> None:
    site = Site(store, release_site.base, Settings(), release_site.manifest, release_site.folder)
    client = create_app(site).test_client()
    beginning = ask.bound(site, "labels", ["urn:x"]).partition("VALUES")[0]
    first = asked(client, store, path)
    assert len([text for text in first if text.startswith(beginning)]) == 1
    assert asked(client, store, path) == []


@pytest.mark.parametrize("path", PATHS)
def test_a_release_answers_most_of_a_page_without_its_workers(
    release_site: Site, store: Listening, path: str
) -> None:
    site = replace(release_site, store=store)
    client = create_app(site).test_client()
    asked(client, store, "/doc/period/2020--2025")
    first = asked(client, store, path)
    assert len(first) <= TABLES.get(path, 0) + TEXT
    assert asked(client, store, path) == []
