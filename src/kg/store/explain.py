"""What an engine's message means for whoever asked, in plain words: never its own text, never a path."""

from __future__ import annotations

import re

from kg.errors import (
    EngineError,
    QueryCrashed,
    QueryError,
    QuerySyntaxError,
    ResultTooLarge,
    StoreError,
)
from kg.store import wire
from kg.store.base import Limits
from kg.store.tokens import Kind, place, tokens

_AT = re.compile(r"error at (\d+):(\d+): (.*)", re.S)
_FUNCTION = re.compile(r"custom (?:aggregate )?function <([^>]*)>")
_PAGE = "Ask for less at a time: with LIMIT and OFFSET under an ORDER BY, or a narrower pattern."

# A part of the parser's message: what it means, and what to do.
_MEANINGS = (
    (
        "variable that is unbound",
        "The SELECT line uses a variable that GROUP BY does not keep.",
        "Put the variable into GROUP BY, or inside an aggregate such as SAMPLE().",
    ),
    ("already", "A variable gets a second value here.", "Choose another name behind AS."),
    ("relative IRI", "A relative IRI stands here, and there is no BASE.", "Write the whole IRI."),
)


def failure(payload: bytes, text: str, limits: Limits) -> StoreError:
    """The error for a FAIL frame of a worker."""
    why, message = payload[:1], payload[1:].decode("utf-8", "replace")
    if why == wire.SYNTAX:
        return syntax(text, message)
    if why == wire.ROWS:
        return ResultTooLarge(
            f"The result has more than {limits.max_rows} rows.", "rows", limits.max_rows, _PAGE
        )
    if why == wire.BYTES:
        return ResultTooLarge(
            f"The result has more than {limits.max_bytes} bytes.", "bytes", limits.max_bytes, _PAGE
        )
    if found := _FUNCTION.search(message):
        return QueryError(f"There is no function <{found[1]}> here.")
    return EngineError("The engine could not answer this query.")


def crashed() -> QueryCrashed:
    """The error for a worker that ended by itself."""
    return QueryCrashed(
        "The query needed more memory or depth than one query may have.",
        hint="Ask for less: a narrower pattern, fewer rows to sort or group, fewer levels.",
    )


def syntax(text: str, message: str) -> QuerySyntaxError:
    """The error for a query that does not parse, with its place and, where it is known, its cause."""
    if undeclared := _undeclared_prefix(text):
        return undeclared
    found = _AT.match(message)
    line, column = (int(found[1]), int(found[2])) if found else (None, None)
    for part, what, hint in _MEANINGS:
        if part in message:
            return QuerySyntaxError(what, line, column, hint)
    return QuerySyntaxError(f"The query does not parse{_near(text, line, column)}.", line, column)


def _near(text: str, line: int | None, column: int | None) -> str:
    """What stands at a place of the query, as part of a sentence."""
    lines = text.split("\n")
    if line is None or column is None or line > len(lines):
        return ""
    rest = lines[line - 1][column - 1 :].split()
    if rest:
        return f": something is wrong at or before “{rest[0][:40]}”"
    if not "".join((lines[line - 1][column - 1 :], *lines[line:])).strip():
        return ": it ends too early"
    return ""


def _undeclared_prefix(text: str) -> QuerySyntaxError | None:
    """The error for the first prefix that is used and not declared, if there is one."""
    declared: set[str] = set()
    declares = False
    for token in tokens(text):
        if token.kind is Kind.NAME:
            prefix = token.text.partition(":")[0]
            if declares:
                declared.add(prefix)
            elif prefix not in declared:
                line, column = place(text, token.start)
                return QuerySyntaxError(
                    f"The prefix “{prefix}:” is not declared.",
                    line,
                    column,
                    f"Add PREFIX {prefix}: <…> above.",
                )
        if token.kind is not Kind.COMMENT:
            declares = token.kind is Kind.WORD and token.text.upper() == "PREFIX"
    return None
