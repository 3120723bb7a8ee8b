"""Real Chromium over the real release: `make test-browser`. Every page is watched for what it must never do.

A page that asks another host, breaks the Content-Security-Policy or throws fails its test, whatever the test is about.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from desks import TOKEN
from looking import Open, is_wrong

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WATCH = "document.addEventListener('securitypolicyviolation', e => console.error('CSP', e.violatedDirective))"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, as the system has it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def open_(browser: Browser, address: str) -> Iterator[Open]:
    """Opens a page of the site as some reader sees it; at the end, nothing may have gone wrong on any of them."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def start(
        path: str = "/sparql", language: str = "en", width: int = 1280, broken: str = "", **options: object
    ) -> Page:
        """:param broken: what a script may complain of, where a test takes something away from it"""

        def blame(said: str) -> None:
            if not broken or broken not in said:
                wrong.append(said)

        contexts.append(
            browser.new_context(locale=language, viewport={"width": width, "height": 900}, **options)
        )
        contexts[-1].set_default_timeout(120_000)
        contexts[-1].add_init_script(WATCH)
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: blame(str(error)))
        page.on("console", lambda said: blame(said.text) if is_wrong(said.type, said.text) else None)
        page.on("request", lambda request: wrong.append(request.url) if is_elsewhere(request.url) else None)
        page.goto(address.rstrip("/") + path)
        return page

    def is_elsewhere(url: str) -> bool:
        return not url.startswith(address) and urlsplit(url).scheme in ("http", "https", "ws", "wss")

    yield start
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.fixture
def desk(open_: Open) -> Callable[..., Page]:
    """Opens the desk at its address with the token."""
    return lambda **how: open_(f"/enter/{TOKEN}", **how)
