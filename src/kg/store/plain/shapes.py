"""Shapes of plain queries: what is left of a text without its IRIs and comments, so that each shape is read once.

Programs ask the same about one thing after another. What an IRI says decides nothing about how the words around it are
read, but for a base, and with one there are no shapes.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TypeVar

from pyoxigraph import NamedNode

from kg.store.guard import can_be_written
from kg.store.plain.near import GivenUp, Step, way
from kg.store.plain.query import Pattern, Plain, Var
from kg.store.plain.reading import read_text
from kg.store.plain.words import ARGUMENT, NotPlain, prologue

T = TypeVar("T")
_KEPT = 512
_MOST_PASSED_OVER = 100
_MARK = f"urn:x-{secrets.token_hex(8)}:"
"""What IRIs in the place of others begin with; nobody else can write it."""


class Shape:
    """A shape of queries: how one of them is answered, with the IRIs of each put in.

    Where queries of this shape are given up again and again, more and more of them are passed over.
    """

    def __init__(self, plain: Plain, prefixes: Mapping[str, str]) -> None:
        self.plain = plain
        self.prefixes = {name: iri for name, iri in prefixes.items() if can_be_written(name, iri)}
        self._steps = [(step, _places(step.terms)) for step in way(plain.patterns)]
        self._template = [(pattern, _places(pattern)) for pattern in plain.template]
        self._is_one = _is_one(plain)
        self._left = self._next = 0

    def steps(self, iris: list[NamedNode]) -> list[Step]:
        """What is to be looked up, with the IRIs of a query."""
        return [
            Step(_filled(step.terms, at, iris), step.known, step.new) if at else step
            for step, at in self._steps
        ]

    def template(self, iris: list[NamedNode]) -> list[Pattern]:
        """What is to be constructed, with the IRIs of a query."""
        return [Pattern(*_filled(pattern, at, iris)) for pattern, at in self._template]

    def is_as_found(self, steps: list[Step], template: list[Pattern]) -> bool:
        """Whether what is to be constructed is what the only pattern finds, with the IRIs of a query in both."""
        if not self._is_one:
            return False
        return all(
            term is None or term == node for term, node in zip(steps[0].terms, template[0], strict=True)
        )

    def is_passed_over(self) -> bool:
        """Whether this query of the shape is not to be tried."""
        if self._left:
            self._left -= 1
            return True
        return False

    def note(self, answered: bool) -> None:
        """Notes whether a query of this shape was answered."""
        self._next = 0 if answered else min(_MOST_PASSED_OVER, 2 * self._next + 1)
        self._left = self._next // 2


def shaped(text: str) -> tuple[Shape, list[NamedNode]] | None:
    """The shape of a query and the IRIs that belong into it; None where it is no plain query that can be looked up."""
    try:
        names, declared = prologue(text)
        if names.based:
            return None
        iris: list[NamedNode] = []

        def mark(found: re.Match[str]) -> str:
            word = found[0]
            if word[0] == "<":
                iris.append(NamedNode(word[1:-1]))
                return f"<{_MARK}{len(iris) - 1}>"
            return " " if word[0] == "#" else word

        shape = _shape(declared, ARGUMENT.sub(mark, text[len(declared) :]))
    except (NotPlain, ValueError):
        return None
    return (shape, iris) if shape else None


@lru_cache(maxsize=_KEPT)
def _shape(declared: str, rest: str) -> Shape | None:
    found = read_text(declared + rest)
    try:
        return Shape(found.plain, found.prefixes) if found and not found.plain.grouped else None
    except GivenUp:
        return None


def _is_one(plain: Plain) -> bool:
    """Whether a query constructs all triples of one pattern, as far as the variables in it say."""
    if (
        len(plain.patterns) != 1
        or len(plain.template) != 1
        or plain.order
        or plain.limit is not None
        or plain.offset
    ):
        return False
    found, made = (
        [node if isinstance(node, Var) else None for node in of] for of in (*plain.patterns, *plain.template)
    )
    variables = [node for node in found if node]
    return found == made and len(set(variables)) == len(variables)


def _places(nodes: Sequence[object]) -> list[tuple[int, int]]:
    """Where IRIs belong, and which of a query's."""
    named = ((place, node.value) for place, node in enumerate(nodes) if isinstance(node, NamedNode))
    return [(place, int(value.removeprefix(_MARK))) for place, value in named if value.startswith(_MARK)]


def _filled(
    nodes: tuple[T, ...], places: list[tuple[int, int]], iris: list[NamedNode]
) -> tuple[T | NamedNode, ...]:
    terms: list[T | NamedNode] = list(nodes)
    for place, number in places:
        terms[place] = iris[number]
    return tuple(terms)
