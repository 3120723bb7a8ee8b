"""What the service of one site shares between requests, and a batch from its queries to its answers."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from threading import BoundedSemaphore

from flask import current_app

from kg.errors import StoreBusy
from kg.iri import BASE, Rebase
from kg.serve import ask
from kg.serve.context import Pages, pages
from kg.serve.endpoint import answers
from kg.serve.lists import finding
from kg.serve.problems import Problem
from kg.serve.reconcile import likeness
from kg.serve.reconcile.facts import Facts
from kg.serve.reconcile.judging import Judge
from kg.serve.reconcile.options import Finder, Option
from kg.serve.reconcile.reading import Query
from kg.serve.reconcile.vocabulary import Vocabulary, read
from kg.store.base import Limits
from kg.vocab import DCTERMS

SEATS, PLACES = 16, 2
"""Batches that may wait, and that run at a time: pages have threads and most of the processor left."""

SECONDS = 10.0
"""That a batch may take, waiting included; what is not done by then says so."""

_KEY = "kg.reconcile"

Outcome = list[Option] | Problem


class Service:
    """The service of one site."""

    def __init__(self, shared: Pages) -> None:
        self.shared, self.site = shared, shared.site
        self.facts = Facts(shared.site)
        self._seats, self._places = BoundedSemaphore(SEATS), BoundedSemaphore(PLACES)
        self._inner = Rebase(BASE, shared.site.base)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """Types and properties, read when they are first needed.

        :raises kg.errors.StoreError: there is no answer
        """
        return read(self.site, self.shared.outline)

    def finder(self) -> Finder:
        """Finds what a query may mean.

        :raises Problem: the site has no index of names, or not yet
        """
        return Finder(finding.matcher(), self.vocabulary, self.facts, self.site.base)

    def limits(self) -> Limits:
        """The limits of a query to the store for whoever asks now: a public one's, within the time of a batch."""
        return answers.limits_here(self.site, SECONDS)

    @contextmanager
    def place(self) -> Iterator[None]:
        """A place to work in.

        :raises StoreBusy: too many wait, or it took too long
        """
        busy = StoreBusy("Too many batches are under way.", 2, "Try again later.")
        if not self._seats.acquire(blocking=False):
            raise busy
        try:
            if not self._places.acquire(timeout=SECONDS):
                raise busy
            try:
                yield
            finally:
                self._places.release()
        finally:
            self._seats.release()

    def answer(self, queries: Mapping[str, Query | Problem]) -> dict[str, Outcome]:
        """What each query of a batch may mean, or what is wrong with it.

        :raises Problem: the site has no index
        :raises kg.errors.StoreError: there is no answer
        """
        finder, limits = self.finder(), self.limits()
        found: dict[str, Outcome] = {}
        for key, query in queries.items():
            over = time.monotonic() > limits.deadline
            found[key] = query if isinstance(query, Problem) else _late() if over else finder.options(query)
        self._learn(queries, found, limits)
        judge = Judge(self.facts, self.site.base)
        for key, options in found.items():
            query = queries[key]
            if isinstance(query, Query) and isinstance(options, list):
                found[key] = judge.judged(query, options)[: query.limit]
        return found

    def _learn(
        self, queries: Mapping[str, Query | Problem], found: Mapping[str, Outcome], limits: Limits
    ) -> None:
        """Learns all that judging needs, in a few queries for the whole batch."""
        things, ways = set[str](), set[tuple[str, str]]()
        for key, query in queries.items():
            options = found[key]
            if isinstance(query, Query) and isinstance(options, list):
                near = (
                    options
                    if query.given
                    else [o for n, o in enumerate(options) if n < query.limit or o.is_equal]
                )
                things |= {one.entry.iri for one in near}
                ways |= {(one.entry.iri, given.property) for one in near for given in query.given}
        self.facts.learn(sorted(things), limits)
        ways |= {(one, DCTERMS.valid.value) for one in things}
        for _ in range(likeness.STEPS):
            ways = {(up, way) for one, way in ways for up in self.facts.iris(one, way)}
            self.facts.learn(sorted({one for one, _ in ways}), limits)

    # Names

    def names(self, iris: Iterable[str], language: str) -> dict[str, str]:
        """What some things are called.

        :raises kg.errors.StoreError: there is no answer
        """
        labels, inner = self.shared.labels, {one: self._inner(one) for one in iris if ask.is_iri(one)}
        labels.learn(list(inner.values()))
        return {one: labels.name(name, language).text for one, name in inner.items()}


def _late() -> Problem:
    return Problem("timeout", f"The batch took longer than {SECONDS:g} seconds.", "Send smaller batches.")


def service() -> Service:
    """The service of the site that the current request belongs to."""
    found = current_app.extensions.get(_KEY) or current_app.extensions.setdefault(_KEY, Service(pages()))
    assert isinstance(found, Service)
    return found
