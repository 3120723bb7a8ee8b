"""Plain queries answered near at hand: by few enough look-ups in the index, in this process, and bounded by them.

No engine runs a query here: `docs/decisions/2026-11-22-near.md` says why this may stand in the server's process. What
takes more than the bound is given up, and is asked of a worker, which can be killed.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from itertools import islice
from operator import attrgetter, methodcaller
from pathlib import Path
from typing import NamedTuple, TypeVar

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from kg.store.plain.query import Pattern, Plain, Var

Term = NamedNode | BlankNode | Literal | Triple
Terms = tuple[Term | None, ...]
Row = dict[str, Term]
Found = TypeVar("Found")
_New = tuple[tuple[Callable[[Quad], Term], str], ...]

STEPS = 200
"""Look-ups, triples found and rows made, all together, that a query may take: about a millisecond."""

LETTERS = 200_000
"""Characters of literals that a query may read."""

SECONDS = 0.05
"""How long it may take, for a disk that is slow: one look-up more is begun before that."""

_DEFAULT = DefaultGraph()
_SUBJECT, _PREDICATE, _OBJECT = _PARTS = tuple(map(attrgetter, ("subject", "predicate", "object")))
# Which of subject, predicate and object are known: how few triples may be expected, the fewest first. With neither
# subject nor object there is no telling.
_RANKS = {
    (True, True, True): 0,
    (True, True, False): 1,
    (True, False, True): 2,
    (False, True, True): 3,
    (True, False, False): 4,
    (False, False, True): 5,
}


class Step(NamedTuple):
    """A pattern to be looked up: its terms, None for variables; its variables that are known by then; the new ones."""

    terms: Terms
    known: tuple[tuple[int, str], ...]
    new: _New


class GivenUp(Exception):
    """The query takes more than the bound, or is not to be answered here."""


class Near:
    """The folder of a store, which nobody writes to; any number of threads may ask at once.

    It is opened with the first query. Where that fails, or reading does, nothing more is answered from here.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._store: Store | None = None
        self._over = False
        self._lock = threading.Lock()

    def rows(self, plain: Plain, steps: Sequence[Step]) -> list[Row]:
        """What the patterns of a query match, each way that they do, all of it.

        They are in no order, and what LIMIT and DISTINCT leave out is among them.

        :param steps: the patterns as `way` puts them
        :raises GivenUp: it takes too much, or nothing can be read
        """
        if plain.grouped:
            raise GivenUp
        return self._asked(plain, methodcaller("rows", steps))

    def triples(self, plain: Plain, step: Step) -> list[Quad]:
        """What the only pattern of a query finds; raises as `rows` does.

        :param step: the pattern, in which each variable stands once
        """
        return self._asked(plain, methodcaller("triples", step))

    def _asked(self, plain: Plain, ask: Callable[[_Search], Found]) -> Found:
        try:
            return ask(_Search(self._store or self._opened(), plain))
        except (GivenUp, KeyboardInterrupt, SystemExit):
            raise
        except BaseException:  # a panic of the engine's library is no Exception
            self.close()
            raise GivenUp from None

    def _opened(self) -> Store:
        with self._lock:
            if self._over:
                raise GivenUp
            if self._store is None:
                self._store = Store.read_only(str(self._folder))
            return self._store

    def close(self) -> None:
        """Answers nothing more, and closes the files once nobody reads them."""
        with self._lock:
            self._over, self._store = True, None


