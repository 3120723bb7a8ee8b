"""Statements as canonical lines, and these as gzip files: equal data give equal bytes."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from pathlib import Path

_LEVEL = 6
"""How hard gzip tries: the highest level takes four times as long for a tenth."""


def canonical(statements: Iterable[object]) -> list[str]:
    """Lines of N-Quads or N-Triples in code-point order, each once: the canonical form without blank nodes."""
    return sorted({f"{statement} .\n" for statement in statements})


def pack(file: Path, lines: Iterable[str], more: Iterable[Path] = ()) -> None:
    """A gzip file without a time in it, so that equal data give equal bytes; other such files may follow in it."""
    with file.open("wb") as raw:
        with gzip.GzipFile("", "wb", _LEVEL, raw, mtime=0) as packed:
            packed.write("".join(lines).encode())
        for one in more:
            raw.write(one.read_bytes())
