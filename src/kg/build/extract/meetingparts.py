"""The parts of a report of a meeting: when, by whom it is held or chaired, what about."""

from __future__ import annotations

from kg.build.extract.facts import Post
from kg.build.extract.places import place_at
from kg.build.extract.sentences import Sentence, is_person
from kg.build.extract.times import is_day

_ABOUT = {"về", "nhằm", "để", "bàn", "nghe", "cho"}
_WITH = {"với", "của", "cùng", "giữa", "thứ", "lần thứ"}
_LONGEST_SUBJECT = 60
_REVIEWS = ("tổng kết", "sơ kết")
_BRACKET = 8
_MOST_CHAIRS = 3


def date_before(sentence: Sentence, before: int) -> int | None:
    """The day, or the wording in its stead, that stands before a meeting."""
    for at in range(before):
        token = sentence.tokens[at]
        if (token.kind == "time" and is_day(token.key)) or token.has("vague"):
            return at
    return None


def date_after(sentence: Sentence, at: int) -> int | None:
    """The day told after a meeting's type, in the same clause."""
    for here in range(at + 1, min(len(sentence.tokens), at + 24)):
        if sentence.kind(here) in ("semicolon", "dot", "colon", "quote"):
            return None
        if sentence.kind(here) == "time" and is_day(sentence.key(here)):
            return here
    return None


def governing_verb(sentence: Sentence, at: int) -> int | None:
    """The word of holding or chairing that governs a meeting's type."""
    for here in range(at - 1, max(-1, at - 6), -1):
        if sentence.has(here, "chair") or (sentence.has(here, "hold") and sentence.kind(here) == "word"):
            return here
        if sentence.kind(here) in ("dot", "semicolon", "colon"):
            return None
    return None


def holder(sentence: Sentence, verb: int) -> int | None:
    """Where the holder of a meeting begins: a body right before the verb."""
    for body in sentence.bodies:
        if verb - 3 <= body.last <= verb and body.named:
            return body.first
    return None


def organiser(sentence: Sentence, verb: int) -> str | None:
    """The body, or the place as an actor, before the verb of holding; the first of those who hold it together."""
    before = [
        body
        for body in sentence.bodies
        if body.last <= verb
        and not (sentence.kind(body.first - 1) == "open" and sentence.kind(body.last) == "close")
    ]
    if before and any("phối hợp" in sentence.key(at) for at in range(before[0].last, verb + 1)):
        return sentence.text(before[0].first, before[0].last)
    for body in reversed(before):
        if verb - body.last <= 2 or all(_is_term(sentence, at) for at in range(body.last, verb)):
            return sentence.text(body.first, body.last)
    for at in range(max(0, verb - 6), verb):
        place = place_at(sentence.tokens, at, sentence.piece.text)
        inside = any(body.first <= at < body.last for body in sentence.bodies)
        if place is not None and not inside and place.last <= verb and verb - place.last <= 2:
            return sentence.text(place.first, place.last)
    return None


def _is_term(sentence: Sentence, at: int) -> bool:
    """A token of “khóa XVIII, nhiệm kỳ 2021 - 2026”, or a small word before the verb."""
    if sentence.kind(at) in ("open", "close") or inside_bracket(sentence, at):
        return True
    return sentence.kind(at) in ("time", "comma", "cap", "num") or sentence.key(at) in ("khóa", "đã", "và")


def inside_bracket(sentence: Sentence, at: int) -> bool:
    """Whether a token stands in a short bracket."""
    opens = any(sentence.kind(here) == "open" for here in range(max(0, at - _BRACKET), at))
    return opens and any(sentence.kind(here) == "close" for here in range(at, at + _BRACKET))


def chairs_before(sentence: Sentence, verb: int, posts: list[Post]) -> list[str]:
    """The person who is the subject of a verb of chairing: the last one whose post is told, or just a name."""
    low, _ = sentence.span(verb, verb + 1)
    held = [post.person for post in posts if post.start < low]
    if held:
        return list(dict.fromkeys(held))[-_MOST_CHAIRS:]
    for at in range(verb):
        size = is_person(sentence, at)
        if size and at + size <= verb:
            return [sentence.text(at, at + size)]
    return []


def chairs_after(sentence: Sentence, at: int, posts: list[Post]) -> list[str]:
    """Those named after “dưới sự chủ trì của”."""
    chair = next(
        (
            n
            for n in range(at, len(sentence.tokens))
            if sentence.key(n) in ("chủ trì", "điều hành") and sentence.key(n + 1) == "của"
        ),
        None,
    )
    if chair is None:
        return []
    low, _ = sentence.span(chair, chair + 1)
    named = [post.person for post in posts if post.start > low]
    if not named:
        size, here = 0, chair + 2
        while here < len(sentence.tokens) and not size:
            size = is_person(sentence, here)
            here += 1
        named = [sentence.text(here - 1, here - 1 + size)] if size else []
    return list(dict.fromkeys(named))


def subject_of(sentence: Sentence, at: int) -> tuple[str | None, int]:
    """What a meeting is about, from after its type on, and where that ends."""
    last = at
    while last < len(sentence.tokens) and last - at < _LONGEST_SUBJECT:
        token = sentence.tokens[last]
        under = token.key == "dưới" and sentence.key(last + 1) == "sự"
        if (
            token.kind in ("dot", "quote")
            or under
            or (token.kind == "semicolon" and sentence.kind(last + 1) == "cap")
        ):
            break
        last += 1
    begin = _subject_begin(sentence, at, last)
    opening = next(
        (word for word in _REVIEWS if at and begin == at and sentence.key(at - 1).endswith(f" {word}")), ""
    )
    return f"{opening} {sentence.text(begin, last)}".strip() or None, max(last, at)


def _subject_begin(sentence: Sentence, at: int, last: int) -> int:
    """Past whose meeting it is and with whom, and past “về”, “nhằm”."""
    starts = {body.first for body in sentence.bodies}
    begin = at
    if begin in starts or sentence.key(begin) in _WITH or sentence.kind(begin) == "open":
        while begin < last and sentence.key(begin) not in _ABOUT and not sentence.has(begin, "action"):
            begin += 1
    if begin == last:
        return at
    return begin + (sentence.key(begin) in ("về", "nhằm"))


def official_after(sentence: Sentence, last: int, posts: list[Post]) -> list[str]:
    """The leading official: the first whose post the sentence tells after the meeting."""
    if last >= len(sentence.tokens):
        return []
    low, _ = sentence.span(last, last + 1)
    return [post.person for post in posts if post.start >= low][:1]
