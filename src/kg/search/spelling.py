"""Words that are nearly another word: spelt as they sound, or with one key wrong, missing, too many or swapped."""

from __future__ import annotations

from collections.abc import Iterator

LEAST, MOST = 2, 14
"""Letters that a word has whose slips are looked for."""


_SOUNDS = (
    ("ngh", "ng"),
    ("gh", "g"),
    ("tr", "ch"),
    ("gi", "d"),
    ("k", "c"),
    ("q", "c"),
    ("y", "i"),
    ("x", "s"),
)
"""Letters that are written for each other, since they sound alike somewhere in the country."""


def sound(plain: str) -> str:
    """A folded word as it may sound.

    >>> sound("dak") == sound("dac"), sound("nghe") == sound("nge"), sound("ty") == sound("ti")
    (True, True, True)
    """
    for letters, other in _SOUNDS:
        plain = plain.replace(letters, other)
    return plain


def forms(plain: str) -> Iterator[str]:
    """A word, its sound, and what is left of it without any one letter: two that are one slip apart share a form."""
    if LEAST <= len(plain) <= MOST and plain.isascii() and plain.isalpha():
        yield plain
        yield f"={sound(plain)}"
        yield from {plain[:at] + plain[at + 1 :] for at in range(len(plain))}


def one_slip(first: str, second: str) -> bool:
    """Whether two words differ by one letter put in, left out, or another, or by two neighbours swapped.

    >>> one_slip("haoch", "hoach"), one_slip("huyn", "huyen"), one_slip("lak", "dak"), one_slip("lak", "khac")
    (True, True, True, False)
    """
    if len(first) > len(second):
        first, second = second, first
    if len(second) - len(first) > 1 or first == second:
        return False
    at = next((i for i, letter in enumerate(first) if letter != second[i]), len(first))
    if len(first) < len(second):
        return first[at:] == second[at + 1 :]
    swapped = first[at : at + 2] == second[at : at + 2][::-1] and first[at + 2 :] == second[at + 2 :]
    return swapped or first[at + 1 :] == second[at + 1 :]


def distance(first: str, second: str) -> int:
    """The number of letters to put in, take out or change, by bit-parallel rows (Myers 1999; Hyyrö 2003).

    >>> distance("uybannhandan", "ubnhandan"), distance("", "ab"), distance("lak", "lak")
    (3, 2, 0)
    """
    if not first or not second:
        return max(len(first), len(second))
    masks: dict[str, int] = {}
    for at, letter in enumerate(first):
        masks[letter] = masks.get(letter, 0) | 1 << at
    full, last = (1 << len(first)) - 1, 1 << (len(first) - 1)
    up, down, score = full, 0, len(first)
    for letter in second:
        here = masks.get(letter, 0)
        kept = here | down
        diagonal = (((here & up) + up) ^ up) | here
        right, left = down | (full & ~(diagonal | up)), up & diagonal
        score += bool(right & last) - bool(left & last)
        right, left = (right << 1 | 1) & full, left << 1 & full
        up, down = left | (full & ~(kept | right)), right & kept
    return score
