"""Opens what is to be served: the current release, checked; where it is damaged, the one before it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kg import manifest
from kg.errors import ReleaseError, Where
from kg.iri import Rebase
from kg.serve.site import Site
from kg.settings import Settings
from kg.store.embedded import EmbeddedStore
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
    for candidate in [folder.resolve()] if folder else _newest_first(settings.out):
        try:
            made = manifest.check(candidate)
            store = EmbeddedStore.disk(candidate / manifest.STORE, pool_settings(settings, made.base))
        except ReleaseError as error:
            if folder:
                raise
            warn(f"{error} It is passed over.")
            continue
        return Site(store, made.base, settings, made, candidate)
    raise ReleaseError(
        "There is no whole release to serve.", Where(settings.out), "Make one with `kg build`."
    )


def _newest_first(out: Path) -> list[Path]:
    """The current release, then the others, newest first."""
    current = manifest.current(out)
    others = [path for path in manifest.releases(out) if path.resolve() != current]
    return ([current] if current else []) + others
