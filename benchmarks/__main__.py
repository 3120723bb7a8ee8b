"""`python -m benchmarks [NAME…]`: runs every bench_*.py, or those named, and prints what they measure."""

from __future__ import annotations

import argparse
import ast
import importlib
from pathlib import Path

FILES = {path.stem.removeprefix("bench_"): path for path in sorted(Path(__file__).parent.glob("bench_*.py"))}


def main() -> None:
    """Runs the measurements in the order of their names, or in that of the command."""
    for name in _named():
        print(f"\n== {name}")
        importlib.import_module(f"benchmarks.bench_{name}").main()


def _named() -> list[str]:
    """The measurements that the command names, all where it names none; a number is for one that takes it."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Measures, and prints tables; it takes minutes. Without a name, everything.",
        epilog="\n".join(f"  {name:10} {_head(path)}" for name, path in FILES.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="what to measure, one of those below")
    names = [name for name in parser.parse_args().names if not name.isdecimal()]
    for name in names:
        if name not in FILES:
            parser.error(f"there is no “{name}”; there is {', '.join(FILES)}")
    return names or list(FILES)


def _head(path: Path) -> str:
    """The first line of a measurement's own words."""
    return (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").partition("\n")[0]


if __name__ == "__main__":
    main()
