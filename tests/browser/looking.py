"""What tests look for on a page, whichever it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"

Open = Callable[..., "Page"]
"""Opens a page: its path, and who looks (language, width, whatever else a context of Playwright takes)."""


def is_wrong(said: str) -> bool:
    """Whether a line of the console is of a broken policy, not of an answer that was an error."""
    return "CSP" in said or "Content Security Policy" in said


def violations(page: Page) -> list[str]:
    """What axe-core finds wrong on a page as it is now."""
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run(document)")
    return [f"{v['id']}: {v['help']}: {[n['target'] for n in v['nodes']]}" for v in found["violations"]]
