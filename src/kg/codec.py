"""Triples as bytes: the same triples give the same bytes, whichever process writes them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from pyoxigraph import RdfFormat, Triple, serialize

from kg import wellformed
from kg.errors import NotAcceptable
from kg.formats import RDFXML, TURTLE, Format
from kg.iri import Rebase
from kg.vocab import PREFIXES

_OF_PATHS = ("def", "id", "graph")
"""Prefixes of whole paths, whose names would be full of escaped slashes."""

_BEGUN = re.compile("<[^<>]*[/#]")
"""All that a prefix may stand for ends so."""

_NAMESPACE = re.compile(rb' xmlns:[\w-]+="[^"]*"')


def serialise(triples: Iterable[Triple], form: Format, base: str) -> bytes:
    """Triples in a graph format, each once, in one order, with the prefixes that they use.

    :param base: base IRI of the data, for our own prefixes
    :raises NotAcceptable: the format is XML, which cannot carry one of the characters
    """
    lines = {str(triple): triple for triple in triples}
    ordered = [lines[line] for line in sorted(lines)]
    prefixes = _used(lines, base)
    data = serialize(ordered, format=form.rdf or RdfFormat.N_TRIPLES, prefixes=prefixes)
    assert data is not None
    order = _ORDER.get(form)
    try:
        return order(data, len(prefixes)) if order else data
    except wellformed.NotInXml:
        raise NotAcceptable("A control character stands here, which XML cannot carry.") from None


def _used(lines: Iterable[str], base: str) -> dict[str, str]:
    """The prefixes that some triples use: each beginning of an IRI up to its last “/” or “#” is looked at once."""
    begun = "".join(set(_BEGUN.findall("\n".join(lines))))
    return {prefix: namespace for prefix, namespace, opened in _spaces(base) if opened in begun}


@lru_cache(maxsize=8)  # a process has one base, a test a few
def _spaces(base: str) -> tuple[tuple[str, str, str], ...]:
    rebase = Rebase(base)
    return tuple((p, rebase(n), f"<{rebase(n)}") for p, n in PREFIXES.items() if p not in _OF_PATHS)


def _turtle(data: bytes, prefixes: int) -> bytes:
    """The declarations, which come in any order, in one."""
    lines = data.splitlines(keepends=True)
    return b"".join([*sorted(lines[:prefixes]), *lines[prefixes:]])


def _rdf_xml(data: bytes, prefixes: int) -> bytes:
    head, mark, rest = data.partition(b"<rdf:RDF")
    root, end, body = rest.partition(b">")
    return b"".join([head, mark, *sorted(_NAMESPACE.findall(root)), end, wellformed.kept(body)])


_ORDER: Mapping[Format, Callable[[bytes, int], bytes]] = {TURTLE: _turtle, RDFXML: _rdf_xml}
