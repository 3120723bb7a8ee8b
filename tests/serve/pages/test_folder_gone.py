"""A release whose folder is gone while it is served: pages come from workers, or say that nothing answers."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from werkzeug.test import Client, TestResponse

from kg import manifest
from kg.serve import start
from kg.serve.app import create_app
from kg.serve.look import Look, is_apart
from kg.serve.site import Site
from kg.store.embedded import EmbeddedStore
from kg.store.nearby import Nearby

R = "fe65192195054a7f"
PATHS = (
    f"/doc/figure/{R}/sown-area-rice/2020",
    f"/doc/org/{R}/dang-bo-co-quan-chinh-quyen-huyen",
    f"/doc/person/{R}/nguyen-xuan-hoan",
    "/def/indicator/sown-area-rice",
)


@pytest.fixture(scope="module")
def on_disk(release_site: Site) -> Iterator[Site]:
    """The release, from disk for good: rows from memory come in an order of their own in each process."""
    assert release_site.folder
    settings = start.pool_settings(release_site.settings, release_site.base)
    store = EmbeddedStore.disk(release_site.folder / manifest.STORE, settings)
    yield replace(release_site, store=store)
    store.close()


@pytest.fixture
def folder(release_site: Site, tmp_path: Path) -> Path:
    """A copy of the store of the release."""
    assert release_site.folder
    return Path(shutil.copytree(release_site.folder / manifest.STORE, tmp_path / "store"))


@pytest.fixture
def look(release_site: Site, folder: Path) -> Look:
    """Looks up in a folder that is not there any more."""
    assert release_site.manifest
    made = Look(Nearby(folder), release_site.base, filter(is_apart, release_site.manifest.graphs))
    shutil.rmtree(folder)
    return made


def ask(site: Site, path: str, accept: str) -> TestResponse:
    return Client(create_app(site)).get(path, headers={"Accept": accept})


@pytest.mark.parametrize("path", PATHS)
def test_workers_know_what_the_folder_said(path: str, release_site: Site, look: Look) -> None:
    without = replace(release_site, look=look)
    found = ask(without, path, "text/turtle")
    assert (found.status_code, found.data) == (200, ask(release_site, path, "text/turtle").data)
    page = ask(without, path, "text/html")
    assert (page.status_code, heading(page)) == (200, heading(ask(release_site, path, "text/html")))


def heading(page: TestResponse) -> str:
    """The heading of a page: workers may have the data in memory, where its statements stand in another order."""
    return page.text[page.text.index("<h1>") : page.text.index("</h1>")]


@pytest.fixture
def nothing(release_site: Site, folder: Path) -> Iterator[Site]:
    """A site whose workers have lost the folder as well."""
    assert release_site.manifest
    look = Look(Nearby(folder), release_site.base, filter(is_apart, release_site.manifest.graphs))
    store = EmbeddedStore.disk(folder, start.pool_settings(release_site.settings, release_site.base))
    for table in folder.glob("*.sst"):
        table.write_bytes(bytes(table.stat().st_size))
    shutil.rmtree(folder)
    yield replace(release_site, store=store, look=look)
    store.close()


@pytest.mark.parametrize("accept", ["text/html", "application/problem+json"])
@pytest.mark.parametrize("path", PATHS)
def test_where_nothing_can_be_read_that_is_said(path: str, accept: str, nothing: Site) -> None:
    found = ask(nothing, path, accept)
    assert found.status_code in (500, 502, 503)
    assert not any(sign in found.data for sign in (b"Traceback", b".sst", b"/store", b"Errno"))
    if accept != "text/html":
        assert found.json
        assert found.json["status"] == found.status_code
