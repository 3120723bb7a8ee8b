"""Meetings that a sentence only speaks of: with whom they were, by their number, or by when they took place."""

from __future__ import annotations

from collections.abc import Iterator

from kg.build.extract.facts import Meeting, Post
from kg.build.extract.meetingparts import date_before, official_after
from kg.build.extract.sentences import Sentence
from kg.build.extract.times import is_day, iso_date, ordinal

_ENDS = ("comma", "dot", "colon", "semicolon", "quote")
_MANY = ("các", "những", "nhiều", "mỗi")
_WITH = ("với", "theo", "giữa")
_TOOK_PLACE = {"diễn ra", "diễn", "tổ chức"}
_LONGEST_TYPE = 14
_DATED = 3
_BODY = 3


def mentioned(sentence: Sentence, posts: list[Post]) -> Iterator[Meeting]:
    """Every meeting that a sentence speaks of without telling that it is held."""
    for at, token in enumerate(sentence.tokens):
        kind = token.marks.get("meeting") if token.marks else None
        if kind is None or sentence.key(at - 1) in _MANY:
            continue
        if kind == "working-meeting" and sentence.key(at + 1) in _WITH and token.kind == "word":
            yield _with_somebody(sentence, at, posts)
        elif kind == "session":
            yield from _numbered(sentence, at)
        elif kind == "conference":
            yield from _took_place(sentence, at)


def _with_somebody(sentence: Sentence, at: int, posts: list[Post]) -> Meeting:
    """“(Ngày d/m, ) tại buổi làm việc với …”."""
    last = at + 2
    while last < len(sentence.tokens) and sentence.kind(last) not in _ENDS:
        last += 1
    about = next((n for n in range(at, last) if sentence.key(n) == "về"), None)
    dated = date_before(sentence, at)
    first = at if dated is None or at - dated > _DATED else dated
    found = Meeting(*sentence.span(first, last), "mentioned", 0.6, sentence.text(at, at + 1))
    found.chair = official_after(sentence, last, posts)
    found.subject = sentence.text(about + 1, last) if about is not None else None
    if first < at:
        found.date, found.date_raw = iso_date(sentence.key(first)), sentence.exact(first, first + 1)
    return found


def _numbered(sentence: Sentence, at: int) -> Iterator[Meeting]:
    """“kỳ họp thứ 4, HĐND tỉnh”: a session by its number and by whose it is."""
    number = ordinal(sentence.key(at + 2)) if sentence.key(at + 1) in ("thứ", "lần thứ") else None
    if number is None:
        return
    body = next((one for one in sentence.bodies if 0 <= one.first - at - 3 <= _BODY), None)
    if body is None or body.head != "council":
        return
    found = Meeting(*sentence.span(at, body.last), "numbered", 0.7, sentence.text(at, at + 1))
    found.ordinal, found.organiser = number, sentence.text(body.first, body.last)
    yield found


def _took_place(sentence: Sentence, at: int) -> Iterator[Meeting]:
    """“tại hội nghị … diễn ra sáng d/m”: it took place on a day told after it."""
    for here in range(at + 1, min(len(sentence.tokens), at + _LONGEST_TYPE)):
        if sentence.kind(here) in _ENDS:
            return
        if sentence.key(here) in _TOOK_PLACE:
            day = next((n for n in (here + 1, here + 2, here + 3) if sentence.kind(n) == "time"), None)
            if day is None or not is_day(sentence.key(day)):
                return
            found = Meeting(*sentence.span(at, day + 1), "took-place", 0.75, sentence.text(at, at + 1))
            found.subject = sentence.text(at + 1, here) or None
            found.date, found.date_raw = iso_date(sentence.key(day)), sentence.exact(day, day + 1)
            yield found
            return
