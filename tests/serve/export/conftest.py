"""A release of a few things, some of them odd, two official areas among them; and copies of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from copies import Export
from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from kg.build import release
from kg.build.release import Content
from kg.iri import BASE
from kg.serve.export import exporting
from kg.serve.export.exporting import Done, Wanted
from kg.settings import Settings

FILE = Path(__file__).with_name("odd.trig")
LONG = "Uỷ-ban-nhân-dân-" * 30
"""A name that is too long for a file, in Vietnamese."""


def write(out: Path) -> Path:
    """A release of the odd things; gives its folder."""
    prefix = f"{BASE}graph/"
    graphs: dict[str, list[Quad]] = {}
    text = FILE.read_text("utf-8").replace("LONG", LONG)
    for quad in parse(text.encode(), RdfFormat.TRIG):
        assert isinstance(quad.graph_name, NamedNode)
        graphs.setdefault(quad.graph_name.value.removeprefix(prefix), []).append(quad)
    content = Content(graphs, {}, "2026-01-01", {}, BASE)
    return out / "releases" / release.write(content, lambda _dumps: [], out).id


@pytest.fixture(scope="session")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the release; not to be changed."""
    return write(tmp_path_factory.mktemp("odd"))


@pytest.fixture(scope="session")
def export(odd: Path) -> Export:
    """Exports it into a folder."""

    def start(folder: Path, url: str = "", areas: bool = False, **settings: object) -> Done:
        wanted = Wanted(folder, url, areas)
        return exporting.export(Settings().with_(**settings), odd, wanted, pytest.fail, lambda *_: None)

    return start


@pytest.fixture(scope="session")
def copy(export: Export, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy as it is without options; not to be changed."""
    folder = tmp_path_factory.mktemp("alone") / "copy"
    export(folder)
    return folder
