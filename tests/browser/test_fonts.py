"""The fonts that the site brings have every letter that it writes, none put together and none of another font."""

from __future__ import annotations

import unicodedata
from itertools import product

import pytest
from looking import Open

pytestmark = pytest.mark.browser

TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
VOWELS = "aăâeêioôơuưy"
SMALL = "".join(unicodedata.normalize("NFC", vowel + tone) for vowel, tone in product(VOWELS, TONES)) + "đ"
"""Every letter with marks of the Vietnamese alphabet."""

LETTERS = f"{SMALL}{SMALL.upper()} 0123456789 “”‘’–…·× ≈≤≥ ₫ % ° ¶ §"
FACES = tuple(product(("var(--sans)", "var(--serif)"), (400, 600)))

FILL = """([letters, faces]) => {
  const main = document.querySelector('main');
  main.replaceChildren(...faces.map(([family, weight]) => {
    const p = document.createElement('p');
    p.style.fontFamily = family;
    p.style.fontWeight = weight;
    p.textContent = letters;
    return p;
  }));
  return document.fonts.ready.then(() => null);
}"""


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_every_letter_is_of_the_fonts_of_the_site(open_: Open, form: str) -> None:
    page = open_("/about")
    page.evaluate(FILL, [unicodedata.normalize(form, LETTERS), FACES])
    tools = page.context.new_cdp_session(page)
    tools.send("DOM.enable")
    tools.send("CSS.enable")
    root = tools.send("DOM.getDocument")["root"]["nodeId"]
    for node in tools.send("DOM.querySelectorAll", {"nodeId": root, "selector": "main p"})["nodeIds"]:
        used = tools.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
        assert [(font["isCustomFont"], font["glyphCount"]) for font in used] == [(True, len(LETTERS))]
