"""The SERVICE clauses of a query: found among its tokens, checked, and replaced there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg.errors import QueryForbidden, QuerySyntaxError, QueryTooLarge, Where
from kg.store import explain
from kg.store.federation import prologue
from kg.store.federation.prologue import Prologue
from kg.store.tokens import Kind, Token, place, tokens

_PAIRS = {"}": "{", ")": "(", "]": "["}


@dataclass(frozen=True)
class Clause:
    """One clause: its endpoint, and the indexes of its first token, its opening and its closing bracket.

    :param spot: where it stands, in words
    """

    endpoint: str
    silent: bool
    first: int
    opening: int
    closing: int
    spot: str


@dataclass(frozen=True)
class Reading:
    """A query whose clauses are known.

    :param found: its tokens, without comments
    :param closes: the index of each opening bracket, and that of its closing one
    """

    text: str
    found: Sequence[Token]
    closes: Mapping[int, int]
    prologue: Prologue
    clauses: tuple[Clause, ...]

    def slice(self, first: int, last: int) -> str:
        """The text from one token to another, both included."""
        end = self.found[last]
        return self.text[self.found[first].start : end.start + len(end.text)]

    def groups(self, index: int) -> list[int]:
        """The indexes of the braces around a token, the innermost first."""
        around = [a for a, b in self.closes.items() if a < index < b and self.found[a].text == "{"]
        return sorted(around, reverse=True)


def read(text: str, most: int) -> Reading:
    """The clauses of a query, if it has any.

    :param text: with its escapes resolved
    :param most: how many there may be
    :raises QueryTooLarge: there are more
    :raises QueryForbidden: a clause inside another, or one whose endpoint is a variable
    :raises QuerySyntaxError: a clause that is none
    """
    found = [token for token in tokens(text) if token.kind is not Kind.COMMENT]
    starts = [index for index, token in enumerate(found) if is_word(token, "SERVICE")]
    if len(starts) > most:
        raise QueryTooLarge(
            f"The query has more than {most} SERVICE clauses.", hint="Ask in several queries."
        )
    closes, above = _closes(found), prologue.read(found)
    clauses: list[Clause] = []
    for index in starts:
        if clauses and index < clauses[-1].closing:
            raise _forbidden(text, found[index], "stands inside another.", "Put them side by side.")
        clauses.append(_clause(text, found, index, closes, above))
    return Reading(text, found, closes, above, tuple(clauses))


def is_word(token: Token, *words: str) -> bool:
    """Whether a token is one of these keywords."""
    return token.kind is Kind.WORD and token.text.upper() in words


def replaced(reading: Reading, made: Mapping[Clause, str]) -> str:
    """The query with something else in the place of each clause."""
    parts, at = [], 0
    for clause in reading.clauses:
        closing = reading.found[clause.closing]
        parts += [reading.text[at : reading.found[clause.first].start], " ", made[clause], " "]
        at = closing.start + 1
    return "".join((*parts, reading.text[at:]))


def as_graphs(reading: Reading) -> str:
    """The query with GRAPH for SERVICE, every letter else in its place: it parses if and only if the query does."""
    text = reading.text
    for clause in reading.clauses:
        start, target = reading.found[clause.first].start, clause.first + (2 if clause.silent else 1)
        behind = start + len("SERVICE")
        text = text[:start] + "GRAPH  " + text[behind:]
        if clause.silent:
            at = reading.found[target - 1].start
            text = text[:at] + " " * len("SILENT") + text[at + len("SILENT") :]
    return text


def _clause(
    text: str, found: Sequence[Token], first: int, closes: Mapping[int, int], above: Prologue
) -> Clause:
    at = first + 1
    silent = at < len(found) and is_word(found[at], "SILENT")
    at += silent
    target, opening = (found[i] if i < len(found) else None for i in (at, at + 1))
    if target and target.kind is Kind.VAR:
        hint = "Name its IRI: SERVICE <https://…> { … }."
        raise _forbidden(text, found[first], "has a variable for its endpoint.", hint)
    named = target and target.kind in (Kind.IRI, Kind.NAME)
    if not (target and named and opening and opening.text == "{" and at + 1 in closes):
        line, column = place(text, found[first].start)
        raise QuerySyntaxError("SERVICE lacks something.", line, column, "Write SERVICE <https://…> { … }.")
    try:
        endpoint = above.resolve(target)
    except KeyError:
        undeclared = explain.undeclared_prefix(text)
        raise undeclared or QuerySyntaxError(
            "The prefix is not declared.", *place(text, target.start)
        ) from None
    return Clause(endpoint, silent, first, at + 1, closes[at + 1], _spot(text, found[first]))


def _closes(found: Sequence[Token]) -> dict[int, int]:
    """Each kind of bracket on its own, so that one that is out of place cannot move the others."""
    closes: dict[int, int] = {}
    opened: dict[str, list[int]] = {sign: [] for sign in _PAIRS.values()}
    for index, token in enumerate(found):
        if token.kind is Kind.OPEN and token.text in opened:
            opened[token.text].append(index)
        elif token.kind is Kind.CLOSE and opened.get(_PAIRS.get(token.text, "")):
            closes[opened[_PAIRS[token.text]].pop()] = index
    return closes


def _spot(text: str, token: Token) -> str:
    line, column = place(text, token.start)
    return f"line {line}, column {column}"


def _forbidden(text: str, token: Token, what: str, hint: str) -> QueryForbidden:
    where = Where("query", *place(text, token.start))
    return QueryForbidden(f"The SERVICE at {_spot(text, token)} {what}", where, hint)


def not_listed(reading: Reading, clause: Clause, listed: Sequence[str]) -> QueryForbidden:
    """The error for a clause whose endpoint may not be asked."""
    names = ", ".join(f"<{iri}>" for iri in listed)
    token = reading.found[clause.first]
    what = f"names <{clause.endpoint[:200]}>, which this server does not ask."
    return _forbidden(reading.text, token, what, f"It asks {names}, written exactly so.")


def not_joined(reading: Reading, clause: Clause, tries: str) -> QueryForbidden:
    """The error where the engine behind could not be trusted with what the endpoint says."""
    what = (
        f"is not answered: the engine behind this server joins VALUES wrongly ({tries}), and what an endpoint "
        "answers would stand there as VALUES."
    )
    hint = "Ask the endpoint itself, and put the two answers together."
    return _forbidden(reading.text, reading.found[clause.first], what, hint)
