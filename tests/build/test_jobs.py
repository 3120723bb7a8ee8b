"""Where reports are read makes no difference to the release."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.build.manyfold import made, several
from tests.conftest import settings

from kg.build import pipeline


def test_two_processes_make_the_release_that_one_makes(data: Path, tmp_path: Path) -> None:
    several(data, 3)
    one = pipeline.build(settings(tmp_path / "one", data))
    two = pipeline.build(replace(settings(tmp_path / "two", data), jobs=2))
    assert two.manifest.id == one.manifest.id
    assert made(two.folder) == made(one.folder)
    assert len(made(one.folder)) > 10
