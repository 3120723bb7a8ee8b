"""The terms in the lines of a body as it comes: of a long one its beginning, its end, and how much is between.

So a value of a hundred megabytes is read in steps that take a moment each, and never held.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

HEAD, TAIL = 20_000, 2_000
"""Bytes that are kept of the beginning and of the end of a term."""

_STEP = 64_000
_ESCAPED = {b"u": 6, b"U": 10}
_CONTINUED = bytes(range(0x80, 0xC0))
"""The bytes of UTF-8 with which no character begins."""


class Written(NamedTuple):
    """A term as it is written, without some characters from its middle if it is long."""

    text: str
    left_out: int = 0


def lines(body: Iterable[bytes], separator: bytes, most: int = -1) -> Iterator[list[Written]]:
    """The terms of each line of a body, which may be cut anywhere.

    :param separator: one byte that stands between terms
    :param most: how many separators count in a line, all for -1
    """
    line = _Line(separator, most)
    for data in _steps(body):
        *ended, rest = data.split(b"\n")
        for part in ended:
            line.take(part)
            yield line.terms()
            line = _Line(separator, most)
        line.take(rest)
    if line.begun:
        yield line.terms()


def _steps(body: Iterable[bytes]) -> Iterator[bytes]:
    for part in body:
        for at in range(0, len(part), _STEP):
            yield part[at : at + _STEP]


class _Line:
    """A line on its way."""

    def __init__(self, separator: bytes, most: int) -> None:
        self._separator, self._left = separator, most
        self._terms = [_Term()]
        self.begun = False

    def take(self, data: bytes) -> None:
        """Takes the next bytes of the line."""
        self.begun = self.begun or bool(data)
        first, *others = data.split(self._separator, self._left)
        self._terms[-1].take(first)
        for part in others:
            self._terms.append(_Term())
            self._terms[-1].take(part)
        if self._left > 0:
            self._left -= len(others)

    def terms(self) -> list[Written]:
        """Its terms, once all of it is there."""
        return [term.written() for term in self._terms]


class _Term:
    """A term on its way: its beginning, once it is long, and what came last."""

    __slots__ = ("_between", "_head", "_last")

    def __init__(self) -> None:
        self._head = self._last = b""
        self._between = 0

    def take(self, data: bytes) -> None:
        """Takes the next bytes of the term."""
        self._last += data
        if len(self._last) <= HEAD + TAIL:
            return
        if not self._head:
            self._head, self._last = _parted(self._last, HEAD)
        middle, self._last = _parted(self._last, len(self._last) - TAIL)
        self._between += characters(middle)

    def written(self) -> Written:
        """What is kept of it."""
        return Written((self._head + self._last).decode("utf-8", "replace"), self._between)


def characters(text: bytes) -> int:
    """How many characters a piece of a literal stands for, its escapes resolved (N-Triples, 2.4)."""
    begun = text.translate(None, _CONTINUED).replace(rb"\\", b".")
    return len(begun) - begun.count(b"\\") - 4 * begun.count(rb"\u") - 8 * begun.count(rb"\U")


def _parted(text: bytes, at: int) -> tuple[bytes, bytes]:
    """A piece of a literal in two, at a place or a little before it, so that no character and no escape is torn."""
    while at and text[at : at + 1].translate(None, _CONTINUED) != text[at : at + 1]:
        at -= 1
    last = text.rfind(b"\\", max(0, at - max(_ESCAPED.values())), at)
    if last >= 0:
        run = last + 1 - len(text[: last + 1].rstrip(b"\\"))
        if run % 2 and last + _ESCAPED.get(text[last + 1 : last + 2], 2) > at:
            at = last
    return text[:at], text[at:]
