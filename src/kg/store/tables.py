"""Opens the tables of a store: the engine opens sixteen of them, others when they are first read.

A worker can open nothing once it has given that up, so it looks for one statement in every index before. That opens
all tables of a store that was loaded in bulk, where those of an index lie over each other.
"""

from __future__ import annotations

from pyoxigraph import DefaultGraph, Store


def touch(store: Store) -> None:
    """Looks for a statement in every index of a store."""
    here = DefaultGraph()
    for first in (next(iter(store), None), next(store.quads_for_pattern(None, None, None, here), None)):
        if first is None:
            continue
        for graph in (None, first.graph_name):
            next(store.quads_for_pattern(first.subject, None, None, graph), None)
            next(store.quads_for_pattern(None, first.predicate, None, graph), None)
            next(store.quads_for_pattern(None, None, first.object, graph), None)
    next(iter(store.named_graphs()), None)
