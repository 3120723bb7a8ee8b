"""A copy of the real release, opened from a folder: the ways through it, without any server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from looking import Open, is_wrong

from kg.serve.export import exporting
from kg.serve.export.exporting import Done, Wanted
from kg.settings import Settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.browser

R = "fe65192195054a7f"


@pytest.fixture(scope="module")
def copy(out: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Done]:
    """The copy, and what is said of it."""
    folder = tmp_path_factory.mktemp("from") / "a folder"
    return folder, exporting.export(Settings(out=out), None, Wanted(folder), pytest.fail, lambda *_: None)


@pytest.fixture
def from_disk(browser: Browser, copy: tuple[Path, Done]) -> Iterator[Open]:
    """Opens a file of the copy; at the end, nothing may have gone wrong or been asked of anybody."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def start(path: str, language: str = "en", **options: object) -> Page:
        contexts.append(browser.new_context(locale=language, **options))
        contexts[-1].set_default_timeout(120_000)
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if is_wrong(said.type, said.text) else None)
        page.on("requestfailed", lambda request: wrong.append(request.url))
        page.on(
            "request",
            lambda r: wrong.append(r.url) if urlsplit(r.url).scheme not in ("file", "data") else None,
        )
        page.goto((copy[0] / path.partition("#")[0]).as_uri() + "".join(path.partition("#")[1:]))
        return page

    yield start
    for context in contexts:
        context.close()
    assert wrong == []


def follow(page: Page, pattern: str) -> None:
    """Takes the first visible link of the content that leads to such a file."""
    page.locator(f"main a[href*='{pattern}']:visible").first.click()
    page.wait_for_load_state()


def test_the_real_release_is_copied_whole(copy: tuple[Path, Done]) -> None:
    done = copy[1]
    assert done.crawled.pages > 3_000
    assert done.checked.links > 100_000
    assert {one for one in done.crawled.dead if not one.endswith("/")} == set(), "the site leads to nothing"
    assert done.checked.alike == 0


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize(("language", "home"), [("vi", "index.html"), ("en", "en/index.html")])
def test_from_home_to_the_words_of_the_report(
    from_disk: Open, language: str, home: str, scripts: bool
) -> None:
    page = from_disk(home, language, java_script_enabled=scripts)
    for step in ("indicators.html", "sown-area-rice/2020.html", f"report/{R}.html#char="):
        follow(page, step)
    assert page.url.endswith("#char=1039,1071")
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator(".passage:target").is_visible()


def test_the_sheet_and_the_letters_are_there(from_disk: Open) -> None:
    page = from_disk(f"doc/report/{R}.html", "vi")
    assert "Be Vietnam Pro" in page.evaluate("getComputedStyle(document.body).fontFamily")
    assert (
        page.evaluate("document.fonts.ready.then(all => [...all].filter(f => f.status === 'loaded').length)")
        > 0
    )
    assert "Literata" in page.evaluate("getComputedStyle(document.querySelector('article')).fontFamily")


def test_the_other_language_and_back(from_disk: Open) -> None:
    page = from_disk(f"doc/figure/{R}/sown-area-rice/2020.html", "vi")
    page.locator("nav.languages a").click()
    page.wait_for_url("**/en/doc/figure/**")
    assert page.locator("html").get_attribute("lang") == "en"
    page.locator("nav.languages a").click()
    page.wait_for_url(lambda url: "/en/" not in url)


@pytest.mark.parametrize(("language", "tree"), [("vi", ""), ("en", "en/")])
def test_the_address_of_a_passage_leads_to_it_in_the_readers_language(
    from_disk: Open, copy: tuple[Path, Done], language: str, tree: str
) -> None:
    page = from_disk(f"id/report/{R}.html#char=1039,1071", language)
    page.wait_for_url((copy[0] / f"{tree}doc/report/{R}.html").as_uri() + "#char=1039,1071")


def test_without_scripts_the_address_of_a_thing_leads_on(from_disk: Open) -> None:
    page = from_disk("id/area/vn.html", java_script_enabled=False)
    page.wait_for_url("**/doc/area/vn.html")
