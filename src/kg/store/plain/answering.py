"""A query answered near at hand, where it is plain and small; by none of it where it is anything else."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import NamedNode

from kg.formats import Format
from kg.store.base import Form, Limits, Query, Wanted
from kg.store.plain.near import GivenUp, Near
from kg.store.plain.shapes import Shape, shaped
from kg.store.plain.writing import write, write_triples

LONGEST = 4_000
"""Characters of a query that is looked at."""

NESTED = 25
"""Levels of brackets that plain queries have at most."""


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
        if limits.deadline <= time.monotonic() or not (found := shaped(text)):
            return None
        shape, iris = found
        chosen = wanted.of(shape.plain.form)
        if chosen is None or shape.is_passed_over():
            return None
        data = self._written(shape, iris, chosen, limits)
        shape.note(data is not None)
        return Found(shape.plain.form, chosen, data) if data is not None else None

    def _written(self, shape: Shape, iris: list[NamedNode], chosen: Format, limits: Limits) -> bytes | None:
        plain, steps, template = shape.plain, shape.steps(iris), shape.template(iris)
        prefixes = {**self._prefixes, **shape.prefixes} if chosen.rdf else None
        most = limits.max_rows, limits.max_bytes
        try:
            if shape.is_as_found(steps, template):
                return write_triples(self._near.triples(plain, steps[0]), chosen, *most, prefixes)
            return write(plain, self._near.rows(plain, steps), chosen, *most, template, prefixes)
        except GivenUp:
            return None

    def close(self) -> None:
        """Answers nothing more."""
        self._near.close()
