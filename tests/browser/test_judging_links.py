"""Links in Chromium: proposed from a running endpoint, judged by keyboard at the desk, built, shown to a reader."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from desks import TOKEN, press
from looking import violations

from kg.build import pipeline
from kg.build.desk.linkdesk import LinkDesk, create_app
from kg.build.linking import book
from kg.serve import start
from kg.serve.app import create_app as create_site
from kg.settings import Settings
from served import served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
KG = Path(sys.executable).with_name("kg")
SHAPED = ROOT / "tests" / "build" / "linking" / "wikidata.ttl"
LAK = ("id/area/gso-2025-06/656", "http://www.wikidata.org/entity/Q990002")
PICTURES = os.environ.get("PICTURES")
"""A folder for pictures of what was seen, where somebody wants them."""


@pytest.fixture
def settings(data: Path, tmp_path: Path) -> Settings:
    """A release, and the proposals for its areas from a running endpoint."""
    found = Settings(
        data=data, ontology=ROOT / "ontology", shapes=ROOT / "shapes", out=tmp_path / "out", port=0
    )
    shutil.rmtree(data / "examples", ignore_errors=True)
    pipeline.build(found)
    site = start.files(found, (SHAPED,), None)
    try:
        with served(create_site(site), found) as server:
            command = [
                KG,
                "link",
                "wikidata",
                "--kind",
                "area",
                "--endpoint",
                f"{server.address}sparql",
                "--least",
                "0.5",
            ]
            places = ["--data", str(data), "--out", str(found.out)]
            done = subprocess.run([*map(str, command), *places], cwd=ROOT, capture_output=True, text=True)
            assert done.returncode == 0, done.stderr
    finally:
        site.close()
    return found


@pytest.fixture
def file(settings: Settings) -> Path:
    return settings.data / "links" / "wikidata.csv"


@pytest.fixture
def address(settings: Settings, file: Path) -> Iterator[str]:
    """The desk on a free port."""
    desk = LinkDesk("wikidata", file, "Người thử", lambda: date(2026, 11, 22))
    with served(create_app(desk, TOKEN), settings) as server:
        yield server.address


def come_to(page: Page, object_: str) -> None:
    """Goes through the pairs with `j` until the district’s with some object is open."""
    for _ in range(20):
        press(page, "j")
        shown = page.locator(".opened .ends").inner_text()
        if LAK[0] in shown and object_ in shown:
            return
    raise AssertionError(object_)


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}.png")


def judgements(file: Path) -> dict[tuple[str, str], tuple[str, str, str]]:
    return {one.pair: (one.judgement, one.predicate, one.evidence_vi) for one in book.lines(file)}


def test_judged_by_keyboard_and_published(
    desk: Callable[..., Page], settings: Settings, file: Path, browser: Browser
) -> None:
    page = desk(language="vi")
    assert "Xét liên kết" in page.title()
    come_to(page, "Q990004")
    page.keyboard.press("r")
    assert page.evaluate("document.activeElement.id") == "evidence_vi"
    page.keyboard.type("Tỉnh khác.")
    page.keyboard.press("Escape")
    press(page, "r")
    come_to(page, "Q990002")
    picture(page, "links-vi")
    press(page, "s")
    press(page, "k")
    assert "Q990002" in page.locator(".opened .ends").inner_text()
    page.keyboard.press("n")
    page.keyboard.type("Cùng tỉnh, cùng thời gian.")
    press(page, "Control+Enter")
    press(page, "u")
    judged = judgements(file)
    assert judged[LAK] == ("accepted", "owl:sameAs", "Cùng tỉnh, cùng thời gian.")
    assert judged[LAK[0], "http://www.wikidata.org/entity/Q990004"] == (
        "rejected",
        "skos:closeMatch",
        "Tỉnh khác.",
    )
    assert sum(one[0] == "unsure" for one in judged.values()) == 1
    pipeline.build(settings)
    site = start.release(settings, None, pytest.fail)
    try:
        with served(create_site(site), settings) as server:
            shown = reader(browser, f"{server.address}doc/area/gso-2025-06/656")
            files = reader(browser, f"{server.address}dataset")
    finally:
        site.close()
    assert "Người thử" in shown
    assert "Cùng tỉnh, cùng thời gian." in shown
    assert "Q990002" in shown
    assert "Q990004" not in shown
    assert "links/wikidata.sssom.tsv" in files


def reader(browser: Browser, address: str) -> str:
    """What a page says to a reader."""
    page = browser.new_page(locale="vi")
    page.goto(address)
    picture(page, f"links-{address.rpartition('/')[2]}")
    said = page.locator("main").inner_text()
    page.close()
    return str(said)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_desk_keeps_to_wcag(desk: Callable[..., Page], language: str, scheme: str) -> None:
    page = desk(language=language, color_scheme=scheme)
    assert violations(page) == []
    press(page, "j")
    picture(page, f"links-{language}-{scheme}")
    assert violations(page) == []


def test_on_a_phone_nothing_hangs_over(desk: Callable[..., Page]) -> None:
    page = desk(language="vi", width=360)
    press(page, "j")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_it_works_without_javascript(desk: Callable[..., Page], file: Path) -> None:
    page = desk(language="en", java_script_enabled=False)
    page.locator("#list a.line").first.click()
    page.get_by_role("button", name="Reject").click()
    assert "The judgement needs its reason." in page.locator("[role=alert]").inner_text()
    page.get_by_label("Reason in English").fill("Another one.")
    page.get_by_role("button", name="Reject").click()
    assert [one[0] for one in judgements(file).values()].count("rejected") == 1
    page.locator("#filters a", has_text="Rejected").click()
    page.locator("#list a.line").first.click()
    page.get_by_role("button", name="Undo").click()
    assert [one[0] for one in judgements(file).values()].count("rejected") == 0
