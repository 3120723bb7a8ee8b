"""Cited acts: type, number, symbol, date, issuer and subject, and the unnumbered ones that an issuer names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.build.extract.congresses import spot
from kg.build.extract.facts import Document
from kg.build.extract.sentences import Sentence
from kg.build.extract.times import iso_date, ordinal

_PLENUM = re.compile(r"^(?:tw|trung ương)\s?(\d{1,2})?$")
_PLURAL = {"các", "những", "một số", "nhiều"}
_LONGEST_SUBJECT = 60
_STARTERS = {"ubnd", "hđnd", "đồng thời", "trong đó", "theo đó", "tuy nhiên", "nhưng", "do đó"}
_DONE = {"đề ra", "đã đề ra", "đã", "được", "là", "nhằm", "của", "và", "cũng", "sẽ", "có", "nên", "đang"}


@dataclass(slots=True)
class _Act:
    """An act being read: where the reading stands, and what has been read."""

    first: int
    at: int
    found: dict[str, object]


def documents(sentence: Sentence) -> Iterator[Document]:
    """Every cited act of a sentence, acts that share one issuer among them."""
    found: list[Document] = []
    at, plural = 0, False
    while at < len(sentence.tokens):
        token = sentence.tokens[at]
        if token.has("type"):
            act = _read(sentence, at, plural or sentence.key(at - 1) in _PLURAL)
            plural = plural or sentence.key(at - 1) in _PLURAL
            if act is not None:
                found.append(_document(sentence, act))
                at = act.at
                continue
        if token.kind in ("semicolon", "dot"):
            plural = False
        at += 1
    _share_issuer(found)
    yield from found


def _read(sentence: Sentence, at: int, plural: bool) -> _Act | None:
    """The act whose type is a token: numbered, of a plenum, of a congress, or named by issuer or subject."""
    kind = sentence.tokens[at].marks["type"]
    for reader in (_numbered, _plenum, _congress):
        act = reader(sentence, at)
        if act is not None:
            act.found["doc_type"] = kind
            _tail(sentence, act)
            return act
    return None if plural else _unnumbered(sentence, at, kind)


def _numbered(sentence: Sentence, at: int) -> _Act | None:
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
        return _Act(
            at, here + 1, {"symbol": "".join(written.split()), "number": number.group() if number else None}
        )
    if token.kind == "num" and len(token.key) <= 5 and _may_be_number(sentence, at, here, said):
        return _Act(at, here + 1, {"number": written})
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


def _plenum(sentence: Sentence, at: int) -> _Act | None:
    """Nghị quyết Trung ương k (khóa X), Nghị quyết TWk."""
    here = at + 1
    if sentence.key(here) in ("hội nghị", "của"):
        here += 1
    match = re.match(r"^tw(\d{1,2})$", sentence.key(here))
    if match:
        return _with_term(sentence, _Act(at, here + 1, {"plenum": int(match.group(1)), "issuer": "TW"}))
    if sentence.key(here) in ("trung ương", "tw") and sentence.kind(here + 1) == "num":
        number = ordinal(sentence.key(here + 1))
        return (
            _with_term(sentence, _Act(at, here + 2, {"plenum": number, "issuer": "Trung ương"}))
            if number
            else None
        )
    return None


def _with_term(sentence: Sentence, act: _Act) -> _Act:
    """The congress term in brackets or bare: “(khóa XII)”."""
    here = act.at + (sentence.kind(act.at) == "open")
    if sentence.key(here) == "khóa" and ordinal(sentence.key(here + 1)) is not None:
        act.found["term"] = sentence.text(here + 1, here + 2)
        act.at = here + 2 + (sentence.kind(here + 2) == "close")
    return act


def _congress(sentence: Sentence, at: int) -> _Act | None:
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
        return _Act(at, spotted.last, {"issuer": cut, "term": spotted.term})
    last = here + 1
    while (
        last < len(sentence.tokens)
        and last < here + 8
        and sentence.key(last)
        in (
            "đảng",
            "các",
            "cấp",
            "các cấp",
            "đảng bộ",
            "xã",
            "huyện",
            "tỉnh",
            "toàn quốc",
            "đại biểu",
            "tỉnh đảng bộ",
        )
    ):
        last += 1
    return _Act(at, last, {"issuer": sentence.text(here, last)})


def _unnumbered(sentence: Sentence, at: int, kind: str) -> _Act | None:
    """An act that its issuer, or a title in capitals or quotation marks, names."""
    here = at + 1
    token = sentence.tokens[at]
    capital = token.kind == "cap"
    if kind == "Điều lệ" and sentence.key(here) == "đảng":
        return _Act(at, here + 1, {"doc_type": kind})
    if kind not in _UNNUMBERED or (kind in _CAPITAL and not capital):
        return None
    if sentence.key(here) == "của":
        issuer = _issuer(sentence, here + 1)
        if issuer is not None:
            act = _Act(at, issuer[1], {"doc_type": kind, "issuer": issuer[0]})
            _subject(sentence, act)
            return act
    if kind in ("Đề án", "Đồ án", "Nghị quyết", "Chỉ thị") and capital and at > 0:
        act = _Act(at, here, {"doc_type": kind})
        _title(sentence, act)
        return act if act.found.get("subject") else None
    return None


_CAPITAL = {"Quy định", "Kết luận"}
_UNNUMBERED = {"Đồ án", "Nghị quyết", "Chỉ thị", "Kết luận", "Kế hoạch", "Hướng dẫn", "Đề án", "Quy định"}


def _title(sentence: Sentence, act: _Act) -> None:
    """What an act without number and issuer is about: the words right after its type."""
    here = act.at
    if sentence.kind(here) == "quote" or sentence.key(here) == "về":
        _subject(sentence, act)
        return
    if (
        sentence.tokens[act.first].marks["type"] in ("Đề án", "Đồ án")
        and sentence.kind(here) == "word"
        and not sentence.has(here, "ending")
    ):
        last = _subject_end(sentence, here)
        if last - here >= 3:
            act.found["subject"], act.at = sentence.text(here, last), last


def _issuer(sentence: Sentence, at: int) -> tuple[str, int] | None:
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


def _tail(sentence: Sentence, act: _Act) -> None:
    """Date, issuer, subject, in the order in which they follow."""
    here = act.at
    if sentence.kind(here) in ("comma", "open") and sentence.kind(here + 1) == "time":
        here += 1
    if sentence.kind(here) == "time" and iso_date(sentence.key(here)):
        act.found["date_raw"] = sentence.text(here, here + 1)
        act.found["date"] = iso_date(sentence.key(here))
        act.at = here + 1 + (sentence.kind(here + 1) == "close")
    here = act.at + (sentence.key(act.at) in ("của", "do"))
    issuer = (
        None if "issuer" in act.found else _issuer(sentence, here) if here < len(sentence.tokens) else None
    )
    if issuer is not None:
        act.found["issuer"], act.at = issuer
        act.at += sentence.key(act.at) == "ban hành"
    if "issuer" not in act.found:
        _issuer_before(sentence, act)
    _subject(sentence, act)


def _issuer_before(sentence: Sentence, act: _Act) -> None:
    """“Ngày d/m/y, UBND tỉnh ban hành Công văn số …”: date and issuer stand before the act."""
    if sentence.key(act.first - 1) not in ("ban hành", "có", "ra", "đã ban hành", "ký", "đã có"):
        return
    body = next((body for body in sentence.bodies if act.first - 4 <= body.last < act.first), None)
    if body is None:
        return
    act.found["issuer"] = sentence.text(body.first, body.last)
    before = body.first - 1 - (sentence.kind(body.first - 1) == "comma")
    if "date" not in act.found and sentence.kind(before) == "time" and iso_date(sentence.key(before)):
        act.found["date"], act.found["date_raw"] = (
            iso_date(sentence.key(before)),
            sentence.text(before, before + 1),
        )


def _subject(sentence: Sentence, act: _Act) -> None:
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
        last = _subject_end(sentence, here)
        if last > here:
            act.found["subject"], act.at = sentence.text(here, last), last
    elif sentence.key(here) in ("hướng dẫn", "quy định") and act.found.get("symbol"):
        last = _subject_end(sentence, here + 1)
        act.found["subject"], act.at = sentence.text(here + 1, last), last


def _subject_end(sentence: Sentence, at: int) -> int:
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
        if token.kind == "comma" and (
            sentence.key(here + 1) in _STARTERS or sentence.kind(here + 1) == "time"
        ):
            return here
    return min(len(sentence.tokens), at + _LONGEST_SUBJECT)


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


def _document(sentence: Sentence, act: _Act) -> Document:
    """The act read as a candidate."""
    found = act.found
    number, symbol = found.get("number"), found.get("symbol")
    numbered = bool(number or symbol)
    rule = "symbol" if symbol else "number" if number else "plenum" if found.get("plenum") else "unnumbered"
    if rule == "unnumbered" and "đại hội" in str(found.get("issuer", "")).lower():
        rule = "of-congress"
    code = re.split(r"[/-]", str(symbol))[-1] if symbol else None
    return Document(
        *sentence.span(act.first, act.at), rule, _CONFIDENCE[rule], str(found["doc_type"]), numbered,
        _str(number), _str(symbol), _str(found.get("date")), _str(found.get("date_raw")), _str(found.get("issuer")),
        code, _str(found.get("subject")), _int(found.get("plenum")), _str(found.get("term")),
    )  # fmt: skip


_CONFIDENCE = {"symbol": 0.98, "number": 0.93, "plenum": 0.94, "of-congress": 0.9, "unnumbered": 0.75}


def _str(value: object) -> str | None:
    return str(value) if value else None


def _int(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _share_issuer(found: list[Document]) -> None:
    """Of two acts joined before one issuer, the first has it too."""
    for one, following in zip(found, found[1:], strict=False):
        if (
            not one.issuer
            and one.numbered
            and not one.subject
            and 0 <= following.start - one.end <= 4
            and following.issuer
        ):
            one.issuer = following.issuer
