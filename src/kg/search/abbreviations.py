"""Abbreviations that reports and readers use, each with what it stands for: the one table, read both ways."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files

from kg.search.words import words

TABLE = (files(__package__) / "abbreviations.txt").read_text("utf-8")
"""A line each: the abbreviation, and every reading, the likeliest first."""

Plains = tuple[str, ...]
"""Folded words."""

MOST_READINGS = 6


def _plains(text: str) -> Plains:
    return tuple(word.plain for word in words(text))


def _table() -> Iterator[tuple[Plains, Plains]]:
    """Each way to write an abbreviation, and each of its readings; `KT-XH` is also written `KTXH`."""
    for line in filter(None, TABLE.splitlines()):
        short, _, readings = line.partition(" = ")
        written = dict.fromkeys((_plains(short), ("".join(_plains(short)),)))
        for reading in readings.split("; "):
            yield from ((one, _plains(reading)) for one in written)


LONG: dict[Plains, list[Plains]] = {}
"""The readings of an abbreviation."""

SHORT: dict[Plains, list[Plains]] = {}
"""The abbreviations of a run of words."""

for _short, _long in _table():
    LONG.setdefault(_short, []).append(_long)
    SHORT.setdefault(_long, []).append(_short)

_WIDEST_LONG, _WIDEST_SHORT = (max(map(len, table)) for table in (LONG, SHORT))
_FIRST_LONG, _FIRST_SHORT = ({key[0] for key in table} for table in (LONG, SHORT))


def _runs(plains: Plains) -> Iterator[tuple[int, int]]:
    """Where abbreviations stand in some words, the longest at each place; none crosses another."""
    at = 0
    while at < len(plains):
        longest = next((end for _, end in _at(plains, at, LONG, _FIRST_LONG, _WIDEST_LONG)), 0)
        if longest:
            yield at, longest
        at = max(at + 1, longest)


def _at(
    plains: Plains, at: int, table: dict[Plains, list[Plains]], first: set[str], widest: int
) -> Iterator[tuple[int, int]]:
    """Every entry of a table that begins at a place, the longest first."""
    if plains[at] in first:
        for end in range(min(at + widest, len(plains)), at, -1):
            if plains[at:end] in table:
                yield at, end


@lru_cache(maxsize=8192)
def readings(plains: Plains) -> tuple[Plains, ...]:
    """Some words with their abbreviations written out, in every likely reading; without any, the words alone.

    >>> readings(("ubnd", "huyen"))
    (('uy', 'ban', 'nhan', 'dan', 'huyen'),)
    """
    found: list[Plains] = [()]
    at = 0
    for start, end in _runs(plains):
        some = LONG[plains[start:end]][: max(1, MOST_READINGS // len(found))]
        found = [before + plains[at:start] + long for before in found for long in some]
        at = end
    return tuple(before + plains[at:] for before in found)


def long(plains: Plains) -> Plains:
    """Some words with their abbreviations written out in the likeliest reading."""
    return readings(plains)[0]


@lru_cache(maxsize=4096)
def others(plains: Plains) -> tuple[Plains, ...]:
    """What else may be written for some words: their abbreviations written out, and their runs abbreviated.

    >>> others(("toa", "an", "nhan", "dan", "toi", "cao"))
    (('tandtc',), ('tand',))
    """
    places = range(len(plains))
    shorter = [
        o
        for at in places
        for s, e in _at(plains, at, SHORT, _FIRST_SHORT, _WIDEST_SHORT)
        for o in SHORT[plains[s:e]]
    ]
    longer = [o for s, e in _runs(plains) for o in LONG[plains[s:e]]]
    return tuple(dict.fromkeys(shorter + longer))
