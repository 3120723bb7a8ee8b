"""A card over the text hides nothing that the keyboard comes to (WCAG 2.4.11)."""

from __future__ import annotations

import pytest
from looking import Open

pytestmark = pytest.mark.browser

REPORT = "/doc/report/fe65192195054a7f"

HIDDEN = """() => {
  const one = document.activeElement;
  const within = (x, y) => {
    const top = document.elementFromPoint(x, y);
    return top && (top === one || one.contains(top) || (top.contains(one) && top.id !== 'main'));
  };
  const seen = [...one.getClientRects()].some((r) =>
    [r.left + 1, (r.left + r.right) / 2, r.right - 1].some((x) =>
      [r.top + 1, (r.top + r.bottom) / 2, r.bottom - 1].some((y) => within(x, y))));
  return seen ? null : `${one.tagName} ${one.textContent.slice(0, 40)}`;
}"""
"""What has the focus, where no point of it can be seen."""


@pytest.mark.parametrize("size", [(360, 640), (1280, 800)])
@pytest.mark.parametrize("from_", ["a.mark", ".facts", "footer.site"])
def test_what_has_the_focus_is_never_behind_a_card(open_: Open, size: tuple[int, int], from_: str) -> None:
    page = open_(REPORT, "vi", size[0])
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.locator("a.mark").first.click()
    page.locator(".card:target").wait_for()
    page.locator(f"{from_} a, {from_}").locator("visible=true").first.evaluate(
        "one => (one.matches('a') ? one : one.querySelector('a')).focus()"
    )
    hidden = []
    for _step in range(25):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        hidden.append(page.evaluate(HIDDEN))
    assert hidden
    assert not [one for one in hidden if one]
