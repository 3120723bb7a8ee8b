"""A noun phrase of a sentence, and its words without the times within."""

from __future__ import annotations

from dataclasses import dataclass

from kg.build.extract.places import place_at
from kg.build.extract.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase and its tokens; `headed` where it begins with the head noun of an indicator."""

    text: str
    first: int
    last: int
    headed: bool


def without_times(sentence: Sentence, first: int, last: int) -> str:
    """A name without the time in its middle and the place whose it is at its end."""
    for at in range(first + 1, last - 1):
        place = place_at(sentence.tokens, at + 1, sentence.piece.text) if sentence.key(at) == "của" else None
        if place is not None and place.last == last:
            last = at
            break
    parts: list[str] = []
    start = first
    for at in range(first, last):
        if sentence.kind(at) == "time":
            parts.append(sentence.text(start, at))
            start = at + 1
    parts.append(sentence.text(start, last))
    return " ".join(part for part in parts if part) or sentence.text(first, last)
