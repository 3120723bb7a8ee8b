"""Takes the pictures of docs/images anew, from a site that runs: `python tools/pictures.py http://127.0.0.1:8000`.

Chromium takes them, found by CHROMIUM as in the tests, and writes them as WebP, small enough to be kept with the code.
"""

from __future__ import annotations

import os
import sys
from base64 import b64decode, b64encode
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from playwright.sync_api import Browser

OUT = Path(__file__).parents[1] / "docs" / "images"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
R = "fe65192195054a7f"

WEBP = """async bytes => {
  const picture = new Image(); picture.src = 'data:image/png;base64,' + bytes; await picture.decode();
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  canvas.getContext('2d').drawImage(picture, 0, 0);
  const blob = await canvas.convertToBlob({type: 'image/webp', quality: 0.8});
  return btoa(Array.from(new Uint8Array(await blob.arrayBuffer()), byte => String.fromCharCode(byte)).join(''));
}"""


@dataclass(frozen=True)
class Picture:
    """One picture: of which page, how large, from where on it, by day or by night, how many pixels a point has."""

    name: str
    path: str
    width: int
    height: int
    at: str = "body"
    dark: bool = False
    scale: float = 0.8


PICTURES = (
    Picture("home", "/", 1280, 900),
    Picture("report", f"/doc/report/{R}", 1280, 900),
    Picture("figure", f"/doc/figure/{R}/output-maize/2020", 1100, 900),
    Picture("compared", "/indicators", 1280, 760),
    Picture("body", f"/doc/org/{R}/dang-bo-co-quan-chinh-quyen-huyen", 1100, 820, "section:has(> .sides)"),
    Picture("phone", f"/doc/report/{R}#facts-900", 390, 800, "[id^='char=900,']", dark=True, scale=1),
    Picture("phone-table", "/indicators", 390, 800, "#compared", dark=True, scale=1),
)


def taken(browser: Browser, site: str, one: Picture) -> bytes:
    """A picture, as WebP."""
    context = browser.new_context(
        locale="vi",
        viewport={"width": one.width, "height": one.height},
        color_scheme="dark" if one.dark else "light",
        device_scale_factor=one.scale,
    )
    page = context.new_page()
    page.goto(site.rstrip("/") + one.path)
    page.evaluate("document.fonts.ready")
    if one.at != "body":
        page.locator(one.at).first.evaluate("one => one.scrollIntoView()")
    picture = page.screenshot()
    page.goto("about:blank")
    written: str = page.evaluate(WEBP, b64encode(picture).decode())
    context.close()
    return b64decode(written)


def main(site: str) -> None:
    """Takes every picture of a site."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for one in PICTURES:
            (OUT / f"{one.name}.webp").write_bytes(taken(browser, site, one))
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
