"""Text folded for reading, with the way back: every character knows where it stood in the source."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from kg.vietnamese import same_spelling

PIECE = 16_384
"""Longest run of characters read at a time; a longer line is cut at a space."""

_ODD = re.compile("[\u0300-\u036f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
_CLUSTER = re.compile(
    "[^\u0300-\u036f]?[\u0300-\u036f]+|[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]+"
)
_AS_SHOWN = str.maketrans(
    {
        **dict.fromkeys("\u00a0\u1680\u202f\u205f\u3000\t\x0b\x0c\r\x00", " "),
        **{chr(code): " " for code in range(0x2000, 0x200B)},
        "Ð": "Đ",
        "ð": "đ",
    }
)
_FOR_READING = str.maketrans(
    {
        "–": "-",
        "—": "-",
        "−": "-",
        "‐": "-",
        "‑": "-",
        "“": '"',
        "”": '"',
        "„": '"',
        "«": '"',
        "»": '"',
        "‘": "'",
        "’": "'",
    }
)
_LINE = re.compile(r"[^\n\u2028\u2029]+")
_MARKS_KEPT = 4


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one line, folded.

    :param raw: as it stands in the source
    :param shown: NFC, plain spaces, no invisible characters; other marks as written
    :param text: the same with plain dashes and quotation marks, position for position
    :param key: the same letters in lower case with one spelling of the tone marks, position for position
    :param base: offset in the source of the first character
    :param starts: offset from `base` of each character, and of the end; empty where nothing moved
    :param ends: offset from `base` of the end of each character; empty where nothing moved
    :param first: this piece begins a line
    """

    raw: str
    shown: str
    text: str
    key: str
    base: int
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    first: bool

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place in the source of `text[start:end]`.

        >>> piece = next(pieces("a  Đa\u0309ng"))
        >>> piece.text, piece.span(3, 7)
        ('a  Đảng', (3, 8))
        """
        if not self.starts:
            return self.base + start, self.base + end
        return self.base + self.starts[start], self.base + self.ends[end - 1]


def pieces(text: str) -> Iterator[Piece]:
    """Every line of a text, folded, the long ones in stretches; lines without a letter or digit are left out."""
    for line in _LINE.finditer(text):
        at, end = line.span()
        first = True
        while at < end:
            cut = _cut(text, at, end)
            raw = text[at:cut]
            if not raw.isspace():
                yield _fold(raw, at, first)
                first = False
            at = cut


def _cut(text: str, at: int, end: int) -> int:
    """Where a stretch that begins at `at` ends: the end of the line, else after the last space within reach."""
    if end - at <= PIECE:
        return end
    space = text.rfind(" ", at + PIECE // 2, at + PIECE)
    return space + 1 if space > 0 else at + PIECE


def _fold(raw: str, base: int, first: bool) -> Piece:
    composed, starts, ends = _compose(raw) if _ODD.search(raw) else (raw, [], [])
    shown = composed.translate(_AS_SHOWN)
    text = shown.translate(_FOR_READING)
    last = [len(raw)] if starts else []
    return Piece(raw, shown, text, same_spelling(text), base, (*starts, *last), tuple(ends), first)


def _compose(raw: str) -> tuple[str, list[int], list[int]]:
    """Letters and their marks as one character each, invisible characters dropped, and where each stood."""
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for match in _CLUSTER.finditer(raw):
        low, high = match.span()
        out.append(raw[at:low])
        starts.extend(range(at, low))
        ends.extend(range(at + 1, low + 1))
        composed = _one(match.group())
        out.append(composed)
        starts.extend([low] * len(composed))
        ends.extend([high] * len(composed))
        at = high
    out.append(raw[at:])
    starts.extend(range(at, len(raw)))
    ends.extend(range(at + 1, len(raw) + 1))
    return "".join(out), starts, ends


def _one(cluster: str) -> str:
    """A base letter with its marks, composed; more marks than any letter bears are passed over."""
    if _ODD.match(cluster[0]) and not "\u0300" <= cluster[0] <= "\u036f":
        return ""
    return unicodedata.normalize("NFC", cluster[: 1 + _MARKS_KEPT])
