"""An endpoint as `kg serve FILE` gives it, and a server before it that misbehaves as real ones do."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from datetime import date
from http.server import BaseHTTPRequestHandler
from pathlib import Path

from kg.build.link import Link
from kg.build.linking.asking import Manners
from kg.serve import start
from kg.serve.app import create_app
from kg.settings import Settings
from served import served

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
TODAY = date(2026, 11, 22)
QUICK = Manners(timeout=60, tries=3, first=0.01, longest=0.05)

Answer = tuple[int, dict[str, str], bytes]
Faulty = Callable[..., AbstractContextManager["Front"]]


@contextmanager
def serving(file: Path) -> Iterator[str]:
    """`kg serve FILE` in this process, on a free port; gives its SPARQL endpoint."""
    settings = Settings(port=0, ontology=ROOT / "ontology", shapes=ROOT / "shapes")
    with closing(start.files(settings, (file,), None)) as site, served(create_app(site), settings) as server:
        yield f"{server.address}sparql"


class Front:
    """A server before a real endpoint: it passes on what it is asked, but for the faults that it was given."""

    def __init__(self, behind: str, faults: list[Answer | str]) -> None:
        self.behind, self.faults = behind, faults
        self.asked: list[dict[str, str]] = []
        self.url = ""
        self.over = threading.Event()


def handler(front: Front) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            front.asked.append(dict(self.headers.items()))
            fault = front.faults.pop(0) if front.faults else "pass"
            if fault == "close":
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            if fault == "silent":
                front.over.wait()
                return
            status, headers, content = fault if isinstance(fault, tuple) else self._passed(body)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            with suppress(OSError):
                self.wfile.write(content[: len(content) // 2] if fault == "half" else content)

        def _passed(self, body: bytes) -> Answer:
            import httpx

            headers = {"Content-Type": self.headers["Content-Type"], "Accept": self.headers["Accept"]}
            answer = httpx.post(front.behind, content=body, headers=headers, timeout=60)
            return answer.status_code, {"Content-Type": answer.headers["Content-Type"]}, answer.content

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Says nothing."""

    return Handler


WD = "http://www.wikidata.org/entity/"


def row(subject: str, object_: str, judgement: str = "none", **more: str) -> Link:
    """A line of a links file; judged by somebody where it is judged."""
    judged = {"judge": "Lan", "date": "2026-11-20"} if judgement != "none" else {"judge": "", "date": ""}
    said = {
        "score": "0.8",
        "evidence_vi": "",
        "evidence_en": "",
        "source": "",
        "why_vi": "tên",
        "why_en": "names",
    }
    return Link(
        subject,
        more.pop("predicate", "skos:closeMatch"),
        object_,
        judgement=judgement,
        **{**said, **judged, **more},
    )
