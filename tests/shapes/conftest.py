"""Fixtures of the shape tests: the real report is the good graph; each case plants one defect in it.

The graphs are built once a session from `data/`, `ontology/` and `shapes/`, as a build does, and never changed.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Quad

from kg.build import assemble, source
from kg.build.assemble import Graphs

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def real() -> tuple[Graphs, dict[str, str]]:
    """Every graph of the build, and the source texts by the IRI of the text."""
    sources = [assemble.read_source(d) for d in source.load_all(ROOT / "data")]
    shared = assemble.read_shared(ROOT / "ontology", ROOT / "shapes", ROOT / "data")
    texts = {s.document.text_iri: s.document.text for s in sources}
    return assemble.whole(sources, shared, ROOT / "data" / "labels"), texts


@pytest.fixture(scope="session")
def shape_quads(real: tuple[Graphs, dict[str, str]]) -> list[Quad]:
    """The shapes graph."""
    return real[0]["shapes"]
