"""What a running site is made of: its store, its base, its release if it has one, its settings."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

from flask import current_app

from kg.errors import StoreError
from kg.iri import Rebase, of_path, path_of
from kg.manifest import Manifest
from kg.serve.look import Look
from kg.settings import Settings
from kg.store.base import Lane, Limits, Store, soon
from kg.store.federation.store import FederatedStore

PAGE_SECONDS = 10.0
"""Seconds for a query that a page asks."""

GLANCE_SECONDS = 3.0
"""Seconds to look at an engine for what a page only mentions."""

_KEPT = "/:@!$&'()*+,;=~-._%?#"
"""Characters that stay as they are in an address that a header or a page names."""


@dataclass(frozen=True)
class Site:
    """Everything a request may look at.

    :param store: whatever answers SPARQL
    :param base: base IRI of the data, which need not be where the site runs
    :param settings: limits and addresses
    :param manifest: of the release served; None for RDF files or a remote engine
    :param folder: of the release served
    :param look: looks up in that folder; None where everything is asked of the store
    """

    store: Store
    base: str
    settings: Settings
    manifest: Manifest | None = None
    folder: Path | None = None
    look: Look | None = None

    @property
    def engine(self) -> Store:
        """The store itself, without what answers SERVICE before it."""
        return self.store.inner if isinstance(self.store, FederatedStore) else self.store

    @property
    def version(self) -> str:
        """What ETags are made of: the release, or the moment the server started."""
        return self.manifest.id if self.manifest else "unversioned"

    def iri(self, path: str) -> str:
        """The IRI at one of our paths."""
        return of_path(path, self.base)

    def whole(self, address: str) -> str:
        """The one address of a page: whole in a release, whose base is its own; of other data the site's path."""
        return _quoted(self.base) + address if self.manifest else address

    def path(self, iri: str) -> str | None:
        """The path of one of our IRIs; None for somebody else's."""
        return path_of(iri, self.base)

    def query(self, text: str) -> str:
        """A query of ours, written with the default base, for the base of this site."""
        return Rebase(self.base).text(text)

    def services(self) -> tuple[str, ...]:
        """The endpoints that a SERVICE may ask; none where the engine cannot join what they say, or does not answer."""
        if not isinstance(self.store, FederatedStore):
            return ()
        try:
            return self.store.endpoints(replace(self.page_limits(), deadline=soon(GLANCE_SECONDS)))
        except StoreError:
            return ()

    def close(self) -> None:
        """Ends the store's processes."""
        self.store.close()

    def page_limits(self) -> Limits:
        """The limits of a query that a page asks."""
        return Limits(time.monotonic() + min(PAGE_SECONDS, self.settings.timeout), lane=Lane.PAGES)


@lru_cache(maxsize=8)  # a process has one base, a test a few
def _quoted(base: str) -> str:
    return quote(base.rstrip("/"), safe=_KEPT)


def site() -> Site:
    """The site that the current request belongs to."""
    found = current_app.extensions["kg"]
    assert isinstance(found, Site)
    return found
