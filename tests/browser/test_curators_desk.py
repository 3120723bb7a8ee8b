"""A curator's whole way in Chromium: a file added, its facts judged by keyboard, built, and the page that says so."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from desks import TOKEN, press
from looking import violations

from kg.build import judgements, pipeline
from kg.build.add import About, add
from kg.build.desk.app import Desk, create_app
from kg.build.desk.board import open_case
from kg.serve import start
from kg.serve.app import create_app as create_site
from kg.settings import Settings
from served import served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
TEXT = ROOT / "tests" / "build" / "texts" / "xa-mau-lam.txt"
NAME = "xa-mau-lam"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A data folder of its own, with one report that nobody has judged."""
    data = tmp_path / "data"
    data.mkdir()
    (data / "authority").symlink_to(ROOT / "data" / "authority")
    for folder in ("links", "labels"):
        (data / folder).mkdir()
    add(TEXT, About(name=NAME, published=date(2024, 12, 20)), data, ROOT / "ontology", date(2026, 11, 22))
    return Settings(
        data=data, ontology=ROOT / "ontology", shapes=ROOT / "shapes", out=tmp_path / "out", port=0
    )


@pytest.fixture
def address(settings: Settings) -> Iterator[str]:
    """The desk on a free port."""
    desk = Desk(open_case(settings, NAME), settings, "Người thử", date.today)
    with served(create_app(desk, TOKEN), settings) as server:
        yield server.address


def rows(settings: Settings) -> list[dict[str, str]]:
    with (settings.data / "sources" / NAME / judgements.FILE).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def actions(settings: Settings) -> list[tuple[str, str]]:
    return [(row["action"], row["field"]) for row in rows(settings)]


def come_to(page: Page, words: str) -> None:
    """Goes through the facts with `j` until the one with some words is open."""
    for _ in range(40):
        press(page, "j")
        if words in page.locator("#list .opened blockquote").inner_text():
            return
    raise AssertionError(words)


def select(page: Page, words: str) -> None:
    """Selects words of the text, as a mouse would."""
    page.evaluate(
        """words => {
            const walker = document.createTreeWalker(document.querySelector('.words'), NodeFilter.SHOW_TEXT);
            for (let node = walker.nextNode(); node; node = walker.nextNode()) {
                const at = node.data.indexOf(words);
                if (at < 0) continue;
                getSelection().setBaseAndExtent(node, at, node, at + words.length);
                return;
            }
        }""",
        words,
    )


def test_judged_by_keyboard_and_published(
    desk: Callable[..., Page], settings: Settings, browser: Browser
) -> None:
    page = desk(language="vi")
    come_to(page, "Tổng diện tích")
    press(page, "c")
    come_to(page, "hộ nghèo")
    press(page, "d")
    come_to(page, "tiêu chí nông thôn mới")
    page.keyboard.press("x")
    assert page.evaluate("document.activeElement.name").startswith("to:")
    page.keyboard.press("Escape")
    period = page.locator('#decide input[name="to:period"]')
    period.focus()
    period.fill("2023")
    press(page, "Control+Enter")
    come_to(page, "Sản lượng")
    press(page, "r")
    add_by_selecting(page)
    told = actions(settings)
    assert sorted(told) == [
        ("add", ""),
        ("confirm", ""),
        ("correct", "period"),
        ("dispute", ""),
        ("retract", ""),
    ]
    assert next(row["exact"] for row in rows(settings) if row["action"] == "add") == "bàn ghế kiểu mới"
    pipeline.build(settings)
    site = start.release(settings, None, pytest.fail)
    try:
        with served(create_site(site), settings) as public:
            shown = reader(browser, public.address)
    finally:
        site.close()
    assert "Số tiêu chí nông thôn mới đạt được, xã Mẫu Lâm, 2023" in shown  # corrected
    assert "Kết quả 1" in shown  # added
    assert "lương thực có hạt, xã Mẫu Lâm" not in shown  # retracted


def reader(browser: Browser, public: str) -> str:
    """What the report's page says to a reader."""
    page = browser.new_page(locale="vi")
    page.goto(public)
    link = page.locator("a[href*='/report/']").first.get_attribute("href") or ""
    page.goto(public.rstrip("/") + link.partition("#")[0])
    said = page.locator("main").inner_text()
    page.close()
    return str(said)


def add_by_selecting(page: Page) -> None:
    select(page, "bàn ghế kiểu mới")
    press(page, "a")
    page.locator("#new").select_option("remark")
    page.locator("#adding form >> nth=0 >> button").press("Enter")
    page.locator('#new-fact input[name="to:type"]').fill("achievement")
    press(page, "Control+Enter")


def test_undo_takes_a_decision_back(desk: Callable[..., Page], settings: Settings) -> None:
    page = desk(language="vi")
    come_to(page, "Tổng diện tích")
    press(page, "c")
    come_to(page, "Tổng diện tích")
    press(page, "u")
    assert rows(settings) == []


@pytest.mark.parametrize(("language", "says"), [("vi", "không phải là một kỳ"), ("en", "is no period")])
def test_what_is_wrong_is_said_in_the_language_of_the_page(
    desk: Callable[..., Page], language: str, says: str
) -> None:
    page = desk(language=language)
    come_to(page, "Tổng diện tích")
    page.locator('#decide input[name="to:period"]').fill("năm ngoái")
    press(page, "Control+Enter")
    assert says in page.locator('[role="alert"]').inner_text()
    assert page.locator('#decide input[name="to:period"]').input_value() == "năm ngoái"


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_is_wider_than_the_window_and_nothing_is_amiss(desk: Callable[..., Page], width: int) -> None:
    page = desk(language="vi", width=width)
    come_to(page, "Tổng diện tích")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page) == []


def test_without_a_script_a_fact_is_judged_and_added(desk: Callable[..., Page], settings: Settings) -> None:
    page = desk(language="vi", java_script_enabled=False)
    page.get_by_role("link", name="Tổng diện tích").first.click()
    page.locator('#decide button[value="confirm"]').last.click()
    page.locator("#add-link").click()
    page.locator("#new").select_option("remark")
    page.locator("#adding form button").first.click()
    page.locator("#at-quote").fill("bàn ghế kiểu mới")
    page.locator('#new-fact input[name="to:type"]').fill("achievement")
    page.locator("#new-fact .verdicts button").click()
    assert sorted(actions(settings)) == [("add", ""), ("confirm", "")]
