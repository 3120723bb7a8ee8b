"""What somebody typed, read against the words that there are: keys undone, slips mended, words parted."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from kg.search.index import Index
from kg.search.spelling import forms, one_slip, sound
from kg.search.telex import undone
from kg.search.words import Word, pairs, words

MOST_LETTERS, MOST_WORDS = 500, 40
"""What is read of a text; the rest is left unread."""

_BEGINNINGS, _NEAR = 128, 5
_VOWELS = frozenset("aeiouy")


@dataclass(frozen=True)
class Asked:
    """One word that was asked for.

    :param word: as typed, or with its keys undone
    :param weight: how much it tells: a rare word tells more than a common one
    :param near: other words it may have been meant for, and how likely each is, from 0 to 1
    :param known: whether it is a word of the index
    :param absent: whether it is one, but of no name that may be found
    """

    word: Word
    weight: float
    near: tuple[tuple[str, float], ...] = ()
    known: bool = True
    absent: bool = False

    @property
    def plains(self) -> tuple[str, ...]:
        """Every word that may be meant, the typed one first."""
        return (self.word.plain, *(plain for plain, _ in self.near))


@dataclass(frozen=True)
class Question:
    """What was typed, word by word.

    :param text: as typed, without what is no text
    :param open: whether the last word may be the beginning of one
    """

    text: str
    asked: tuple[Asked, ...]
    open: bool = False


def clean(text: str) -> str:
    """The part of a text that is read: no half characters, no NUL, not more than MOST_LETTERS."""
    return text[:MOST_LETTERS].encode("utf-8", "ignore").decode().replace("\0", " ")


def read(text: str, index: Index, opened: bool = False) -> Question:
    """What was typed, read against the words of an index.

    :param opened: whether the last word may be the beginning of a longer one
    """
    text = clean(text)
    typed = words(text)[:MOST_WORDS]
    counts = index.counts(word.plain for word in typed)
    opened = opened and not text[-1:].isspace()
    done = typed[:-1] if opened else typed
    meant = [one for word in done for one in _meant(word, index, counts)] + typed[len(done) :]
    counts |= index.counts(word.plain for word in meant)
    asked = [_asked(word, index, counts) for word in meant]
    if opened and asked:
        asked[-1] = _opened(asked[-1], index)
    return Question(text, tuple(asked), opened)


def _meant(word: Word, index: Index, counts: dict[str, int]) -> list[Word]:
    """A typed word, or what its keys mean, or the two words that it is: where only that is in the index."""
    if word.plain in counts or word.plain.isdigit():
        return [word]
    if meaning := undone(word.exact):
        found = words(meaning)
        if index.counts(one.plain for one in found):
            return found
    cuts = [(word.plain[:at], word.plain[at:]) for at in range(2, len(word.plain) - 1)]
    known = index.counts(part for cut in cuts for part in cut) if cuts else {}
    likely = max(cuts, key=lambda cut: min(known.get(part, 0) for part in cut), default=None)
    if likely and all(known.get(part) for part in likely) and _may_end(likely[1]):
        return [Word(part, part) for part in likely]
    return [word]


def _may_end(part: str) -> bool:
    """Whether the end of a word may be another one: two letters without a vowel are a slip, in front TP or TX."""
    return len(part) > 2 or not _VOWELS.isdisjoint(part)


def _asked(word: Word, index: Index, counts: dict[str, int]) -> Asked:
    count = counts.get(word.plain, 0)
    weight = math.log(1 + (index.names + 1) / (count + 1))
    return Asked(word, weight, known=count > 0)


def _opened(asked: Asked, index: Index) -> Asked:
    near = [plain for plain in index.beginning(asked.word.plain, _BEGINNINGS) if plain != asked.word.plain]
    return replace(asked, near=tuple((plain, 0.9) for plain in near), known=asked.known or bool(near))


def narrowed(question: Question, has: Callable[[str], bool]) -> Question:
    """The same where not all names may be found: with the words told that none of these has.

    :param has: whether one of these has a folded word
    """
    return replace(
        question,
        asked=tuple(
            replace(one, absent=one.known and not one.near and not has(one.word.plain))
            for one in question.asked
        ),
    )


def mended(question: Question, index: Index) -> Question:
    """The same with the words that each may have been a slip for."""
    return replace(question, asked=tuple(_mended(one, index) for one in question.asked))


def _mended(asked: Asked, index: Index) -> Asked:
    plain = asked.word.plain
    near = {n: c for n, c in index.sharing(forms(plain)).items() if n not in asked.plains}
    alike = [n for n in near if sound(n) == sound(plain)]
    slips = [n for n in near if n not in alike and one_slip(plain, n)]
    if (meaning := undone(asked.word.exact)) and (other := words(meaning)[0].plain) != plain:
        alike += index.counts((other,))
    chance = 0.8 if not asked.known else 0.6
    likely = sorted(slips, key=lambda n: (-near[n], n))[:_NEAR]
    chances = {**dict.fromkeys(likely, chance), **dict.fromkeys(sorted(alike)[:_NEAR], 0.85)}
    return replace(asked, near=(*asked.near, *chances.items()))


# Expressions: words only, each quoted, so that nothing typed is ever an operator


def _quoted(term: str) -> str:
    return f'"{term}"'


def _any(terms: Iterable[str]) -> str:
    return f"({' OR '.join(map(_quoted, terms))})"


def all_exact(question: Question) -> str | None:
    """All words with their marks; None where none has any."""
    if not any(one.word.marked for one in question.asked):
        return None
    last = len(question.asked) - 1
    return " AND ".join(
        _any(one.plains) if question.open and at == last and not one.word.marked else _quoted(one.word.exact)
        for at, one in enumerate(question.asked)
    )


def all_pairs(question: Question) -> str | None:
    """All words one behind the other; None where there are fewer than two."""
    plains = [one.word.plain for one in question.asked]
    found = pairs(plains[:-1] if question.open else plains)
    return " AND ".join(map(_quoted, found)) if found else None


def all_words(question: Question) -> str | None:
    """All words, or what each may be meant for."""
    return " AND ".join(_any(one.plains) for one in question.asked) or None


def most_words(question: Question) -> str | None:
    """All words but one; of words that are there, only themselves."""
    if not 2 <= len(question.asked) <= 8:
        return None
    found = [_any(one.plains[:1] if one.known else one.plains) for one in question.asked if not one.absent]
    absent = len(question.asked) - len(found)
    if absent:
        return " AND ".join(found) if absent == 1 else None
    return _all_but_one(found)


def _all_but_one(groups: Sequence[str]) -> str:
    """All groups but any one: half of them whole and the other half but one, so that few are read often."""
    if len(groups) == 1:
        return ""
    middle = len(groups) // 2
    halves = groups[:middle], groups[middle:]
    some = (
        " AND ".join(filter(None, (*whole, _all_but_one(other))))
        for whole, other in (halves, reversed(halves))
    )
    return f"({' OR '.join(f'({one})' for one in some)})"


def rare_words(question: Question) -> str | None:
    """Any pair of neighbours, or two of the words that tell most, or the one that does."""
    known = [one for one in question.asked if one.known or one.near]
    telling = sorted(known, key=lambda one: -one.weight)[:4]
    groups = [_any(one.plains) for one in telling]
    some = [f"({' AND '.join(two)})" for two in combinations(groups, 2)]
    plains = [one.word.plain for one in question.asked]
    return " OR ".join((*some, *groups[:1], *map(_quoted, pairs(plains)[:10]))) or None
