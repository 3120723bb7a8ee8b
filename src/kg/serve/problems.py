"""Errors as clients see them: problem documents (RFC 9457), or a page for a browser; a table says which is which.

Nothing of an exception reaches a client but what kg.errors says to a reader: no traceback, no path.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, current_app, render_template, request
from werkzeug.exceptions import HTTPException, InternalServerError
from werkzeug.routing import RequestRedirect

from kg import errors, formats
from kg.formats import HTML, Format
from kg.serve.site import site

PROBLEM = Format(
    "problem",
    "application/problem+json",
    "json",
    formats.Kind.PAGE,
    aliases=("application/json",),
    title="Problem",
)


@dataclass(frozen=True)
class Kind:
    """One kind of problem: its status, its title, and what it means for whoever meets it."""

    status: int
    title: str
    meaning: str


KINDS = {
    "request": Kind(
        400, "The request is not understood", "A parameter is missing, doubled or makes no sense."
    ),
    "encoding": Kind(400, "The request is badly encoded", "Percent-encoding or UTF-8 is broken."),
    "query": Kind(400, "The query is refused", "It uses something that is not there."),
    "syntax": Kind(400, "The query does not parse", "The members line and column say where, hint often why."),
    "forbidden": Kind(403, "This is not allowed", "An update, or a SERVICE that this server does not ask."),
    "not-found": Kind(404, "There is nothing here", "Nothing in the data has this address."),
    "method": Kind(405, "The method is not allowed", "The header Allow names those that are."),
    "not-acceptable": Kind(406, "No format fits", "The member formats names those that there are."),
    "gone": Kind(410, "This was withdrawn", "It was here once; the detail says why it is not."),
    "too-large": Kind(413, "The query is too large", "It is longer, or nests deeper, than the limits allow."),
    "media-type": Kind(
        415, "The media type is not supported", "The query is sent in another form than asked."
    ),
    "result-too-large": Kind(
        422,
        "The result is too large",
        "It is over the limit of rows or bytes, and nothing was sent. Page with ORDER BY, LIMIT, OFFSET.",
    ),
    "budget": Kind(
        429,
        "Your time is used up",
        "Your long queries took all of it. The member retryAfter says in how many seconds some has come back; dumps, "
        "where the data is to be had whole.",
    ),
    "left": Kind(499, "The client has gone away", "Nobody reads this."),
    "error": Kind(500, "Something went wrong here", "A mistake of ours; it is in our log."),
    "crashed": Kind(500, "The query could not be finished", "It needed more memory than a query may have."),
    "engine": Kind(502, "The engine behind gives no answer", "It is down, or answered something unreadable."),
    "service": Kind(
        502,
        "An endpoint elsewhere gives no answer",
        "The detail names the endpoint of the SERVICE. SERVICE SILENT goes on without it.",
    ),
    "busy": Kind(
        503,
        "The server is busy",
        "Too many queries wait. Try again after as many seconds as the member retryAfter says.",
    ),
    "timeout": Kind(
        504,
        "The time is over",
        "The query took longer than the seconds in the member limit. Asking again will not help.",
    ),
    "service-timeout": Kind(
        504,
        "An endpoint elsewhere takes too long",
        "The detail names the endpoint of the SERVICE. Ask it for less, or SERVICE SILENT.",
    ),
}
"""Every kind of problem, by the last part of its `type`."""

ERRORS: Mapping[type[Exception], str] = {
    errors.QuerySyntaxError: "syntax",
    errors.QueryTooLarge: "too-large",
    errors.QueryForbidden: "forbidden",
    errors.NotAcceptable: "not-acceptable",
    errors.QueryError: "query",
    errors.QueryTimeout: "timeout",
    errors.ResultTooLarge: "result-too-large",
    errors.QueryCrashed: "crashed",
    errors.BudgetSpent: "budget",
    errors.StoreBusy: "busy",
    errors.ClientGone: "left",
    errors.EngineError: "engine",
    errors.ServiceTimeout: "service-timeout",
    errors.ServiceError: "service",
    errors.KgError: "error",
}
"""Which kind of problem an error is; the nearest class in its family decides."""

STATUSES = {
    404: "not-found",
    405: "method",
    406: "not-acceptable",
    410: "gone",
    413: "too-large",
    415: "media-type",
    500: "error",
}
"""Which kind of problem a status is that the framework raises; other 4xx are `request`."""


class Problem(Exception):
    """A problem on its way to a client.

    :param kind: a key of KINDS
    :param detail: what is wrong this time, in one sentence
    :param hint: what to do about it
    :param headers: of the answer, beside its own
    :param members: further members of the document
    """

    def __init__(
        self,
        kind: str,
        detail: str,
        hint: str | None = None,
        headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> None:
        super().__init__(detail)
        self.name, self.kind = kind, KINDS[kind]
        self.detail, self.hint, self.headers, self.members = detail, hint, headers or {}, members

    def document(self, base: str) -> dict[str, Any]:
        """The problem as JSON (RFC 9457, section 3); `reason` repeats the last part of `type`."""
        members = {
            "type": f"{base}limits#{self.name}",
            "title": self.kind.title,
            "status": self.kind.status,
            "detail": self.detail,
            "reason": self.name,
            "hint": self.hint,
            **self.members,
        }
        return {name: value for name, value in members.items() if value is not None}


def of(error: errors.KgError, **members: Any) -> Problem:
    """The problem that an error is.

    :param members: what else is known of it
    """
    name = next(ERRORS[cls] for cls in type(error).__mro__ if cls in ERRORS)
    if name == "error":
        return Problem(name, KINDS[name].meaning)
    headers = {}
    match error:
        case errors.QuerySyntaxError():
            members |= {"line": error.line, "column": error.column}
        case errors.QueryForbidden() if error.where:
            members |= {"line": error.where.line, "column": error.where.column}
        case errors.ResultTooLarge() if error.over:
            members |= {"over": error.over, "limit": error.limit}
        case errors.StoreBusy():
            members |= {"retryAfter": error.retry_after}
            headers = {"Retry-After": str(error.retry_after)}
    return Problem(name, error.what, error.hint, headers, **members)


def of_http(error: HTTPException) -> Problem:
    """The problem that an error of the framework is."""
    status = error.code or 500
    name = STATUSES.get(status, "request" if status < 500 else "error")
    kept = {key: value for key, value in error.get_headers() if key.lower() in ("allow", "retry-after")}
    return Problem(name, _DETAILS.get(name, KINDS[name].meaning), headers=kept)


_DETAILS = {
    "not-found": "Nothing here has this address.",
    "method": "This address does not take that method.",
}


def response(problem: Problem) -> Response:
    """A problem as the client likes it: a document, or a page where it asks for HTML first."""
    accept = request.headers.get("Accept")
    if formats.negotiate(accept, (PROBLEM, HTML)) is HTML:
        body, content_type = render_template("error.html", problem=problem), HTML.content_type
    else:
        body = json.dumps(problem.document(site().base), ensure_ascii=False)
        content_type = PROBLEM.media_type
    made = Response(body, problem.kind.status, problem.headers, content_type=content_type)
    made.headers["Cache-Control"] = "no-store"
    made.vary.update(("Accept", "Accept-Language"))
    return made


def register(app: Flask) -> None:
    """Makes every error of an application a problem."""
    app.register_error_handler(Problem, response)
    app.register_error_handler(errors.KgError, _told)
    app.register_error_handler(HTTPException, _http)


def _told(error: errors.KgError) -> Response:
    problem = of(error)
    if problem.name in ("error", "engine"):
        current_app.logger.error("%s", error, exc_info=error)
    return response(problem)


def _http(error: HTTPException) -> Response | HTTPException:
    if isinstance(error, RequestRedirect):
        return error
    if isinstance(error, InternalServerError) and error.original_exception is None:
        return response(Problem("error", KINDS["error"].meaning))
    return response(of_http(error))
