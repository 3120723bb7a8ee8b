"""The command of the measurements: it says what there is, and what is not there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "benchmarks", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_each_measurement_is_listed_with_what_it_measures() -> None:
    told = _run("--help")
    assert told.returncode == 0
    for path in (ROOT / "benchmarks").glob("bench_*.py"):
        name = path.stem.removeprefix("bench_")
        line = next(line for line in told.stdout.splitlines() if line.split()[:1] == [name])
        assert line.split(None, 1)[1] == path.read_text("utf-8").splitlines()[0].strip('"')


def test_a_measurement_that_is_not_there_is_said_to_be_none() -> None:
    told = _run("engines", "nope")
    assert (told.returncode, told.stdout) == (2, "")
    assert "there is no “nope”" in told.stderr
    assert "Traceback" not in told.stderr
