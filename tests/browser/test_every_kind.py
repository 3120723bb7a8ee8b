"""Every kind of page as everybody meets it: axe-core, narrow and wide, light and dark, large letters, no mouse, paper.

By default each language is looked at in few ways; `make test-browser-whole` looks at all of them (`WHOLE=1`).
"""

from __future__ import annotations

import pytest
from looking import LOOKS, WIDE, Open, amiss, bring_axe, seen

from kinds import KINDS, Kind

pytestmark = pytest.mark.browser

SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important } p { margin-bottom: 2em !important }`);
  document.adoptedStyleSheets = [sheet];
}"""
"""The spacing of WCAG 2.2, 1.4.12."""

SMALL = """() => [...document.querySelectorAll('body *')].filter(one => {
  const own = [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim());
  if (!own || !one.checkVisibility({checkVisibilityCSS: true}) || one.closest('script, style, .unseen')) return false;
  const drawing = one.closest('svg');
  const scale = drawing?.viewBox.baseVal?.width ? drawing.clientWidth / drawing.viewBox.baseVal.width : 1;
  return parseFloat(getComputedStyle(one).fontSize) * scale < 11.5;
}).map(one => one.outerHTML.slice(0, 120))"""
"""Elements whose own words are smaller than 11.5 px as they are shown."""

UNLIT = """() => [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
  .filter(one => one.checkVisibility({checkVisibilityCSS: true}) && !one.closest('.card')).filter(one => {
    one.focus({focusVisible: true});
    const style = getComputedStyle(one);
    return document.activeElement === one && (style.outlineStyle === 'none' ||
      (style.outlineStyle !== 'auto' && parseFloat(style.outlineWidth) < 2));
  }).map(one => one.outerHTML.slice(0, 120))"""
"""What can have the focus without showing it."""

each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.name))


@each_kind
@pytest.mark.parametrize("language", LOOKS)
def test_axe_finds_nothing_and_nothing_is_too_wide(open_: Open, kind: Kind, language: str) -> None:
    page = open_(kind.path, language)
    if kind.path.startswith("/sparql"):
        page.wait_for_selector(".cm-content")
    assert amiss(page, language) == []


@each_kind
def test_letters_are_large_enough_and_may_be_spaced_and_zoomed(open_: Open, kind: Kind) -> None:
    page = open_(kind.path, "vi", 360)
    assert page.evaluate(SMALL) == []
    page.set_viewport_size({"width": 320, "height": 256})  # 1280 px at 400 %, WCAG 2.2, 1.4.10
    assert page.evaluate(WIDE) <= 0
    page.set_viewport_size({"width": 360, "height": 900})
    page.evaluate(SPACED)
    assert page.evaluate(WIDE) <= 0


@each_kind
def test_the_focus_is_seen_and_goes_in_the_order_of_the_page(open_: Open, kind: Kind) -> None:
    page = open_(kind.path)
    assert page.locator("[tabindex]").evaluate_all("all => all.filter(one => one.tabIndex > 0).length") == 0
    assert page.evaluate(UNLIT) == []


@each_kind
def test_nothing_moves_and_it_can_be_printed(open_: Open, kind: Kind) -> None:
    page = open_(kind.path, reduced_motion="reduce")
    assert page.evaluate("document.getAnimations().length") == 0
    page.emulate_media(media="print")
    assert not page.locator("header.site nav").first.is_visible()
    assert page.locator("h1").first.is_visible()
    assert page.pdf().startswith(b"%PDF")


CUT = "[...document.querySelectorAll('.scroll')].filter(one => one.scrollWidth > one.clientWidth + 1).length"
"""Tables that are wider than the paper."""


@pytest.mark.parametrize("path", ["/indicators", "/doc/area/fe65192195054a7f/huyen"])
def test_on_paper_nothing_is_dark_nor_cut_nor_to_be_filled_in(open_: Open, path: str) -> None:
    page = open_(path, "vi", 680, color_scheme="dark")  # the width of A4 between its margins
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert not page.locator("form:visible").count()
    assert page.evaluate(CUT) == 0


@pytest.mark.parametrize("path", ["/", "/indicators", "/doc/figure/fe65192195054a7f/sown-area-rice/2020"])
def test_in_the_colours_of_the_system_all_is_there(open_: Open, path: str) -> None:
    page = open_(path, forced_colors="active")
    bars = page.locator("svg.bars rect.actual")
    assert bars.count()
    drawn = "one => getComputedStyle(one).fill !== getComputedStyle(document.body).backgroundColor"
    assert all(bars.nth(number).evaluate(drawn) for number in range(bars.count()))
    bring_axe(page)
    assert seen(page) == []


def test_the_first_key_offers_to_skip_to_the_content(open_: Open) -> None:
    page = open_("/indicators")
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name="Skip to the content")
    assert link.evaluate("one => one === document.activeElement && one.getBoundingClientRect().left >= 0")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
