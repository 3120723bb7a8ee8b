"""`python -m benchmarks [NAME…]`: runs every bench_*.py, or those named, and prints what they measure."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path


def main() -> None:
    """Runs the measurements in the order of their names."""
    found = sorted(path.stem.removeprefix("bench_") for path in Path(__file__).parent.glob("bench_*.py"))
    for name in sys.argv[1:] or found:
        print(f"\n== {name}")
        importlib.import_module(f"benchmarks.bench_{name}").main()


main()
