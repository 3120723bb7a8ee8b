"""Every kind of page there is, one address each: `kinds.tsv`."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Kind:
    """A kind of page: its name here, the address of one, the status that it answers."""

    name: str
    path: str
    status: int


def _read() -> tuple[Kind, ...]:
    with Path(__file__).with_suffix(".tsv").open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(stream, delimiter="\t")
        return tuple(Kind(row["name"], row["path"], int(row["status"])) for row in rows)


KINDS = _read()
