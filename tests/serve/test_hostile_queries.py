"""Every hostile query of tests/store over HTTP: an answer or a problem in time, while others are answered."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from running import PROBE, Endpoint, Serving

from hostile import TABLE, text
from kg.store.pool import PoolSettings
from patience import LONG, patiently

SECONDS, GRACE = 2.0, 1.0
STATUSES = {200, 400, 403, 413, 422, 500, 504}
LEAKS = ("Traceback", "/src/", "/site-packages/", "/tmp/", ".sst", ".rs:", "rocksdb", "RocksDB")
ALWAYS = ("braces", "cross-product-ordered", "string-doubling", "service")


class Probe(threading.Thread):
    """Somebody else, who asks one plain query after another, each on a connection of its own."""

    def __init__(self, endpoint: Endpoint, grace: float) -> None:
        super().__init__()
        self._endpoint, self._grace, self._enough = endpoint, grace, threading.Event()
        self.statuses: list[int] = []
        self.start()

    def run(self) -> None:
        while not self.statuses or not self._enough.wait(0.02):
            self.statuses.append(self._endpoint.query(PROBE, timeout=str(self._grace)).status)

    def stop(self) -> None:
        self._enough.set()
        self.join()


@pytest.fixture(scope="module")
def guarded(serving: Serving) -> Iterator[Endpoint]:
    with serving(pool=PoolSettings(pages=1, quick=1, slow=1, memory_mb=512), timeout=LONG) as found:
        yield found


def attack(endpoint: Endpoint, name: str) -> None:
    """Sends a query of the table; whatever it does, it is over in time, says what happened, and harms nobody."""
    patiently(lambda pace: _attack(endpoint, text(TABLE[name]), pace))


def _attack(endpoint: Endpoint, query: str, pace: float) -> None:
    probe = Probe(endpoint, GRACE * pace)
    form = urlencode({"query": query, "timeout": str(SECONDS * pace)}, errors="surrogatepass").encode()
    begun = time.monotonic()
    reply = endpoint.ask("POST", "/sparql", [("Content-Type", "application/x-www-form-urlencoded")], form)
    took = time.monotonic() - begun
    probe.stop()
    assert set(probe.statuses) == {200}
    assert took < (SECONDS + GRACE) * pace
    assert reply.status in STATUSES
    assert int(reply.headers["Content-Length"]) == len(reply.body)
    if reply.status != 200:
        assert json.loads(reply.body)["status"] == reply.status
        assert not [leak for leak in LEAKS if leak in reply.text]


@pytest.mark.parametrize("name", [name for name in ALWAYS if name in TABLE])
def test_a_hostile_query_is_answered_in_time_while_others_are(guarded: Endpoint, name: str) -> None:
    attack(guarded, name)


@pytest.mark.hostile
@pytest.mark.parametrize("name", TABLE)
def test_every_hostile_query_is_answered_in_time(guarded: Endpoint, name: str) -> None:
    attack(guarded, name)
