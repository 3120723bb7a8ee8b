"""A text cut into the passages that a search finds: its sentences, and of long ones their clauses."""

from __future__ import annotations

import re
from collections.abc import Iterator

_END = re.compile(r"(?<=[.!?…;])[)\]\"'”’]*\s+(?=[^\W\d_])|\n+")
LEAST = 60
"""Characters below which a clause stays with what stands before it."""


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Where each passage of a text starts and ends, without the spaces around it.

    >>> text = "Vừa qua, huyện đã họp.\\n\\nĐồng chí chủ trì."
    >>> [text[start:end] for start, end in sentences(text)]
    ['Vừa qua, huyện đã họp.', 'Đồng chí chủ trì.']
    """
    start = 0
    for match in _END.finditer(text):
        if _ends(text, start, match):
            yield from _trimmed(text, start, match.end())
            start = match.end()
    yield from _trimmed(text, start, len(text))


def _ends(text: str, start: int, match: re.Match[str]) -> bool:
    """Whether a passage ends at a sign: a line always; a sentence before a capital; a clause if it is long enough."""
    if "\n" in match.group():
        return True
    if text[match.start() - 1] == ";":
        return match.start() - start >= LEAST
    return text[match.end() : match.end() + 1].isupper()


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = text[start:end]
    first = start + len(piece) - len(piece.lstrip())
    last = start + len(piece.rstrip())
    if any(letter.isalnum() for letter in text[first:last]):
        yield first, last
