"""Telex keys that nobody turned into marks, as they slip through with the keyboard off: `huyeejn` is `huyện`."""

from __future__ import annotations

import unicodedata

_TONES = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_SHAPES = {"aa": "â", "ee": "ê", "oo": "ô", "aw": "ă", "ow": "ơ", "uw": "ư", "dd": "đ"}
_VOWELS = frozenset("aăâeêioôơuưy")
_SHAPED = frozenset("ăâêôơư")


def undone(key: str) -> str | None:
    """What the keys of a word mean in Telex; None where there is nothing to undo.

    >>> undone("huyeejn"), undone("ddak"), undone("nguyeenx"), undone("lawsk"), undone("huyen")
    ('huyện', 'đak', 'nguyễn', 'lắk', None)
    """
    if not (key.isascii() and key.isalpha() and 2 <= len(key) <= 10):
        return None
    low = key.lower()
    letters, tone = _tone(low)
    shaped = _shape(letters)
    if shaped == low or not any(letter in _VOWELS for letter in shaped):
        return None
    return _with_tone(shaped, tone) if tone else shaped


def _tone(key: str) -> tuple[str, str]:
    """The letters without the tone key that stands behind the first vowel, and its mark."""
    first = next((i for i, letter in enumerate(key) if letter in "aeiouyw"), len(key))
    for at in range(len(key) - 1, first, -1):
        if key[at] in _TONES:
            return key[:at] + key[at + 1 :], _TONES[key[at]]
    return key, ""


def _shape(letters: str) -> str:
    """The letters with doubled vowels, w and dd as the letters they stand for; a late d or w reaches back."""
    if letters[0] == "d" and letters[-1] == "d" and len(letters) > 2:
        letters = "dd" + letters[1:-1]
    letters = letters.replace("uow", "ươ").replace("uwo", "ươ").replace("ươw", "ươ")
    for keys, letter in _SHAPES.items():
        letters = letters.replace(keys, letter)
    if "w" in letters[1:]:
        letters = _late_w(letters)
    return letters.replace("w", "ư")


def _late_w(letters: str) -> str:
    """`lakw` as `lăk`: a w at the end shapes the vowel before the consonants."""
    at = letters.index("w", 1)
    before = max((letters.rfind(v, 0, at) for v in "aou"), default=-1)
    if before < 0:
        return letters
    shaped = {"a": "ă", "o": "ơ", "u": "ư"}[letters[before]]
    start = letters[:before]
    if start.endswith("u") and shaped == "ơ":
        start = f"{start[:-1]}ư"
    return start + shaped + letters[before + 1 : at] + letters[at + 1 :]


def _with_tone(letters: str, tone: str) -> str:
    """The letters with a tone mark on the vowel that carries it."""
    start = 2 if letters.startswith(("qu", "gi")) and any(c in _VOWELS for c in letters[2:]) else 0
    vowels = [i for i, letter in enumerate(letters) if i >= start and letter in _VOWELS]
    if not vowels:
        return letters
    shaped = [i for i in vowels if letters[i] in _SHAPED]
    closed = vowels[-1] < len(letters) - 1
    at = shaped[-1] if shaped else vowels[-1] if closed or len(vowels) == 1 else vowels[-2]
    return unicodedata.normalize("NFC", letters[: at + 1] + tone + letters[at + 1 :])
