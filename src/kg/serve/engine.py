"""Another engine as the store of a site: asked which graphs it has, and from time to time again.

By the model the default graph is the union of some of our graphs, and engines differ in what theirs is. As long as an
engine has not said which graphs it has, no query is sent: its answer would be about another default graph. Later
nobody waits for that: whoever asks a query when the list is old is answered by the list that there is, while a thread
fetches a new one.
"""

from __future__ import annotations

import threading
import time
from dataclasses import replace

from kg import manifest
from kg.errors import StoreError
from kg.settings import Settings
from kg.store.base import Answer, Limits, Query, Wanted, soon
from kg.store.functions import pages, rows
from kg.store.remote import RemoteSettings, RemoteStore

LOOK_EVERY = 60.0
"""Seconds for which the list of an engine's graphs is taken to hold."""

_SHARE = 100
"""The list is asked for so many times more seldom than asking for it takes."""

_LOOK_SECONDS = 30.0
_GRAPHS = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g"


class EngineStore:
    """The store over an endpoint, once its graphs are known; any number of threads may ask at once.

    An engine with none of our graphs keeps its own default graph.
    """

    place = "engine"

    def __init__(self, url: str, settings: Settings, look_every: float = LOOK_EVERY) -> None:
        """A store that has not asked for anything yet.

        :param look_every: seconds after which the graphs are asked for again
        :raises SettingsError: it is no address of an endpoint
        """
        chosen = RemoteSettings(max_query_bytes=settings.max_query_bytes)
        self._base, self._look_every = settings.base_iri, look_every
        self._any, self._store = RemoteStore(url, chosen), RemoteStore(url, chosen)
        self._look_after: float | None = None
        self._lock = threading.Lock()
        self._looking: threading.Thread | None = None
        self._closing = False

    def answer(self, query: Query, wanted: Wanted, limits: Limits) -> Answer:
        """Answers a query whole, or raises; see `kg.store.base.Store.answer`."""
        return self.known(limits).answer(query, wanted, limits)

    def known(self, limits: Limits) -> RemoteStore:
        """The store over the engine whose graphs are known; asked for until then, and anew beside it when they are old.

        :raises kg.errors.StoreError: it does not say
        """
        if self._look_after is None:
            self._learn(replace(pages(limits.deadline), lane=limits.lane, gone=limits.gone))
        elif time.monotonic() >= self._look_after:
            self._look_again()
        return self._store

    def _learn(self, limits: Limits) -> None:
        """Asks for the graphs, and has the next queries be over them."""
        began = time.monotonic()
        found = rows(self._any, _GRAPHS, limits)
        named = tuple(str(getattr(row.get("g"), "value", "")) for row in found)
        prefix = f"{self._base}graph/"
        default = tuple(
            g for g in named if g.startswith(prefix) and manifest.in_default(g.removeprefix(prefix))
        )
        self._store.choose(default, named if default else ())
        now = time.monotonic()
        self._look_after = now + max(self._look_every, _SHARE * (now - began))

    def _look_again(self) -> None:
        with self._lock:
            if self._closing or (self._looking and self._looking.is_alive()):
                return
            self._looking = threading.Thread(target=self._look, name="kg-engine-graphs", daemon=True)
            self._looking.start()

    def _look(self) -> None:
        """Learns the graphs anew; where the engine does not say, those known hold on."""
        try:
            self._learn(replace(pages(soon(_LOOK_SECONDS)), gone=lambda: self._closing))
        except StoreError:
            self._look_after = soon(self._look_every)

    def close(self) -> None:
        """Closes its connections."""
        with self._lock:
            self._closing = True
        if self._looking:
            self._looking.join()
        self._any.close()
        self._store.close()
