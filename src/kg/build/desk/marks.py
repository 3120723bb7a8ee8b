"""A text cut into pieces, each with the facts that stand on it; no piece runs over the end of a line."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.build.facts import Candidate

_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class Piece:
    """A run of the text, from an offset on, with the facts whose passages cover it, the shortest first."""

    start: int
    words: str
    facts: tuple[Candidate, ...]


def pieces(text: str, facts: Sequence[Candidate]) -> Iterator[Piece]:
    """Every piece of a text in turn; the end of a line is a piece of its own, written as one “\\n”."""
    passages = sorted((span, number) for number, fact in enumerate(facts) for span in fact.spans)
    ends = [m.span() for m in _LINE_END.finditer(text)]
    cuts = {0, len(text), *(at for pair in ends for at in pair)}
    cuts |= {at for span, _ in passages for at in (span.start, span.end)}
    line_ends = {start for start, _ in ends}
    inside = {end - 1 for start, end in ends if end - start == 2}
    here = sorted(cuts - inside)
    open_: list[tuple[int, int, int]] = []
    upcoming = iter(passages)
    following = next(upcoming, None)
    for start, end in itertools.pairwise(here):
        open_ = [one for one in open_ if one[1] > start]
        while following is not None and following[0].start <= start:
            span, number = following
            open_.append((span.start, span.end, number))
            following = next(upcoming, None)
        covering = sorted(open_, key=lambda one: (one[1] - one[0], one[2]))
        words = "\n" if start in line_ends else text[start:end]
        yield Piece(start, words, tuple(facts[number] for _, _, number in covering))
