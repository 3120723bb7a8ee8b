"""A query asked from the shell: its answer as a table, or in any format of results."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator

from pyoxigraph import QueryResultsFormat, QuerySolutions, parse_query_results
from rich import box
from rich.console import Console
from rich.table import Table

from kg import formats
from kg.errors import SettingsError, Where
from kg.settings import Settings
from kg.store.base import Answer, Form, Limits, Query, Store, Wanted
from kg.vocab import compact

_OFFERS = (*formats.RESULTS_FORMATS, *formats.GRAPH_FORMATS, *formats.DATASET_FORMATS)


def answer(store: Store, text: str, form: str, settings: Settings, terminal: bool) -> Iterator[bytes]:
    """The parts of an answer, in a format by its name or as a table.

    :param terminal: whether a person looks at it, so that a table may take the width of the screen
    :raises SettingsError: there is no such format
    :raises kg.errors.StoreError: there is no answer
    """
    limits = Limits(time.monotonic() + settings.timeout, settings.max_result_rows, settings.max_result_bytes)
    if form == "table":
        wanted = Wanted(results=formats.TSV, boolean=formats.JSON, graph=formats.TURTLE)
        yield from _shown(store.answer(Query(text), wanted, limits), terminal)
    else:
        yield from store.answer(Query(text), _wanted(form), limits).body


def _wanted(form: str) -> Wanted:
    chosen = formats.named(form, _OFFERS)
    if chosen is None:
        names = ", ".join(offer.name for offer in _OFFERS)
        raise SettingsError(
            f"There is no format “{form}”.", Where(field="--format"), f"Formats: table, {names}."
        )
    results = chosen if chosen.results else None
    return Wanted(
        results=results, boolean=results if chosen.boolean else None, graph=chosen if chosen.rdf else None
    )


def _shown(found: Answer, terminal: bool) -> Iterator[bytes]:
    if found.form is not Form.SELECT:
        yield from found.body
        yield b"\n" if found.form is Form.ASK else b""
        return
    solutions = parse_query_results(b"".join(found.body), QueryResultsFormat.TSV)
    assert isinstance(solutions, QuerySolutions)
    table = Table(*(v.value for v in solutions.variables), box=box.SIMPLE, pad_edge=False)
    for solution in solutions:
        table.add_row(*("" if term is None else _plain(term) for term in solution))
    screen = io.StringIO()
    Console(file=screen, width=None if terminal else 200, highlight=False, markup=False).print(table)
    yield screen.getvalue().encode()


def _plain(term: object) -> str:
    value = getattr(term, "value", None)
    return str(term) if value is None else compact(str(value))
