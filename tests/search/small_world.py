"""The small set of things that the searches of these tests go through."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph

from kg.search.collect import entries
from kg.search.entries import Entry

DATA = Path(__file__).with_name("things.ttl")


def things() -> list[Entry]:
    """The entries of things.ttl."""
    return list(entries(pyoxigraph.parse(path=DATA)))
