"""Parts of a long text: a page shows one, so that no page is heavy, however long its report is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from kg.serve.things.passages import Span

LONGEST = 160
"""Characters of a name that a page of a text shows."""

ANCHORS = 800
"""Passages of other parts that a fragment finds from the first page."""

_HEAVIEST = 79_000
"""Bytes of markup that a part may come to, by our estimate; the rest of a page has another 20,000."""

_ENTRY, _NAME, _SIGN, _ANCHOR = 480, 4, 2, 30
"""Bytes of markup: of a thing stated or mentioned, of a character of its name (which stands twice), of one of the
text, of an anchor for a passage of another part."""


SHORT = 1_000
"""Characters of a text that is not worth asking about: it has one part."""


def parts(text: str, cuts: Iterable[int], entries: Sequence[tuple[int, int]]) -> tuple[Span, ...]:
    """A text in parts that are about as heavy as a page may be, the fewest that will do; at least one.

    >>> parts("abc def", [4], [])
    (Span(start=0, end=7),)

    :param cuts: where it may be cut: between lines and sentences
    :param entries: of each thing that it states or mentions, where its passage starts and how long its name is
    """
    at = sorted({0, len(text), *(cut for cut in cuts if 0 < cut < len(text))})
    weights = _weights(at, entries)
    if max(weights, default=0) > _HEAVIEST - _ANCHOR * min(ANCHORS, len(entries)):
        at = _finer(at, weights, entries)
        weights = _weights(at, entries)
    found, weight, anchors = [0], 0, 0
    if sum(weights) > _HEAVIEST:
        anchors = _ANCHOR * min(ANCHORS, len(entries))
        weight = anchors
    for start, here in zip(at, weights, strict=False):
        if weight > anchors and weight + here > _HEAVIEST:
            found.append(start)
            weight = anchors = 0
        weight += here
    return tuple(Span(start, end) for start, end in pairwise((*found, len(text)))) or (Span(0, 0),)


def listed(names: Iterable[int]) -> int:
    """How many of some things a page lists: those that a part may hold by their weight, however many there are.

    :param names: how long the name of each is
    """
    count = weight = 0
    for size in names:
        weight += _entry(size)
        if weight > _HEAVIEST:
            break
        count += 1
    return count


def _weights(at: Sequence[int], entries: Iterable[tuple[int, int]]) -> list[int]:
    """The weight of the text between each two places, with all that it states or mentions."""
    waiting = sorted(entries, reverse=True)
    return [_SIGN * (end - start) + _taken(waiting, end) for start, end in pairwise(at)]


def _finer(at: Sequence[int], weights: Sequence[int], entries: Iterable[tuple[int, int]]) -> list[int]:
    """The places at which a text may be cut, and where passages start in a heavy sentence."""
    starts = sorted({start for start, _size in entries})
    found = set(at)
    for (first, last), weight in zip(pairwise(at), weights, strict=True):
        if weight > _HEAVIEST // 4:
            found.update(start for start in starts if first < start < last)
    return sorted(found)


def _entry(size: int) -> int:
    """The weight of a thing whose name has so many characters."""
    return _ENTRY + _NAME * min(LONGEST, size)


def _taken(waiting: list[tuple[int, int]], end: int) -> int:
    """The weight of the entries before a place, which are then no longer waiting."""
    weight = 0
    while waiting and waiting[-1][0] < end:
        weight += _entry(waiting.pop()[1])
    return weight


def number(parts: Sequence[Span], at: int) -> int:
    """The number of the part, from 1, that has a character."""
    return next((n for n, part in enumerate(parts, 1) if at < part.end), len(parts))
