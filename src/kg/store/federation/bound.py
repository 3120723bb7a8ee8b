"""Which values of the local data may be sent along with a SERVICE, so that its endpoint does not send everything.

A person writes `?area owl:sameAs ?it . SERVICE <e> { ?it rdfs:label ?l }`; sent alone, the pattern asks for every
label. So what stands beside the clause is asked here first, and the pattern is sent with `VALUES ?it { … }`.

**The rule.** L are the triples, the VALUES without UNDEF, and the FILTERs without EXISTS, chance or clock whose
variables all have a value in these, that stand directly in the clause's own group; and where that group is an
OPTIONAL, those that stand before it in the group around it. S are the variables that have a value in every solution
of L and in every solution of the pattern P: they stand in a triple, or in VALUES without UNDEF, directly in the group
of P. Then P is sent joined with V, the distinct values of S in L.

**Why that is equal.** Each solution of P binds all of S, so it agrees with at most one row of V, and joining with V
takes some solutions of P away and changes no other. A solution whose values of S are not in V agrees with none of L.
The group is a join of L, P and other parts that each add to a solution or take it away as a whole, so nothing comes
of it; in the OPTIONAL, the solutions before it meet the same ones of P as ever. Any part of L alone gives more values,
never too few: so what has no tie to S is left out.

**What is left alone**: under GRAPH the triples mean another graph, under EXISTS values are put in; a subselect as the
group, or nothing in S: P is sent as it is. So it is where a value is a literal, since two engines may write one
number in two ways; where there are more values, or more parts beside, than are worth it; and where asking for them
takes too long. A blank node of ours is in no other data, so that row of V is left out.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode

from kg.errors import QueryCrashed, QueryError, QueryTimeout, ResultTooLarge, StoreBusy
from kg.store.base import Limits, Query, Store
from kg.store.dataset import from_clauses
from kg.store.federation import groups
from kg.store.federation.clauses import Clause, Reading, is_word
from kg.store.federation.groups import TRIPLES, Element
from kg.store.functions import Row, rows
from kg.store.tokens import Kind
from kg.store.watched import check

MOST_VALUES = 2000
_MOST_PARTS = 100
_SHARE, _MOST_SECONDS = 0.25, 3.0
_CHANGING = ("NOW", "RAND", "UUID", "STRUUID", "BNODE", "EXISTS")
_JOINED = (TRIPLES, "VALUES")


class Values(NamedTuple):
    """Distinct values of some variables."""

    names: tuple[str, ...]
    rows: tuple[tuple[NamedNode, ...], ...]


class _Beside(NamedTuple):
    """What stands beside a clause, as a pattern of its own, and the variables shared with the clause."""

    pattern: str
    names: tuple[str, ...]


def values(store: Store, query: Query, reading: Reading, clause: Clause, limits: Limits) -> Values | None:
    """The values to send along with a clause; None where it is to be sent as it is.

    :raises kg.errors.StoreError: the store fails, or the client has gone away
    """
    beside = _beside(reading, clause)
    if beside is None:
        return None
    now = time.monotonic()
    seconds = min(_MOST_SECONDS, check(limits) * _SHARE)
    text = (
        f"{reading.prologue.text()}SELECT DISTINCT {' '.join(f'?{name}' for name in beside.names)} "
        f"{from_clauses(reading.text)} WHERE {{ {beside.pattern} }} LIMIT {MOST_VALUES + 1}"
    )
    try:
        found = rows(store, replace(query, text=text), replace(limits, deadline=now + seconds))
    except (QueryError, QueryTimeout, QueryCrashed, ResultTooLarge, StoreBusy):
        check(limits)
        return None
    return _iris(found, beside.names) if len(found) <= MOST_VALUES else None


def _iris(found: Sequence[Row], names: tuple[str, ...]) -> Values | None:
    """The values of the variables that have no literal; without the rows that have a blank node."""
    kept = tuple(name for name in names if not any(isinstance(row.get(name), Literal) for row in found))
    distinct: dict[tuple[NamedNode, ...], None] = {}
    for row in found:
        terms = [row.get(name) for name in kept]
        sure = tuple(term for term in terms if isinstance(term, NamedNode))
        if len(sure) == len(kept):
            distinct[sure] = None
        elif not any(isinstance(term, BlankNode) for term in terms):
            return None
    return Values(kept, tuple(distinct)) if kept else None


def _beside(reading: Reading, clause: Clause) -> _Beside | None:
    try:
        parts = _parts(reading, clause)
        inside = groups.elements(reading, clause.opening)
    except groups.Unknown:
        return None
    if len(parts) > _MOST_PARTS:
        return None
    joined = [part for part in parts if part.kind in _JOINED and not _is_open(reading, part)]
    names = groups.always_bound(reading, joined) & groups.always_bound(reading, inside)
    tied = _tied(reading, joined, names)
    bound = groups.always_bound(reading, tied)
    tests = [part for part in parts if part.kind == "FILTER" and _is_sure(reading, part, bound)]
    pattern = " ".join(
        reading.slice(part.first, part.last) + (" ." if part.kind == TRIPLES else "")
        for part in (*tied, *tests)
    )
    return _Beside(pattern, tuple(sorted(names))) if names else None


def _parts(reading: Reading, clause: Clause) -> list[Element]:
    """The parts that the clause is joined with.

    :raises groups.Unknown: it stands where that cannot be told
    """
    around = list(groups.around(reading, clause.first))
    if any(word in ("GRAPH", "EXISTS") for _, word in around):
        raise groups.Unknown
    opening, word = around[0]
    parts = groups.elements(reading, opening)
    if word == "OPTIONAL" and len(around) > 1:
        above = groups.elements(reading, around[1][0])
        parts += [part for part in above if part.last < opening - 1 or part.kind == "FILTER"]
    return parts


def _is_open(reading: Reading, part: Element) -> bool:
    """Whether a part is VALUES with UNDEF."""
    return part.kind == "VALUES" and not groups.always_bound(reading, [part])


def _tied(reading: Reading, parts: Sequence[Element], names: set[str]) -> list[Element]:
    """The parts that share a name with these, or with one that does."""
    tied, left = [], list(parts)
    known = set(names)
    while more := [part for part in left if groups.names(reading, part) & known]:
        tied += more
        left = [part for part in left if part not in more]
        known.update(*(groups.names(reading, part) for part in more))
    return sorted(tied, key=lambda part: part.first)


def _is_sure(reading: Reading, part: Element, bound: set[str]) -> bool:
    """Whether a FILTER says the same of the parts beside the clause as of the whole group."""
    tokens = reading.found[part.first : part.last + 1]
    changing = any(is_word(token, *_CHANGING) or token.kind is Kind.OTHER for token in tokens)
    return not changing and groups.variables(reading, part) <= bound
