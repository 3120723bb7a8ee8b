"""Opens what is to be served: a release, checked; RDF files as they are; or another SPARQL engine."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from kg import manifest
from kg.errors import RdfError, ReleaseError, StoreError, Where
from kg.iri import Rebase
from kg.serve.engine import EngineStore
from kg.serve.look import Look, is_apart
from kg.serve.site import Site
from kg.settings import Settings
from kg.store.base import Store
from kg.store.embedded import EmbeddedStore
from kg.store.federation.settings import FederationSettings
from kg.store.federation.store import FederatedStore
from kg.store.functions import pages, rows
from kg.store.moving import SHARE, available, needed
from kg.store.nearby import Nearby
from kg.store.pool import PoolSettings
from kg.vocab import PREFIXES

Warn = Callable[[str], None]
"""Is told, in one sentence, what is wrong but does not stop the server."""


def pool_settings(settings: Settings, base: str) -> PoolSettings:
    """The settings of the workers, from those of the site."""
    rebase = Rebase(base)
    return PoolSettings(
        quick=settings.workers,
        slow=settings.workers,
        memory_mb=settings.memory_mb,
        max_query_bytes=settings.max_query_bytes,
        budget_seconds=settings.budget,
        prefixes={
            name: rebase(namespace)
            for name, namespace in PREFIXES.items()
            if name not in ("def", "id", "graph")
        },
    )


def release(settings: Settings, folder: Path | None, warn: Warn) -> Site:
    """The site of a release folder, or of the current release; a damaged current one gives way to the one before.

    :raises ReleaseError: there is no whole release
    """
    allowed = federation(settings)
    for candidate in [folder.resolve()] if folder else _newest_first(settings.out):
        try:
            made = manifest.check(candidate)
            store = _store(candidate / manifest.STORE, settings, made.base, warn)
        except ReleaseError as error:
            if folder:
                raise
            warn(f"{error} It is passed over.")
            continue
        look = Look(Nearby(candidate / manifest.STORE), made.base, filter(is_apart, made.graphs))
        return Site(federated(store, allowed), made.base, settings, made, candidate, look)
    raise ReleaseError(
        "There is no whole release to serve.", Where(settings.out), "Make one with `kg build`."
    )


def federation(settings: Settings) -> FederationSettings | None:
    """Whom a SERVICE may ask, and how much; None where it may ask nobody.

    :raises SettingsError: an endpoint that may not be
    """
    if not settings.federate:
        return None
    return FederationSettings(
        endpoints=settings.federate,
        private=settings.federate_private,
        seconds=settings.service_seconds,
        max_bytes=settings.service_max_bytes,
        max_rows=settings.service_max_rows,
        max_clauses=settings.service_max_clauses,
        places=settings.service_places,
        max_query_bytes=settings.max_query_bytes,
    )


def federated(store: Store, allowed: FederationSettings | None) -> Store:
    """The store, behind one that answers SERVICE where it may ask anybody."""
    return FederatedStore(store, allowed) if allowed else store


def _store(folder: Path, settings: Settings, base: str, warn: Warn) -> EmbeddedStore:
    """The store of a release, held where the settings want it."""
    pool = pool_settings(settings, base)
    fits = needed(folder) <= min(settings.store_mb << 20, available() // SHARE)
    if settings.store == "memory" or (settings.store == "auto" and fits):
        return EmbeddedStore.moving(folder, pool, warn)
    return EmbeddedStore.disk(folder, pool)


def _newest_first(out: Path) -> list[Path]:
    """The current release, then the others, newest first."""
    current = manifest.current(out)
    others = [path for path in manifest.releases(out) if path.resolve() != current]
    return ([current] if current else []) + others


_AUTHORITIES = """
SELECT ?authority (COUNT(*) AS ?subjects) WHERE {
  { SELECT DISTINCT ?s WHERE { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } } }
  BIND(REPLACE(STR(?s), "^(https?://[^/]+/).*$", "$1") AS ?authority)
  FILTER(ISIRI(?s) && STRENDS(?authority, "/") && STRSTARTS(?authority, "http"))
} GROUP BY ?authority ORDER BY DESC(?subjects) ?authority LIMIT 1
"""


def files(settings: Settings, paths: Sequence[Path], base: str | None) -> Site:
    """The site of RDF files as they are: a file's default graph is the default graph.

    :param paths: files, and folders, of which all RDF files are taken
    :param base: base IRI; None for the authority that most subjects share
    :raises RdfError: a file that is missing, or does not parse
    """
    allowed = federation(settings)
    found = [file for path in paths for file in _unfolded(path)]
    above = base or settings.base_iri
    store = EmbeddedStore.memory(found, pool_settings(settings, above), above)
    try:
        return Site(federated(store, allowed), base or _authority(store, settings), settings)
    except BaseException:
        store.close()
        raise


_SUFFIXES = (".ttl", ".nt", ".nq", ".trig", ".n3", ".rdf", ".xml", ".owl", ".jsonld")


def _unfolded(path: Path) -> list[Path]:
    """A file, or a folder of an engine, as it is; of any other folder the RDF files in it and below.

    :raises RdfError: the folder has none
    """
    if not path.is_dir() or (path / "CURRENT").is_file():
        return [path]
    found = [file for file in path.rglob("*") if file.name.lower().removesuffix(".gz").endswith(_SUFFIXES)]
    if not found:
        hint = f"Their names end in {', '.join(_SUFFIXES)}, or in that and .gz."
        raise RdfError("This folder has no RDF files.", Where(path), hint)
    return sorted(file for file in found if file.is_file())


def _authority(store: Store, settings: Settings) -> str:
    found = rows(store, _AUTHORITIES, pages(time.monotonic() + settings.timeout))
    return str(getattr(found[0]["authority"], "value", settings.base_iri)) if found else settings.base_iri


def endpoint(settings: Settings, url: str, warn: Warn) -> Site:
    """The site of another engine: the whole site over its SPARQL endpoint.

    The default graph is the union of those of its graphs that a release's default graph would hold; an engine that
    does not answer now is asked for them with the first query that comes.
    """
    allowed = federation(settings)
    store = EngineStore(url, settings)
    try:
        store.known(pages(time.monotonic() + settings.timeout))
    except StoreError as error:
        warn(f"The engine at {url} does not answer yet: {error}")
    made = Site(federated(store, allowed), settings.base_iri, settings)
    if allowed and not made.services():
        warn(f"SERVICE is refused: the engine at {url} joins VALUES wrongly, or does not answer yet.")
    return made
