"""A plain query as a value: what it matches, and what is to be given of that (SPARQL 1.1 Query, 5 and 11)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from kg.store.base import Form


@dataclass(frozen=True)
class Var:
    """A variable; where its name begins with a full stop, a blank node or a step of a path, which is not given."""

    name: str


Node = Var | NamedNode | Literal


class Pattern(NamedTuple):
    """A triple pattern."""

    subject: Node
    predicate: Node
    object: Node


class Measure(Enum):
    """The set functions that plain queries may have (SPARQL 1.1 Query, 18.5.1)."""

    COUNT = "COUNT"
    SUM = "SUM"
    AVG = "AVG"
    MIN = "MIN"
    MAX = "MAX"


@dataclass(frozen=True)
class Aggregate:
    """`(MEASURE(DISTINCT ?of) AS ?name)`; of whole rows where `of` is None, as in COUNT(*)."""

    measure: Measure
    of: Var | None
    distinct: bool
    name: str


@dataclass(frozen=True)
class Order:
    """A variable that rows are sorted by."""

    by: str
    descending: bool = False


@dataclass(frozen=True)
class Plain:
    """A plain query over the default graph.

    `gives` are the columns of a SELECT in their order, `*` written out; `template` is that of a CONSTRUCT.
    `grouped` is true with GROUP BY or an aggregate: without `groups` all rows are then one group.
    """

    form: Form
    patterns: tuple[Pattern, ...]
    gives: tuple[Var | Aggregate, ...] = ()
    template: tuple[Pattern, ...] = ()
    grouped: bool = False
    groups: tuple[Var, ...] = ()
    distinct: bool = False
    order: tuple[Order, ...] = ()
    limit: int | None = None
    offset: int = 0

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(given.name for given in self.gives)
