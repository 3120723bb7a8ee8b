"""What a matching client's pages do in a browser: a preview in a frame, questions from another origin, a script."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

LAK = "https://data.example.org/id/area/gso-2025-06/656"


class _Client(BaseHTTPRequestHandler):
    body = ""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(f"<!doctype html>{self.body}".encode())

    def log_message(self, *said: object) -> None:
        pass


@contextmanager
def client(browser: Browser, body: str) -> Iterator[Page]:
    """A page of another site on this machine, as OpenRefine's are."""
    handler = type("Client", (_Client,), {"body": body})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        running = threading.Thread(target=server.serve_forever)
        running.start()
        context = browser.new_context(locale="en")
        try:
            page = context.new_page()
            page.set_default_timeout(120_000)
            page.goto(f"http://127.0.0.1:{server.server_port}/")
            yield page
        finally:
            context.close()
            server.shutdown()
            running.join()


def test_a_preview_stands_in_a_frame_and_no_other_page_does(browser: Browser, address: str) -> None:
    frames = "".join(
        f'<iframe sandbox="" width=420 height=300 src="{address}{path}"></iframe>'
        for path in (f"reconcile/preview?id={LAK}", "about")
    )
    with client(browser, frames) as page:
        preview = page.frame_locator("iframe >> nth=0")
        assert preview.locator("h1").inner_text() == "Lắk District"
        assert preview.locator("dl").evaluate("one => getComputedStyle(one).display") == "grid"
        assert preview.locator("html").evaluate("one => one.scrollHeight <= one.clientHeight")
        assert page.frame_locator("iframe >> nth=1").locator("article.prose").count() == 0


def test_a_page_of_another_site_asks_and_reads(browser: Browser, address: str) -> None:
    with client(browser, "<p></p>") as page:
        ask = """async address => {
          const body = new URLSearchParams({queries: JSON.stringify({q: {query: 'Huyện Lắk'}})});
          const answer = await fetch(address + 'reconcile', {method: 'POST', body});
          return (await answer.json()).q.result[0].id;
        }"""
        assert page.evaluate(ask, address) == LAK
        call = """address => new Promise(done => {
          window.called = found => done(found.result[0].id);
          const script = document.createElement('script');
          script.src = address + 'reconcile/suggest/entity?callback=called&prefix=' + encodeURIComponent('huyện lắk');
          document.head.append(script);
        })"""
        assert page.evaluate(call, address) == LAK
