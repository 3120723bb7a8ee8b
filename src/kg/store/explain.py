"""What an engine's message means for whoever asked, in plain words: never its own text, never a path."""

from __future__ import annotations

import re
from bisect import bisect_right
from difflib import get_close_matches

from kg.errors import (
    EngineError,
    NotAcceptable,
    QueryCrashed,
    QueryError,
    QuerySyntaxError,
    ResultTooLarge,
    StoreError,
)
from kg.store import wire
from kg.store.base import Limits
from kg.store.tokens import Kind, Token, place, tokens

_AT = re.compile(r"error at (\d+):(\d+): (.*)", re.S)
_FUNCTION = re.compile(r"custom (?:aggregate )?function <([^>]*)>")
_PAGE = "Ask for less at a time: with LIMIT and OFFSET under an ORDER BY, or a narrower pattern."

LONGEST_VALUE = 16 << 20
"""Bytes of a value that the readers of RDF and of results take, but for those of XML."""

# A part of the parser's message: what it means, what to do, and whether its place is one; else it is about SELECT.
_MEANINGS = (
    (
        "that is unbound",
        "The SELECT line uses a variable that GROUP BY does not keep.",
        "Put the variable into GROUP BY, or inside an aggregate such as SAMPLE().",
        False,
    ),
    ("not authorized with GROUP BY", "SELECT * does not go with GROUP BY.", "Name the variables.", False),
    (
        "overrides an existing variable",
        "The SELECT line gives a new value to a variable that has one.",
        "Take a new name behind AS.",
        False,
    ),
    ("Duplicated variable name", "The SELECT line names a variable twice.", "Name it once.", False),
    ("IRI parsing failed", "This is no whole IRI", "Write it out with its scheme, or declare a BASE.", True),
)
_HINTS = {
    **dict.fromkeys(
        "}.;,])",
        "Look just before it: a triple has three parts, BIND names a new variable, a row of VALUES has a value "
        "for each of its variables.",
    ),
    **dict.fromkeys("“”‘’„«»", "Put straight quotation marks around a text."),
}
_ELSE = "Look before it, too: a “.” between triples, a bracket or a quotation mark may be missing there."
_WORDS = (
    "SELECT DISTINCT REDUCED CONSTRUCT DESCRIBE ASK FROM NAMED WHERE OPTIONAL UNION MINUS GRAPH FILTER BIND VALUES "
    "UNDEF EXISTS GROUP ORDER HAVING LIMIT OFFSET COUNT SAMPLE GROUP_CONCAT SEPARATOR PREFIX BASE COALESCE "
    "CONTAINS STRSTARTS STRENDS REGEX REPLACE LANGMATCHES DATATYPE BOUND"
)
_KEYWORDS = tuple(_WORDS.split())
_GAP = " " * 64
_LONG = 50_000


class Unparsed(Exception):
    """The engine's parser refused a query; the argument is its message."""


def failure(payload: bytes, limits: Limits) -> StoreError | Unparsed:
    """The error for a FAIL frame of a worker."""
    why, message = payload[:1], payload[1:].decode("utf-8", "replace")
    if why == wire.SYNTAX:
        return Unparsed(message)
    if why == wire.ROWS:
        return too_many_rows(limits.max_rows)
    if why == wire.BYTES:
        return too_many_bytes(limits.max_bytes)
    if why == wire.XML:
        return not_in_xml()
    if found := _FUNCTION.search(message):
        return QueryError(f"There is no function <{found[1]}> here.")
    return EngineError("The engine could not answer this query.")


def too_many_rows(limit: int) -> ResultTooLarge:
    """The error for a result with more rows, or triples, than allowed."""
    return ResultTooLarge(f"The result has more than {limit} rows.", "rows", limit, _PAGE)


def too_many_bytes(limit: int) -> ResultTooLarge:
    """The error for a result that is longer than allowed."""
    return ResultTooLarge(f"The result has more than {limit} bytes.", "bytes", limit, _PAGE)


def too_long_a_value(limit: int = LONGEST_VALUE) -> ResultTooLarge:
    """The error for a value that is longer than what reads an answer again takes."""
    hint = "Ask the endpoint for it, or for a part of it, with SUBSTR."
    return ResultTooLarge(f"A value here is longer than {limit} bytes.", "bytes", limit, hint)


def not_in_xml() -> NotAcceptable:
    """The error for a result with a character that XML cannot carry."""
    hint = "Ask for another format: JSON, CSV or TSV for rows, Turtle, N-Triples or JSON-LD for triples."
    return NotAcceptable("The result has a control character, which XML cannot carry.", hint=hint)


def crashed() -> QueryCrashed:
    """The error for a worker that ended by itself."""
    return QueryCrashed(
        "The query needed more memory or depth than one query may have.",
        hint="Ask for less: a narrower pattern, fewer rows to sort or group, fewer levels.",
    )


