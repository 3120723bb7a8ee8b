"""Bodies named in a sentence: Party, State, mass organisations, companies; heads with what must follow them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kg.build.extract.places import cap_run, name_length, place_at
from kg.build.extract.scan import Token

_LONGEST_TAIL = 16
_ORGAN_DEPTH = 3
_STANDING = {"ban thường vụ", "btv", "ban chấp hành", "bch"}
_FREE_HEADS = {"quỹ", "bql"}
_FORMS = {"tnhh", "cổ phần", "cổ", "cp", "nông nghiệp", "dịch vụ"}
_OTHER_HEADS = ("open", "council", "department", "committee", "cell", "fixed", "post")


@dataclass(frozen=True, slots=True)
class Body:
    """A body as written.

    :param first: index of its first token
    :param last: index after its last token
    :param head: which kind of head it has: fixed, committee, cell, organ, council, department, open
    :param system: party, state, mass or other
    :param named: the phrase is a name by itself, not a bare head
    :param tail: index of the first token of its level or place, `last` where it has none
    """

    first: int
    last: int
    head: str
    system: str
    named: bool
    tail: int


def bodies(tokens: list[Token], posts: set[int]) -> list[Body]:
    """Every body of a sentence, outermost first come; `posts` are indexes that follow a post."""
    out: list[Body] = []
    at = 0
    while at < len(tokens):
        body = body_at(tokens, at, at in posts) if tokens[at].marks else None
        if body is None:
            at += 1
        else:
            out.append(body)
            at = body.last
    return out


def body_at(tokens: list[Token], at: int, after_post: bool = False, depth: int = 0) -> Body | None:
    """The body that begins at a token, if one does."""
    marks = tokens[at].marks
    for head, read in _READERS:
        if head in marks:
            body = read(tokens, at, after_post, depth)
            if body is not None:
                return body
    return None


def _fixed(tokens: list[Token], at: int, after_post: bool, depth: int) -> Body | None:
    return Body(at, at + 1, "fixed", tokens[at].marks["fixed"], True, at + 1)


def _organ(tokens: list[Token], at: int, after_post: bool, depth: int) -> Body | None:
    """Ban Thường vụ, Văn phòng …, with the body whose organ it is."""
    if depth >= _ORGAN_DEPTH or at + 1 >= len(tokens):
        return None
    of = body_at(tokens, at + 1, after_post, depth + 1)
    if of is None or of.head in ("open", "department"):
        bare = after_post and tokens[at].key in _STANDING
        return Body(at, at + 1, "organ", tokens[at].marks["organ"], False, at + 1) if bare else None
    named = of.named or of.head in ("cell", "committee")
    return Body(at, of.last, "organ", of.system, named, of.tail)


def _committee(tokens: list[Token], at: int, after_post: bool, depth: int) -> Body | None:
    last = _place_end(tokens, at + 1, after_post)
    return Body(at, last, "committee", tokens[at].marks["committee"], True, at + 1)


def _cell(tokens: list[Token], at: int, after_post: bool, depth: int) -> Body | None:
    """Đảng ủy, Đảng bộ, Chi bộ, with a level, a place or the bodies whose members they gather."""
    system = tokens[at].marks["cell"]
    after = at + 1
    if after < len(tokens) and tokens[after].has("unit"):
        return Body(at, _place_end(tokens, after + 1, after_post), "cell", system, True, after)
    if after < len(tokens) and tokens[after].has("council", "department", "open"):
        of = body_at(tokens, after, after_post, depth + 1) if depth < _ORGAN_DEPTH else None
        if of is not None and of.named:
            return Body(at, of.last, "cell", system, True, after)
    last = _place_end(tokens, after, after_post)
    return Body(at, last, "cell", system, last > after, after)


def _council(tokens: list[Token], at: int, after_post: bool, depth: int) -> Body | None:
    last = _place_end(tokens, at + 1, after_post)
    return Body(at, last, "council", tokens[at].marks["council"], last > at + 1, at + 1)


def _place_end(tokens: list[Token], at: int, after_post: bool) -> int:
    """After the level, the place, or both, that stand from a token on."""
    if at >= len(tokens):
        return at
    if tokens[at].kind == "comma" and at + 1 < len(tokens) and tokens[at + 1].has("unit"):
        return at
    place = place_at(tokens, at, "", after_post)
    if place is not None:
        return place.last
    if tokens[at].has("level"):
        return at + 1
    if tokens[at].has("foreign"):
        return at + 1
    return at + name_length(tokens, at, after_post)


def _department(tokens: list[Token], at: int, after_post: bool, depth: int) -> Body | None:
    """Sở, Phòng, Cục, Bộ, with a known field of work, or with capitalised words for it."""
    after, system = at + 1, tokens[at].marks["department"]
    if after < len(tokens) and tokens[after].has("field"):
        return Body(at, _place_end(tokens, after + 1, after_post), "department", system, True, after + 1)
    if after < len(tokens) and (tokens[after].kind == "abbr" or cap_run(tokens, after)):
        last = _free_end(tokens, after, after_post)
        return Body(at, last, "department", system, True, last) if last > after else None
    return Body(at, after, "department", system, False, after) if after_post else None


def _open(tokens: list[Token], at: int, after_post: bool, depth: int) -> Body | None:
    """Công ty, HTX, Trung tâm, Quỹ …, with the proper name that makes one of them."""
    after = _bracket_end(tokens, at + 1)
    last = _free_end(tokens, after, after_post) if _may_begin(tokens, at, after) else after
    if last > after and _is_proper(tokens[at], tokens[after:last]):
        return Body(at, last, "open", "other", True, last)
    return Body(at, at + 1, "open", "other", False, at + 1) if after_post else None


def _bracket_end(tokens: list[Token], at: int) -> int:
    """After a short form in brackets: “Ban Quản lý (BQL)”."""
    inside = tokens[at : at + 3]
    is_bracket = len(inside) == 3 and inside[0].kind == "open" and inside[2].kind == "close"
    return at + 3 if is_bracket else at


def _may_begin(tokens: list[Token], at: int, after: int) -> bool:
    """A head in small letters, of one word, or HTX asks for a capital, or a form of company, right after it."""
    if after >= len(tokens):
        return False
    strict = tokens[at].kind == "word" or (" " not in tokens[at].key and tokens[at].key not in _FREE_HEADS)
    return not strict or tokens[after].kind in ("cap", "abbr", "num") or tokens[after].key in _FORMS


def _is_proper(head: Token, tail: list[Token]) -> bool:
    """A proper name: a capitalised word that is no field of work, a number, or a field with a level."""
    if any(token.kind in ("cap", "abbr") and not token.has("field") for token in tail):
        return True
    if head.kind != "word" and any(token.kind == "num" for token in tail) and len(tail) > 2:
        return True
    return tail[0].has("field") and any(token.has("level") for token in tail)


def _free_end(tokens: list[Token], at: int, after_post: bool) -> int:
    """After the last capitalised word, level or digit of a name with other words in between."""
    last = at
    for here in range(at, min(len(tokens), at + _LONGEST_TAIL)):
        token = tokens[here]
        if not _goes_on(tokens, here, at) or (last > at and token.kind == "word" and token.has("action")):
            break
        if here > at + 1 and after_post and token.has("surname") and cap_run(tokens, here) in (3, 4):
            break
        if token.kind in ("cap", "abbr", "num") or token.has("level", "field"):
            last = here + 1
    return last if last != at + 1 or tokens[at].has("field") else _descriptive_end(tokens, at)


def _descriptive_end(tokens: list[Token], at: int) -> int:
    """A name whose first word alone has a capital goes on in small letters: “Trung tâm Nghiên cứu và chuyển giao …”."""
    last = at + 1
    if tokens[at].kind != "cap":
        return last
    while (
        last < len(tokens)
        and last < at + 8
        and tokens[last].kind == "word"
        and not tokens[last].has("ending", "now", "rise")
    ):
        last += 1
    return last


def _goes_on(tokens: list[Token], here: int, start: int) -> bool:
    """Whether the free part of a name may hold this token."""
    token = tokens[here]
    after = tokens[here + 1] if here + 1 < len(tokens) else None
    if token.kind == "dash" or token.key in ("và", "&"):
        return (
            here > start
            and after is not None
            and after.kind in ("cap", "abbr")
            and not after.has(*_OTHER_HEADS)
        )
    if token.kind == "num":
        counts = after is not None and (
            after.has("counter", "measure", "money", "scale") or after.kind == "percent"
        )
        return not counts
    if token.kind == "word":
        return not token.has("ending", "now", "rise", "change") and not token.has("stop")
    return token.kind in ("cap", "abbr") and not (
        token.has(*_OTHER_HEADS) and here > start and token.has("post")
    )


_READERS: tuple[tuple[str, Callable[[list[Token], int, bool, int], Body | None]], ...] = (
    ("fixed", _fixed),
    ("committee", _committee),
    ("cell", _cell),
    ("council", _council),
    ("organ", _organ),
    ("department", _department),
    ("open", _open),
)
