"""No folder of tests is left out of a run because of its name."""

from __future__ import annotations

from fnmatch import fnmatch
from pathlib import Path

import pytest


def test_every_folder_of_tests_is_entered(request: pytest.FixtureRequest) -> None:
    left_out = request.config.getini("norecursedirs")
    folders = {path.parent for path in Path(__file__).parent.rglob("test_*.py")}
    parts = {part for folder in folders for part in folder.relative_to(Path(__file__).parent).parts}
    assert "build" in parts
    assert [part for part in parts if any(fnmatch(part, pattern) for pattern in left_out)] == []
