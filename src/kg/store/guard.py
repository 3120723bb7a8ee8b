"""What is known of a query before any engine sees it: its form, and whether it may be run at all."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from pyoxigraph import NamedNode

from kg.errors import QueryForbidden, QuerySyntaxError, QueryTooLarge, Where
from kg.store.base import Form, Query
from kg.store.tokens import Kind, Token, decoded, place, tokens

_FORMS = {form.value: form for form in Form}
_UPDATES = frozenset(["INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"])
_UNSTABLE = ("NOW", "RAND", "UUID", "BNODE")
"""How the functions end that give another answer each time; an engine's parser lets words touch (`ORDER BYRAND()`)."""

_SERVICE = len("SERVICE")
_NESTING_SIGNS = frozenset("!^-+")
MAX_DEPTH, MAX_WORDS = 100, 50_000
"""Levels of brackets, and words and signs, that a query may have, whoever runs it."""

_MOST_KEPT, _LONGEST_KEPT = 512, 4_000
"""How many queries are remembered, and how long each may be: together 16 MB of the widest characters."""

_SIMPLER = "Ask for less: fewer levels of brackets, a shorter list of VALUES, or several queries."


@dataclass(frozen=True)
class Facts:
    """A query that may be run: its text with escapes resolved, its form, and what its answer will be like.

    `stable` is false where asking again may give other bytes; `prefixes` are those its prologue declares, as far as
    a serialiser takes them.
    """

    text: str
    form: Form
    stable: bool
    prefixes: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Examined(Query):
    """A query of which all is known: what was examined, with answers of ours put in; it is not measured again."""

    facts: Facts | None = None


def facts_of(query: Query, max_bytes: int, max_depth: int) -> Facts:
    """The facts of a query that is to be run; see `examine`."""
    known = query.facts if isinstance(query, Examined) else None
    return known or examine(query.text, max_bytes, max_depth)


def examine(text: str, max_bytes: int, max_depth: int, services: bool = False) -> Facts:
    """The facts of a query.

    :param max_bytes: how long it may be in UTF-8
    :param max_depth: how deeply brackets, and signs before an operand, may nest
    :param services: whether it may ask other endpoints
    :raises QueryTooLarge: it is longer or deeper
    :raises QueryForbidden: it is an update, or asks another endpoint
    :raises QuerySyntaxError: it is no SPARQL query, or more than one
    """
    find = _found_again if len(text) <= _LONGEST_KEPT else _found
    return find(text, max_bytes, max_depth, services)


def _found(text: str, max_bytes: int, max_depth: int, services: bool) -> Facts:
    _check_length(text, max_bytes)
    try:
        text = decoded(text)
    except ValueError as error:
        line, column = place(text, error.args[0])
        raise QuerySyntaxError(
            "This escape stands for a character that cannot be written so.", line, column
        ) from None
    found = _read(text, max_depth)
    prefixes, start = _prologue(found)
    form = _form(text, found, start)
    _check_words(text, found[start + 1 :], services)
    return Facts(text, form, _is_stable(found, start, form), prefixes)


_found_again = lru_cache(maxsize=_MOST_KEPT)(_found)


def _check_length(text: str, max_bytes: int) -> None:
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        line, column = place(text, error.start)
        raise QuerySyntaxError("Half of a character stands here.", line, column) from None
    if size > max_bytes:
        raise QueryTooLarge(f"The query has {size} bytes; {max_bytes} are allowed.", hint=_SIMPLER)
    if "\0" in text:
        raise QuerySyntaxError("A NUL character stands here.", *place(text, text.index("\0")))


def _read(text: str, max_depth: int) -> list[Token]:
    """The tokens of a query without its comments.

    Brackets that are open, and signs that stand directly before one another, count as levels.
    """
    found: list[Token] = []
    depth = run = 0
    opens, closes, comment, keep = Kind.OPEN, Kind.CLOSE, Kind.COMMENT, found.append
    for token in tokens(text):
        kind = token[0]
        if kind is comment:
            continue
        keep(token)
        if kind is opens:
            depth += 1
        elif kind is closes:
            depth -= 1
        run = run + 1 if token[1] in _NESTING_SIGNS else 0
        if depth + run > max_depth or run > max_depth:
            raise QueryTooLarge(f"The query nests deeper than {max_depth} levels.", hint=_SIMPLER)
        if len(found) > MAX_WORDS:
            raise QueryTooLarge(f"The query has more than {MAX_WORDS} words and signs.", hint=_SIMPLER)
    return found


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
    return tuple(pair for pair in prefixes.items() if can_be_written(*pair)), at


def can_be_written(name: str, iri: str) -> bool:
    """Whether a serialiser takes a prefix: its IRI is absolute, and XML does not keep its name for itself."""
    try:
        return bool(NamedNode(iri)) and not name.lower().startswith("xml")
    except ValueError:
        return False


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


def _check_words(text: str, rest: list[Token], services: bool) -> None:
    """Refuses SERVICE, and a second query. An engine lets SERVICE touch the word before it (`trueSERVICE`)."""
    depth = 0
    opens, closes, words = Kind.OPEN, Kind.CLOSE, Kind.WORD
    for token in rest:
        kind, value, start = token
        if kind is opens:
            depth += 1
        elif kind is closes:
            depth -= 1
        elif kind is words and "SERVICE" in value.upper() and not (services and len(value) == _SERVICE):
            raise _service(text, start, services)
        elif depth == 0 and (value == ";" or (kind is words and value.upper() in _FORMS)):
            what = "A query ends without a semicolon." if value == ";" else "A second query starts here."
            raise QuerySyntaxError(what, *place(text, start), "Send one query at a time.")


def _service(text: str, start: int, services: bool) -> QueryForbidden:
    line, column = place(text, start)
    if services:
        what, hint = "touches another word.", "Put a space before and behind SERVICE."
    else:
        what, hint = "is not allowed here.", "Ask each endpoint on its own and join the answers."
    where = Where("query", line, column)
    return QueryForbidden(f"SERVICE (line {line}, column {column}) {what}", where, hint)


def _is_stable(found: list[Token], start: int, form: Form) -> bool:
    """Whether the answer is the same each time: no clock, chance or new blank node in it."""
    for token, following in pairwise(found):
        if following[1] == "(" and token[0] is Kind.WORD and token[1].upper().endswith(_UNSTABLE):
            return False
    return form is not Form.CONSTRUCT or not _makes_blank_nodes(found[start + 1 :])


def _makes_blank_nodes(rest: list[Token]) -> bool:
    """Whether a CONSTRUCT template has blank nodes; the short form's template is its pattern.

    Those of SPARQL 1.2 are counted too: a reifier may be one (`<<`, `~`, `{|`).
    """
    depth, before = 0, ""
    for token in rest:
        if token.kind is Kind.BNODE or (
            depth and (token.text in ("[", "(", "<<", "~") or before + token.text == "{|")
        ):
            return True
        before = token.text
        if token.kind is Kind.OPEN:
            depth += 1
        elif token.kind is Kind.CLOSE:
            depth -= 1
            if not depth:
                return False
    return False
