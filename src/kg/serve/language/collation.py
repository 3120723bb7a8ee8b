"""The order of the Vietnamese alphabet: letters first, tones only where the letters are the same; 2 before 10."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby

_DIGITS = "0123456789"
_ALPHABET = _DIGITS + "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
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
    >>> sorted(["Phường 10", "Phường 2", "Phường Ba", "12 a", "2 b"], key=key)
    ['2 b', '12 a', 'Phường 2', 'Phường 10', 'Phường Ba']
    """
    letters = _split(text)
    return tuple(_ranks(letters)), tuple(tone for _, tone in letters), text


def _ranks(letters: list[tuple[str, int]]) -> Iterator[int]:
    """Where each letter stands; of a number, how many digits it has, then these: a longer one is a larger one."""
    for is_number, some in groupby((letter for letter, _ in letters), _DIGITS.__contains__):
        if is_number:
            digits = "".join(some).lstrip("0")
            yield from (0, len(digits), *map(int, digits))
        else:
            for letter in some:
                yield _RANK.get(letter, 1000 + ord(letter[0])) if letter.strip() else -1


def initial(text: str) -> str:
    """The letter of the alphabet that a text begins with, capital; “#” for a number and anything else.

    >>> initial("ấp"), initial("Đảng"), initial("2nd"), initial("«x»")
    ('Â', 'Đ', '#', '#')
    """
    letters = _split(text.strip()[:1])
    letter = letters[0][0] if letters else ""
    return letter.upper() if letter in _RANK and letter not in _DIGITS else "#"
