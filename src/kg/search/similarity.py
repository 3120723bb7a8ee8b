"""How alike two names are, from 0 to 100, and why: pure text, no index."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from itertools import pairwise

from kg.search.abbreviations import Plains, long, readings
from kg.search.spelling import distance, one_slip
from kg.search.words import Word, words
from kg.vietnamese import same_spelling

_MOST_LETTERS = 120
"""Letters of which an edit similarity is computed; of longer names the words decide."""

EQUAL, EQUAL_OTHER_MARKS, EQUAL_PLAIN, ABBREVIATED, CODE, MOST = 100.0, 84.0, 96.0, 93.0, 98.0, 90.0
"""Scores of a name that is equal with its marks, folded with other marks, folded without, once written out, as a
code; and what likeness alone can reach."""


OTHER_MARKS, SLIP = 0.55, 0.7
"""What a word counts whose marks are not those asked for, and one that is a slip apart."""


@dataclass(frozen=True)
class Features:
    """Why a name fits.

    :param equal: the whole names are equal with all their marks (case and the place of a tone mark apart)
    :param equal_plain: they are equal once folded
    :param abbreviation: they are equal once abbreviations are written out
    :param code: what was asked for is a code of the thing, sign for sign
    :param overlap: the share of words in common, rare ones counting more
    :param edit: the edit similarity of the folded names
    :param marks: of the asked words with marks, the share whose marks agree
    :param order: the share of asked words that stand in the same order without others between
    """

    score: float
    equal: bool = False
    equal_plain: bool = False
    abbreviation: bool = False
    code: bool = False
    overlap: float = 0.0
    edit: float = 0.0
    marks: float = 1.0
    order: float = 0.0

    def as_dict(self) -> dict[str, bool | float]:
        """The features by name."""
        return asdict(self)


@dataclass(frozen=True)
class Wanted:
    """A name that others are compared with.

    :param asked: its words
    :param weights: how much each tells; all the same where nothing is known
    :param near: words that each may have been meant for, and how likely
    :param slips: whether a name's words are looked at one by one for slips of those that are asked for
    """

    text: str
    asked: tuple[Word, ...]
    weights: tuple[float, ...]
    near: tuple[Mapping[str, float], ...]
    slips: bool = False

    @cached_property
    def plains(self) -> Plains:
        """The folded words."""
        return tuple(word.plain for word in self.asked)

    @cached_property
    def readings(self) -> tuple[Plains, ...]:
        """The folded words with abbreviations written out, in every likely reading."""
        return readings(self.plains)

    @cached_property
    def spelt(self) -> str:
        """The text as two spellings of one name share it."""
        return spelt(self.text)


def wanted(text: str) -> Wanted:
    """A name to compare others with, without an index to weigh its words by."""
    asked = tuple(words(text))
    return Wanted(text, asked, (1.0,) * len(asked), ({},) * len(asked), slips=True)


def spelt(text: str) -> str:
    """A name with case, spaces and the place of tone marks evened out, and nothing else.

    >>> spelt("Đảng  uỷ") == spelt("đảng ủy"), spelt("đường") == spelt("đương")
    (True, False)
    """
    return " ".join(same_spelling(unicodedata.normalize("NFC", text)).split())


def compare(asked: str | Wanted, name: str, code: bool = False) -> Features:
    """How alike a name is to what was asked for.

    >>> compare("UBND huyen", "Ủy ban nhân dân huyện").abbreviation, compare("Đảng uỷ", "đảng ủy").equal
    (True, True)
    >>> compare("đường sắt", "Đương Sắt").score < compare("duong sat", "Đương Sắt").score
    True
    """
    one = wanted(asked) if isinstance(asked, str) else asked
    other = words(name)
    if not one.asked or not other:
        equal = bool(one.spelt) and one.spelt == spelt(name)
        return Features(EQUAL if equal else 0.0, equal=equal)
    if code:
        return _code(one, name)
    plains = tuple(word.plain for word in other)
    marks = agreement(one.asked, other)
    overlap, order = common(one, plains, {word.exact for word in other})
    edit = likeness("".join(one.plains), "".join(plains))
    equal, equal_plain = one.spelt == spelt(name), "".join(one.plains) == "".join(plains)
    abbreviation = not equal_plain and long(plains) in one.readings
    score = MOST * (0.7 * overlap + 0.2 * edit + 0.1 * order)
    if equal:
        score = EQUAL
    elif equal_plain:
        score = EQUAL_OTHER_MARKS + (EQUAL_PLAIN - EQUAL_OTHER_MARKS) * (marks if marks == 1 else marks / 2)
    elif abbreviation:
        score = ABBREVIATED
    return Features(
        round(score, 1), equal, equal_plain, abbreviation, False, *_rounded(overlap, edit, marks, order)
    )


def _rounded(*values: float) -> tuple[float, ...]:
    return tuple(round(value, 3) for value in values)


def _code(one: Wanted, name: str) -> Features:
    """A code is itself or another one: `01` is not `1`; only signs between its parts may be left out or differ."""
    same = one.spelt == spelt(name)
    if not name.isdigit():
        same = [word.exact for word in one.asked] == [word.exact for word in words(name)]
    plain = "".join(one.plains) == "".join(word.plain for word in words(name))
    edit = likeness("".join(one.plains), "".join(word.plain for word in words(name)))
    overlap, order = common(one, tuple(word.plain for word in words(name)))
    if same:
        return Features(CODE, one.spelt == spelt(name), plain, code=True, overlap=1.0, edit=1.0, order=1.0)
    score = MOST * (0.5 * overlap + 0.2 * edit)
    return Features(
        round(score, 1), equal_plain=plain, overlap=round(overlap, 3), edit=round(edit, 3), order=order
    )


def agreement(asked: Sequence[Word], other: Sequence[Word]) -> float:
    """Of the asked words with marks that the name has folded, the share that it has with the same marks."""
    exact, plain = {word.exact for word in other}, {word.plain: word for word in other}
    marked = [word for word in asked if word.marked and plain.get(word.plain, word).marked]
    told = [word for word in marked if word.plain in plain]
    return sum(word.exact in exact for word in told) / len(told) if told else 1.0


def common(one: Wanted, plains: Plains, exact: Collection[str] = ()) -> tuple[float, float]:
    """The share of words in common, both ways, and the share of neighbours that are neighbours in both.

    :param exact: the words of the name with their marks; a word whose marks differ counts less
    """
    best = _shares(one, plains, exact)
    written = long(plains)
    if written != plains or one.readings[0] != one.plains:
        for reading in one.readings:
            even = Wanted("", tuple(Word(p, p) for p in reading), (1.0,) * len(reading), ({},) * len(reading))
            overlap, order = _shares(even, written, exact)
            best = max(best, (0.97 * overlap, 0.97 * order))
    return best


def _shares(one: Wanted, plains: Plains, exact: Collection[str]) -> tuple[float, float]:
    there = set(plains)
    hits = _hits(one, there, exact)
    found = sum(hit * weight for hit, weight in zip(hits, one.weights, strict=True))
    recall = found / (sum(one.weights) or 1.0)
    precision = min(1.0, sum(hits) / len(plains))
    asked = one.plains
    neighbours = set(pairwise(plains))
    kept = sum(pair in neighbours for pair in pairwise(asked))
    order = kept / (len(asked) - 1) if len(asked) > 1 else float(plains[0] == asked[0])
    return 0.75 * recall + 0.25 * precision * recall, order


def _hits(one: Wanted, there: set[str], exact: Collection[str]) -> list[float]:
    """How sure it is that a name has each word, or one that it may have been meant for."""
    found = [
        _same(word, exact) if word.plain in there else max((near[o] for o in near if o in there), default=0.0)
        for word, near in zip(one.asked, one.near, strict=True)
    ]
    if one.slips and 0.0 in found:
        return [hit or SLIP * _slipped(word.plain, there) for word, hit in zip(one.asked, found, strict=True)]
    return found


def _same(word: Word, exact: Collection[str]) -> float:
    differs = exact and word.marked and word.exact not in exact and word.plain not in exact
    return OTHER_MARKS if differs else 1.0


def _slipped(plain: str, there: set[str]) -> bool:
    return len(plain) > 2 and any(one_slip(plain, other) for other in there)


def in_context(features: Features, one: Wanted, plains: Plains, said: set[str]) -> Features:
    """The features of a name, with what is said of its thing counted too.

    :param plains: the words of the name
    :param said: folded words about the thing
    """
    known = said.union(plains)
    hits = _hits(one, known, ())
    weight = sum(one.weights) or 1.0
    recall = sum(hit * weight for hit, weight in zip(hits, one.weights, strict=True)) / weight
    named = sum(plain in one.plains for plain in set(plains)) / len(set(plains))
    overlap = max(features.overlap, recall * (0.7 + 0.2 * named))
    score = max(features.score, MOST * (0.7 * overlap + 0.2 * features.edit + 0.1 * features.order))
    return replace(features, score=round(score, 1), overlap=round(overlap, 3))


def likeness(first: str, second: str) -> float:
    """1 for equal, 0 for nothing in common: what the edit distance leaves of the longer one."""
    longer = max(len(first), len(second))
    if not longer or longer > _MOST_LETTERS:
        return float(first == second)
    return 1.0 - distance(first, second) / longer
