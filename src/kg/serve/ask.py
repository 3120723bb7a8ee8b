"""Asks the store of the site: queries are files that run as they stand, their examples replaced by what is asked.

The pages speak of everything under the default base, whatever the base of the data: IRIs are moved here, both ways.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from kg.iri import BASE, Rebase
from kg.serve.engine import EngineStore
from kg.serve.inlining import inlined
from kg.serve.site import Site
from kg.store import functions
from kg.store.base import Query
from kg.store.functions import Row, Term
from kg.store.guard import MAX_DEPTH, Examined, Facts, examine


class MustWait(Exception):
    """Workers would have to be asked, by a thread that may not wait for them."""


_waits: ContextVar[bool] = ContextVar("waits", default=True)


@contextmanager
def without_waiting() -> Iterator[None]:
    """Has every question to the store fail with `MustWait`."""
    before = _waits.set(False)
    try:
        yield
    finally:
        _waits.reset(before)


QUERIES = Path(__file__).parent / "queries"
_HERE = NamedNode("urn:x-values:here")


@lru_cache
def _parts(name: str, base: str) -> tuple[str, ...]:
    """The text of `queries/NAME.rq` for a base, cut at the places where values stand."""
    text = Rebase(base).text((QUERIES / f"{name}.rq").read_text("utf-8"))
    if "VALUES ?it" not in text:
        return (text,)
    return tuple(functions.bind(text, {"it": [_HERE]}).split(str(_HERE)))


def bound(site: Site, name: str, it: Iterable[str] = ()) -> str:
    """A query with IRIs in the place of its example.

    :raises ValueError: an IRI is none
    """
    move = Rebase(site.base)
    iris = [str(NamedNode(move(iri))) for iri in it]
    text = " ".join(iris).join(_parts(name, site.base))
    return inlined(text, iris[0]) if len(iris) == 1 and isinstance(site.engine, EngineStore) else text


def rows(site: Site, name: str, *it: str) -> list[Row]:
    """The rows that a query gives for some IRIs.

    :raises kg.errors.StoreError: there is no answer
    :raises ValueError: an IRI is none
    """
    text = bound(site, name, it)
    return _rows(site, _known(name, site.base, text) if len(text) < _LONGEST else text)


_LONGEST = 20_000
"""Characters of a query that is not measured, because its file was."""


def _known(name: str, base: str, text: str) -> Examined:
    """A query of ours whose file was examined: IRIs in the place of another change nothing but its text."""
    return Examined(text, facts=replace(_facts(name, base), text=text))


@lru_cache
def _facts(name: str, base: str) -> Facts:
    """What is known of `queries/NAME.rq` for a base."""
    return examine(str(_HERE).join(_parts(name, base)), _LONGEST, MAX_DEPTH)


def rows_by(site: Site, name: str, **values: str) -> list[Row]:
    """The rows that a query gives for one IRI in each of its VALUES blocks.

    :raises kg.errors.StoreError: there is no answer
    :raises ValueError: an IRI is none
    """
    move = Rebase(site.base)
    text = move.text((QUERIES / f"{name}.rq").read_text("utf-8"))
    return _rows(site, functions.bind(text, {key: [NamedNode(move(iri))] for key, iri in values.items()}))


def _rows(site: Site, query: Query | str) -> list[Row]:
    _may_wait()
    found = functions.rows(site.engine, query, site.page_limits())
    if site.base == BASE:
        return found
    move = Rebase(BASE, site.base)
    return [{variable: _moved(term, move) for variable, term in row.items()} for row in found]


def _may_wait() -> None:
    if not _waits.get():
        raise MustWait


def _moved(term: Term, move: Rebase) -> Term:
    return NamedNode(move(term.value)) if isinstance(term, NamedNode) else term


def triples(site: Site, name: str, *it: str) -> list[Triple]:
    """The triples that a query gives for some IRIs, under the base of the data.

    :raises kg.errors.StoreError: there is no answer
    :raises ValueError: an IRI is none
    """
    text = bound(site, name, it)
    query = _known(name, site.base, text) if len(text) < _LONGEST else text
    _may_wait()
    return functions.triples(site.engine, query, site.page_limits())


def is_iri(text: str) -> bool:
    """Whether a text is an absolute IRI that a query can hold."""
    try:
        NamedNode(text)
    except ValueError:
        return False
    return True


def value(row: Row, name: str) -> str:
    """The IRI or the text that a variable stands for; “” for none."""
    term = row.get(name)
    return "" if term is None else text(term)


def text(term: Term) -> str:
    """The IRI or the text of a term."""
    return str(term) if isinstance(term, Triple) else term.value


def iris(rows: Iterable[Row], *names: str) -> set[str]:
    """The IRIs that stand in some variables of some rows."""
    return {term.value for row in rows for name in names if isinstance(term := row.get(name), NamedNode)}


def language(row: Row, name: str) -> str:
    """The language of a text; “” where it has none."""
    term = row.get(name)
    return term.language or "" if isinstance(term, Literal) else ""
