"""An index over a small set of things, written once a run; each test asks it as people type."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
import pytest

from kg.search import writer
from kg.search.collect import entries
from kg.search.entries import Entry
from kg.search.index import Index
from kg.search.matcher import Matcher

DATA = Path(__file__).with_name("things.ttl")


def things() -> list[Entry]:
    """The entries of things.ttl."""
    return list(entries(pyoxigraph.parse(path=DATA)))


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """The index of things.ttl."""
    path = tmp_path_factory.mktemp("search") / writer.FILE
    writer.write(path, things())
    found = Index(path)
    yield found
    found.close()


@pytest.fixture(scope="session")
def matcher(index: Index) -> Matcher:
    """A matcher over it that finds passages too."""
    return Matcher(index, texts=True)
