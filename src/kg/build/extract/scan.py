"""One pass over folded text: words, numbers, times, symbols and punctuation, each with its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

Marks = Mapping[str, str]
"""What a phrase may be: the name of a table of the lexicon → the entry it stands in."""

_YEAR = r"(?:19|20)\d\d"
_DAY = r"(?:\d{1,2}(?:-| và ))?\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{4})?"
_PART = r"(?:sáng|trưa|chiều|tối|đêm|hôm)(?:[ ](?:nay|qua))?"
_MASTER = re.compile(
    rf"""
    (?P<symbol>\d{{1,5}}[a-zđ]?(?:/{_YEAR})?[ ]?[-/][ ]?[A-ZĐ][A-ZĐa-zđ]{{0,7}}(?:[ ]?[-/&][ ]?[A-ZĐ][A-ZĐa-zđ0-9]{{0,11}}){{1,3}}
        |\d{{1,5}}/{_YEAR}/[A-ZĐ][A-ZĐa-zđ]{{1,7}}\d{{0,2}}(?:-[A-ZĐa-zđ]{{1,12}}){{0,3}})
    |(?P<time>(?i:
        (?:{_PART},?[ ])?ngày[ ]\d{{1,2}}[ ]tháng[ ]\d{{1,2}}(?:[ ]năm[ ]{_YEAR})?
        |(?:{_PART},?[ ]?)?\(?(?:ngày[ ])\(?{_DAY}\)?(?![\d%/])
        |{_PART},?[ ]?\(?{_DAY}\)?(?![\d%/])
        |\d{{1,2}}[/.-]\d{{1,2}}[/.-]{_YEAR}(?!\d)
        |tháng[ ]\d{{1,2}}(?:[ ]?[/.-][ ]?{_YEAR}|[ ]năm[ ]{_YEAR})?(?![\d%/])
        |quý[ ](?:[1-4]|I{{1,3}}|IV)(?:[ ]?[/-][ ]?{_YEAR}|[ ]năm[ ]{_YEAR})?(?!\w)
        |(?:\d{{1,2}}|ba|sáu|chín)[ ]tháng(?:[ ](?:đầu|cuối))?(?:[ ]năm(?:[ ]{_YEAR})?|[ ]đầu|[ ]cuối)
        |(?:giai[ ]đoạn|nhiệm[ ]kỳ|thời[ ]kỳ|các[ ]năm|năm|năm[ ]học|niên[ ]vụ)[ ]{_YEAR}(?:[ ]?-[ ]?{_YEAR})?(?!\d)
        |{_YEAR}[ ]?-[ ]?{_YEAR}(?![\d,.]\d)
    ))
    |(?P<odd>\d{{1,3}}(?:,\d{{3}}){{2,}}(?!\d)|\d+(?:[.]\d{{1,2}}){{1,4}}(?![\d])|\d{{16,}}|\d+[a-ce-fh-jn-zA-CE-FH-Z](?![^\W_]))
    |(?P<num>\d{{1,3}}(?:\.\d{{3}}){{1,4}}(?:,\d{{1,12}})?(?!\d)|\d{{1,15}}(?:,\d{{1,12}})?)
    |(?P<abbr>[A-ZĐ]{{1,6}}(?:[-&][A-ZĐ]{{1,6}}){{1,4}}(?![a-zà-ỹ])|(?:TP|Tp|TX|Tx|TT|ThS|TS|PGS|GS)\.(?=[ ]?[A-ZĐ])|[A-ZĐ]\.[A-ZĐ]+)
    |(?P<word>k?m[23](?!\w)|[A-ZĐ]{{2,6}}\d{{1,3}}(?![^\W_])|(?:[^\W\d_]|[²³])+)
    |(?P<punct>[^\s\w]|_)
    """,
    re.VERBOSE,
)
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
