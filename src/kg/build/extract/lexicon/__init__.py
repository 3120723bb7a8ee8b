"""The words the extractor knows, read once from the tables beside this file."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from kg.vietnamese import same_spelling

TABLES = ("words", "units", "places", "names", "bodies", "posts", "documents", "meetings")


def rows(table: str) -> Iterator[tuple[str, str, str]]:
    """Every (mark, entry, phrase) of one file."""
    content = tomllib.loads((files(__package__) / f"{table}.toml").read_text(encoding="utf-8"))
    for mark, entries in content.items():
        for entry, phrases in entries.items():
            for phrase in phrases:
                yield mark, entry, phrase


@cache
def entries(table: str, mark: str) -> dict[str, str]:
    """One table of one file: phrase in its compared form → entry."""
    return {same_spelling(phrase): entry for name, entry, phrase in rows(table) if name == mark}
