"""An index over a small set of things, written once a run; each test asks it as people type."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from small_world import things

from kg.search import writer
from kg.search.index import Index
from kg.search.matcher import Matcher


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
