"""A release's folder read in the server's own process: what is said of one thing, and what leads to it, up to a bound.

A page asks little of the store, many times, and a worker's answer costs several times what looking it up does. What is
longer than the bound is not read here but asked of a worker, which can take its time and be ended.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import islice
from pathlib import Path

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store

from kg.vocab import DCTERMS, FOAF, RDFS, SKOS

MOST = 1001
"""Statements that are read for one question; the query `thing` has the same bound for what leads to a thing."""

NAMES = (SKOS.prefLabel, FOAF.name, DCTERMS.title, RDFS.label)
"""Properties that name a thing."""

_KEPT, _NAMED = 64, 4096
"""Things whose statements are remembered for the next question about the same thing, and whose names are."""

HERE = DefaultGraph()


class AskInstead(Exception):
    """This is too much to be looked up: a query has to be asked."""


class Nearby:
    """Reads from a folder that nobody writes to; any number of threads may read at once.

    :param folder: of an Oxigraph store
    :raises OSError: it cannot be read
    """

    def __init__(self, folder: Path) -> None:
        self._store = Store.read_only(str(folder))
        self.here = lru_cache(maxsize=_KEPT)(self._here)
        self.named = lru_cache(maxsize=_NAMED)(self._named)

    def _here(self, it: NamedNode) -> Sequence[Quad]:
        """What the default graph says of a thing.

        :raises AskInstead: that is more than the bound
        """
        return _bounded(self._store.quads_for_pattern(it, None, None, HERE))

    def anywhere(self, it: NamedNode) -> Sequence[Quad]:
        """What any graph says of a thing.

        :raises AskInstead: that is more than the bound
        """
        return _bounded(self._store.quads_for_pattern(it, None, None, None))

    def within(self, it: NamedNode, graph: NamedNode) -> Sequence[Quad]:
        """What a graph says of a thing.

        :raises AskInstead: that is more than the bound
        """
        return _bounded(self._store.quads_for_pattern(it, None, None, graph))

    def _named(self, it: NamedNode) -> Sequence[Quad]:
        """What the default graph says that a thing is called."""
        return [quad for by in NAMES for quad in self.by(it, by)]

    def by(self, it: NamedNode, by: NamedNode) -> Sequence[Quad]:
        """What the default graph says of a thing by a property.

        :raises AskInstead: that is more than the bound
        """
        return _bounded(self._store.quads_for_pattern(it, by, None, HERE))

    def leading(self, it: NamedNode) -> Sequence[Quad]:
        """The statements of the default graph that lead to a thing.

        :raises AskInstead: they are more than the bound
        """
        return _bounded(self._store.quads_for_pattern(None, None, it, HERE))

    def heads(self, it: NamedNode, by: NamedNode, graph: NamedNode | DefaultGraph = HERE) -> Sequence[Quad]:
        """The statements of a graph that lead to a thing by a property.

        :raises AskInstead: they are more than the bound
        """
        return _bounded(self._store.quads_for_pattern(None, by, it, graph))

    def pointing(self, it: NamedNode, by: NamedNode, graph: NamedNode) -> Sequence[Quad]:
        """What a graph says of the things that it leads from to a thing by a property.

        :raises AskInstead: that is more than the bound
        """
        heads = self.heads(it, by, graph)
        each = (self._store.quads_for_pattern(head.subject, None, None, graph) for head in heads)
        return _bounded(quad for quads in each for quad in quads) if heads else ()


def _bounded(quads: Iterable[Quad]) -> Sequence[Quad]:
    found = list(islice(quads, MOST + 1))
    if len(found) > MOST:
        raise AskInstead
    return found
