"""Finds words in a text, whatever spaces, normal form and letter case they are written with, at exact offsets."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from kg.build.facts import Span


@lru_cache(maxsize=4096)
def _patterns(words: str) -> tuple[re.Pattern[str], ...]:
    """Ways to look for words, the strictest first."""
    words = words.replace("Ð", "Đ")
    spelled = dict.fromkeys((words, unicodedata.normalize("NFC", words), unicodedata.normalize("NFD", words)))
    joined = [r"\s+".join(map(_word, form.split())) for form in spelled]
    return tuple(re.compile(form, flags) for flags in (0, re.IGNORECASE) for form in joined)


def _word(word: str) -> str:
    """A word with either Đ, and with spaces around its dashes and slashes or without."""
    return re.sub(r"\\-|/|–", lambda mark: rf"\s*{mark[0]}\s*", re.escape(word)).replace("Đ", "[ĐÐ]")


def find(text: str, words: str, start: int = 0, end: int | None = None) -> Span | None:
    """The first place of some words between two offsets; as written if they stand so anywhere, else in other case.

    >>> find("Tổng  diện tích", "tổng diện tích")
    Span(start=0, end=15)
    """
    if not words.strip():
        return None
    for pattern in _patterns(words):
        if match := pattern.search(text, start, len(text) if end is None else end):
            return Span(match.start(), match.end())
    return None


def find_near(text: str, words: str, near: Span) -> Span | None:
    """The place of some words inside a span, else the first one anywhere."""
    return find(text, words, near.start, near.end) or find(text, words)
