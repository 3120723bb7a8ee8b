"""What follows in the citation of an act: its date, its issuer, its subject."""

from __future__ import annotations

from dataclasses import dataclass

from kg.build.extract.sentences import Sentence
from kg.build.extract.times import iso_date

_LONGEST_SUBJECT = 60
_LONGEST_APPROVAL = 18
_LONGEST_CLAUSE = 14
_LONGEST_MEASURE = 6
_FINITE = {"đã", "đang", "sẽ"}
_ISSUES = {"ban hành", "có", "ra", "đã ban hành", "ký", "đã có", "xây dựng", "đã xây dựng"}
_DOES = {
    "báo cáo",
    "ban hành",
    "xây dựng",
    "đề nghị",
    "yêu cầu",
    "tổ chức",
    "triển khai",
    "kính",
    "thông báo",
    "báo",
}
_APPROVE = {"phê duyệt", "phê", "ban hành", "thông qua", "quyết định", "giao"}
_STARTERS = {"ubnd", "hđnd", "đồng thời", "trong đó", "theo đó", "tuy nhiên", "nhưng", "do đó"}


@dataclass(slots=True)
class Act:
    """An act being read: where the reading stands, and what has been read."""

    first: int
    at: int
    found: dict[str, object]


def issuer_at(sentence: Sentence, at: int) -> tuple[str, int] | None:
    """The body or office at a token, and where it ends."""
    for body in sentence.bodies:
        if body.first == at:
            return sentence.text(body.first, body.last), body.last
        if body.first == at + 1 and sentence.has(at, "post"):
            return sentence.text(at, body.last), body.last
    if sentence.has(at, "issuer"):
        return sentence.text(at, at + 1), at + 1
    if sentence.key(at) == "cấp" and sentence.key(at + 1) == "ủy":
        last = at + 3 if sentence.key(at + 2) == "cấp trên" else at + 4
        return sentence.text(at, last), min(last, len(sentence.tokens))
    return None


def read_tail(sentence: Sentence, act: Act) -> None:
    """Date, issuer, subject, in the order in which they follow."""
    here = act.at
    if sentence.kind(here) in ("comma", "open") and sentence.kind(here + 1) == "time":
        here += 1
    if sentence.kind(here) == "time" and iso_date(sentence.key(here)):
        act.found["date_raw"] = sentence.exact(here, here + 1)
        act.found["date"] = iso_date(sentence.key(here))
        act.at = here + 1 + (sentence.kind(here + 1) == "close")
    here = act.at + (sentence.key(act.at) in ("của", "do"))
    issuer = (
        None if "issuer" in act.found else issuer_at(sentence, here) if here < len(sentence.tokens) else None
    )
    if issuer is not None:
        act.found["issuer"], act.at = issuer
        act.at += sentence.key(act.at) == "ban hành"
    if "issuer" not in act.found:
        _issuer_before(sentence, act)
    read_subject(sentence, act)


def _issuer_before(sentence: Sentence, act: Act) -> None:
    """“Ngày d/m/y, UBND tỉnh ban hành Công văn số …”: date and issuer stand before the act."""
    if sentence.key(act.first - 1) == "tại":
        _approver(sentence, act)
    if sentence.key(act.first - 1) not in _ISSUES:
        return
    body = next((body for body in sentence.bodies if act.first - 4 <= body.last < act.first), None)
    if body is None:
        return
    act.found["issuer"], act.first = sentence.text(body.first, body.last), body.first
    before = body.first - 1 - (sentence.kind(body.first - 1) == "comma")
    if "date" not in act.found and sentence.kind(before) == "time" and iso_date(sentence.key(before)):
        act.found["date"] = iso_date(sentence.key(before))
        act.found["date_raw"], act.first = sentence.exact(before, before + 1), before


def _approver(sentence: Sentence, act: Act) -> None:
    """“được UBND tỉnh phê duyệt tại Quyết định số …”: who approved issued the act."""
    for at in range(act.first - 2, max(-1, act.first - _LONGEST_APPROVAL), -1):
        if sentence.kind(at) in ("comma", "semicolon", "num", "dot"):
            return
        opens = sentence.key(at - 1) == "được" or sentence.kind(at - 1) in ("", "comma", "semicolon")
        issuer = issuer_at(sentence, at) if opens else None
        if issuer is not None and sentence.key(issuer[1]) in _APPROVE:
            act.found["issuer"] = issuer[0]
            return


