"""Meetings a sentence reports, announces or speaks of."""

from __future__ import annotations

from kg.build.extract.facts import Meeting, Post
from kg.build.extract.meetingparts import (
    chairs_after,
    chairs_before,
    date_after,
    date_before,
    governing_verb,
    holder,
    organiser,
    subject_of,
)
from kg.build.extract.sentences import Sentence
from kg.build.extract.times import is_day, iso_date, ordinal

_ON_THE_WAY = {"đã", "đến", "đi", "thăm", "kiểm tra", "khảo sát", "và", "có", "về"}
_ENDS = ("comma", "dot", "semicolon", "colon", "quote")
_NOT_BEFORE = {
    "tại",
    "trong",
    "các",
    "những",
    "sau",
    "phát biểu tại",
    "ở",
    "từ",
    "kết luận",
    "qua",
    "này",
    "mỗi",
    "nhiều",
    "số",
    "một số",
    "theo",
    "phục vụ",
    "giới thiệu",
    "dự",
    "về",
}


def meeting_of(sentence: Sentence, posts: list[Post]) -> Meeting | None:
    """The first meeting of a sentence that has a date, an organiser or a chair of its own."""
    for at, token in enumerate(sentence.tokens):
        if token.has("meeting") and sentence.key(at - 1) not in _NOT_BEFORE:
            meeting = _meeting(sentence, at, posts)
            if meeting is not None:
                return meeting
    return _visit(sentence, posts) or _by_verb(sentence, posts)


def _visit(sentence: Sentence, posts: list[Post]) -> Meeting | None:
    """“… đã đến thăm, làm việc tại xã X”: an official, named before or right after, works with or at somebody's."""
    at = next((n for n in range(len(sentence.tokens)) if _is_working(sentence, n)), None)
    if at is None or not posts:
        return None
    first = at
    while sentence.key(first - 1) in _ON_THE_WAY or (first - 1 > 0 and sentence.kind(first - 1) == "comma"):
        first -= 1
    dated = date_before(sentence, at)
    low, _ = sentence.span(at, at + 1)
    before = [post for post in posts if post.end <= low]
    if not before and dated is None:
        return None
    chair = (before or posts)[-1 if before else 0].person
    first = min(n for n in (dated, first) if n is not None)
    last = next(
        (n for n in range(at + 2, len(sentence.tokens)) if sentence.kind(n) in _ENDS), len(sentence.tokens)
    )
    begin = min(sentence.span(first, last)[0], before[-1].start if before else low)
    kind = sentence.text(_from_verb(sentence, at), at + 2)
    found = Meeting(begin, sentence.span(first, last)[1], "visit", 0.8, kind, chair=[chair])
    about = next((n for n in range(at + 2, last) if sentence.key(n) == "về"), None)
    found.subject = sentence.text(about + 1, last) if about is not None else None
    found.place = sentence.text(at + 3, about or last) if sentence.key(at + 2) == "tại" else None
    _dated(sentence, found, dated)
    return found


def _is_working(sentence: Sentence, at: int) -> bool:
    return (sentence.key(at), sentence.key(at + 1)) == ("làm", "việc") and sentence.key(at + 2) in (
        "với",
        "tại",
    )


def _from_verb(sentence: Sentence, at: int) -> int:
    """Where “thăm, làm việc”, “kiểm tra và làm việc” begins."""
    joint = sentence.kind(at - 1) == "comma" or sentence.key(at - 1) == "và"
    return at - 2 if joint and sentence.key(at - 2) in ("thăm", "kiểm tra", "khảo sát") else at


def _meeting(sentence: Sentence, at: int, posts: list[Post]) -> Meeting | None:
    """The meeting whose type is a token."""
    verb = governing_verb(sentence, at)
    if verb is None:
        return _announced(sentence, at)
    dated = date_before(sentence, at)
    dated = date_after(sentence, at) if dated is None else dated
    first = dated if dated is not None else holder(sentence, verb)
    if first is None:
        return _announced(sentence, at)
    chair = _chairs(sentence, at, verb, posts)
    body = organiser(sentence, verb)
    if body is None and not chair and dated is None:
        return None
    subject, last = subject_of(sentence, at + 1)
    span = sentence.span(min(first, at), last)
    rule, confidence = ("held", 0.9) if dated is not None else ("held-undated", 0.7)
    found = Meeting(*span, rule, confidence, sentence.text(at, at + 1), chair=chair, subject=subject)
    leads = sentence.has(verb, "chair") or sentence.tokens[at].marks["meeting"] == "working-meeting"
    found.organiser = None if chair and leads else body
    _dated(sentence, found, dated)
    _number(sentence, at, found)
    return found


def _chairs(sentence: Sentence, at: int, verb: int, posts: list[Post]) -> list[str]:
    """Who chairs: the subject of the verb for a working meeting or a verb of chairing, else those named after."""
    leads = sentence.has(verb, "chair") or sentence.tokens[at].marks["meeting"] == "working-meeting"
    chair = chairs_before(sentence, verb, posts) if leads else []
    return chair or chairs_after(sentence, at, posts)


def _dated(sentence: Sentence, found: Meeting, dated: int | None) -> None:
    if dated is not None:
        found.date, found.date_raw = iso_date(sentence.key(dated)), sentence.exact(dated, dated + 1)


def _number(sentence: Sentence, at: int, found: Meeting) -> None:
    if sentence.key(at + 1) in ("thứ", "lần thứ"):
        found.ordinal = ordinal(sentence.key(at + 2))


def _announced(sentence: Sentence, at: int) -> Meeting | None:
    """A meeting named with its year: “hội nghị … năm 2017”."""
    if sentence.tokens[at].marks["meeting"] not in ("conference", "session"):
        return None
    if sentence.has(at + 1, "ending") and sentence.key(at + 1) not in ("về", "với", "triển khai"):
        return None
    for here in range(at + 2, min(len(sentence.tokens), at + 14)):
        token = sentence.tokens[here]
        if token.kind in ("comma", "semicolon", "dot", "colon"):
            return None
        if token.kind == "time" and token.key.startswith("năm ") and iso_date(token.key):
            span = sentence.span(at, here + 1)
            subject = sentence.text(at + 1, here)
            found = Meeting(*span, "named-with-year", 0.7, sentence.text(at, at + 1), subject=subject)
            _dated(sentence, found, here)
            return found
    return None


def _by_verb(sentence: Sentence, posts: list[Post]) -> Meeting | None:
    """A dated sentence in which a body hears and decides: its type word comes with the next sentence."""
    dated = date_before(sentence, min(4, len(sentence.tokens)))
    if dated is None or not is_day(sentence.key(dated)):
        return None
    for at in range(dated + 1, min(len(sentence.tokens), dated + 45)):
        words = tuple(sentence.key(at + n) for n in range(3))
        if words[:2] == ("cho", "ý kiến") or words[:2] == ("làm", "việc") or sentence.key(at) == "họp":
            held_by = organiser(sentence, at) or next(
                (sentence.text(b.first, b.last) for b in sentence.bodies if b.first > dated and b.last <= at),
                None,
            )
            if held_by is None:
                return None
            subject, last = subject_of(sentence, at + 2)
            span = sentence.span(dated, last)
            found = Meeting(*span, "by-verb", 0.75, "họp", organiser=held_by, subject=subject)
            found.chair = chairs_after(sentence, dated, posts)
            _dated(sentence, found, dated)
            return found
    return None
