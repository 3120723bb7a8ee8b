"""The area of a figure: a place before it in its sentence, what the paragraph is said to be of, the text's own."""

from __future__ import annotations

from collections.abc import Iterator

from kg.build.extract.figures.context import Context
from kg.build.extract.figures.quantity import Quantity
from kg.build.extract.figures.survey import is_area
from kg.build.extract.places import place_at
from kg.build.extract.sentences import LOOK_BACK, Sentence

_BASELINES = {"so với", "so cùng kỳ", "so", "cùng kỳ"}
_COOPERATIVES = {"htx", "hợp tác xã"}
_MEMBERS = ("đảng viên", "quần chúng", "chi bộ", "tổ chức đảng", "tổ chức cơ sở đảng")
_PROJECTS = {"dự án", "nhà máy", "công trình", "đề án"}


def note_areas(sentence: Sentence, context: Context) -> None:
    """Take in what a sentence says the following figures are of."""
    if sentence.shared or any(body.head in ("council", "department") for body in sentence.bodies):
        context.said = None
    for body in sentence.bodies:
        one = sentence.key(body.first - 1) not in ("các", "những")
        if body.head == "open" and body.named and one and sentence.key(body.first) in _COOPERATIVES:
            context.said = sentence.text(body.first, body.last)
    for at in range(len(sentence.tokens)):
        if sentence.has(at, "level") and sentence.key(at + 1) in ("đã", "đang", "sẽ"):
            context.said = None
        if sentence.has(at, "whole"):
            context.said = None if _resolved(sentence.key(at), context) else sentence.text(at, at + 1)
    if any(token.key in _PROJECTS for token in sentence.tokens):
        sites = [text for _, text in _named(sentence, len(sentence.tokens))]
        context.site = sites[-1] if sites else context.site


def area_of(sentence: Sentence, quantity: Quantity, status: str, context: Context) -> str | None:
    """The area of a figure; of one that is a Party organisation's own, in a text that names no place, that body."""
    first = quantity.first
    named = list(_named(sentence, first))
    back = range(first - 1, max(-1, first - LOOK_BACK), -1) if {"whole", "level"} & sentence.marks else ()
    whole = next((at for at in back if _is_whole(sentence, at)), None)
    if whole is not None and (not named or named[-1][0] < whole):
        return _resolved(sentence.key(whole), context) or sentence.text(whole, whole + 1)
    if context.said and any(sentence.key(body.first) in _COOPERATIVES for body in sentence.bodies):
        return context.said
    if named:
        context.recent, context.recent_at = named[-1][1], sentence.number
        return named[-1][1]
    if context.recent and sentence.number - context.recent_at == 1 and _goes_on(sentence):
        context.recent_at = sentence.number
        return context.recent
    if status == "plan" and context.site:
        return context.site
    if context.party and not context.said and _is_unnamed(context.main) and _is_of_party(sentence, quantity):
        return context.party
    return context.said or context.main


def _is_unnamed(area: str | None) -> bool:
    return area is None or area == area.lower()


def _is_of_party(sentence: Sentence, quantity: Quantity) -> bool:
    """Members and those to be admitted, or what the Party body named last before the figure did."""
    if (quantity.unit or "").lower().startswith(_MEMBERS):
        return True
    before = [body for body in sentence.bodies if body.last <= quantity.first]
    return bool(before) and before[-1].system == "party" and before[-1].head in ("cell", "committee")


def _goes_on(sentence: Sentence) -> bool:
    """A sentence that goes on about the place of the one before."""
    return sentence.has(0, "now", "part") or sentence.key(0) in ("tổng", "riêng", "ngoài", "đồng", "cùng")


def _is_whole(sentence: Sentence, at: int) -> bool:
    """“toàn tỉnh”, “địa bàn xã”."""
    return sentence.has(at, "whole") or (
        sentence.key(at - 1) == "bàn" and sentence.has(at, "level") and sentence.kind(at + 1) != "cap"
    )


def _named(sentence: Sentence, before: int) -> Iterator[tuple[int, str]]:
    """Places outside bodies and comparisons, nested ones as one: “xã A, huyện B”."""
    at = max(0, before - LOOK_BACK)
    if sentence.marks.isdisjoint(("level", "hamlet", "province")):
        return
    inside = {n for body in sentence.bodies if body.last > at for n in range(body.first, body.last)}
    while at < before:
        place = place_at(sentence.tokens, at, sentence.piece.text) if at not in inside else None
        if place is None or not is_area(sentence, place) or place.last > before or _is_compared(sentence, at):
            at += 1
            continue
        last = _nested(sentence, place.last)
        yield at, sentence.text(at, last)
        at = _past_bracket(sentence, last)


def _past_bracket(sentence: Sentence, last: int) -> int:
    """After the bracket that says in which district or province a place lies."""
    if sentence.kind(last) != "open":
        return last
    closes = (
        at + 1 for at in range(last, min(last + 7, len(sentence.tokens))) if sentence.kind(at) == "close"
    )
    return next(closes, last)


def _nested(sentence: Sentence, last: int) -> int:
    """After the higher places that follow a place by commas."""
    while sentence.kind(last) == "comma" and last + 1 < len(sentence.tokens):
        further = place_at(sentence.tokens, last + 1, sentence.piece.text)
        if further is None or further.level in ("xa", "phuong", "thi-tran"):
            break
        last = further.last
    return last


def _is_compared(sentence: Sentence, at: int) -> bool:
    return any(sentence.key(at - n) in _BASELINES for n in (1, 2))


def _resolved(key: str, context: Context) -> str | None:
    """The place of that level which the text is about."""
    return context.by_level.get(key.replace("toàn ", "").replace("cả ", ""))
