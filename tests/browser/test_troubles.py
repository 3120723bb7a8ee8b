"""Every page that says why there is nothing else: each provoked on a server that runs, then looked at like any other.

Three sites: one of a file, with a fact that was withdrawn, a page that has a mistake, and little time for long
queries; one over an engine that is busy; one over an engine that is down.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

import pytest
from looking import LOOKS, Open, amiss

from kg.serve import start
from kg.serve.app import create_app
from kg.serve.site import Site
from kg.settings import Settings
from patience import LONG, until
from served import served

pytestmark = pytest.mark.browser

SMALL = Path(__file__).parents[1] / "serve" / "pages" / "small.trig"
BASE = "https://data.example.org/"
ENDLESS = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(12)) + " }"


@dataclass(frozen=True)
class Trouble:
    """What goes wrong, on which of the sites, and what a reader is told in each language."""

    site: str
    path: str
    status: int
    told: Mapping[str, str]
    headers: dict[str, str] = field(default_factory=dict)


TROUBLES = {
    "missing": Trouble(
        "file", "/doc/nothing", 404, {"vi": "Không tìm thấy trang", "en": "There is nothing here"}
    ),
    "not-acceptable": Trouble(
        "file",
        "/metrics",
        406,
        {"vi": "Các định dạng hiện có", "en": "Formats that there are"},
        {"accept": "text/html"},
    ),
    "gone": Trouble("file", "/doc/figure/r/gone/2020", 410, {"vi": "Đọc nhầm.", "en": "Misread."}),
    "budget": Trouble(
        "file",
        f"/sparql?query={quote(ENDLESS)}",
        429,
        {"vi": "Đã dùng hết thời gian", "en": "Your time is used up"},
    ),
    "mistake": Trouble("file", "/broken", 500, {"vi": "Có lỗi xảy ra", "en": "Something went wrong here"}),
    "down": Trouble("down", "/reports", 502, {"vi": "Cơ sở dữ liệu phía sau", "en": "The database behind"}),
    "busy": Trouble("busy", "/reports", 503, {"vi": "Thử lại sau 7 giây", "en": "Again in 7 seconds"}),
}


class Busy(BaseHTTPRequestHandler):
    """An engine that has no time for anybody."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self.send_response(503)
        self.send_header("Retry-After", "7")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_GET(self) -> None:
        self.do_POST()

    def log_message(self, *_said: object) -> None:
        """Nothing."""


@contextmanager
def busy_engine() -> Iterator[int]:
    """The port of an engine that is busy, until the context ends."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Busy) as engine:
        thread = threading.Thread(target=engine.serve_forever)
        thread.start()
        yield engine.server_port
        engine.shutdown()
        thread.join()


def settings(**changes: object) -> Settings:
    return Settings(port=0, timeout=60, workers=1).with_(**changes)


@contextmanager
def running(site: Site) -> Iterator[str]:
    """The address of a site that also has a page with a mistake."""

    def broken() -> str:
        raise ZeroDivisionError

    app = create_app(site)
    app.add_url_rule("/broken", view_func=broken)
    with closing(site), served(app, site.settings) as server:
        yield server.address


@pytest.fixture(scope="module")
def sites() -> Iterator[Mapping[str, str]]:
    with ExitStack() as stack:
        file = stack.enter_context(running(start.files(settings(budget_seconds=0.5), [SMALL], BASE)))
        port = stack.enter_context(busy_engine())
        busy = start.endpoint(settings(), f"http://127.0.0.1:{port}/", lambda _said: None)
        down = start.endpoint(settings(), "http://127.0.0.1:9/", lambda _said: None)
        spend(file)
        yield {
            "file": file,
            "busy": stack.enter_context(running(busy)),
            "down": stack.enter_context(running(down)),
        }


def spend(address: str) -> None:
    """Asks what takes long, until all the time that a client has is used."""

    def status() -> int:
        connection = HTTPConnection(address.removeprefix("http://").rstrip("/"), timeout=LONG)
        connection.request("GET", f"/sparql?timeout=1&query={quote(ENDLESS)}")
        with closing(connection):
            return connection.getresponse().status

    until(lambda: status() == 429)


@pytest.fixture
def address(trouble: Trouble, sites: Mapping[str, str]) -> str:
    """Where the trouble is."""
    return sites[trouble.site]


each_trouble = pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES.keys())


@each_trouble
@pytest.mark.parametrize("language", LOOKS)
def test_it_says_what_is_wrong_and_leads_on(open_: Open, trouble: Trouble, language: str) -> None:
    page = open_("/limits", language)
    page.route(
        f"**{trouble.path}", lambda route: route.continue_(headers=route.request.headers | trouble.headers)
    )
    answer = page.goto(page.url.replace("/limits", trouble.path))
    assert answer is not None
    assert answer.status == trouble.status
    assert page.locator("html").get_attribute("lang") == language
    assert trouble.told[language] in page.locator("main").inner_text()
    assert page.locator('main a[href^="/"], main input, main textarea').count()
    if trouble.path.startswith("/sparql"):
        page.wait_for_selector(".cm-content")
    assert amiss(page, language) == []
