"""Figures for whoever runs the site, as Prometheus reads them: requests, queries, workers, caches, memory.

Nothing of what was asked, or by whom, is counted: parts of the site, statuses, seconds.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from flask import Blueprint, Flask, Response, current_app, request
from prometheus_client import CollectorRegistry, ProcessCollector, exposition
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.openmetrics import exposition as openmetrics
from prometheus_client.registry import Collector

from kg import __version__
from kg.formats import Format, Kind
from kg.serve import conditional
from kg.serve.context import pages
from kg.serve.endpoint import answers
from kg.serve.http import clients
from kg.serve.http.tally import Tally
from kg.serve.problems import Problem
from kg.serve.representations import chosen
from kg.serve.site import Site, site
from kg.store.embedded import EmbeddedStore
from kg.store.pool import PoolState

blueprint = Blueprint("metrics", __name__)

TEXT = Format("prometheus", "text/plain", "txt", Kind.PAGE)
OPENMETRICS = Format("openmetrics", "application/openmetrics-text", "txt", Kind.PAGE)
WRITERS: dict[Format, tuple[Callable[[CollectorRegistry], bytes], str]] = {
    TEXT: (exposition.generate_latest, "text/plain; version=0.0.4; charset=utf-8"),
    OPENMETRICS: (openmetrics.generate_latest, openmetrics.CONTENT_TYPE_LATEST),
}
"""How each format is written, and called; the plain one first, for browsers and whoever does not say."""

_NO_PART = "none"
_KEY = "kg.metrics"


class Metrics:
    """What is counted of one application."""

    def __init__(self, app: Flask, of: Site) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.registry.register(_Now(app, of))
        self._tally = Tally()
        self.registry.register(self._tally)

    def count(self, response: Response) -> Response:
        """Counts a request by its answer, which is given back."""
        part, now = request.blueprint or _NO_PART, time.monotonic()
        self._tally.count(part, response.status_code, now - request.environ.get("kg.arrived", now))
        return response

    def count_direct(self, part: str, status: int, arrived: float) -> None:
        """Counts an answer that was given without the framework, by when its request arrived."""
        self._tally.count(part, status, time.monotonic() - arrived)


class _Now(Collector):
    """What is looked up when somebody asks."""

    def __init__(self, app: Flask, of: Site) -> None:
        self._app, self._site = app, of

    def describe(self) -> list[Metric]:
        """Nothing, so that nothing is looked up before somebody asks."""
        return []

    def collect(self) -> Iterator[Metric]:
        about = {"version": __version__, "release": self._site.version, "base": self._site.base}
        yield InfoMetricFamily("kg", "The program and the release that it serves.", value=about)
        if isinstance(self._site.engine, EmbeddedStore):
            yield from _workers(self._site.engine.state())
        with self._app.app_context():
            yield from _caches()


def _workers(state: PoolState) -> Iterator[Metric]:
    yield GaugeMetricFamily("kg_workers", "Worker processes that are ready or at work.", len(state.workers))
    yield CounterMetricFamily("kg_workers_started", "Worker processes that were ever ready.", state.started)
    yield GaugeMetricFamily(
        "kg_workers_filtered", "Whether all gave up every system call they do not need.", state.filtered
    )
    memory = sum(map(_memory, state.workers))
    yield GaugeMetricFamily(
        "kg_workers_memory_bytes", "Memory of all workers, what they share counted once.", memory
    )
    for name, words, found in (
        ("kg_queries_running", "Queries under way, by lane.", state.running),
        ("kg_queries_waiting", "Queries that wait for a worker, by lane.", state.waiting),
    ):
        yield _by(GaugeMetricFamily(name, words, labels=("lane",)), found)
    answered = CounterMetricFamily(
        "kg_queries_answered", "Queries that were answered, by what knew the answer.", labels=("by",)
    )
    yield _by(answered, state.answered)
    ended = CounterMetricFamily("kg_queries_ended", "Queries that were ended, by reason.", labels=("reason",))
    yield _by(ended, state.ended)


def _memory(pid: int) -> int:
    """What a process has in memory, its share of what it shares; 0 where it has ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) << 10 for line in lines if line.startswith("Pss:"))


def _by(family: GaugeMetricFamily | CounterMetricFamily, found: Mapping[str, float]) -> Metric:
    """A family with a value for each value of its only label."""
    for label, value in found.items():
        family.add_metric((label,), value)
    return family


def _caches() -> Iterator[Metric]:
    states = {name: cache.state() for name, cache in {**answers.caches(), **pages().caches()}.items()}
    for name, words, kind, index in _OF_A_CACHE:
        found = {cache: state[index] for cache, state in states.items()}
        yield _by(kind(name, words, labels=("cache",)), found)
    yield GaugeMetricFamily(
        "kg_answers_on_disk_bytes", "Large answers that are being sent.", answers.on_disk()
    )


_OF_A_CACHE: tuple[tuple[str, str, type[GaugeMetricFamily] | type[CounterMetricFamily], int], ...] = (
    ("kg_cache_entries", "What is kept, by cache.", GaugeMetricFamily, 0),
    ("kg_cache_bytes", "How large it is.", GaugeMetricFamily, 1),
    ("kg_cache_hits", "What was asked for and there.", CounterMetricFamily, 2),
    ("kg_cache_misses", "What was asked for and had to be made.", CounterMetricFamily, 3),
)


def install(app: Flask, of: Site) -> Metrics:
    """Has every answer of an application counted."""
    metrics = app.extensions[_KEY] = Metrics(app, of)
    app.after_request(metrics.count)
    return metrics


@blueprint.get("/metrics")
def show() -> Response:
    """Every figure, for the networks that the settings name.

    :raises Problem: the client is in none of them, or takes neither format
    """
    settings = site().settings
    peer, forwarded = request.remote_addr or "", request.environ.get("kg.forwarded", "")
    if not clients.is_within(peer, forwarded, settings.trusted_proxies, settings.metrics_for):
        raise Problem(
            "forbidden", "These figures are not for this address.", "The setting metrics_for says for which."
        )
    write, content_type = WRITERS[chosen(tuple(WRITERS))]
    response = Response(write(current_app.extensions[_KEY].registry), content_type=content_type)
    response.vary.add("Accept")
    return conditional.uncached(response)
