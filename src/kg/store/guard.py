"""What is known of a query before any engine sees it: its form, and whether it may be run at all."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from kg.errors import QueryForbidden, QuerySyntaxError, QueryTooLarge
from kg.store.base import Form
from kg.store.tokens import Kind, Token, decoded, place, tokens

_FORMS = {form.value: form for form in Form}
_UPDATES = frozenset(["INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"])
_UNSTABLE = frozenset(["NOW", "RAND", "UUID", "STRUUID", "BNODE"])
_NESTING_SIGNS = frozenset("!^-+")
_PAGING = "Ask for less: fewer levels of brackets, a shorter list of VALUES, or several queries."


@dataclass(frozen=True)
class Facts:
    """A query that may be run: its text with escapes resolved, its form, and what its answer will be like.

    `stable` is false where asking again may give other bytes; `prefixes` are those its prologue declares.
    """

    text: str
    form: Form
    stable: bool
    prefixes: tuple[tuple[str, str], ...]


@lru_cache(maxsize=512)
def examine(text: str, max_bytes: int, max_depth: int) -> Facts:
    """The facts of a query.

    :param max_bytes: how long it may be in UTF-8
    :param max_depth: how deeply brackets, and signs before an operand, may nest
    :raises QueryTooLarge: it is longer or deeper
    :raises QueryForbidden: it is an update, or asks another endpoint
    :raises QuerySyntaxError: it is no SPARQL query, or more than one
    """
    _check_length(text, max_bytes)
    try:
        text = decoded(text)
    except ValueError as error:
        line, column = place(text, error.args[0])
        raise QuerySyntaxError(
            "This escape stands for a character that cannot be written so.", line, column
        ) from None
    found = [token for token in tokens(text) if token.kind is not Kind.COMMENT]
    _check_depth(found, max_depth)
    prefixes, start = _prologue(found)
    form = _form(text, found, start)
    _check_words(text, found[start + 1 :])
    return Facts(text, form, _is_stable(found, start, form), prefixes)


def _check_length(text: str, max_bytes: int) -> None:
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        line, column = place(text, error.start)
        raise QuerySyntaxError("Half of a character stands here.", line, column) from None
    if size > max_bytes:
        raise QueryTooLarge(f"The query has {size} bytes; {max_bytes} are allowed.", hint=_PAGING)
    if "\0" in text:
        raise QuerySyntaxError("A NUL character stands here.", *place(text, text.index("\0")))


def _check_depth(found: list[Token], max_depth: int) -> None:
    """Brackets that are open, and signs that stand directly before one another, count as levels."""
    depth = run = 0
    for token in found:
        if token.kind is Kind.OPEN:
            depth += 1
        elif token.kind is Kind.CLOSE:
            depth -= 1
        run = run + 1 if token.text in _NESTING_SIGNS else 0
        if max(depth + run, run) > max_depth:
            raise QueryTooLarge(f"The query nests deeper than {max_depth} levels.", hint=_PAGING)


def _prologue(found: list[Token]) -> tuple[tuple[tuple[str, str], ...], int]:
    """The prefixes that the prologue declares, and the index of the token behind it."""
    prefixes: dict[str, str] = {}
    at = 0
    while at < len(found) and found[at].kind is Kind.WORD:
        word = found[at].text.upper()
        if word == "PREFIX" and at + 2 < len(found) and found[at + 2].kind is Kind.IRI:
            prefixes[found[at + 1].text.rstrip(":")] = found[at + 2].text[1:-1]
            at += 3
        elif word in ("BASE", "VERSION"):
            at += 2
        else:
            break
    return tuple(prefixes.items()), at


def _form(text: str, found: list[Token], start: int) -> Form:
    """The form that the first word behind the prologue names; an engine's parser lets words touch (`SELECT?s`)."""
    if start >= len(found):
        raise QuerySyntaxError(
            "There is no query here.", 1, 1, "It starts with SELECT, ASK, CONSTRUCT or DESCRIBE."
        )
    first = found[start]
    word = first.text.upper()
    for name, form in _FORMS.items():
        if word.startswith(name):
            return form
    line, column = place(text, first.start)
    if word in _UPDATES:
        raise QueryForbidden(
            f"“{word}” is an update; this is read only.", hint="Use SELECT, ASK, CONSTRUCT or DESCRIBE."
        )
    raise QuerySyntaxError(
        f"A query does not start with “{first.text[:40]}”.",
        line,
        column,
        "It starts with SELECT, ASK, CONSTRUCT or DESCRIBE, behind any PREFIX lines.",
    )


def _check_words(text: str, rest: list[Token]) -> None:
    """Refuses SERVICE, and a second query. An engine lets SERVICE touch the word before it (`trueSERVICE`)."""
    depth = 0
    for token in rest:
        if token.kind is Kind.OPEN:
            depth += 1
        elif token.kind is Kind.CLOSE:
            depth -= 1
        elif token.kind is Kind.WORD:
            word = token.text.upper()
            line, column = place(text, token.start)
            if "SERVICE" in word:
                raise QueryForbidden(
                    f"SERVICE (line {line}, column {column}) is not allowed here.",
                    hint="Ask each endpoint on its own and join the answers.",
                )
            if depth == 0 and word in _FORMS:
                raise QuerySyntaxError(
                    "A second query starts here.", line, column, "Send one query at a time."
                )
        elif token.text == ";" and depth == 0:
            raise QuerySyntaxError(
                "A query ends without a semicolon.", *place(text, token.start), "Send one query at a time."
            )


def _is_stable(found: list[Token], start: int, form: Form) -> bool:
    """Whether the answer is the same each time: no clock, chance or new blank node in it."""
    for token, following in pairwise(found):
        if following.text == "(" and token.kind is Kind.WORD and token.text.upper() in _UNSTABLE:
            return False
    return form is not Form.CONSTRUCT or not _makes_blank_nodes(found[start + 1 :])


def _makes_blank_nodes(rest: list[Token]) -> bool:
    """Whether a CONSTRUCT template has blank nodes; the short form's template is its pattern."""
    depth = 0
    for token in rest:
        if token.kind is Kind.BNODE or (depth and token.text in ("[", "(", "<<")):
            return True
        if token.kind is Kind.OPEN:
            depth += 1
        elif token.kind is Kind.CLOSE:
            depth -= 1
            if not depth:
                return False
    return False
