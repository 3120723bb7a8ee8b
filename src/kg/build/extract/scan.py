"""One pass over folded text: words, numbers, times, symbols and punctuation, each with its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

Marks = Mapping[str, str]
"""What a phrase may be: the name of a table of the lexicon → the entry it stands in."""

_YEAR = r"(?:19|20)\d\d"
_DAY = r"(?:\d{1,2}[ ]?(?:-|,|và)[ ]?)?\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{4})?"
_PART = r"(?:sáng|trưa|chiều|tối|đêm|hôm)(?:[ ](?:nay|qua))?"
_SPAN = r"giai[ ]đoạn|nhiệm[ ]kỳ|thời[ ]kỳ|các[ ]năm|năm|năm[ ]học|niên[ ]vụ"
_SEPARATED = r"[ ]?[-/&][ ]?"
_PARTS: dict[str, tuple[str, ...]] = {
    "symbol": (
        rf"\d{{1,5}}[a-zđ]?(?:/{_YEAR})?[ ]?[-/][ ]?[A-ZĐ][A-ZĐa-zđ]{{0,7}}"
        rf"(?:{_SEPARATED}[A-ZĐ][A-ZĐa-zđ0-9]{{0,11}}){{1,3}}",
        rf"\d{{1,5}}/{_YEAR}/[A-ZĐ][A-ZĐa-zđ]{{1,7}}\d{{0,2}}(?:-[A-ZĐa-zđ]{{1,12}}){{0,3}}",
    ),
    "time": (
        rf"(?i:(?:{_PART},?[ ])?ngày[ ]\d{{1,2}}[ ]tháng[ ]\d{{1,2}}(?:[ ]năm[ ]{_YEAR})?)",
        rf"(?i:(?:{_PART},?[ ]?)?\(?ngày[ ]\(?{_DAY}\)?(?![\d%/]))",
        rf"(?i:{_PART},?[ ]?\(?{_DAY}\)?(?![\d%/]))",
        rf"\d{{1,2}}[/.-]\d{{1,2}}[/.-]{_YEAR}(?!\d)",
        rf"(?i:tháng[ ]\d{{1,2}}(?:[ ]?[/.-][ ]?{_YEAR}|[ ]năm[ ]{_YEAR})?(?![\d%/]))",
        rf"(?i:quý[ ](?:[1-4]|I{{1,3}}|IV)(?:[ ]?[/-][ ]?{_YEAR}|[ ]năm[ ]{_YEAR})?(?!\w))",
        rf"(?i:(?:\d{{1,2}}|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|mười[ ]một)[ ]tháng(?:[ ](?:đầu|cuối))?"
        rf"(?:[ ]qua|[ ]vừa[ ]qua|[ ]năm(?:[ ]{_YEAR})?|[ ]đầu|[ ]cuối))",
        r"(?i:(?:trong|qua|sau)[ ](?:hơn[ ]|gần[ ])?\d{1,2}[ ]năm(?:[ ]qua)?(?![^\W_])(?![ ]tới))",
        rf"(?i:(?:{_SPAN})[ ]{_YEAR}(?:[ ]?-[ ]?{_YEAR})?(?!\d))",
        rf"{_YEAR}[ ]?-[ ]?{_YEAR}(?![\d,.]\d)",
    ),
    "odd": (
        r"\d{1,3}(?:,\d{3}){2,}(?!\d)",
        r"\d+(?:[.]\d{1,2}){1,4}(?!\d)",
        r"\d{16,}",
        r"\d+[a-ce-fh-jn-zA-CE-FH-Z](?![^\W_])",
    ),
    "num": (r"\d{1,3}(?:\.\d{3}){1,4}(?:,\d{1,12})?(?!\d)", r"\d{1,15}(?:,\d{1,12})?"),
    "abbr": (
        r"[A-ZĐ]{1,6}(?:[-&][A-ZĐ]{1,6}){1,4}(?![a-zà-ỹ])",
        r"(?:TP|Tp|TX|Tx|TT|ThS|TS|PGS|GS)\.(?=[ ]?[A-ZĐ])",
        r"[A-ZĐ]\.[A-ZĐ]+",
    ),
    "word": (r"k?m[23](?!\w)", r"[A-ZĐ]{2,6}\d{1,3}(?![^\W_])", r"(?:[^\W\d_]|[²³])+"),
    "punct": (r"[^\s\w]|_",),
}
"""What each kind of token looks like: the first kind that fits at a place is taken; no pattern backtracks far."""
_MASTER = re.compile("|".join(f"(?P<{kind}>{'|'.join(forms)})" for kind, forms in _PARTS.items()))
_NONE: Marks = {}
_PUNCTUATION = {
    ",": "comma", ";": "semicolon", ":": "colon", ".": "dot", "(": "open", ")": "close", "-": "dash",
    "/": "slash", '"': "quote", "'": "quote", "%": "percent", "…": "dot", "?": "dot", "!": "dot",
}  # fmt: skip


@dataclass(slots=True)
class Token:
    """One typed token.

    :param kind: word, cap (a word with a capital), abbr, num, odd, time, symbol, or the name of a mark
    :param start: where it begins in the folded text
    :param end: where it ends
    :param key: its letters in the compared form
    :param marks: what a known phrase may be
    """

    kind: str
    start: int
    end: int
    key: str
    marks: Marks = None  # type: ignore[assignment]

    def has(self, *names: str) -> bool:
        """Whether it may be any of these."""
        marks = self.marks
        if marks:
            for name in names:
                if name in marks:
                    return True
        return False


def raw_tokens(text: str, key: str, start: int = 0, end: int | None = None) -> list[Token]:
    """The tokens of a stretch of folded text before phrases are known."""
    out = []
    for match in _MASTER.finditer(text, start, len(text) if end is None else end):
        kind = match.lastgroup or "punct"
        low, high = match.span()
        if kind == "word":
            kind = _word_kind(text[low:high])
        elif kind == "punct":
            kind = _PUNCTUATION.get(text[low], "other")
        out.append(Token(kind, low, high, key[low:high], _NONE))
    return out


def _word_kind(word: str) -> str:
    """A word in capitals throughout is an abbreviation, unless it is a Roman numeral or a single letter."""
    if not word[0].isupper():
        return "word"
    return "abbr" if len(word) > 1 and word.isupper() and set(word) - set("IVX") else "cap"


def words(key: str, text: str) -> tuple[str, ...]:
    """A phrase as the keys of its tokens."""
    return tuple(token.key for token in raw_tokens(text, key))
