"""Graphs under another base: every IRI of ours is moved, in texts too where these hold queries or namespaces."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyoxigraph as ox

from kg.iri import Rebase
from kg.vocab import XSD

_TEXTS_WITH_IRIS = ("shapes", "ontology", "meta")
"""Graphs whose literals hold IRIs of ours as text: queries of rules, namespaces."""


def rebased(graphs: Mapping[str, list[ox.Quad]], rebase: Rebase) -> dict[str, list[ox.Quad]]:
    """The graphs with every IRI of the default base moved to another."""
    if rebase.new == rebase.old:
        return dict(graphs)
    return {
        name: [_moved(q, rebase, name in _TEXTS_WITH_IRIS) for q in quads] for name, quads in graphs.items()
    }


def _moved(quad: ox.Quad, rebase: Rebase, texts: bool) -> ox.Quad:
    def move(term: Any) -> Any:
        if isinstance(term, ox.NamedNode):
            return ox.NamedNode(rebase(term.value))
        if (
            isinstance(term, ox.Literal)
            and (texts or term.datatype == XSD.anyURI)
            and rebase.old in term.value
        ):
            moved = rebase.text(term.value)
            return (
                ox.Literal(moved, language=term.language)
                if term.language
                else ox.Literal(moved, datatype=term.datatype)
            )
        return term

    return ox.Quad(*(move(term) for term in (quad.subject, quad.predicate, quad.object, quad.graph_name)))
