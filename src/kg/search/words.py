"""Words as people type them: each as written and as folded, numbers as one word, whatever stands between."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from kg.vietnamese import fold, same_spelling

_APOSTROPHES = str.maketrans("", "", "'’ʼ‘")
_WORD = re.compile(r"\d{1,3}(?:[.,]\d{3})+(?![\d])|\d+|[^\W\d_]+")
_PLACED = re.compile(r"\d{1,3}(?:[.,]\d{3})+(?![\d])|\d+|(?:[^\W\d_][\u0300-\u036f]*)+(?:['’][^\W\d_]+)*")


class Word(NamedTuple):
    """One word.

    :param exact: lower case, with its marks, the tone mark where same_spelling puts it
    :param plain: without any mark, a number without separators or zeros in front: what finds
    """

    exact: str
    plain: str

    @property
    def marked(self) -> bool:
        """Whether it has marks, so that it tells apart."""
        return self.exact != self.plain and not self.plain.isdigit()


@lru_cache(maxsize=65_536)
def _word(written: str) -> Word:
    if written[0].isdecimal():
        digits = written.replace(".", "").replace(",", "")
        return Word(digits, digits.lstrip("0") or "0")
    return Word(written, "".join(_WORD.findall(fold(written))) or written)


def words(text: str) -> list[Word]:
    """The words of a text.

    >>> [word.plain for word in words("Đảng uỷ số 07-CT/HU: 1.250ha")]
    ['dang', 'uy', 'so', '7', 'ct', 'hu', '1250', 'ha']
    >>> words("hoà") == words("hòa")
    True
    """
    if text.isascii():
        return [_word(found) for found in _WORD.findall(text.lower().translate(_APOSTROPHES))]
    clean = same_spelling(unicodedata.normalize("NFC", text).translate(_APOSTROPHES))
    return [_word(found) for found in _WORD.findall(clean)]


def plain(text: str) -> str:
    """The folded words of a text with a space between: equal for all ways to write the same.

    >>> plain("  Uỷ ban   Nhân dân ")
    'uy ban nhan dan'
    """
    return " ".join(word.plain for word in words(text))


def joined(text: str) -> str:
    """The folded words of a text as one: what “daklak” and “Đắk Lắk” share."""
    return "".join(word.plain for word in words(text))


def pairs(plains: list[str]) -> list[str]:
    """Each two neighbours as one term: syllable pairs tell “ủy ban” from “ban … ủy”.

    >>> pairs(["uy", "ban", "nhan"])
    ['uy_ban', 'ban_nhan']
    """
    return [f"{first}_{second}" for first, second in pairwise(plains)]


def places(text: str) -> Iterator[tuple[int, int, Word]]:
    """Each word of a text with where it starts and ends, for marking hits."""
    for match in _PLACED.finditer(text):
        if found := words(match.group()):
            yield match.start(), match.end(), found[0]
