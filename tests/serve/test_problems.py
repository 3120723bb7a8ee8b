"""Every error has its status and its words, and says nothing of this machine."""

from __future__ import annotations

import pytest
from werkzeug import exceptions

from kg import errors
from kg.errors import KgError, Where
from kg.serve import problems

STATUSES = {
    errors.QuerySyntaxError("x", 1, 2): 400,
    errors.QueryError("x"): 400,
    errors.QueryForbidden("x"): 403,
    errors.NotAcceptable("x"): 406,
    errors.QueryTooLarge("x"): 413,
    errors.ResultTooLarge("x", "rows", 5): 422,
    errors.BudgetSpent("x", 7): 429,
    errors.QueryCrashed("x"): 500,
    errors.EngineError("x"): 502,
    errors.StoreBusy("x", 7): 503,
    errors.QueryTimeout("x"): 504,
    errors.ReleaseError("/a/path is damaged", Where("/a/path")): 500,
    errors.KgError("/a/path"): 500,
}


@pytest.mark.parametrize(("error", "status"), STATUSES.items(), ids=lambda v: type(v).__name__)
def test_status(error: KgError, status: int) -> None:
    problem = problems.of(error)
    document = problem.document("https://data.example.org/")
    assert problem.kind.status == document["status"] == status
    assert document["type"] == f"https://data.example.org/limits#{document['reason']}"
    assert "/a/path" not in str(document)


def all_below(cls: type[Exception]) -> set[type[Exception]]:
    return {cls, *(each for below in cls.__subclasses__() for each in all_below(below))}


def test_every_way_in_which_a_query_fails_has_words_of_its_own() -> None:
    """A new error of the store is not to be told as a mistake of ours."""
    plain = all_below(errors.StoreError) - {errors.StoreError}
    assert not [cls for cls in plain if problems.ERRORS.get(cls) in (None, "error")]


def test_what_a_client_needs_to_go_on_is_in_the_document() -> None:
    syntax = problems.of(errors.QuerySyntaxError("x", 3, 7, "Close it.")).document("b:")
    assert (syntax["line"], syntax["column"], syntax["hint"]) == (3, 7, "Close it.")
    assert "line" not in problems.of(errors.QuerySyntaxError("x")).document("b:")
    large = problems.of(errors.ResultTooLarge("x", "bytes", 5)).document("b:")
    assert (large["over"], large["limit"]) == ("bytes", 5)
    busy = problems.of(errors.StoreBusy("x", 7))
    assert (busy.headers["Retry-After"], busy.document("b:")["retryAfter"]) == ("7", 7)


@pytest.mark.parametrize(
    ("error", "name"),
    [
        (exceptions.NotFound("/a/path"), "not-found"),
        (exceptions.MethodNotAllowed(["GET"]), "method"),
        (exceptions.RequestEntityTooLarge(), "too-large"),
        (exceptions.Gone(), "gone"),
        (exceptions.BadRequest("/a/path"), "request"),
        (exceptions.ImATeapot(), "request"),
        (exceptions.InternalServerError("/a/path"), "error"),
        (exceptions.BadGateway("/a/path"), "error"),
    ],
    ids=lambda v: v if isinstance(v, str) else type(v).__name__,
)
def test_errors_of_the_framework_are_problems_too(error: exceptions.HTTPException, name: str) -> None:
    problem = problems.of_http(error)
    assert problem.name == name
    assert "/a/path" not in str(problem.document("b:"))
    assert problem.headers == ({"Allow": "GET"} if name == "method" else {})
