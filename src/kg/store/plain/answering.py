"""A query answered near at hand, where it is plain and small; by none of it where it is anything else."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from kg.formats import Format
from kg.store.base import Form, Limits, Query, Wanted
from kg.store.guard import can_be_written
from kg.store.plain.near import GivenUp, Near
from kg.store.plain.reading import read_text
from kg.store.plain.writing import write

LONGEST = 4_000
"""Characters of a query that is looked at."""

NESTED = 25
"""Levels of brackets that plain queries have at most."""

_SHORT = 400
_NOT_PLAIN = re.compile(r"\b(?:FILTER|OPTIONAL|VALUES|UNION|BIND|GRAPH|MINUS|EXISTS|DESCRIBE)\b", re.I)


class Found(NamedTuple):
    """A whole answer, which is the same each time."""

    form: Form
    format: Format
    data: bytes


class Answerer:
    """Answers what it can from the folder of a store; any number of threads may ask at once.

    :param prefixes: names for Turtle, TriG and RDF/XML beside those that a query declares
    :param max_query_bytes: how long a query may be
    """

    def __init__(self, folder: Path, prefixes: Mapping[str, str], max_query_bytes: int) -> None:
        self._near, self._prefixes = Near(folder), prefixes
        self._longest = min(LONGEST, max_query_bytes // 4)

    def answer(self, query: Query, wanted: Wanted, limits: Limits) -> Found | None:
        """The answer; None where a worker is to be asked, which also says what is wrong with a query.

        Nothing is waited for, and it takes two milliseconds at most while the folder is in the memory of the machine.
        """
        text = query.text
        if query.default_graphs or query.named_graphs or len(text) > self._longest:
            return None
        if limits.deadline <= time.monotonic() or (len(text) > _SHORT and _NOT_PLAIN.search(text)):
            return None
        found = read_text(text)
        chosen = wanted.of(found.plain.form) if found else None
        if found is None or chosen is None:
            return None
        rows = self._near.rows(found.plain)
        if rows is None:
            return None
        own = {name: iri for name, iri in found.prefixes.items() if chosen.rdf and can_be_written(name, iri)}
        prefixes = {**self._prefixes, **own} if chosen.rdf else {}
        try:
            data = write(found.plain, rows, chosen, prefixes, limits.max_rows, limits.max_bytes)
        except GivenUp:
            return None
        return Found(found.plain.form, chosen, data)

    def close(self) -> None:
        """Answers nothing more."""
        self._near.close()
