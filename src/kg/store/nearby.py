"""A release's folder read in the server's own process: what is said of one thing, and what leads to it, up to a bound.

A page asks little of the store, many times, and a worker's answer costs several times what looking it up does. What is
longer than the bound is not read here but asked of a worker, which can take its time and be ended.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from itertools import islice
from pathlib import Path

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, Store, Triple

from kg.vocab import DCTERMS, FOAF, RDFS, SKOS

MOST = 1001
"""Statements that are read for one question; the query `thing` has the same bound for what leads to a thing."""

NAMES = (SKOS.prefLabel, FOAF.name, DCTERMS.title, RDFS.label)
"""Properties that name a thing."""

_KEPT, _NAMED = 64, 4096
"""Things that are remembered for the next question about them, with what is said of them, and with their names."""

HERE = DefaultGraph()

_UNREADABLE = (OSError, RuntimeError, ValueError)
"""What the engine's library raises where a file is gone, is damaged, or holds what no store writes."""


class AskInstead(Exception):
    """This is too much to be looked up, or cannot be read here: a query has to be asked."""


_left: ContextVar[list[int] | None] = ContextVar("left", default=None)


@contextmanager
def at_most(steps: int) -> Iterator[None]:
    """Has whatever is read by this thread end after so many look-ups and statements found, with `AskInstead`."""
    before = _left.set([steps])
    try:
        yield
    finally:
        _left.reset(before)


class Nearby:
    """Reads from a folder that nobody writes to; any number of threads may read at once.

    Where a file of it is gone or damaged, workers are asked: they may have the data in memory, and if they have not,
    what they say of it is an error that a reader is told.

    :param folder: of an Oxigraph store
    :raises OSError: it cannot be read
    """

    def __init__(self, folder: Path) -> None:
        self._store = Store.read_only(str(folder))
        self.here = lru_cache(maxsize=_KEPT)(self._here)
        self.leading = lru_cache(maxsize=_KEPT)(self._leading)
        self.named = lru_cache(maxsize=_NAMED)(self._named)

    def _read(
        self,
        subject: NamedNode | BlankNode | Triple | None,
        by: NamedNode | None,
        object_: NamedNode | None,
        graph: NamedNode | DefaultGraph | None = HERE,
    ) -> Sequence[Quad]:
        """The statements of a graph that fit.

        :raises AskInstead: they are more than the bound, or cannot be read
        """
        try:
            found = list(islice(self._store.quads_for_pattern(subject, by, object_, graph), MOST + 1))
        except _UNREADABLE as error:
            raise AskInstead from error
        left = _left.get()
        if left:
            left[0] -= len(found) + 1
        if len(found) > MOST or (left and left[0] < 0):
            raise AskInstead
        return found

    def _here(self, it: NamedNode) -> Sequence[Quad]:
        """What the default graph says of a thing.

        :raises AskInstead: it has to be asked
        """
        return self._read(it, None, None)

    def anywhere(self, it: NamedNode) -> Sequence[Quad]:
        """What any graph says of a thing.

        :raises AskInstead: it has to be asked
        """
        return self._read(it, None, None, None)

    def within(self, it: NamedNode, graph: NamedNode) -> Sequence[Quad]:
        """What a graph says of a thing.

        :raises AskInstead: it has to be asked
        """
        return self._read(it, None, None, graph)

    def _named(self, it: NamedNode) -> Sequence[Quad]:
        """What the default graph says that a thing is called.

        :raises AskInstead: it has to be asked
        """
        return [quad for by in NAMES for quad in self.by(it, by)]

    def by(self, it: NamedNode, by: NamedNode) -> Sequence[Quad]:
        """What the default graph says of a thing by a property.

        :raises AskInstead: it has to be asked
        """
        return self._read(it, by, None)

    def _leading(self, it: NamedNode) -> Sequence[Quad]:
        """The statements of the default graph that lead to a thing.

        :raises AskInstead: they have to be asked
        """
        return self._read(None, None, it)

    def heads(self, it: NamedNode, by: NamedNode, graph: NamedNode | DefaultGraph = HERE) -> Sequence[Quad]:
        """The statements of a graph that lead to a thing by a property.

        :raises AskInstead: they have to be asked
        """
        return self._read(None, by, it, graph)

    def pointing(self, it: NamedNode, by: NamedNode, graph: NamedNode) -> Sequence[Quad]:
        """What a graph says of the things that it leads from to a thing by a property.

        :raises AskInstead: it has to be asked
        """
        found: list[Quad] = []
        for head in self.heads(it, by, graph):
            found += self._read(head.subject, None, None, graph)
            if len(found) > MOST:
                raise AskInstead
        return found
