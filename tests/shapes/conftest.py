"""Fixtures of the shape tests: the real report is the good graph; each case plants one defect in it.

The graphs are built once a session from `data/`, `ontology/` and `shapes/`, as a build does, and never changed.
`few` is the same with only those shared things that the report leads to: pySHACL is asked about every node there.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad

from kg import iri
from kg.build import assemble, source
from kg.build.assemble import Graphs
from kg.vocab import PROV, SKOS

ROOT = Path(__file__).parents[2]
SHARED = ("vocab", "authority/")
DOWN = (SKOS.hasTopConcept, SKOS.narrower)
"""Properties that lead from a list to all its entries."""
ALSO = ("def/issuer-code/HU", "def/area-level/xa")
"""What cases lead to, though the report does not."""


@pytest.fixture(scope="session")
def real() -> tuple[Graphs, dict[str, str]]:
    """Every graph of the build, and the source texts by the IRI of the text."""
    sources = [assemble.read_source(d) for d in source.load_all(ROOT / "data")]
    shared = assemble.read_shared(ROOT / "ontology", ROOT / "shapes", ROOT / "data")
    texts = {s.document.text_iri: s.document.text for s in sources}
    return assemble.whole(sources, shared, ROOT / "data" / "labels"), texts


@pytest.fixture(scope="session")
def few(real: tuple[Graphs, dict[str, str]]) -> Graphs:
    """The graphs of the build without the codes, bodies and areas that nothing leads to, and without mere mentions."""
    graphs = real[0]
    said: dict[str, set[str]] = {}
    for q in (q for name, quads in graphs.items() if name.startswith(SHARED) for q in quads):
        said.setdefault(str(q.subject), set()).add(str(q.object) if q.predicate not in DOWN else "")
    roots = [q for name, quads in graphs.items() if name.startswith(("report/", "links/")) for q in quads]
    reached, todo = (
        set[str](),
        {str(q.object) for q in roots} | {str(NamedNode(iri.BASE + path)) for path in ALSO},
    )
    while todo:
        reached |= todo
        todo = {o for node in todo for o in said.get(node, ()) if o in said} - reached
    return {
        name: _kept(quads, reached) if name.startswith(SHARED) else _evidence(quads)
        for name, quads in graphs.items()
    }


def _kept(quads: list[Quad], reached: set[str]) -> list[Quad]:
    kept = [q for q in quads if str(q.subject) in reached]
    here = {str(q.subject) for q in quads} - reached
    return [q for q in kept if str(q.object) not in here]


def _evidence(quads: list[Quad]) -> list[Quad]:
    """The quads without the quotes on which no fact rests."""
    rested_on = {q.object.value for q in quads if q.predicate == PROV.wasDerivedFrom}
    return [
        q for q in quads if "#char=" not in q.subject.value or q.subject.value.partition(";")[0] in rested_on
    ]


@pytest.fixture(scope="session")
def shape_quads(real: tuple[Graphs, dict[str, str]]) -> list[Quad]:
    """The shapes graph."""
    return real[0]["shapes"]
