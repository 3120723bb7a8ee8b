"""A store that answers SERVICE for the store behind it, which never gets to see the word.

Each clause is fetched by this process, and stands in the query as VALUES when the store behind answers it. What is
not a failure of the endpoint is told even under SILENT: an endpoint that is not listed, an answer over the limits, a
blank node.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from kg import formats
from kg.errors import (
    NotAcceptable,
    QueryError,
    ResultTooLarge,
    ServiceError,
    SettingsError,
    StoreBusy,
    Where,
)
from kg.store.base import Answer, Limits, Query, Store, Wanted
from kg.store.dataset import NOWHERE
from kg.store.federation import addresses, bound, clauses
from kg.store.federation.clauses import Clause, Reading
from kg.store.federation.fetch import Line, address
from kg.store.federation.pattern import Pattern, is_about_syntax, pattern
from kg.store.federation.probes import Trust
from kg.store.federation.rows import NoTerm, Rows, TooLong, nothing_bound
from kg.store.guard import MAX_DEPTH, Examined, Facts, examine
from kg.store.watched import check

_CHUNK = 200
_AND_SO_ON = "Bound it: put VALUES, a narrower pattern, or { SELECT … LIMIT … } inside the SERVICE."
_ANYWAY = "Try again later, or write SERVICE SILENT to go on without it."
_NO_NODES = "Leave it out by { SELECT … } inside the SERVICE, or put FILTER(!ISBLANK(…)) there."
_CHECKED = Wanted(formats.TSV, formats.JSON, formats.NTRIPLES)


@dataclass(frozen=True)
class FederationSettings:
    """Whom a SERVICE may ask, and how much; `docs/settings.md` says what each does.

    :param endpoints: IRIs of the endpoints, as queries have to name them
    :param private: whether an endpoint may be at an address that is not public
    :param seconds: time for one clause
    :param max_bytes: size of what comes for one clause
    :param max_rows: rows of it
    :param max_clauses: clauses in one query
    :param places: queries with clauses that may fetch at a time
    :raises SettingsError: an endpoint is at an address that is not public, and that is not allowed
    """

    endpoints: tuple[str, ...]
    private: bool = False
    seconds: float = 10.0
    max_bytes: int = 10_000_000
    max_rows: int = 10_000
    max_clauses: int = 4
    places: int = 4
    max_query_bytes: int = 200_000
    max_depth: int = MAX_DEPTH

    def __post_init__(self) -> None:
        for iri in self.endpoints:
            _check_endpoint(iri, self.private)


class FederatedStore:
    """Answers through the store behind it; any number of threads may ask at once."""

    def __init__(self, inner: Store, settings: FederationSettings) -> None:
        self.inner, self._settings = inner, settings
        self._places = threading.BoundedSemaphore(settings.places)
        self._trust = Trust(inner)

    @property
    def place(self) -> str:
        """Where the data of the store behind it is."""
        return self.inner.place

    def answer(self, query: Query, wanted: Wanted, limits: Limits) -> Answer:
        """Answers a query whole, or raises; see `kg.store.base.Store.answer`.

        :raises ServiceError: an endpoint gave no answer
        :raises QueryForbidden: an endpoint is not listed, or the store behind cannot join what it says
        """
        reading, facts = self._read(query.text)
        if not reading or not facts:
            return self.inner.answer(query, wanted, limits)
        if not wanted.of(facts.form):
            raise NotAcceptable(f"None of the formats asked for can carry what {facts.form.value} gives.")
        if tries := self._trust.fault(limits):
            raise clauses.not_joined(reading, reading.clauses[0], tries)
        with self._placed():
            text = _Run(self.inner, self._settings, query, reading, limits).text()
        made = replace(facts, text=text, stable=False)
        return self.inner.answer(
            Examined(text, query.default_graphs, query.named_graphs, made), wanted, limits
        )

    def endpoints(self, limits: Limits) -> tuple[str, ...]:
        """The endpoints that a SERVICE may ask; none where the store behind cannot join what they say.

        :raises kg.errors.StoreError: the store behind gives no answer
        """
        return () if self._trust.fault(limits) else self._settings.endpoints

    def _read(self, text: str) -> tuple[Reading | None, Facts | None]:
        """The clauses of a query that has some, and its facts.

        :raises QueryForbidden: one may not be asked
        """
        if "service" not in text.lower() and "\\u" not in text.lower():
            return None, None
        facts = examine(text, self._settings.max_query_bytes, self._settings.max_depth, True)
        reading = clauses.read(facts.text, self._settings.max_clauses)
        if not reading.clauses:
            return None, None
        for clause in reading.clauses:
            if clause.endpoint not in self._settings.endpoints:
                raise clauses.not_listed(reading, clause, self._settings.endpoints)
        return reading, facts

    @contextmanager
    def _placed(self) -> Iterator[None]:
        """One of the places for queries that fetch."""
        if not self._places.acquire(blocking=False):
            raise StoreBusy("Too many queries with SERVICE are under way.", 2, "Try again later.")
        try:
            yield
        finally:
            self._places.release()

    def close(self) -> None:
        """Closes the store behind it."""
        self.inner.close()


def _check_endpoint(iri: str, private: bool) -> None:
    try:
        host = address(iri).host.decode("ascii")
    except ValueError:
        raise SettingsError(f"<{iri}> is no address of an endpoint.", Where(field="federate")) from None
    if not private and addresses.is_private_literal(host):
        hint = "Set federate_private if you mean it."
        raise SettingsError(f"<{iri}> is at no public address.", Where(field="federate"), hint)


@dataclass(frozen=True)
class _Run:
    """One query on its way: its clauses fetched, one after the other."""

    store: Store
    settings: FederationSettings
    query: Query
    reading: Reading
    limits: Limits

    def text(self) -> str:
        """The query with VALUES for its clauses.

        :raises kg.errors.StoreError: it does not parse, or a clause has no answer
        """
        self._check_syntax()
        made: dict[Clause, str] = {}
        known: dict[tuple[str, bool, str], str] = {}
        for clause in self.reading.clauses:
            asked = pattern(self.store, self.reading, clause, self.limits)
            values = bound.values(self.store, self.query, self.reading, clause, self.limits)
            key = (clause.endpoint, clause.silent, asked.text(1, values))
            if key not in known:
                known[key] = self._fetched(clause, asked, values)
            made[clause] = known[key]
        return clauses.replaced(self.reading, made)

    def _check_syntax(self) -> None:
        """Has the engine parse the query, over no data: its places are those of the query as it was sent.

        :raises QuerySyntaxError: it does not parse
        """
        query = Query(clauses.as_graphs(self.reading), (NOWHERE,), (NOWHERE,))
        try:
            self.store.answer(query, _CHECKED, self.limits).body.close()
        except ResultTooLarge:
            return
        except QueryError as error:
            if is_about_syntax(error):
                raise

    def _fetched(self, clause: Clause, asked: Pattern, values: bound.Values | None) -> str:
        """The VALUES block for a clause.

        :raises ServiceError: the endpoint failed, and the clause is not SILENT
        """
        try:
            return self._rows(asked, values, clause).text()
        except TooLong as error:
            raise self._too_long(clause, str(error)) from None
        except NoTerm as error:
            words = f"its answer has a blank node for ?{error}, which has no meaning here."
            raise ServiceError(_said(clause, words), hint=_NO_NODES) from None
        except ServiceError as error:
            check(self.limits)
            if clause.silent:
                return nothing_bound(asked.names or ())
            raise type(error)(_said(clause, error.what), hint=_ANYWAY) from None

    def _rows(self, asked: Pattern, values: bound.Values | None, clause: Clause) -> Rows:
        settings = self.settings
        rows = Rows(asked.names, asked.written, settings.max_rows, settings.max_bytes)
        with Line(
            address(clause.endpoint), self.limits, settings.seconds, settings.max_bytes, settings.private
        ) as line:
            for part in _parts(values):
                rows.take(line.ask(asked.text(rows.room + 1, part)))
        return rows

    def _too_long(self, clause: Clause, over: str) -> ResultTooLarge:
        limit = self.settings.max_rows if over == "rows" else self.settings.max_bytes
        what = (
            f"The answer of <{clause.endpoint}> to the SERVICE at {clause.spot} has more than {limit} {over}."
        )
        return ResultTooLarge(what, over, limit, _AND_SO_ON)


def _parts(values: bound.Values | None) -> Iterator[bound.Values | None]:
    """Values in portions that one request takes; no request at all where there are none."""
    if values is None:
        yield None
        return
    for at in range(0, len(values.rows), _CHUNK):
        yield bound.Values(values.names, values.rows[at : at + _CHUNK])


def _said(clause: Clause, words: str) -> str:
    """What went wrong, with the endpoint and the place of the clause before it."""
    return f"<{clause.endpoint}> gave no answer to the SERVICE at {clause.spot}: {words}"
