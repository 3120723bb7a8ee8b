"""`kg build` of the data folder: from nothing, with the pieces of the areas kept, and with nothing changed."""

from __future__ import annotations

import resource
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.measure import KG


def main() -> None:
    """Prints times of day, times of the processor, and the sizes of what was built."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"

        def build() -> None:
            subprocess.run([KG, "build", "--out", out, "--json"], check=True, stdout=subprocess.DEVNULL)

        def nothing() -> None:
            shutil.rmtree(out, ignore_errors=True)

        def areas() -> None:
            (out / "inputs.json").unlink()
            shutil.rmtree(out / "releases")

        _say("from nothing", "under 12", *_median(nothing, build, 3))
        _say("areas as before", "under 3", *_median(areas, build))
        _say("nothing changed", "under 1", *_median(lambda: None, build))
        for name in ("store", "search-*", "dumps"):
            size = sum(_size(path) for path in (out / "current").glob(name))
            print(f"{name:<16} {size / 1e6:6.1f} MB")
        print(f"everything in out{_size(out) / 1e6:6.1f} MB   (what releases share counted once)")


def _median(before: Callable[[], None], action: Callable[[], None], times: int = 5) -> tuple[float, float]:
    """The median times of day and of the processor, in seconds."""
    found = []
    for _ in range(times):
        before()
        started, spent = time.perf_counter(), _spent()
        action()
        found.append((time.perf_counter() - started, _spent() - spent))
    return statistics.median(day for day, _ in found), statistics.median(cpu for _, cpu in found)


def _spent() -> float:
    """CPU seconds of the processes that were started and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _say(what: str, aim: str, day: float, cpu: float) -> None:
    print(f"kg build, {what:<18} {day:6.2f} s   CPU {cpu:6.2f} s   (aim: {aim})")


def _size(path: Path) -> int:
    """Bytes of a file or of a folder's files, each once."""
    files = {file.stat().st_ino: file.stat().st_size for file in (path, *path.rglob("*")) if file.is_file()}
    return sum(files.values())