class _Search:
    """One query on its way: what it may still take."""

    def __init__(self, store: Store, plain: Plain) -> None:
        self._store, self._plain = store, plain
        self._steps, self._letters = STEPS, LETTERS
        self._end = time.monotonic() + SECONDS

    def rows(self, steps: Sequence[Step]) -> list[Row]:
        """All rows.

        :raises GivenUp: they take too much
        """
        rows: list[Row] = [{}]
        for number, step in enumerate(steps, 1):
            rows = self._extended(step, rows, self._most() if number == len(steps) else STEPS)
        return rows

    def triples(self, step: Step) -> list[Quad]:
        """All triples that a pattern finds.

        :raises GivenUp: they take too much
        """
        found = self._looked_up(step, {})
        for get, _ in step.new:
            if get is _OBJECT:
                for quad in found:
                    self._weigh(quad.object)
        return found

    def _most(self) -> int:
        """How many rows are wanted at most; of more, the engine's order decides which."""
        plain = self._plain
        cut = plain.limit is not None and not (plain.distinct or plain.order)
        return plain.offset + plain.limit if cut and plain.limit is not None else STEPS

    def _extended(self, step: Step, rows: list[Row], most: int) -> list[Row]:
        """Each row with each way that a pattern matches beside it."""
        found: list[Row] = []
        for row in rows:
            for quad in self._looked_up(step, row):
                if (longer := self._with(row, step.new, quad)) is not None:
                    found.append(longer)
                    if len(found) > most:
                        raise GivenUp
        return found

    def _looked_up(self, step: Step, row: Row) -> list[Quad]:
        """The triples that a pattern matches beside a row."""
        terms = _put(step, row) if step.known else step.terms
        subject, predicate, object_ = terms
        if isinstance(subject, (Literal, Triple)) or isinstance(predicate, (BlankNode, Literal, Triple)):
            return []
        self._steps -= 1
        if self._steps < 0 or time.monotonic() > self._end:
            raise GivenUp
        if step.new or isinstance(object_, Literal):
            return self._found(step, terms)
        quad = Quad(subject, predicate, object_, _DEFAULT)  # type: ignore[arg-type]
        return [quad] if quad in self._store else []

    def _found(self, step: Step, terms: Terms) -> list[Quad]:
        """The triples of the library's index that have some terms.

        Of a number whose bytes end in ones, such as -1, the index gives what comes behind it as well. Where the number
        is one of the query's it may be written in another way, so that nothing tells the two apart.
        """
        subject, predicate, object_ = terms
        quads = self._store.quads_for_pattern(subject, predicate, object_, _DEFAULT)  # type: ignore[arg-type]
        found = list(islice(quads, self._steps + 1))
        self._steps -= len(found)
        if self._steps < 0:
            raise GivenUp
        if not isinstance(object_, Literal):
            return found
        same = [quad for quad in found if quad.object == object_]
        if object_ is step.terms[2] and len(same) < len(found):
            raise GivenUp
        return same

    def _with(self, row: Row, new: _New, quad: Quad) -> Row | None:
        """A row with what a triple has for the variables that are new; None where it has two terms for one."""
        longer = row.copy()
        for get, name in new:
            term = get(quad)
            if not isinstance(term, NamedNode):
                self._weigh(term)
            if longer.setdefault(name, term) is not term and longer[name] != term:
                return None
        return longer

    def _weigh(self, term: Term) -> None:
        """Counts the letters of a literal.

        :raises GivenUp: they are too many, or it is nothing that can be written here
        """
        if isinstance(term, Literal):
            self._letters -= len(term.value)
            if self._letters < 0 or term.direction is not None:
                raise GivenUp
        elif isinstance(term, Triple):
            raise GivenUp


def _put(step: Step, row: Row) -> Terms:
    """The terms of a pattern with what a row has for those that are known by then."""
    terms = list(step.terms)
    for place, name in step.known:
        terms[place] = row[name]
    return tuple(terms)


def way(patterns: Sequence[Pattern]) -> tuple[Step, ...]:
    """Patterns in the order to look them up: what is bound most, first and by those before it.

    :raises GivenUp: one has neither subject nor object by then, or there are too many
    """
    if len(patterns) > STEPS // 10:
        raise GivenUp
    left, known, found = list(patterns), set[str](), list[Step]()
    while left:
        rank, at = min((_rank(pattern, known), number) for number, pattern in enumerate(left))
        if rank > len(_RANKS):
            raise GivenUp
        found.append(_step(left.pop(at), known))
        known.update(name for _, name in found[-1].new)
    return tuple(found)


def _step(pattern: Pattern, known: set[str]) -> Step:
    names = [(place, node.name) for place, node in enumerate(pattern) if isinstance(node, Var)]
    return Step(
        tuple(None if isinstance(node, Var) else node for node in pattern),
        tuple((place, name) for place, name in names if name in known),
        tuple((_PARTS[place], name) for place, name in names if name not in known),
    )


def _rank(pattern: Pattern, known: set[str]) -> int:
    subject, predicate, object_ = (not isinstance(node, Var) or node.name in known for node in pattern)
    return _RANKS.get((subject, predicate, object_), len(_RANKS) + 1)
