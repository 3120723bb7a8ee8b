"""The order of the Vietnamese alphabet: letters first, tones only where the letters are the same."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_ALPHABET = "0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK = {letter: rank for rank, letter in enumerate(_ALPHABET)}
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
"""Grave, hook above, tilde, acute, dot below: the order of Vietnamese dictionaries."""


def _split(text: str) -> list[tuple[str, int]]:
    """Each letter with its tone as a number, 0 for none."""
    found: list[tuple[str, int]] = []
    for character in unicodedata.normalize("NFD", text.casefold()):
        if character in _TONES and found:
            found[-1] = found[-1][0], _TONES[character]
        elif unicodedata.combining(character) and found:
            found[-1] = unicodedata.normalize("NFC", found[-1][0] + character), found[-1][1]
        else:
            found.append((character, 0))
    return found


@lru_cache(maxsize=16_384)
def key(text: str) -> tuple[tuple[int, ...], tuple[int, ...], str]:
    """What to sort a text by.

    >>> sorted(["Đảng", "Dân", "dã", "da", "đa", "ba", "ấn", "ăn"], key=key)
    ['ăn', 'ấn', 'ba', 'da', 'dã', 'Dân', 'đa', 'Đảng']
    """
    letters = _split(text)
    ranks = tuple(_RANK.get(letter, 1000 + ord(letter[0])) if letter.strip() else -1 for letter, _ in letters)
    return ranks, tuple(tone for _, tone in letters), text


def initial(text: str) -> str:
    """The letter of the alphabet that a text begins with, capital; “#” for anything else.

    >>> initial("ấp"), initial("Đảng"), initial("«x»")
    ('Â', 'Đ', '#')
    """
    letters = _split(text.strip()[:1])
    return letters[0][0].upper() if letters and letters[0][0] in _RANK else "#"
