"""Fixtures: the real report where a test is about the whole, a copy of its folder where a test breaks something.

The smallest thing that has what a test needs is taken; nothing is mocked that can be run.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kg.build import assemble, source
from kg.build.assemble import Source

ROOT = Path(__file__).parents[1]
REPORT = "fe65192195054a7f"
NAME = "dang-bo-co-quan-chinh-quyen-huyen-2020"


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def report() -> Source:
    """The real report, curated."""
    return assemble.read_source(source.load(ROOT / "data" / "sources" / NAME))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the whole data folder, to break."""
    return Path(shutil.copytree(ROOT / "data", tmp_path / "data"))


@pytest.fixture
def folder(data: Path) -> Path:
    """The real report's source folder, in the copy."""
    return data / "sources" / NAME
