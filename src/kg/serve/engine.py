"""Another engine as the store of a site: asked until it says which of its graphs are the default graph.

By the model the default graph is the union of some of our graphs, and engines differ in what theirs is. As long as an
engine has not said which graphs it has, no query is sent: its answer would be about another default graph.
"""

from __future__ import annotations

from dataclasses import replace

from kg import manifest
from kg.settings import Settings
from kg.store.base import Answer, Limits, Query, Wanted
from kg.store.functions import pages, rows
from kg.store.remote import RemoteSettings, RemoteStore

_GRAPHS = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g"


class EngineStore:
    """The store over an endpoint, once its graphs are known; any number of threads may ask at once.

    An engine with none of our graphs keeps its own default graph.
    """

    place = "engine"

    def __init__(self, url: str, settings: Settings) -> None:
        """A store that has not asked for anything yet.

        :raises SettingsError: it is no address of an endpoint
        """
        self._url, self._base = url, settings.base_iri
        self._plain = RemoteSettings(max_query_bytes=settings.max_query_bytes)
        self._first = RemoteStore(url, self._plain)
        self._store: RemoteStore | None = None

    def answer(self, query: Query, wanted: Wanted, limits: Limits) -> Answer:
        """Answers a query whole, or raises; see `kg.store.base.Store.answer`."""
        return self.known(limits).answer(query, wanted, limits)

    def known(self, limits: Limits) -> RemoteStore:
        """The store over the engine whose graphs are known, asked for until then.

        :raises kg.errors.StoreError: it does not say
        """
        if self._store is None:
            named = self._graphs(limits)
            prefix = f"{self._base}graph/"
            default = tuple(
                g for g in named if g.startswith(prefix) and manifest.in_default(g.removeprefix(prefix))
            )
            chosen = replace(self._plain, default_graphs=default, named_graphs=named if default else ())
            self._store = RemoteStore(self._url, chosen)
        return self._store

    def _graphs(self, limits: Limits) -> tuple[str, ...]:
        found = rows(
            self._first, _GRAPHS, replace(pages(limits.deadline), lane=limits.lane, gone=limits.gone)
        )
        return tuple(str(getattr(row.get("g"), "value", "")) for row in found)

    def close(self) -> None:
        """Closes its connections."""
        self._first.close()
        if self._store:
            self._store.close()
