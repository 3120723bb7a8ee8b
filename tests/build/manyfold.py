"""A data folder with several reports, and what a build made of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from kg.build.add import About, add

ROOT = Path(__file__).parents[2]
TEXT = ROOT / "tests" / "build" / "texts" / "xa-mau-lam.txt"


def several(data: Path, count: int) -> Path:
    """Adds some reports to a data folder, each a little different."""
    for number in range(count):
        file = data.parent / f"report-{number}.txt"
        file.write_text(f"{TEXT.read_text('utf-8').rstrip()}\nLần {number}.\n", "utf-8")
        add(file, About(name=f"report-{number}"), data, ROOT / "ontology", date(2026, 11, 22))
    return data


def made(release: Path) -> Mapping[str, bytes]:
    """Every file of a release whose bytes are promised: dumps, the reports of the checks."""
    files = [p for name in ("dumps", "validation") for p in (release / name).rglob("*") if p.is_file()]
    return {p.relative_to(release).as_posix(): p.read_bytes() for p in files}
