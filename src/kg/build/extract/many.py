"""Candidate facts of one file or many, as lines of JSON; one file's trouble is its own."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from kg.build.extract.encoding import decode
from kg.build.extract.texts import extract
from kg.errors import KgError, SourceError, Where

_WORTH_A_PROCESS = 500_000
"""From how many bytes in all on, several processes save more time than they take to start."""


@dataclass(frozen=True)
class Extracted:
    """What came of one file: its lines, or what was wrong with it."""

    file: Path
    lines: tuple[str, ...] = ()
    error: str | None = None


def lines(data: bytes, name: str | None = None, source: str | None = None) -> tuple[str, ...]:
    """The candidate facts of a text, one JSON object a line.

    :param name: the file's name, for the error
    :param source: what to write into each line as its source
    :raises SourceError: the bytes are no UTF-8 text
    """
    more = {"source": source} if source is not None else {}
    return tuple(json.dumps({**more, **row}, ensure_ascii=False) for row in extract(decode(data, name)))


def one(file: Path, named: bool) -> Extracted:
    """What comes of one file.

    :param named: whether each line tells the file
    """
    try:
        return Extracted(file, lines(file.read_bytes(), str(file), str(file) if named else None))
    except OSError as error:
        return Extracted(
            file, error=str(SourceError(f"The file cannot be read: {error.strerror}.", Where(file)))
        )
    except KgError as error:
        return Extracted(file, error=str(error))


def many(files: Sequence[Path], jobs: int) -> Iterator[Extracted]:
    """What comes of each file, in their order, some of them side by side where there is much to read."""
    task = partial(one, named=len(files) > 1)
    size = sum(file.stat().st_size for file in files if file.is_file())
    if jobs == 1 or len(files) == 1 or size < _WORTH_A_PROCESS:
        yield from map(task, files)
        return
    with ProcessPoolExecutor(min(jobs, len(files)), get_context("spawn")) as pool:
        yield from pool.map(task, files)
