"""How a cited act begins: numbered, of a plenum, of a congress, or named by issuer or title."""

from __future__ import annotations

import re

from kg.build.extract.congresses import spot
from kg.build.extract.lexicon import entries
from kg.build.extract.sentences import Sentence
from kg.build.extract.subjects import Act, issuer_at, read_subject, subject_end
from kg.build.extract.times import ordinal
from kg.vietnamese import same_spelling

_OF_CONGRESS = {
    "đảng", "các", "cấp", "các cấp", "đảng bộ", "xã", "huyện", "tỉnh", "toàn quốc", "đại biểu", "tỉnh đảng bộ",
}  # fmt: skip


def _numbered(sentence: Sentence, at: int) -> Act | None:
    """TYPE [số] NUMBER or SYMBOL."""
    here = at + 1
    if sentence.key(here) in ("số", "số:"):
        here += 1
    if sentence.kind(here) == "colon":
        here += 1
    said = here > at + 1
    token = sentence.tokens[here] if here < len(sentence.tokens) else None
    if token is None:
        return None
    written = sentence.text(here, here + 1)
    if token.kind == "symbol":
        number = re.match(r"\d+[a-zđ]?", written)
        return Act(
            at, here + 1, {"symbol": "".join(written.split()), "number": number.group() if number else None}
        )
    if token.kind == "num" and len(token.key) <= 5 and _may_be_number(sentence, at, here, said):
        return Act(at, here + 1, {"number": written})
    return None


def _may_be_number(sentence: Sentence, at: int, here: int, said: bool) -> bool:
    """A bare number after a type is the act's own, unless it counts what follows."""
    if said:
        return True
    after = sentence.tokens[here + 1] if here + 1 < len(sentence.tokens) else None
    counts = after is not None and (
        after.has("counter", "measure", "money", "scale", "abstract", "duration")
        or after.kind in ("percent", "slash")
    )
    strong = sentence.tokens[at].marks["type"] in (
        "Chỉ thị",
        "Nghị quyết",
        "Nghị định",
        "Quyết định",
        "Thông tư",
        "Quy định",
        "Kết luận",
    )
    return strong and (not counts or (after is not None and after.key in ("và", "trong", "trên")))


def _plenum(sentence: Sentence, at: int) -> Act | None:
    """Nghị quyết Trung ương k (khóa X), Nghị quyết TWk."""
    here = at + 1
    if sentence.key(here) in ("hội nghị", "của"):
        here += 1
    match = re.match(r"^tw(\d{1,2})$", sentence.key(here))
    if match:
        return _with_term(sentence, Act(at, here + 1, {"plenum": int(match.group(1)), "issuer": "TW"}))
    if sentence.key(here) in ("trung ương", "tw") and sentence.kind(here + 1) == "num":
        number = ordinal(sentence.key(here + 1))
        return (
            _with_term(sentence, Act(at, here + 2, {"plenum": number, "issuer": "Trung ương"}))
            if number
            else None
        )
    return None


def _with_term(sentence: Sentence, act: Act) -> Act:
    """The congress term in brackets or bare: “(khóa XII)”."""
    here = act.at + (sentence.kind(act.at) == "open")
    if sentence.key(here) == "khóa" and ordinal(sentence.key(here + 1)) is not None:
        act.found["term"] = sentence.text(here + 1, here + 2)
        act.at = here + 2 + (sentence.kind(here + 2) == "close")
    return act


def _congress(sentence: Sentence, at: int) -> Act | None:
    """Nghị quyết [của] Đại hội …"""
    here = at + 1
    if sentence.key(here) == "của":
        here += 1
    if not sentence.has(here, "congress"):
        return None
    spotted = spot(sentence, here)
    if spotted is not None:
        issuer = sentence.text(here, spotted.last)
        cut = re.split(r",? ?(?:nhiệm kỳ|\()", issuer, maxsplit=1)[0]
        return Act(at, spotted.last, {"issuer": cut, "term": spotted.term})
    last = here + 1
    while last < min(len(sentence.tokens), here + 8) and sentence.key(last) in _OF_CONGRESS:
        last += 1
    return Act(at, last, {"issuer": sentence.text(here, last)})


def unnumbered(sentence: Sentence, at: int, kind: str) -> Act | None:
    """An act that its issuer, or a title in capitals or quotation marks, names."""
    here = at + 1
    token = sentence.tokens[at]
    capital = token.kind == "cap"
    if kind == "Điều lệ" and sentence.key(here) == "đảng":
        return Act(at, here + 1, {"doc_type": kind})
    may = entries("documents", "unnumbered").get(same_spelling(kind))
    if may is None or (may == "capital" and not capital):
        return None
    if sentence.key(here) == "của":
        issuer = issuer_at(sentence, here + 1)
        if issuer is not None:
            act = Act(at, issuer[1], {"doc_type": kind, "issuer": issuer[0]})
            read_subject(sentence, act)
            return act
    if kind in ("Đề án", "Đồ án", "Nghị quyết", "Chỉ thị") and capital and at > 0:
        act = Act(at, here, {"doc_type": kind})
        _title(sentence, act)
        return act if act.found.get("subject") else None
    return None


def _title(sentence: Sentence, act: Act) -> None:
    """What an act without number and issuer is about: the words right after its type."""
    here = act.at
    if sentence.kind(here) == "quote" or sentence.key(here) == "về":
        read_subject(sentence, act)
        return
    if (
        sentence.tokens[act.first].marks["type"] in ("Đề án", "Đồ án")
        and sentence.kind(here) == "word"
        and not sentence.has(here, "ending")
    ):
        last = subject_end(sentence, here)
        if last - here >= 3:
            act.found["subject"], act.at = sentence.text(here, last), last


READERS = (_numbered, _plenum, _congress)
"""The ways in which an act that needs no issuer to be known begins, tried in this order."""
