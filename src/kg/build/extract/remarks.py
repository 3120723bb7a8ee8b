"""Remarks: what a clause without figures says of the year's work, told apart by the words of a table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from kg.build.extract.facts import Remark
from kg.build.extract.figures.context import Context
from kg.build.extract.lexicon import entries
from kg.build.extract.sentences import Sentence

_TYPES = ("context", "limitation", "achievement")
_SHORTEST = 4
_CONFIDENCE = {"context": 0.6, "limitation": 0.7, "task": 0.6, "achievement": 0.6}


def remarks(sentence: Sentence, context: Context) -> Iterator[Remark]:
    """Every clause of a sentence that is a remark; semicolons part clauses, and what ends in a colon is none."""
    ahead = context.ahead or context.heading_ahead
    for first, last in _clauses(sentence):
        key = sentence.piece.key[sentence.tokens[first].start : sentence.tokens[last - 1].end]
        kind = _kind(key, ahead)
        if kind is not None and last - first >= _SHORTEST:
            span = sentence.span(first, last)
            yield Remark(*span, f"cue-{kind}", _CONFIDENCE[kind], kind, context.period)


def _clauses(sentence: Sentence) -> Iterator[tuple[int, int]]:
    """Token ranges between semicolons and colons, without the full stop and a dash before a list's item."""
    first = 0
    for at in range(len(sentence.tokens) + 1):
        if at == len(sentence.tokens) or sentence.kind(at) in ("semicolon", "colon"):
            last = at
            while last > first and sentence.kind(last - 1) in ("dot", "comma"):
                last -= 1
            while first < last and sentence.kind(first) in ("dash", "comma"):
                first += 1
            if last > first and sentence.kind(at) != "colon":
                yield first, last
            first = at + 1


def _kind(key: str, ahead: bool) -> str | None:
    """The type of a clause: a task under a heading of tasks, else by the first table one of whose cues it has."""
    if ahead and _cues("task").match(key):
        return "task"
    return next((kind for kind in _TYPES if _cues(kind).search(key)), None)


@cache
def _cues(kind: str) -> re.Pattern[str]:
    """The cues of a type as one pattern, whole words only."""
    words = sorted(entries("remarks", kind), key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(map(re.escape, words)) + r")\b")
