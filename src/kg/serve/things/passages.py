"""Passages of a text: the sentence around one, and the text cut into pieces so that every passage can be marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

_END = re.compile(r"[.!?…][)\]\"'”’]*\s+(?=[^\W\d_])|\n+")
_LONGEST = 2000
"""Characters of a passage that are shown."""

_AROUND = 260
"""Characters of a sentence that are shown on each side of a passage."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A run of characters, the end exclusive (RFC 5147)."""

    start: int
    end: int

    @property
    def anchor(self) -> str:
        """The fragment that names it: `char=900,954`."""
        return f"char={self.start},{self.end}"


@dataclass(frozen=True, slots=True)
class InSentence:
    """A passage and the words of its sentence before and after it; whether some of those were left out."""

    before: str
    exact: str
    after: str
    cut_before: bool = False
    cut_after: bool = False


def in_sentence(text: str, span: Span) -> InSentence:
    """A passage in the sentence or sentences that it stands in."""
    start, end = 0, len(text)
    for match in _END.finditer(text):
        if not text[match.end() : match.end() + 1].isupper() and "\n" not in match.group():
            continue
        if match.end() <= span.start:
            start = match.end()
        elif match.start() >= span.end - 1:
            end = match.start() + len(match.group().rstrip())
            break
    return _shortened(text, start, span, end)


def _shortened(text: str, start: int, span: Span, end: int) -> InSentence:
    before, after = text[start : span.start], text[span.end : max(end, span.end)]
    cut_before, cut_after = len(before) > _AROUND, len(after) > _AROUND
    if cut_before:
        before = before[-_AROUND:].partition(" ")[2]
    if cut_after:
        after = after[:_AROUND].rpartition(" ")[0]
    exact = text[span.start : span.end]
    if len(exact) > _LONGEST:
        return InSentence(before, exact[:_LONGEST], "", cut_before, True)
    return InSentence(before, exact, after, cut_before, cut_after)


@dataclass(frozen=True, slots=True)
class Piece:
    """One step in writing a marked text.

    :param text: characters to write, or none where a passage opens or closes here
    :param start: where they start
    :param spans: the passages that cover them, the shortest first
    :param opens: the passage that opens here
    :param first: whether it opens for the first time, so that its anchor belongs here
    :param slot: a number that the parts of a broken passage share; 0 for a whole one
    :param closes: whether a passage closes here
    """

    text: str = ""
    start: int = 0
    spans: tuple[Span, ...] = ()
    opens: Span | None = None
    first: bool = False
    slot: int = 0
    closes: bool = False


@dataclass(slots=True)
class Line:
    """One line of a text as pieces; those without words are written as they are."""

    span: Span
    pieces: list[Piece] = field(default_factory=list)
    blank: bool = False


def lines(text: str, spans: Iterable[Span], part: Span | None = None) -> Iterator[Line]:
    """Every line of a text, or of a part of it, its passages nested where they nest and broken where they cross."""
    first, last = (part.start, part.end) if part else (0, len(text))
    ordered = sorted(set(spans), key=lambda s: (s.start, -s.end))
    at = 0
    for line in text.split("\n"):
        here = Span(max(at, first), min(at + len(line), last))
        if here.start <= here.end and (here.start < last or not last):
            inside = [s for s in ordered if s.start < here.end and s.end > here.start]
            blank = not text[here.start : here.end].strip()
            yield Line(here, list(_pieces(text, here, inside, first)), blank)
        at += len(line) + 1


def _pieces(text: str, line: Span, spans: list[Span], first: int) -> Iterator[Piece]:
    """The pieces of a line. A passage that crosses the end of an earlier one is closed there and opened again.

    :param first: where what is shown of the text starts; a passage that began before has its anchor there
    """
    slots = _slots(line, spans)
    edges = sorted({line.start, line.end, *(e for s in spans for e in (s.start, s.end))})
    edges = [e for e in edges if line.start <= e <= line.end]
    open_: list[Span] = []
    for start, end in pairwise(edges):
        covering = [s for s in spans if s.start < end and s.end > start]
        keep = next((i for i, s in enumerate(open_) if s not in covering), len(open_))
        yield from (Piece(closes=True) for _ in open_[keep:])
        del open_[keep:]
        for span in covering:
            if span not in open_:
                open_.append(span)
                yield Piece(opens=span, first=max(span.start, first) == start, slot=slots.get(span, 0))
        shortest = tuple(sorted(covering, key=lambda s: (s.end - s.start, s.start)))
        yield Piece(text[start:end], start, shortest)
    yield from (Piece(closes=True) for _ in open_)


def _slots(line: Span, spans: list[Span]) -> dict[Span, int]:
    """A number from 1 for each passage of a line that crosses the end of an earlier one."""
    broken = [
        s for s in spans if any(o.start < s.start < o.end < s.end for o in spans) and s.start < line.end
    ]
    return {span: number for number, span in enumerate(broken, 1)}
