"""From `kg serve` to the first page, and pages beside a constant page of the same size from the same server."""

from __future__ import annotations

import http.client
import time

from benchmarks.measure import cost, serving

FIGURE = "/doc/figure/fe65192195054a7f/sown-area-rice/2020"


def main() -> None:
    """Prints the time to the first page and the CPU cost of each page."""
    started = time.perf_counter()
    with serving() as (process, port, ready):
        connection = http.client.HTTPConnection("127.0.0.1", port)
        connection.request("GET", FIGURE, headers={"Accept": "text/html"})
        connection.getresponse().read()
        first = time.perf_counter() - started
        connection.close()
        print(f"ready after {ready:.2f} s, first page after {first:.2f} s   (aim: under 2)")
        constant, size = cost(port, process.pid, "/healthz", "application/json")
        print(f"{'constant answer':<28}{constant:6.2f} ms CPU   {size:7d} bytes")
        for name, path, accept in (
            ("entity page, again", FIGURE, "text/html"),
            ("its Turtle, again", FIGURE, "text/turtle"),
            ("home page, again", "/", "text/html"),
        ):
            spent, size = cost(port, process.pid, path, accept)
            print(f"{name:<28}{spent:6.2f} ms CPU   {size:7d} bytes   {spent / constant:4.2f} × constant")
