"""Congresses, named by their ordinal or their term."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg.build.extract.facts import Congress
from kg.build.extract.sentences import Sentence
from kg.build.extract.times import ordinal, term

_LONGEST = 24
_FURTHER = ("khóa", "lần thứ", "lần", "nhiệm kỳ")
_NO_ORG = {"", "các cấp", "đảng các cấp", "đảng", "đại biểu"}


@dataclass(frozen=True, slots=True)
class Spotted:
    """A congress in a sentence: its tokens, who holds it, its ordinal and term."""

    first: int
    last: int
    org: str
    ordinal: int | None
    ordinal_raw: str | None
    term: str | None


def spot(sentence: Sentence, at: int) -> Spotted | None:
    """The congress whose head is a token, with an ordinal or a term after it."""
    for here in range(at + 1, min(len(sentence.tokens), at + _LONGEST)):
        token = sentence.tokens[here]
        if token.kind in ("semicolon", "dot", "colon", "quote"):
            return None
        if token.key in _FURTHER and sentence.kind(here + 1) in ("num", "cap", "abbr"):
            number = ordinal(sentence.key(here + 1))
            if number is not None:
                return _whole(sentence, at, here, here + 2, number)
        if token.kind == "time":
            years = term(token.key)
            return Spotted(at, here + 1, _org(sentence, at, here), None, None, years) if years else None
        if token.kind == "comma" and sentence.kind(here + 1) != "time":
            return None
    return None


def _whole(sentence: Sentence, at: int, cut: int, last: int, number: int) -> Spotted:
    """A congress with its ordinal, and the term that may follow it."""
    raw = sentence.exact(last - 1, last)
    after = last + 1 if sentence.kind(last) in ("comma", "open") else last
    years = term(sentence.key(after)) if sentence.kind(after) == "time" else None
    return Spotted(at, after + 1 if years else last, _org(sentence, at, cut), number, raw, years)


def _org(sentence: Sentence, at: int, cut: int) -> str:
    org = sentence.text(at + 1, cut).strip(" ,(")
    return org.removeprefix("đại biểu ").removeprefix("của ")


def congresses(sentence: Sentence) -> Iterator[Congress]:
    """Every congress of a sentence that an ordinal, or a term and a body, tells from others."""
    if "congress" not in sentence.marks:
        return
    for at, token in enumerate(sentence.tokens):
        if not token.has("congress"):
            continue
        found = spot(sentence, at)
        if found is None or (found.ordinal is None and found.org.lower() in _NO_ORG):
            continue
        span = sentence.span(found.first, found.last)
        yield Congress(*span, "congress", 0.93, found.org, found.ordinal, found.ordinal_raw, found.term)