def read_subject(sentence: Sentence, act: Act) -> None:
    """What the act is about: after “về”, “về việc”, a colon, or in quotation marks."""
    here = act.at
    if sentence.kind(here) == "comma" and sentence.key(here + 1) in ("về", "về việc"):
        here += 1
    opened = here
    if sentence.key(here) == "về":
        here += 1 + (sentence.key(here + 1) == "việc")
    elif sentence.key(here) in ("về việc", "v/v"):
        here += 1
    if sentence.kind(here) == "colon" and sentence.kind(here + 1) == "quote":
        here += 1
    if sentence.kind(here) == "quote":
        last = next(
            (
                n
                for n in range(here + 1, min(len(sentence.tokens), here + _LONGEST_SUBJECT))
                if sentence.kind(n) == "quote"
            ),
            None,
        )
        if last is not None:
            act.found["subject"], act.at = sentence.text(here + 1, last), last + 1
    elif here > opened:
        last = subject_end(sentence, here)
        if last > here:
            act.found["subject"], act.at = sentence.text(here, last), last
    elif sentence.key(here) in ("hướng dẫn", "quy định") and act.found.get("symbol"):
        last = subject_end(sentence, here + 1)
        act.found["subject"], act.at = sentence.text(here + 1, last), last


def subject_end(sentence: Sentence, at: int) -> int:
    """Where a subject ends: a full stop or semicolon, another act, or a clause of its own."""
    depth = 0
    for here in range(at, min(len(sentence.tokens), at + _LONGEST_SUBJECT)):
        token = sentence.tokens[here]
        depth += (token.kind == "open") - (token.kind == "close")
        if token.kind == "dot" or depth < 0:
            return here
        if token.kind == "semicolon" and not _still_subject(sentence, here + 1):
            return here
        if token.key in ("và", ",") and _opens_another(sentence, here + 1):
            return here
        if token.kind == "comma" and _opens_clause(sentence, here + 1):
            return here
        if token.key in ("với", "có") and _counts(sentence, here + 1):
            return here - _is_place_before(sentence, at, here)
    return min(len(sentence.tokens), at + _LONGEST_SUBJECT)


def _opens_clause(sentence: Sentence, at: int) -> bool:
    """After a comma a clause of its own: it begins with a time or a starter, or somebody “đã”, “sẽ” do a thing."""
    if sentence.key(at) in _STARTERS or sentence.kind(at) == "time":
        return True
    if any(body.first == at and sentence.key(body.last) in _DOES for body in sentence.bodies):
        return True
    for here in range(at + 1, min(len(sentence.tokens), at + _LONGEST_CLAUSE)):
        if sentence.kind(here) in ("comma", "semicolon", "dot", "quote"):
            return False
        if sentence.key(here) in _FINITE:
            return True
    return False


def _counts(sentence: Sentence, at: int) -> bool:
    """A measure follows: “với tổng diện tích khoảng 537 ha”."""
    for here in range(at, min(len(sentence.tokens), at + _LONGEST_MEASURE)):
        if sentence.kind(here) == "num":
            return sentence.has(here + 1, "measure", "money", "scale", "counter")
        if sentence.kind(here) not in ("word",):
            return False
    return False


def _is_place_before(sentence: Sentence, at: int, end: int) -> int:
    """How many tokens of “tại …” stand right before a place in a subject."""
    for size in range(2, 7):
        if end - size > at and sentence.key(end - size) == "tại":
            return size
    return 0


def _still_subject(sentence: Sentence, at: int) -> bool:
    """After a semicolon a subject goes on in small letters, without figures and other acts."""
    for here in range(at, min(len(sentence.tokens), at + 12)):
        if sentence.kind(here) in ("num", "percent") or (
            sentence.has(here, "type") and sentence.kind(here) == "cap"
        ):
            return False
        if sentence.kind(here) in ("semicolon", "dot"):
            break
    return sentence.kind(at) == "word" and not sentence.has(at, "target")


def _opens_another(sentence: Sentence, at: int) -> bool:
    if not sentence.has(at, "type"):
        return False
    return sentence.kind(at) == "cap" or sentence.key(at + 1) in ("số", "của")
