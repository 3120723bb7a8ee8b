"""The commands: in this process, where a test is about what they say, or in one of their own, as a person runs them."""

from __future__ import annotations

import gc
import subprocess
import sys
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from kg.cli import main

KG = Path(sys.executable).with_name("kg")
ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Done:
    """What a command said, and its status."""

    returncode: int
    stdout: str
    stderr: str


def kg(*arguments: object, given: str | bytes | None = None, **environment: str) -> Done:
    """Runs a command in this process, from the root of the repository; an error that is not told is an error here."""
    try:
        with chdir(ROOT):
            words = list(map(str, arguments))
            found = CliRunner().invoke(
                main, words, given, environment, catch_exceptions=False, prog_name="kg"
            )
    finally:
        gc.enable()  # a build ends with its process elsewhere
    return Done(found.exit_code, found.stdout, found.stderr)


def process(*arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
    """Runs a command in a process of its own, from the root of the repository."""
    command = [str(KG), *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600, **options)  # type: ignore[call-overload, no-any-return]
