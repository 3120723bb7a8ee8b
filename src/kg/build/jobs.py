"""Where reports are read: here one after another, or several at a time elsewhere; the same comes of it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context

from kg.build import cluster
from kg.settings import Settings


@contextmanager
def opened(settings: Settings, count: int) -> Iterator[Executor | None]:
    """Whatever reads several sources at a time, ended with this context; None where they are read here.

    :param count: how many sources there are
    :raises ClusterError: a cluster is to read them, and cannot
    """
    if settings.cluster:
        with cluster.opened(settings.cluster, (settings.data / "sources", settings.ontology)) as pool:
            yield pool
        return
    if settings.jobs == 1 or count == 1:
        yield None
        return
    with ProcessPoolExecutor(min(settings.jobs, count), get_context("spawn")) as pool:
        yield pool


def placed(settings: Settings) -> Settings:
    """The same settings, with folders that a worker elsewhere can find, where one has to."""
    if not settings.cluster:
        return settings
    return settings.with_(data=settings.data.resolve(), ontology=settings.ontology.resolve())
