"""Sentences of a text, each with its tokens, the bodies and the people named in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from kg.build.extract.bodies import Body, bodies, body_at
from kg.build.extract.folded import Piece, pieces
from kg.build.extract.places import cap_run
from kg.build.extract.scan import Token
from kg.build.extract.tokens import tokenise

_MOST_TOKENS = 600
LOOK_BACK = 120
"""How many tokens back a figure looks for what it stands under; what is farther away is carried by the context."""
_VIETNAMESE = re.compile("[ăĂđĐơƠưƯ\u1ea0-\u1ef9]")
_NOT_LATIN = re.compile("[\u0370-\u1dff\u2e80-\uffdc]")
_ENOUGH_LETTERS = 18
_FEWEST_IN_CAPITALS = 2
_KNOWN_IN_CAPITALS = (
    "fixed", "committee", "cell", "organ", "council", "department", "open", "level", "type", "post", "plan",
)  # fmt: skip
_VOWEL = re.compile("[AEIOUYÀ-ÃÈ-ÊÌÍÒ-ÕÙÚÝĂĨŨƠƯ\u1ea0-\u1ef9]")
_OPENING = ("cap", "abbr", "num", "quote", "open", "time", "odd", "symbol")


SHARED = {
    "chánh văn phòng": "văn phòng", "phó chánh văn phòng": "văn phòng", "trưởng ban": "ban",
    "phó trưởng ban": "ban", "phó ban": "ban", "trưởng phòng": "phòng", "phó trưởng phòng": "phòng",
    "phó phòng": "phòng", "trưởng đoàn": "đoàn", "phó trưởng đoàn": "đoàn", "trưởng trạm": "trạm",
    "phó trưởng trạm": "trạm", "chánh thanh tra": "thanh tra", "phó chánh thanh tra": "thanh tra",
}  # fmt: skip
"""Posts whose last word begins the name of their body."""
_REACH = 160


@dataclass(frozen=True, slots=True)
class Shared:
    """The body whose name begins within a post: “Chánh Văn phòng Tỉnh ủy”; its place in the folded line."""

    start: int
    end: int
    name: str
    system: str


@dataclass(slots=True)
class Sentence:
    """One sentence.

    :param piece: the folded line it stands in
    :param tokens: its tokens
    :param line: number of its line, from 0
    :param number: number of the sentence in the text, from 0
    :param marks: everything that any of its tokens may be; “time”, “num” where one is a time or a number
    """

    piece: Piece
    tokens: list[Token]
    line: int
    number: int
    marks: set[str]
    bodies: list[Body] = field(default_factory=list)
    shared: dict[int, Shared] = field(default_factory=dict)

    def text(self, first: int, last: int) -> str:
        """Tokens `first` to `last` (exclusive) as shown to a reader: composed letters, inner spaces as one."""
        if first >= last:
            return ""
        return " ".join(self.piece.shown[self.tokens[first].start : self.tokens[last - 1].end].split())

    def exact(self, first: int, last: int) -> str:
        """Tokens `first` to `last` (exclusive) exactly as in the source."""
        start, end = self.span(first, last)
        return self.piece.raw[start - self.piece.base : end - self.piece.base]

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Where tokens `first` to `last` (exclusive) stand in the source."""
        return self.piece.span(self.tokens[first].start, self.tokens[last - 1].end)

    def key(self, at: int) -> str:
        """The compared form of a token, empty outside the sentence."""
        return self.tokens[at].key if 0 <= at < len(self.tokens) else ""

    def kind(self, at: int) -> str:
        """The kind of a token, empty outside the sentence."""
        return self.tokens[at].kind if 0 <= at < len(self.tokens) else ""

    def has(self, at: int, *names: str) -> bool:
        """Whether a token may be any of these; never so outside the sentence."""
        return 0 <= at < len(self.tokens) and bool(self.tokens[at].marks) and self.tokens[at].has(*names)


def sentences(text: str) -> Iterator[Sentence]:
    """Every sentence of a text in order."""
    line, number = -1, 0
    for piece in pieces(text):
        line += piece.first
        for tokens in _split(_spelled_out(piece.text, tokenise(piece.text, piece.key))):
            posts = {at + 1 for at, token in enumerate(tokens) if token.has("post")}
            marks = {mark for token in tokens for mark in token.marks}
            marks.update({token.kind for token in tokens} & {"time", "num"})
            shared = dict(_shared(piece, tokens)) if "post" in marks else {}
            yield Sentence(piece, tokens, line, number, marks, bodies(tokens, posts), shared)
            number += 1


def _spelled_out(text: str, tokens: list[Token]) -> list[Token]:
    """In a line that is in capitals throughout a word that opens no body is a capitalised word, no abbreviation."""
    if len(tokens) >= _FEWEST_IN_CAPITALS and text.isupper():
        for token in tokens:
            if (
                token.kind == "abbr"
                and not token.has(*_KNOWN_IN_CAPITALS)
                and _VOWEL.search(text, token.start, token.end)
            ):
                token.kind = "cap"
    return tokens


def _shared(piece: Piece, tokens: list[Token]) -> Iterator[tuple[int, Shared]]:
    """Bodies that begin within a post, by the token of the post."""
    for at, token in enumerate(tokens):
        if token.key not in SHARED:
            continue
        start = token.end - len(SHARED[token.key])
        again = tokenise(piece.text, piece.key, start, min(tokens[-1].end, start + _REACH), True)
        body = body_at(again, 0, True) if again else None
        if body is not None and body.named:
            end = again[body.last - 1].end
            yield at, Shared(start, end, " ".join(piece.shown[start:end].split()), body.system)


def _split(tokens: list[Token]) -> Iterator[list[Token]]:
    """Tokens parted where a sentence ends."""
    first = 0
    for at, token in enumerate(tokens):
        ends = token.kind == "dot" and _is_end(tokens, at)
        if ends or at - first >= _MOST_TOKENS:
            yield tokens[first : at + 1]
            first = at + 1
    if first < len(tokens):
        yield tokens[first:]


def _is_end(tokens: list[Token], at: int) -> bool:
    """Whether a full stop ends a sentence: what follows opens another one."""
    if at + 1 >= len(tokens):
        return True
    after = tokens[at + 1]
    if after.kind not in _OPENING:
        return False
    if after.start > tokens[at].end:
        return True
    before = tokens[at - 1] if at else None
    return after.kind == "cap" and before is not None and before.kind != "abbr" and len(before.key) > 1


def is_foreign(sentence: Sentence) -> bool:
    """Whether a sentence is in another language: words enough, and no letter that only Vietnamese has."""
    words = sentence.piece.text[sentence.tokens[0].start : sentence.tokens[-1].end]
    if _VIETNAMESE.search(words):
        return False
    return sum(map(str.isalpha, words)) >= _ENOUGH_LETTERS or bool(_NOT_LATIN.search(words))


def is_person(sentence: Sentence, at: int) -> int:
    """How many tokens from `at` on are a personal name, 0 if none: a family name and what follows."""
    tokens = sentence.tokens
    if tokens[at].kind != "cap" or not tokens[at].has("surname"):
        return 0
    run = cap_run(tokens, at)
    return run if 2 <= run <= 5 else 0
