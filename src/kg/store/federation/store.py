"""A store that answers SERVICE for the store behind it, which never gets to see the word.

Each clause is fetched by this process, and stands in the query as VALUES when the store behind answers it. What is
not a failure of the endpoint is told even under SILENT: an endpoint that is not listed, an answer over the limits, a
blank node.
"""

from __future__ import annotations

from dataclasses import replace

from kg.errors import NotAcceptable
from kg.store.base import Answer, Limits, Query, Store, Wanted
from kg.store.federation import clauses
from kg.store.federation.clauses import Reading
from kg.store.federation.places import Places
from kg.store.federation.probes import Trust
from kg.store.federation.run import Run
from kg.store.federation.settings import FederationSettings
from kg.store.guard import Examined, Facts, examine


class FederatedStore:
    """Answers through the store behind it; any number of threads may ask at once."""

    def __init__(self, inner: Store, settings: FederationSettings) -> None:
        self.inner, self._settings = inner, settings
        self._places = Places(settings.places)
        self._trust = Trust(inner)

    @property
    def place(self) -> str:
        """Where the data of the store behind it is."""
        return self.inner.place

    def answer(self, query: Query, wanted: Wanted, limits: Limits) -> Answer:
        """Answers a query whole, or raises; see `kg.store.base.Store.answer`.

        :raises ServiceError: an endpoint gave no answer
        :raises QueryForbidden: an endpoint is not listed, or the store behind cannot join what it says
        """
        reading, facts = self._read(query.text)
        if not reading or not facts:
            return self.inner.answer(query, wanted, limits)
        if not wanted.of(facts.form):
            raise NotAcceptable(f"None of the formats asked for can carry what {facts.form.value} gives.")
        if tries := self._trust.fault(limits):
            raise clauses.not_joined(reading, reading.clauses[0], tries)
        with self._places.taken(limits.client):
            text = Run(self.inner, self._settings, query, reading, limits).text()
        made = replace(facts, text=text, stable=False)
        return self.inner.answer(
            Examined(text, query.default_graphs, query.named_graphs, made), wanted, limits
        )

    def endpoints(self, limits: Limits) -> tuple[str, ...]:
        """The endpoints that a SERVICE may ask; none where the store behind cannot join what they say.

        :raises kg.errors.StoreError: the store behind gives no answer
        """
        return () if self._trust.fault(limits) else self._settings.endpoints

    def _read(self, text: str) -> tuple[Reading | None, Facts | None]:
        """The clauses of a query that has some, and its facts.

        :raises QueryForbidden: one may not be asked
        """
        if "service" not in text.lower() and "\\u" not in text.lower():
            return None, None
        facts = examine(text, self._settings.max_query_bytes, self._settings.max_depth, True)
        reading = clauses.read(facts.text, self._settings.max_clauses)
        if not reading.clauses:
            return None, None
        for clause in reading.clauses:
            if clause.endpoint not in self._settings.endpoints:
                raise clauses.not_listed(reading, clause, self._settings.endpoints)
        return reading, facts

    def close(self) -> None:
        """Closes the store behind it."""
        self.inner.close()
