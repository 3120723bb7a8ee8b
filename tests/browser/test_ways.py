"""The ways through the site, by hand, by keyboard alone and without scripts, in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from looking import Open

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.browser

R = "fe65192195054a7f"
MAIN = "main"
MOST_KEYS = 400
Follow = Callable[["Page", "Locator"], None]


def by_hand(page: Page, link: Locator) -> None:
    link.click()


def by_keyboard(page: Page, link: Locator) -> None:
    """Goes to a link with the key Tab from wherever the focus is, and takes it."""
    link.wait_for()
    for _ in range(MOST_KEYS):
        page.keyboard.press("Tab")
        if link.evaluate("one => one === document.activeElement"):
            break
    else:
        raise AssertionError(f"{link} is not reached by keyboard")
    page.keyboard.press("Enter")


WAYS = {
    "hand": (by_hand, {}),
    "keyboard": (by_keyboard, {}),
    "no-script": (by_hand, {"java_script_enabled": False}),
}
"""How somebody goes, and what their browser can do."""


@pytest.fixture(params=WAYS)
def how(request: pytest.FixtureRequest) -> tuple[Follow, dict[str, object]]:
    return WAYS[request.param]


def to(page: Page, pattern: str) -> Locator:
    """The first link of the page's content that leads to such an address."""
    links = page.locator(f"{MAIN} a[href]")
    addresses = links.evaluate_all(
        "all => all.map(one => one.checkVisibility() ? one.getAttribute('href') : '')"
    )
    number = next((n for n, address in enumerate(addresses) if re.search(pattern, address)), None)
    assert number is not None, (page.url, pattern)
    return links.nth(number)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_from_home_to_who_cites_a_directive(
    open_: Open, how: tuple[Follow, dict[str, object]], language: str
) -> None:
    follow, options = how
    page = open_("/", language, **options)
    for pattern in (
        r"^/indicators$",
        r"^/def/indicator/sown-area-rice$",
        rf"^/doc/figure/{R}/sown-area-rice/2020$",
        rf"^/doc/report/{R}#char=1039,1071$",
    ):
        follow(page, to(page, pattern))
        page.wait_for_url(re.compile(re.escape(pattern.strip("^$").replace("\\", ""))))
    assert page.locator(".passage:target").inner_text() == "diện tích lúa 13.999,5/13.401 ha"
    follow(page, page.locator(".passage:target a.mark").first)
    card = page.locator(".card:target")
    assert card.locator("a[href$='/sown-area-rice/2020']").count() == 1
    assert page.locator("article.text").get_attribute("lang") == "vi"
    for pattern in (
        rf"^/doc/citation/{R}/2$",
        r"^/doc/document/05-ct-tw/2016-05-15$",
        rf"^/doc/citation/{R}/2$",
    ):
        follow(page, to(page, pattern))
        page.wait_for_url(f"**{pattern.strip('^$')}")
    assert page.locator("mark").first.inner_text().startswith("Chỉ thị số 05-CT/TW")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_from_search_to_a_body_and_its_official(
    open_: Open, how: tuple[Follow, dict[str, object]], language: str
) -> None:
    follow, options = how
    page = open_("/", language, **options)
    page.locator("#q").fill("ubnd huyen")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=ubnd+huyen*")
    for pattern in (rf"^/doc/org/{R}/ubnd-huyen$", rf"^/doc/person/{R}/nguyen-xuan-hoan$"):
        follow(page, to(page, pattern))
        page.wait_for_url(f"**{pattern.strip('^$')}")
    assert page.locator("h1").inner_text().startswith("Nguyễn Xuân Hoản")
    sides = page.locator(".sides")
    assert sides.locator(".party a").count() == sides.locator(".state a").count() == 1


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/indicators?indicator=def/indicator/sown-area-rice",
        f"/doc/figure/{R}/sown-area-rice/2020",
        f"/doc/report/{R}",
        "/search?q=huyen+lak",
        "/doc/nothing",
    ],
)
def test_the_other_language_is_the_same_page(
    open_: Open, how: tuple[Follow, dict[str, object]], path: str
) -> None:
    follow, options = how
    page = open_(path, "vi", **options)
    before = page.url
    assert page.locator("html").get_attribute("lang") == "vi"
    follow(page, page.get_by_role("link", name="English", exact=True))
    page.wait_for_url("**lang=en*")
    assert page.locator("html").get_attribute("lang") == "en"
    assert re.sub(r"[?&]lang=en", "", page.url).replace("%3A", ":").replace("%2F", "/") == before
    stays = page.locator("header.site nav ul a").evaluate_all("all => all.map(a => a.href)")
    assert all("lang=" in href for href in stays)


def test_an_area_is_seen_then_and_now(open_: Open, how: tuple[Follow, dict[str, object]]) -> None:
    follow, options = how
    page = open_("/doc/area/gso-2025-07/24580", "vi", **options)
    follow(page, page.locator(".switch a"))
    page.wait_for_url(re.compile("/doc/area/gso-2025-06/|#other-side"))
    assert page.locator("h1").is_visible()
    follow(page, to(page, r"^/doc/area/gso-2025-06/24580"))
    page.wait_for_url("**/doc/area/gso-2025-06/24580*")
    follow(page, page.locator(".switch a"))
    page.wait_for_url(re.compile("/doc/area/gso-2025-07/24580"))
