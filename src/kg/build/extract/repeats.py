"""Facts told again: a later candidate that says what an earlier one says becomes one of its further places."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator

from kg.build.extract.facts import Candidate, Congress, Document, Indicator, Post, note_place
from kg.vietnamese import fold

_ALIKE = 0.75
_CITED = ("date", "issuer", "subject")
_REMEMBERED = 16
_LEVELS = ("toan quoc", "tinh", "thanh pho", "huyen", "thi xa", "quan", "xa", "phuong")


def once(candidates: Iterable[Candidate]) -> Iterator[Candidate]:
    """Each fact once, the first time it is told, with the later places in `also`."""
    known: dict[tuple[str, Hashable], list[Candidate]] = {}
    for candidate in candidates:
        key = _KEYS[candidate.kind](candidate) if candidate.kind in _KEYS else None
        if key is None:
            yield candidate
            continue
        same = known.setdefault((candidate.kind, key), [])
        first = next((one for one in same if _alike(one, candidate)), None)
        if first is None:
            same[:] = [*same[1 - _REMEMBERED :], candidate]
            yield candidate
        else:
            _fill(first, candidate)
            note_place(first.also, (candidate.start, candidate.end))


def _fill(first: Candidate, again: Candidate) -> None:
    """A congress told more fully later is told there: the earlier place becomes a further one."""
    if isinstance(first, Document) and isinstance(again, Document):
        _told_more_fully(first, again)
    if not isinstance(first, Congress) or not isinstance(again, Congress) or first.term or not again.term:
        return
    for field in ("org", "ordinal", "ordinal_raw", "term", "start", "end"):
        value = getattr(first, field)
        setattr(first, field, getattr(again, field) or value)
        setattr(again, field, value)


def _told_more_fully(first: Document, again: Document) -> None:
    """A citation that says more than the first one takes its place: date, issuer, subject; the first is a repeat."""
    told, before = ({field for field in _CITED if getattr(one, field) is not None} for one in (again, first))
    if not told > before:
        return
    for field in (*_CITED, "date_raw", "start", "end", "rule", "confidence"):
        value = getattr(first, field)
        setattr(first, field, getattr(again, field))
        setattr(again, field, value)


def _alike(one: Candidate, other: Candidate) -> bool:
    """Of indicators with the same numbers, those with nearly the same name, and no other period or area."""
    if not isinstance(one, Indicator) or not isinstance(other, Indicator):
        return True
    words, others = set(fold(one.name).split()), set(fold(other.name).split())
    if len(words & others) < _ALIKE * len(words | others):
        return False
    return one.area == other.area and (
        one.period == other.period or one.period is None or other.period is None
    )


def _indicator(candidate: Candidate) -> Hashable | None:
    assert isinstance(candidate, Indicator)
    numbers = (candidate.value, candidate.target, candidate.total, candidate.share, candidate.range)
    if all(number is None for number in numbers):
        return None
    return (*numbers, fold(candidate.unit or ""))


def _post(candidate: Candidate) -> Hashable:
    assert isinstance(candidate, Post)
    return fold(candidate.person), fold(candidate.post), fold(candidate.org)


def _document(candidate: Candidate) -> Hashable:
    assert isinstance(candidate, Document)
    if candidate.numbered:
        return candidate.doc_type, candidate.number, candidate.symbol and re.sub(r"\s", "", candidate.symbol)
    return candidate.doc_type, candidate.plenum, fold(candidate.issuer or ""), fold(candidate.subject or "")


def _congress(candidate: Candidate) -> Hashable:
    assert isinstance(candidate, Congress)
    org = f" {fold(candidate.org)} "
    return candidate.ordinal or candidate.term, next((level for level in _LEVELS if f" {level} " in org), "")


_KEYS: dict[str, Callable[[Candidate], Hashable | None]] = {
    "indicator": _indicator,
    "post": _post,
    "document": _document,
    "congress": _congress,
}
