"""The tree of errors; each says what is wrong, where, and what to do.

KgError
├── InputError              something given to us is wrong: the command ends with status 1
│   ├── SourceError         a source folder, its text or its source.toml
│   ├── RecordError         a record of a source folder
│   ├── JudgementError      a line of judgements.csv, or of a links file
│   ├── RdfError            RDF that does not parse
│   ├── TermError           an undeclared or misspelt term
│   └── SettingsError       kg.toml, a KG_ variable or an option
├── ValidationError         the graph has violations: nothing is released
├── ReleaseError            a release is missing or damaged, or could not be written
├── ClusterError            the cluster does not answer, or its workers are not like this process
├── ExportError             a static copy could not be written
├── ServeError              the server could not start (a port in use, say)
└── StoreError              a query had no answer
    ├── QueryError          the query itself is refused
    │   ├── QuerySyntaxError    with line and column
    │   ├── QueryTooLarge       longer or deeper than the limits
    │   ├── QueryForbidden      an update, or a SERVICE that is not allowed
    │   └── NotAcceptable       no offered format fits
    ├── QueryTimeout        the deadline passed; the worker was ended
    ├── ResultTooLarge      over the row or byte limit; nothing was cut
    ├── QueryCrashed        the worker ended while it answered (memory, depth)
    ├── StoreBusy           the queue is full
    │   └── BudgetSpent         a client has used its time for long queries
    ├── ClientGone          whoever asked has gone away
    └── EngineError         a remote engine is down, slow or answers rubbish
        └── ServiceError    an endpoint that a SERVICE names fails
            └── ServiceTimeout  it takes longer than it may
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Where:
    """A place in an input: a file, and a line, column, record or field of it, as far as known."""

    file: str | Path | None = None
    line: int | None = None
    column: int | None = None
    record: str | None = None
    field: str | None = None

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)
        named = [
            f"{name} {value}" for name, value in (("record", self.record), ("field", self.field)) if value
        ]
        return ", ".join([place, *named] if place else named)


class KgError(Exception):
    """Base of all errors meant for a reader.

    :param what: one plain sentence
    :param where: the place of the mistake, if there is one
    :param hint: what to do about it
    """

    def __init__(self, what: str, where: Where | None = None, hint: str | None = None) -> None:
        super().__init__(what)
        self.what, self.where, self.hint = what, where, hint

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where and str(self.where) else ""
        return f"{place}{self.what}" + (f" {self.hint}" if self.hint else "")


class InputError(KgError):
    """Something given to us is wrong."""


class SourceError(InputError):
    """A source folder, its text or its source.toml is wrong."""


class RecordError(InputError):
    """A record of a source folder is wrong."""


class JudgementError(InputError):
    """A line of a judgements file is wrong."""


class RdfError(InputError):
    """RDF that does not parse."""


class TermError(InputError):
    """A term that no vocabulary declares."""


class SettingsError(InputError):
    """A setting is wrong."""


class ValidationError(KgError):
    """The graph has violations."""


class ReleaseError(KgError):
    """A release is missing, damaged, or could not be written."""


class ClusterError(KgError):
    """A cluster cannot be built on."""


class ExportError(KgError):
    """A static copy of the site could not be written."""


class ServeError(KgError):
    """The server could not start."""


class StoreError(KgError):
    """A query had no answer."""


class QueryError(StoreError):
    """The query itself is refused."""


class QuerySyntaxError(QueryError):
    """The query does not parse.

    :param line: line of the mistake, from 1, if known
    :param column: column of the mistake, from 1, if known
    """

    def __init__(
        self, what: str, line: int | None = None, column: int | None = None, hint: str | None = None
    ) -> None:
        super().__init__(what, Where("query", line, column), hint)
        self.line, self.column = line, column


class QueryTooLarge(QueryError):
    """The query is longer or deeper than the limits."""


class QueryForbidden(QueryError):
    """An update, or a SERVICE that is not allowed."""


class NotAcceptable(QueryError):
    """No offered format fits what was asked for.

    :param form: the form of the query, “” for what is no query
    """

    def __init__(self, what: str, form: str = "", hint: str | None = None) -> None:
        super().__init__(what, hint=hint)
        self.form = form


class QueryTimeout(StoreError):
    """The deadline passed before the answer was whole."""


class ResultTooLarge(StoreError):
    """The result is over the row or byte limit.

    :param over: what there is too much of, “rows” or “bytes”
    :param limit: how many are allowed
    """

    def __init__(self, what: str, over: str = "", limit: int = 0, hint: str | None = None) -> None:
        super().__init__(what, hint=hint)
        self.over, self.limit = over, limit


class QueryCrashed(StoreError):
    """The worker ended while it answered."""


class StoreBusy(StoreError):
    """The queue is full.

    :param retry_after: seconds after which to try again
    """

    def __init__(self, what: str, retry_after: int = 1, hint: str | None = None) -> None:
        super().__init__(what, hint=hint)
        self.retry_after = retry_after


class BudgetSpent(StoreBusy):
    """A client has used its time for long queries."""


class ClientGone(StoreError):
    """Whoever asked has gone away."""


class EngineError(StoreError):
    """A remote engine is down, slow, or answers rubbish."""


class ServiceError(EngineError):
    """An endpoint that a SERVICE names is down, or its answer cannot be taken."""


class ServiceTimeout(ServiceError):
    """An endpoint that a SERVICE names takes longer than it may."""
