"""Searching as people do: typing without marks, with keys that slipped through, by keyboard alone, without scripts."""

from __future__ import annotations

import re

import pytest
from looking import Open, violations

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("typed", "name", "leads"),
    [
        ("nguyen xuan hoan", "Nguyễn Xuân Hoản", r"/doc/person/.*/nguyen-xuan-hoan"),
        ("huyeejn lawsk", "Huyện Lắk", r"/doc/area/gso-2025-06/656"),
        ("btv huyen uy", "Ban Thường vụ Huyện ủy", r"/doc/org/.*/ban-thuong-vu-huyen-uy"),
        ("12hd btctw", "Hướng dẫn số 12-HD/BTCTW", r"/doc/document/12-hd-btctw/2018-07-06"),
    ],
)
def test_what_is_typed_into_the_home_page_leads_there(open_: Open, typed: str, name: str, leads: str) -> None:
    page = open_("/", "vi")
    page.get_by_role("combobox", name="Tìm").type(typed)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=*")
    page.get_by_role("link", name=name, exact=True).first.click()
    page.wait_for_url(re.compile(leads))


def test_suggestions_come_while_typing_and_are_chosen_by_keyboard(open_: Open) -> None:
    page = open_("/about", "vi")
    box = page.get_by_role("combobox", name="Tìm trong toàn trang")
    box.type("nguyen xua")
    first = page.get_by_role("option").first
    first.wait_for()
    assert "Nguyễn Xuân Hoản" in first.inner_text()
    assert box.get_attribute("aria-expanded") == "true"
    assert violations(page) == []
    page.keyboard.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") == first.get_attribute("id")
    page.keyboard.press("Enter")
    page.wait_for_url("**/doc/person/**")


def test_escape_puts_the_suggestions_away(open_: Open) -> None:
    page = open_("/about", "vi")
    page.get_by_role("combobox").type("huyen")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("listbox").wait_for(state="hidden")


def test_a_hit_in_a_report_shows_its_passage(open_: Open) -> None:
    page = open_("/search?q=tu+dien+bien+tu+chuyen+hoa&type=Quote", "vi")
    page.locator(".finds a").first.click()
    page.wait_for_url("**/doc/text/**")
    assert "tự diễn biến" in page.locator(".passage:target").inner_text()


def test_it_works_without_scripts(open_: Open) -> None:
    page = open_("/", "vi", java_script_enabled=False)
    page.locator("#q").fill("huyen lak")
    page.get_by_role("button", name="Tìm").click()
    assert page.locator(".finds mark").count() > 0
    page.locator(".facets a").first.click()
    assert page.locator(".facets a[aria-current]").count() == 1


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("query", ["q=dang+uy", "q=%22%3E%3Cb%3E", "q=neu+guong&type=Remark", ""])
def test_nothing_is_out_of_reach(open_: Open, query: str, language: str, scheme: str, width: int) -> None:
    page = open_(f"/search?{query}", language, width, color_scheme=scheme)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
