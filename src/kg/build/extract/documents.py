"""Cited acts of a sentence: type, number, symbol, date, issuer and subject."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from kg.build.extract.acts import READERS, unnumbered
from kg.build.extract.facts import Document
from kg.build.extract.sentences import Sentence
from kg.build.extract.subjects import Act, read_tail
from kg.build.extract.symbols import issuer_part

_PLURAL = {"các", "những", "một số", "nhiều"}
_CONFIDENCE = {"symbol": 0.98, "number": 0.93, "plenum": 0.94, "of-congress": 0.9, "unnumbered": 0.75}


def documents(sentence: Sentence) -> Iterator[Document]:
    """Every cited act of a sentence, acts that share one issuer among them."""
    if "type" not in sentence.marks:
        return
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


def _read(sentence: Sentence, at: int, plural: bool) -> Act | None:
    """The act whose type is a token: numbered, of a plenum, of a congress, or named by issuer or subject."""
    kind = sentence.tokens[at].marks["type"]
    for reader in READERS:
        act = reader(sentence, at)
        if act is not None:
            act.found["doc_type"] = kind
            read_tail(sentence, act)
            return act
    return None if plural else unnumbered(sentence, at, kind)


def _document(sentence: Sentence, act: Act) -> Document:
    """The act read as a candidate."""
    found = act.found
    number, symbol = found.get("number"), found.get("symbol")
    numbered = bool(number or symbol)
    rule = "symbol" if symbol else "number" if number else "plenum" if found.get("plenum") else "unnumbered"
    if rule == "unnumbered" and "đại hội" in str(found.get("issuer", "")).lower():
        rule = "of-congress"
    code = issuer_part(str(symbol)) if symbol else None
    return Document(
        *sentence.span(act.first, act.at), rule, _CONFIDENCE[rule], str(found["doc_type"]), numbered,
        _str(number), _str(symbol), _str(found.get("date")), _str(found.get("date_raw")), _str(found.get("issuer")),
        code, _str(found.get("subject")), _int(found.get("plenum")), _str(found.get("term")),
    )  # fmt: skip


def _str(value: object) -> str | None:
    return str(value) if value else None


def _int(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _share_issuer(found: list[Document]) -> None:
    """Of two acts joined before one issuer, the first has it too."""
    for one, following in itertools.pairwise(found):
        if (
            not one.issuer
            and one.numbered
            and not one.subject
            and 0 <= following.start - one.end <= 4
            and following.issuer
        ):
            one.issuer = following.issuer
