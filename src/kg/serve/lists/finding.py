"""The search index of a site: that of its release, or one made of what its store says when somebody first searches."""

from __future__ import annotations

import tempfile
import time
import weakref
from pathlib import Path
from threading import Event, Lock, Thread

from flask import current_app

from kg.errors import KgError
from kg.search import collect, writer
from kg.search.index import Index
from kg.search.matcher import Matcher
from kg.serve.ask import QUERIES
from kg.serve.problems import Problem
from kg.serve.site import Site
from kg.serve.site import site as current_site
from kg.store import functions
from kg.store.base import Limits
from kg.store.embedded import EmbeddedStore

_KEY = "kg.finder"
BOUND, BOUND_REMOTE = 400_000, 100_000
"""Statements that an index is made of where there is no release: over files, and over another engine."""

WAIT, AGAIN = 5.0, 60.0
"""Seconds that a request waits for an index to be made, and after which making one that failed is tried again."""


class Finder:
    """Opens or makes the index of a site, once."""

    def __init__(self, site: Site) -> None:
        self._site, self._lock, self._done = site, Lock(), Event()
        self._index: Index | None = None
        self._trouble, self._tried, self.partial = "", 0.0, False

    def index(self) -> Index:
        """The index.

        :raises Problem: it is still being made, or cannot be
        """
        if self._index is None:
            self._begin()
            self._done.wait(WAIT)
        if self._index is not None:
            return self._index
        if self._trouble:
            raise Problem("engine", f"There is no search here now: {self._trouble}", "Try again later.")
        hint, headers = "Try again in a few seconds.", {"Retry-After": "5"}
        raise Problem(
            "busy", "The search index is still being made of the data.", hint, headers, retryAfter=5
        )

    def _begin(self) -> None:
        with self._lock:
            fresh = time.monotonic() - self._tried > AGAIN
            if self._index is not None or (self._tried and not (self._trouble and fresh)):
                return
            self._tried, self._trouble = time.monotonic(), ""
            self._done.clear()
            Thread(target=self._make, name="kg-search-index", daemon=True).start()

    def _make(self) -> None:
        """Opens the release's index or makes one; whatever goes wrong is kept in words."""
        try:
            self._index = self._of_release() or self._of_store()
        except (KgError, OSError) as error:
            self._trouble = str(error)
        finally:
            self._done.set()

    def _of_release(self) -> Index | None:
        path = self._site.folder / writer.FILE if self._site.folder else None
        return Index(path) if path and path.is_file() else None

    def _of_store(self) -> Index:
        """An index of what the store says in its default graph, up to a bound."""
        ours = isinstance(self._site.engine, EmbeddedStore)
        bound = BOUND if ours else BOUND_REMOTE
        asked = functions.bind(
            (QUERIES / "names.rq").read_text("utf-8"), {"it": collect.properties(self._site.base)}
        )
        deadline = time.monotonic() + self._site.settings.timeout
        found = functions.triples(
            self._site.store, f"{asked}\nLIMIT {bound}", Limits(deadline, max_rows=bound)
        )
        self.partial = len(found) == bound
        folder = tempfile.TemporaryDirectory(prefix="kg-search-", ignore_cleanup_errors=True)
        path = Path(folder.name) / writer.FILE
        writer.write(path, collect.entries(found, self._site.base))
        made = Index(path)
        weakref.finalize(made, folder.cleanup)
        return made

    def close(self) -> None:
        """Closes the index."""
        if self._index is not None:
            self._index.close()


def finder() -> Finder:
    """The finder of the current request's site."""
    found = current_app.extensions.get(_KEY)
    if found is None:
        found = current_app.extensions.setdefault(_KEY, Finder(current_site()))
    assert isinstance(found, Finder)
    return found


def index() -> Index:
    """The search index of the current request's site.

    :raises Problem: it is still being made, or cannot be
    """
    return finder().index()


def matcher(texts: bool = False) -> Matcher:
    """A matcher over it.

    :param texts: whether passages of texts are found too
    :raises Problem: there is no index, or not yet
    """
    return Matcher(index(), texts)
