"""No folder of tests is left out of a run because of its name, and no file because another has the same."""

from __future__ import annotations

from collections import Counter
from fnmatch import fnmatch
from pathlib import Path

import pytest


def test_every_folder_of_tests_is_entered(request: pytest.FixtureRequest) -> None:
    left_out = request.config.getini("norecursedirs")
    folders = {path.parent for path in Path(__file__).parent.rglob("test_*.py")}
    parts = {part for folder in folders for part in folder.relative_to(Path(__file__).parent).parts}
    assert "build" in parts
    assert [part for part in parts if any(fnmatch(part, pattern) for pattern in left_out)] == []


def test_no_two_files_of_tests_have_one_name() -> None:
    names = Counter(path.name for path in Path(__file__).parent.rglob("test_*.py"))
    assert [name for name, number in names.items() if number > 1] == []
