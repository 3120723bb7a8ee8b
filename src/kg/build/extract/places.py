"""Places named in a sentence: a level and a name, or a province by its bare name."""

from __future__ import annotations

from dataclasses import dataclass

from kg.build.extract.scan import Token

_HEADS = (
    "level", "honorific", "post", "council", "committee", "cell", "department", "open", "organ", "type",
    "meeting", "congress",
)  # fmt: skip
_LONGEST_NAME = 4
_GIVEN = (2, 3, 4)


@dataclass(frozen=True, slots=True)
class Place:
    """A place: tokens `first` to `last` (exclusive), its level (empty for a bare province) and name."""

    first: int
    last: int
    level: str
    name: str


def cap_run(tokens: list[Token], at: int) -> int:
    """How many tokens from `at` on are the capitalised words of one name."""
    count = 0
    while at + count < len(tokens) and count < _LONGEST_NAME * 2 and _is_name_part(tokens[at + count], count):
        count += 1
    lone = count == 1 and bool(tokens[at].marks) and not tokens[at].has("province", "surname", "foreign")
    return 0 if lone else count


def _is_name_part(token: Token, position: int) -> bool:
    """A capitalised word; one that the lexicon knows only within a name that has begun."""
    if token.kind != "cap":
        return False
    if token.has("province", "surname", "foreign") or not token.marks:
        return True
    return " " not in token.key and len(token.key) < 8 and (position > 0 or not token.has(*_HEADS))


def name_length(tokens: list[Token], at: int, after_post: bool) -> int:
    """How many tokens from `at` are the name of a place; a person's name that follows it is left out.

    After a post a run that is a whole personal name is no place: “Chủ tịch UBND tỉnh Trần Văn An”.
    """
    if at < len(tokens) and tokens[at].has("province"):
        return 1
    run = cap_run(tokens, at)
    if run >= 3:
        cut = _person_from(tokens, at, run, after_post)
        if cut is not None:
            return cut
    if run > _LONGEST_NAME:
        return 0
    if run > 0 and at + run < len(tokens) and _is_numbered(tokens, at + run):
        return run + 1
    return run


def _is_numbered(tokens: list[Token], at: int) -> bool:
    """A small number that ends a place's name: “Mẫu Mỹ 2,”."""
    number = tokens[at]
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    closes = after is None or not (
        after.has("counter", "measure", "money", "scale") or after.kind in ("percent", "slash")
    )
    return number.kind == "num" and len(number.key) <= 2 and closes


def _person_from(tokens: list[Token], at: int, run: int, after_post: bool) -> int | None:
    """Where within a long run a person's name begins, if it does."""
    if after_post and run <= 4 and tokens[at].has("surname"):
        return 0
    for cut in (2, 1, 3, 4):
        short = run - cut == 2 and cut == 1 and not after_post
        if run - cut in _GIVEN and tokens[at + cut].has("surname") and not short:
            return cut
    return None


def place_at(tokens: list[Token], at: int, text: str, after_post: bool = False) -> Place | None:
    """The place that begins at a token, if one does."""
    token = tokens[at]
    if not token.marks:
        return None
    if token.has("province"):
        return Place(at, at + 1, "", text[token.start : token.end])
    level = token.marks.get("level") or token.marks.get("hamlet")
    if level is None:
        return None
    size = name_length(tokens, at + 1, after_post)
    if not size and at + 1 < len(tokens) and tokens[at + 1].kind == "num" and token.has("ordinal"):
        size = 1
    if not size:
        return None
    return Place(at, at + 1 + size, level, text[tokens[at + 1].start : tokens[at + size].end])
