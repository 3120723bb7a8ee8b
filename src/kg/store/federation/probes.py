"""Whether an engine joins VALUES as SPARQL 1.1 says: a few queries over no data, whose answers the standard fixes.

What a SERVICE gives stands in the query as VALUES, and an engine elsewhere joins it. One that joins it wrongly would
answer with wrong rows, which nobody could tell from right ones; so it is asked these first.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from kg.errors import EngineError, QueryError
from kg.store.base import Limits, Store
from kg.store.functions import rows

AGAIN = 60.0
"""Seconds after which an engine is asked anew: another may have taken its address."""

_ROWS, _BYTES = 1000, 100_000


class Probe(NamedTuple):
    """A query that any engine answers alike: what of VALUES it tries, its text, and its rows without their order."""

    tries: str
    text: str
    rows: tuple[dict[str, str], ...]


_ONE_TWO = "VALUES ?a { <urn:1> <urn:2> }"
_ONE_X = "VALUES (?a ?b) { (<urn:1> 'x') }"
_ONE, _TWO = {"a": "urn:1"}, {"a": "urn:2"}

PROBES = (
    Probe("at all", f"SELECT * {{ {_ONE_TWO} }}", (_ONE, _TWO)),
    Probe("with a row that stands twice", "SELECT * { VALUES ?a { <urn:1> <urn:1> } }", (_ONE, _ONE)),
    Probe("beside others", f"SELECT * {{ {_ONE_TWO} {_ONE_X} }}", ({**_ONE, "b": "x"},)),
    Probe("without a row", f"SELECT * {{ {_ONE_TWO} VALUES ?b {{ }} }}", ()),
    Probe("without a variable", f"SELECT * {{ {_ONE_TWO} VALUES () {{ () }} }}", (_ONE, _TWO)),
    Probe(
        "with UNDEF",
        "SELECT * { VALUES (?a ?b) { (<urn:1> UNDEF) (UNDEF 'y') } VALUES (?a ?b) { (<urn:1> 'x') (<urn:2> 'y') } }",
        ({**_ONE, "b": "x"}, {**_TWO, "b": "y"}),
    ),
    Probe("in OPTIONAL", f"SELECT * {{ {_ONE_TWO} OPTIONAL {{ {_ONE_X} }} }}", ({**_ONE, "b": "x"}, _TWO)),
    Probe(
        "behind OPTIONAL",
        f"SELECT * {{ {_ONE_TWO} OPTIONAL {{ {_ONE_X} }} VALUES ?b {{ 'x' 'y' }} }}",
        ({**_ONE, "b": "x"}, {**_TWO, "b": "x"}, {**_TWO, "b": "y"}),
    ),
    Probe("in UNION", f"SELECT * {{ {{ {_ONE_TWO} }} UNION {{ {_ONE_TWO} }} }}", (_ONE, _ONE, _TWO, _TWO)),
    Probe("in MINUS", f"SELECT * {{ {_ONE_TWO} MINUS {{ {_ONE_X} }} }}", (_TWO,)),
    Probe("in EXISTS", f"SELECT * {{ {_ONE_TWO} FILTER EXISTS {{ {_ONE_X} }} }}", (_ONE,)),
    Probe("in NOT EXISTS", f"SELECT * {{ {_ONE_TWO} FILTER NOT EXISTS {{ {_ONE_X} }} }}", (_TWO,)),
    Probe(
        "in a SELECT inside",
        f"SELECT * {{ {_ONE_TWO} {{ SELECT ?a (COUNT(*) AS ?n) {{ {_ONE_X} }} GROUP BY ?a }} }}",
        ({**_ONE, "n": "1"},),
    ),
    Probe("before BIND", "SELECT * { VALUES ?a { <urn:1> } BIND(STR(?a) AS ?b) }", ({**_ONE, "b": "urn:1"},)),
)


def fault(store: Store, limits: Limits) -> str | None:
    """Where VALUES stand that the engine behind a store joins wrongly, in words; None where there is nothing wrong.

    :raises kg.errors.StoreError: it gives no answer at all, or not in time
    """
    bounded = replace(limits, max_rows=_ROWS, max_bytes=_BYTES)
    return next((probe.tries for probe in PROBES if not holds(store, probe, bounded)), None)


def holds(store: Store, probe: Probe, limits: Limits) -> bool:
    """Whether the engine behind a store gives what the standard says.

    :raises kg.errors.StoreError: it gives no answer at all, or not in time
    """
    try:
        found = rows(store, probe.text, limits)
    except QueryError:
        return False
    except EngineError:
        rows(
            store, PROBES[0].text, limits
        )  # what is down fails here as well, and is not said to join wrongly
        return False
    values = ({name: getattr(term, "value", "") for name, term in row.items()} for row in found)
    return _counted(values) == _counted(probe.rows)


def _counted(found: Iterable[Mapping[str, str]]) -> Counter[frozenset[tuple[str, str]]]:
    return Counter(frozenset(row.items()) for row in found)


class Trust:
    """What is known of the engine behind a store; any number of threads may ask at once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: tuple[float, str | None] | None = None

    def fault(self, limits: Limits) -> str | None:
        """As above, asked once a minute; our own engine is not asked, the tests do that.

        :raises kg.errors.StoreError: it gives no answer at all, or not in time
        """
        if self._store.place != "engine":
            return None
        known = self._known
        if known is None or known[0] < time.monotonic():
            self._known = known = (time.monotonic() + AGAIN, fault(self._store, limits))
        return known[1]
