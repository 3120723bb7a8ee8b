"""`kg build` of the data folder: from nothing, with a report changed, and with nothing changed."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from benchmarks.measure import KG, median


def main() -> None:
    """Prints the times and a ratio."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"

        def build() -> None:
            subprocess.run([KG, "build", "--out", out, "--json"], check=True, stdout=subprocess.DEVNULL)

        def cold() -> None:
            shutil.rmtree(out, ignore_errors=True)
            build()

        def changed() -> None:
            (out / "inputs.json").unlink()
            shutil.rmtree(out / "releases")
            build()

        whole, again, unchanged = median(cold), median(changed), median(build)
    print(f"kg build, from nothing     {whole:6.2f} s   (aim: areas under 20)")
    print(f"kg build, areas as before  {again:6.2f} s   (aim: under 3)")
    print(f"kg build, nothing changed  {unchanged:6.2f} s   (aim: under 1)")
    print(f"ratio                      {unchanged / whole:6.2f}")