class Spread:
    """A query with wide gaps between its tokens, for a parser that reads on behind what it cannot use.

    The parser names the furthest place it read, which is behind the mistake by up to the length of a keyword. Where
    each token stands alone, that place is in or behind the token that was wrong.
    """

    def __init__(self, text: str) -> None:
        self._found = [token for token in tokens(text) if token.kind is not Kind.COMMENT]
        self._starts: list[int] = []
        parts, at, end = [], 0, 0
        for token in self._found:
            gap = _GAP if end < token.start or _may_part(text[end - 1 : end], token.text) else ""
            end = token.start + len(token.text)
            self._starts.append(at + len(gap))
            parts += [gap, token.text]
            at += len(gap) + len(token.text)
        self.text = "".join((*parts, _GAP))

    def token(self, message: str) -> Token | None:
        """The token that a message about this text is about; None for its end."""
        found = _AT.match(message)
        if not found:
            return None
        lines = self.text.split("\n")
        at = sum(len(line) + 1 for line in lines[: int(found[1]) - 1]) + int(found[2]) - 1
        index = bisect_right(self._starts, at) - 1
        return None if at >= len(self.text) or index < 0 else self._found[index]


def _may_part(before: str, token: str) -> bool:
    """Whether two tokens that touch may be parted."""
    return (
        (before in ("{", "}", "(", ")", ";", ",", "]") or token in "{}()[];,")
        and token != ">>"
        and before != "<"
    )


def is_worth_spreading(text: str) -> bool:
    """Whether the place of a mistake in this query is worth a second look."""
    return len(text) < _LONG


def syntax(text: str, message: str, spread: Spread | None) -> QuerySyntaxError:
    """The error for a query that does not parse, with its place and, where it is known, its cause.

    :param message: what the parser said of the query, or of its spread where there is one
    """
    if undeclared := undeclared_prefix(text):
        return undeclared
    if unfinished := next(
        (token for token in tokens(text) if token.kind is Kind.OTHER and token.text[0] in "'\""), None
    ):
        what, hint = (
            "A text starts here and does not end in this line.",
            "Close it by the same quotation mark.",
        )
        return QuerySyntaxError(what, *place(text, unfinished.start), hint)
    wrong = spread.token(message) if spread else None
    end = place(text, len(text.rstrip())) if spread else _furthest(message)
    line, column = place(text, wrong.start) if wrong else end
    for part, what, hint, placed in _MEANINGS:
        if part in message:
            named = f"{what}: {wrong.text[:80]}" if placed and wrong else what
            return QuerySyntaxError(named, *((line, column) if placed else _select(text)), hint)
    if wrong:
        advice = _ending(text, wrong) or _advice(wrong)
        return QuerySyntaxError(f"“{wrong.text[:40]}” cannot stand here.", line, column, advice)
    if spread:
        return QuerySyntaxError("The query ends too early.", line, column, _unclosed(text))
    return QuerySyntaxError("The query does not parse up to here.", line, column, _ELSE)


def _furthest(message: str) -> tuple[int | None, int | None]:
    """How far the parser read, which may be a word behind the mistake."""
    found = _AT.match(message)
    return (int(found[1]), int(found[2])) if found else (None, None)


def _select(text: str) -> tuple[int | None, int | None]:
    """Where the outermost SELECT stands; what is wrong with an inner one, the parser does not say."""
    starts = (t.start for t in tokens(text) if t.kind is Kind.WORD and t.text.upper().startswith("SELECT"))
    start = next(starts, None)
    return (None, None) if start is None else place(text, start)


def _advice(wrong: Token) -> str:
    """What to do about a token that cannot stand where it does."""
    if wrong.kind is Kind.WORD and wrong.text.upper() not in _KEYWORDS:
        near = get_close_matches(wrong.text.upper(), _KEYWORDS, 1, 0.75)
        return f"Did you mean {near[0]}?" if near else _ELSE
    return _HINTS.get(wrong.text, _ELSE)


def _ending(text: str, wrong: Token) -> str | None:
    """What to do about a bracket that closes nothing, if this is one."""
    depth = 0
    for token in tokens(text[: wrong.start + len(wrong.text)]):
        depth += {Kind.OPEN: 1, Kind.CLOSE: -1}.get(token.kind, 0)
    return "It closes nothing: take it away, or open one before." if depth < 0 else None


def _unclosed(text: str) -> str:
    """What to do about a bracket that was opened and not closed, or whatever else is missing."""
    opened: list[Token] = []
    for token in tokens(text):
        if token.kind is Kind.OPEN:
            opened.append(token)
        elif token.kind is Kind.CLOSE and opened:
            opened.pop()
    if not opened:
        return "Something is missing at its end."
    line, column = place(text, opened[-1].start)
    return f"Close the “{opened[-1].text}” of line {line}, column {column}."


def undeclared_prefix(text: str) -> QuerySyntaxError | None:
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
