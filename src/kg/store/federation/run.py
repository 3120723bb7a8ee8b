"""One query with SERVICE on its way: its clauses fetched, endpoints side by side, and written as VALUES."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import NamedTuple

from kg import formats
from kg.errors import ClientGone, QueryError, ResultTooLarge, ServiceError
from kg.store.base import Limits, Query, Store, Wanted
from kg.store.dataset import NOWHERE
from kg.store.federation import bound, clauses
from kg.store.federation.clauses import Clause, Reading
from kg.store.federation.fetch import Line, address
from kg.store.federation.pattern import Pattern, is_about_syntax, pattern
from kg.store.federation.rows import NoTerm, Rows, TooLong, nothing_bound
from kg.store.federation.settings import FederationSettings
from kg.store.watched import check

_CHUNK = 200
_AND_SO_ON = "Bound it: put VALUES, a narrower pattern, or { SELECT … LIMIT … } inside the SERVICE."
_ANYWAY = "Try again later, or write SERVICE SILENT to go on without it."
_NO_NODES = "Leave it out by { SELECT … } inside the SERVICE, or put FILTER(!ISBLANK(…)) there."
_CHECKED = Wanted(formats.TSV, formats.JSON, formats.NTRIPLES)
_Key = tuple[str, bool, str]


class _Errand(NamedTuple):
    """What is to be asked for a clause, and for others that ask the same."""

    clause: Clause
    asked: Pattern
    values: bound.Values | None

    @property
    def key(self) -> _Key:
        """What makes two errands one."""
        return self.clause.endpoint, self.clause.silent, self.asked.text(1, self.values)


@dataclass(frozen=True)
class Run:
    """One query on its way."""

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
        errands = [self._errand(clause) for clause in self.reading.clauses]
        fetched = self._all_fetched({errand.key: errand for errand in errands}.values())
        return clauses.replaced(self.reading, {errand.clause: fetched[errand.key] for errand in errands})

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

    def _errand(self, clause: Clause) -> _Errand:
        asked = pattern(self.store, self.reading, clause, self.limits)
        return _Errand(clause, asked, bound.values(self.store, self.query, self.reading, clause, self.limits))

    def _all_fetched(self, errands: Iterable[_Errand]) -> dict[_Key, str]:
        """The VALUES blocks of all: those of one endpoint are asked for one after the other, endpoints side by side.

        :raises ServiceError: an endpoint failed, and its clause is not SILENT; the others are waited for no longer
        """
        lines: dict[str, list[_Errand]] = {}
        for errand in errands:
            lines.setdefault(errand.clause.endpoint, []).append(errand)
        if len(lines) == 1:
            (line,) = lines.values()
            return self._fetched(line)
        failed, gone = threading.Event(), self.limits.gone
        limits = replace(self.limits, gone=lambda: failed.is_set() or bool(gone and gone()))
        run = replace(self, limits=limits)
        with ThreadPoolExecutor(len(lines), "kg-service") as threads:
            fetching = [threads.submit(run._fetched, line, failed) for line in lines.values()]
        errors = [error for future in fetching if (error := future.exception())]
        for error in sorted(errors, key=lambda error: isinstance(error, ClientGone)):
            raise error
        return {key: text for future in fetching for key, text in future.result().items()}

    def _fetched(self, line: Sequence[_Errand], failed: threading.Event | None = None) -> dict[_Key, str]:
        """The VALUES blocks of what one endpoint is asked.

        :param failed: is set where this raises
        """
        try:
            return {errand.key: self._one(*errand) for errand in line}
        except BaseException:
            if failed:
                failed.set()
            raise

    def _one(self, clause: Clause, asked: Pattern, values: bound.Values | None) -> str:
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
