"""The answer of an endpoint, read strictly from JSON and written as the rows of VALUES."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

from pyoxigraph import Literal, NamedNode, QueryResultsFormat, QuerySolutions, parse_query_results

from kg.errors import EngineError, ServiceError
from kg.store.transcode import reading

_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.S)
"""A string, or the rest where it does not end: so every byte is looked at once, whatever comes."""

_NO_BRACKETS = bytes(set(range(256)) - set(b"{}[]"))
_LEVELS = 8
"""An answer has five levels; each round below takes away one or two."""


class NoTerm(Exception):
    """The answer holds what VALUES cannot, a blank node or a triple; the argument is its variable."""


class TooLong(Exception):
    """The rows are more, or longer, than allowed; the argument says which, rows or bytes."""


class Rows:
    """The rows of VALUES for some variables, gathered from one answer or several.

    :param names: the variables, without their sign; None for those that the first answer has
    :param written: the variables that there may be
    """

    def __init__(
        self, names: Sequence[str] | None, written: Container[str], max_rows: int, max_bytes: int
    ) -> None:
        self._names, self._written = names, written
        self._max_rows, self._max_bytes = max_rows, max_bytes
        self._rows: list[str] = []
        self._size = 0

    @property
    def room(self) -> int:
        """How many rows more are allowed."""
        return self._max_rows - len(self._rows)

    def take(self, raw: bytes) -> None:
        """Takes the rows of an answer in SPARQL's JSON; what it does not say of a variable is UNDEF.

        :raises ServiceError: it is no such answer
        :raises NoTerm: it holds a blank node
        :raises TooLong: with it there are too many
        """
        if not is_flat(raw):
            raise ServiceError("its answer cannot be read.")
        try:
            with reading():
                self._take(raw)
        except EngineError:
            raise ServiceError("its answer cannot be read.") from None

    def _take(self, raw: bytes) -> None:
        results = parse_query_results(raw, QueryResultsFormat.JSON)
        if not isinstance(results, QuerySolutions):
            raise ValueError("no rows")
        here = {variable.value: at for at, variable in enumerate(results.variables)}
        if self._names is None:
            self._names = [name for name in here if name in self._written]
        columns = [here.get(name) for name in self._names]
        for solution in results:
            terms = [None if at is None else solution[at] for at in columns]
            self._keep(" ".join(map(_term, self._names, terms)))

    def _keep(self, row: str) -> None:
        self._rows.append(f"({row})")
        self._size += len(row.encode()) + 3
        if self.room < 0:
            raise TooLong("rows")
        if self._size > self._max_bytes:
            raise TooLong("bytes")

    def text(self) -> str:
        """All of it, as a VALUES block."""
        return values(self._names or (), self._rows)


def values(names: Sequence[str], rows: Sequence[str]) -> str:
    """A VALUES block of rows that are written already."""
    return f"VALUES ({' '.join(f'?{name}' for name in names)}) {{ {' '.join(rows)} }}"


def nothing_bound(names: Sequence[str]) -> str:
    """One solution without a value for any of some variables (SPARQL 1.1 Federated Query, section 4)."""
    return values(names, [f"({' '.join('UNDEF' for _ in names)})"])


def is_flat(raw: bytes) -> bool:
    """Whether a JSON text nests no deeper than an answer does, so that no parser can be led down a well.

    >>> is_flat(b'{"a": ["}", {"b": {}}]}'), is_flat(b"[" * 40 + b"]" * 40), is_flat(b"{")
    (True, False, False)
    """
    bare = _STRING.sub(b"", raw).translate(None, _NO_BRACKETS)
    for _ in range(_LEVELS):
        bare = bare.replace(b"{}", b"").replace(b"[]", b"")
    return not bare


def _term(name: str, term: object) -> str:
    if term is None:
        return "UNDEF"
    if not isinstance(term, (NamedNode, Literal)):
        raise NoTerm(name)
    return str(term)
