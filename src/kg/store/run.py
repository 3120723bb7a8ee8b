"""One query inside a worker: run by Oxigraph, written by its serialisers, and cut off at no point.

Imports next to nothing beside pyoxigraph, since every fresh worker waits for it.
"""

from __future__ import annotations

from collections.abc import Callable

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    Store,
    Triple,
)

from kg.search.predicate import matches
from kg.store import wire
from kg.store.sink import Sink, count_rows, write_rows, write_triples

Term = NamedNode | BlankNode | Literal | Triple
Functions = dict[NamedNode, Callable[..., Term | None]]
Look = Callable[[str], QuerySolutions | None]
"""What may know the answer to a query over the store's own dataset; it gives None where the engine has to be asked."""


def has_words(*terms: Term) -> Literal | None:
    """`lg:matches`: whether a text has all the words of a question; an error for anything but two literals."""
    if len(terms) != 2 or not (isinstance(terms[0], Literal) and isinstance(terms[1], Literal)):
        return None
    found = matches(terms[0].value, terms[1].value)
    return None if found is None else Literal(found)


class Request:
    """A query as it came over the pipe."""

    def __init__(self, payload: bytes) -> None:
        text, media_type, rows, size, dataset, default, named, prefixes, function = wire.unpack(payload)
        self.text, self.media_type = text.decode(), media_type.decode()
        self.max_rows, self.max_bytes = int(rows), int(size)
        self.graphs = None if not dataset else (_nodes(default), _nodes(named))
        self.prefixes = dict(pair.split("\t", 1) for pair in prefixes.decode().split("\n") if pair)
        self.functions: Functions = {NamedNode(function.decode()): has_words}


def _nodes(lines: bytes) -> list[NamedNode | BlankNode]:
    return [NamedNode(iri) for iri in lines.decode().split("\n") if iri]


def run(
    store: Store, look: Look | None, request: Request, send: Callable[[bytes], None]
) -> tuple[int, bytes]:
    """Answers a request through `send`; gives the whole size in bytes and the last of them, not yet sent.

    :raises TooLarge: at a limit
    """
    sink = Sink(lambda data: send(wire.frame(wire.DATA, data)), request.max_bytes)
    results = _ask(store, look, request)
    if isinstance(results, QueryTriples):
        write_triples(results, sink, request.media_type, request.max_rows, request.prefixes)
    else:
        if isinstance(results, QuerySolutions):
            count_rows(sink, request.media_type, request.max_rows, lambda: _ask(store, look, request))
        write_rows(results, sink, request.media_type)
    return sink.bytes, sink.rest()


def _ask(store: Store, look: Look | None, request: Request) -> QuerySolutions | QueryTriples | QueryBoolean:
    """The results, the engine's not yet computed. A dataset of the protocol wins over FROM."""
    if request.graphs is None:
        if look and (found := look(request.text)) is not None:
            return found
        return store.query(request.text, custom_functions=request.functions)
    default, named = request.graphs
    graphs: list[NamedNode | BlankNode | DefaultGraph] = [*default]
    return store.query(
        request.text, default_graph=graphs, named_graphs=named, custom_functions=request.functions
    )
