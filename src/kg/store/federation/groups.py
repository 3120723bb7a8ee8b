"""The parts of a group of patterns (SPARQL 1.1 Query, rule 53 and on), as far as tokens tell them apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kg.store.federation.clauses import Reading, is_word
from kg.store.tokens import Kind

_LED = ("OPTIONAL", "MINUS", "GRAPH", "SERVICE", "FILTER", "BIND", "VALUES")
_IN_TRIPLES = ("A", "TRUE", "FALSE")
TRIPLES = "TRIPLES"
OTHER = "OTHER"


class Element(NamedTuple):
    """One part of a group: the word that leads it, TRIPLES or OTHER, and the indexes of its first and last token."""

    kind: str
    first: int
    last: int


class Unknown(Exception):
    """There is something in the group that is not known here, such as a subselect."""


def elements(reading: Reading, opening: int) -> list[Element]:
    """The parts of the group that opens with a token; triples are one part for each subject.

    :raises Unknown: it cannot be told
    """
    found, end = reading.found, reading.closes[opening]
    made: list[Element] = []
    at = opening + 1
    while at < end:
        token = found[at]
        if token.text == ".":
            at += 1
            continue
        if token.text == "{":
            kind, last = OTHER, _union(reading, at)
        elif is_word(token, *_LED):
            kind, last = token.text.upper(), _led(reading, at, end)
        else:
            kind, last = TRIPLES, _triples(reading, at, end)
        made.append(Element(kind, at, last))
        at = last + 1
    return made


def variables(reading: Reading, element: Element) -> set[str]:
    """The variables in a part, with their sign taken off."""
    tokens = reading.found[element.first : element.last + 1]
    return {token.text[1:] for token in tokens if token.kind is Kind.VAR}


def names(reading: Reading, element: Element) -> set[str]:
    """What ties a part to others: its variables, and the labels of its blank nodes."""
    tokens = reading.found[element.first : element.last + 1]
    return variables(reading, element) | {token.text for token in tokens if token.kind is Kind.BNODE}


def always_bound(reading: Reading, parts: Iterable[Element]) -> set[str]:
    """The variables that have a value in every solution of parts that are joined.

    Those of triples have, and those of VALUES without UNDEF.
    """
    return {name for part in parts for name in _bound(reading, part)}


def _bound(reading: Reading, part: Element) -> set[str]:
    if part.kind == TRIPLES:
        return variables(reading, part)
    undefined = any(is_word(token, "UNDEF") for token in reading.found[part.first : part.last])
    return variables(reading, part) if part.kind == "VALUES" and not undefined else set()


def _closing(reading: Reading, at: int) -> int:
    if at not in reading.closes:
        raise Unknown
    return reading.closes[at]


def _first(reading: Reading, at: int, end: int, signs: str) -> int:
    """The index of the first of some brackets."""
    for index in range(at, end):
        if reading.found[index].text in signs and reading.found[index].kind is Kind.OPEN:
            return index
    raise Unknown


def _union(reading: Reading, at: int) -> int:
    last = _closing(reading, at)
    while last + 1 < len(reading.found) and is_word(reading.found[last + 1], "UNION"):
        last = _closing(reading, last + 2)
    return last


def _led(reading: Reading, at: int, end: int) -> int:
    """The last token of a part that a word leads: it ends with its bracket."""
    signs = {"FILTER": "{(", "BIND": "("}.get(reading.found[at].text.upper(), "{")
    return _closing(reading, _first(reading, at + 1, end, signs))


def _triples(reading: Reading, at: int, end: int) -> int:
    """The last token of some triples: what follows is a full stop, another part, or the end."""
    found, index = reading.found, at
    while index < end:
        token = found[index]
        if token.text in (".", "{") or is_word(token, *_LED):
            break
        if token.kind in (Kind.WORD, Kind.OTHER, Kind.CLOSE) and not is_word(token, *_IN_TRIPLES):
            raise Unknown
        index = (_closing(reading, index) if token.text in ("(", "[") else index) + 1
    if index == at or (found[index].text == "{" and found[index + 1].text == "|"):
        raise Unknown
    return index - 1


def around(reading: Reading, index: int) -> Iterator[tuple[int, str]]:
    """The groups around a token, the innermost first: the index of each one's brace, and the word before it."""
    for opening in reading.groups(index):
        before = reading.found[opening - 1] if opening else None
        if before and is_word(before, "OPTIONAL", "EXISTS", "MINUS", "WHERE", "UNION"):
            yield opening, before.text.upper()
        elif opening > 1 and is_word(reading.found[opening - 2], "GRAPH"):
            yield opening, "GRAPH"
        else:
            yield opening, ""
