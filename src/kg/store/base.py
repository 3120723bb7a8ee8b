"""The seam between pages and engines: one method, `answer`; everything else is a function above it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

from kg.errors import NotAcceptable
from kg.formats import Format
from kg.settings import Settings


class Form(Enum):
    """The four forms of a query (SPARQL 1.1 Query, section 16)."""

    SELECT = "SELECT"
    ASK = "ASK"
    CONSTRUCT = "CONSTRUCT"
    DESCRIBE = "DESCRIBE"


class Lane(Enum):
    """Who asks: our own pages, whose share of workers is reserved, or anybody at the endpoint."""

    PAGES = "pages"
    PUBLIC = "public"


@dataclass(frozen=True)
class Query:
    """A query, and the protocol's dataset, which wins over FROM (SPARQL 1.1 Protocol, 2.1.4)."""

    text: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wanted:
    """The format to answer in, a form of query; None where the client accepts none for that form."""

    results: Format | None
    boolean: Format | None
    graph: Format | None

    def of(self, form: Form) -> Format | None:
        """The format for a form of query."""
        if form is Form.SELECT:
            return self.results
        return self.boolean if form is Form.ASK else self.graph

    def to_write(self, form: Form) -> Format:
        """The format for a form of query.

        :raises NotAcceptable: the client accepts none
        """
        if chosen := self.of(form):
            return chosen
        raise NotAcceptable(f"None of the formats asked for can carry what {form.value} gives.", form.value)


@dataclass(frozen=True)
class Limits:
    """What a query may take; `deadline` is a moment of time.monotonic() and counts waiting too."""

    deadline: float
    max_rows: int = Settings.max_result_rows
    max_bytes: int = Settings.max_result_bytes
    lane: Lane = Lane.PUBLIC
    client: str = ""
    gone: Callable[[], bool] | None = field(default=None, compare=False)


class Body(Protocol):
    """The bytes of an answer, in parts."""

    def __iter__(self) -> Iterator[bytes]: ...

    def __next__(self) -> bytes: ...

    def close(self) -> None:
        """Ends the query if its answer was not read to the end; harmless at any time."""
        ...


@dataclass(frozen=True)
class Answer:
    """A whole answer on its way: what form the query had, in which format, and its bytes.

    `stable` is false where the query uses NOW, RAND, UUID, STRUUID, BNODE or makes blank nodes, so that
    asking again may give other bytes. The body is to be read to its end or closed.
    """

    form: Form
    format: Format
    body: Body
    stable: bool


class Store(Protocol):
    """Whatever answers SPARQL."""

    @property
    def place(self) -> str:
        """Where its data is now: “disk”, “memory”, or the “engine” elsewhere."""
        ...

    def answer(self, query: Query, wanted: Wanted, limits: Limits) -> Answer:
        """Answers a query whole, or raises.

        :raises kg.errors.StoreError: one of its kinds, before the first byte or while the body is read
        """
        ...

    def close(self) -> None:
        """Ends its processes and connections."""
        ...


def soon(seconds: float) -> float:
    """The monotonic moment so many seconds from now, for `Limits.deadline`."""
    return time.monotonic() + seconds
