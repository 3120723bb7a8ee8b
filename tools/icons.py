"""Draws the pictures that no style sheet can: the icon as a PNG and an ICO, and the picture of a link to the site.

`python tools/icons.py`, with the group `browser` of the dependencies and Chromium, found by CHROMIUM as in the tests.
"""

from __future__ import annotations

import base64
import os
import struct
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from playwright.sync_api import Browser

STATIC = Path(__file__).parents[1] / "src" / "kg" / "serve" / "static"
ICON = (STATIC / "icon.svg").read_text("utf-8")
NAMES = ("Báo cáo địa phương", "Local Reports")

CARD = """<style>@font-face {{ font-family: L; src: url(data:font/woff2;base64,{font}) }}
body {{ margin: 0; width: 1200px; height: 630px; display: flex; align-items: center; gap: 32px; background: #fbfaf7;
  color: #20262b; font: 76px/1.35 L; padding-left: 72px; box-sizing: border-box }}
svg {{ width: 240px; flex: none }} p {{ margin: 0 }} p + p {{ color: #59616a; font-size: 60px }}</style>
{icon}<div><p>{vi}</p><p>{en}</p></div>"""


def drawn(browser: Browser, html: str, width: int, height: int) -> bytes:
    """A page as a PNG of a size."""
    page = browser.new_page(viewport={"width": width, "height": height})
    page.set_content(html)
    page.evaluate("document.fonts.ready.then(() => null)")
    picture = page.screenshot(omit_background=True)
    page.close()
    return picture


def icon(browser: Browser, size: int, margin: int = 0, paper: str = "transparent") -> bytes:
    """The icon as a PNG."""
    style = f"body {{ margin: {margin}px; background: {paper} }} svg {{ display: block; width: {size - 2 * margin}px }}"
    return drawn(browser, f"<style>{style}</style>{ICON}", size, size)


def ico(png: bytes, size: int) -> bytes:
    """An ICO with one PNG in it."""
    return struct.pack("<HHHBBBBHHII", 0, 1, 1, size, size, 0, 0, 1, 32, len(png), 22) + png


def main() -> None:
    """Writes the pictures beside the icon."""
    font = base64.b64encode((STATIC / "fonts" / "literata-600.woff2").read_bytes()).decode()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"))
        card = CARD.format(font=font, icon=ICON, vi=NAMES[0], en=NAMES[1])
        (STATIC / "card.png").write_bytes(drawn(browser, card, 1200, 630))
        (STATIC / "icon-180.png").write_bytes(icon(browser, 180, 18, "#ffffff"))
        (STATIC / "icon.ico").write_bytes(ico(icon(browser, 32), 32))
        browser.close()


if __name__ == "__main__":
    main()
