"""Whether a text has all the words of a question: `lg:matches` in SPARQL. Sets of words, so nothing to blow up."""

from __future__ import annotations

from functools import lru_cache

from kg.search.abbreviations import others
from kg.search.words import Word, words

NAME = "matches"
"""Its name in our namespace."""

MOST_LETTERS = 500
"""Letters of a question that are read."""

_SHORT = 2000
"""Letters up to which a text's words are remembered: labels, not whole reports."""


@lru_cache(maxsize=64)
def _asked(question: str) -> frozenset[Word]:
    return frozenset(words(question[:MOST_LETTERS]))


@lru_cache(maxsize=4096)
def _kept(text: str) -> tuple[frozenset[str], frozenset[str]]:
    return _there(text)


def _there(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """The words of a text as they can be asked for, with marks and without; abbreviations both ways count as both."""
    found = words(text)
    plains = tuple(word.plain for word in found)
    other = frozenset(plain for run in others(plains) for plain in run)
    return frozenset(word.exact for word in found).union(other), other.union(plains)


def matches(text: str, question: str) -> bool | None:
    """Whether a text has every word of a question; None where the question has no word.

    A word with marks is found with the same marks or with none at all, one without any with all; case, the place of a
    tone mark, Unicode's forms and the signs between words do not matter; abbreviations are read both ways.

    >>> matches("Ủy ban nhân dân huyện", "uy ban"), matches("UBND huyện", "ủy ban nhân dân"), matches("hoà", "hòa")
    (True, True, True)
    >>> matches("đường", "duong"), matches("đường", "đương"), matches("", "a"), matches("a", "?!")
    (True, False, False, None)
    """
    asked = _asked(question)
    if not asked:
        return None
    exact, plain = _kept(text) if len(text) <= _SHORT else _there(text)
    return all(_has(word, exact, plain) for word in asked)


def _has(word: Word, exact: frozenset[str], plain: frozenset[str]) -> bool:
    if not word.marked:
        return word.plain in plain
    return word.exact in exact or word.plain in exact
