"""What tests look for on a page, whichever it is."""

from __future__ import annotations

import os
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"

WHOLE = [*product((360, 768, 1280, 1920), ("light", "dark"))]
LOOKS = {
    "vi": WHOLE if os.environ.get("WHOLE") else [(360, "dark"), (1280, "light")],
    "en": WHOLE if os.environ.get("WHOLE") else [(360, "light"), (1920, "dark")],
}
"""Width and colours that each kind of page is looked at in, by language."""

WIDE = "document.documentElement.scrollWidth - innerWidth"
"""Pixels by which a page is wider than the screen."""

Open = Callable[..., "Page"]
"""Opens a page: its path, and who looks (language, width, whatever else a context of Playwright takes)."""


def is_wrong(kind: str, said: str) -> bool:
    """Whether a line of the console is of something broken: a policy, a script; not of an answer that was an error."""
    broken = kind == "error" and not said.startswith("Failed to load resource")
    return broken or "CSP" in said or "Content Security Policy" in said


def bring_axe(page: Page) -> None:
    """Puts axe-core into a page."""
    page.evaluate(AXE.read_text("utf-8"))


def seen(page: Page) -> list[str]:
    """What axe-core, which the page has, finds wrong on it as it is now: WCAG 2.2 AA and its best practices."""
    found = page.evaluate(
        "axe.run(document, {resultTypes: ['violations'], rules: {'target-size': {enabled: true}}})"
    )
    return [f"{v['id']}: {v['help']}: {[n['target'] for n in v['nodes']]}" for v in found["violations"]]


def violations(page: Page) -> list[str]:
    """What axe-core finds wrong on a page as it is now."""
    bring_axe(page)
    return seen(page)


def amiss(page: Page, language: str) -> list[tuple[int, str, str]]:
    """What axe-core finds wrong on a page in each of the looks of a language, and where it is too wide."""
    bring_axe(page)
    found = []
    for width, scheme in LOOKS[language]:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        found += [(width, scheme, one) for one in seen(page)]
        if page.evaluate(WIDE) > 0:
            found.append((width, scheme, "wider than the screen"))
    return found
