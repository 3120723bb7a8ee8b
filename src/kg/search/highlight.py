"""Marks in a text what was asked for, and cuts a long text down to where that stands."""

from __future__ import annotations

from typing import NamedTuple

from kg.search.abbreviations import others
from kg.search.question import Question
from kg.search.words import places


class Piece(NamedTuple):
    """A run of a text, and whether it is a hit."""

    text: str
    hit: bool


def marked(text: str, question: Question, most: int = 280) -> list[Piece]:
    """A text in pieces, hits among them; of a long one the part around the first hits.

    :param most: characters that are kept
    """
    hits = _hits(text, question)
    start, end = _window(text, hits, most)
    pieces, at = [], start
    for first, last in _joined(text, [hit for hit in hits if hit[0] >= start and hit[1] <= end]):
        if first > at:
            pieces.append(Piece(text[at:first], False))
        pieces.append(Piece(text[first:last], True))
        at = last
    if at < end:
        pieces.append(Piece(text[at:end], False))
    before, after = [Piece("… ", False)] * (start > 0), [Piece(" …", False)] * (end < len(text))
    return [*before, *pieces, *after]


def _hits(text: str, question: Question) -> list[tuple[int, int]]:
    """Where the words stand that were asked for, or else those that they abbreviate or stand for."""
    asked = {plain for one in question.asked for plain in one.plains}
    found = [(start, end) for start, end, word in places(text) if word.plain in asked]
    if found:
        return found
    other = {plain for run in others(tuple(one.word.plain for one in question.asked)) for plain in run}
    return [(start, end) for start, end, word in places(text) if word.plain in other]


def _window(text: str, hits: list[tuple[int, int]], most: int) -> tuple[int, int]:
    """The part of a text that is shown: all of a short one, else from before where most hits are close together."""
    if len(text) <= most:
        return 0, len(text)
    best = max(
        (first for first, _ in hits),
        key=lambda first: sum(first <= start < first + most // 2 for start, _ in hits),
        default=0,
    )
    start = max(0, min(best - most // 4, len(text) - most))
    start = text.find(" ", start) + 1 if start else 0
    end = start + most
    return start, len(text) if end >= len(text) else max(text.rfind(" ", start, end), start + 1)


def _joined(text: str, hits: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Hits with nothing but a space between them as one."""
    found: list[tuple[int, int]] = []
    for start, end in hits:
        if found and not text[found[-1][1] : start].strip():
            found[-1] = found[-1][0], end
        else:
            found.append((start, end))
    return found
