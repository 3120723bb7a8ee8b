"""What a sentence stands under: period, area, status; kept while a text is read."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from kg.build.extract.lexicon import rows
from kg.build.extract.places import place_at
from kg.build.extract.sentences import Sentence

_SCANNED = 60_000
_TITLE = 300
_CAP = r"[A-ZĐÀ-Ỹ][a-zđà-ỹ]+"
_LEVELLED = re.compile(
    rf"\b([Tt]ỉnh|[Tt]hành phố|TP\.?|[Hh]uyện|[Tt]hị xã|TX\.?|[Qq]uận|[Xx]ã|[Pp]hường|[Tt]hị trấn)\s({_CAP}(?:\s{_CAP}){{0,2}}|\d{{1,2}}\b)"
)
_SAME_LEVEL = {"tp": "thành phố", "tp.": "thành phố", "tx": "thị xã", "tx.": "thị xã"}
_BASELINES = {"so với", "so cùng kỳ", "so", "cùng kỳ"}
_PLANNED = {"kế hoạch", "kh", "dự toán", "chỉ tiêu", "kế hoạch vốn", "vốn", "nghị quyết"}


@dataclass(slots=True)
class Context:
    """What holds where a sentence says nothing itself.

    :param main: the area the text is about
    :param by_level: the best-known place of each level
    :param period: the last period that a sentence of the paragraph opened with
    :param speaks_of_plan: the line speaks of a plan
    """

    main: str | None = None
    by_level: dict[str, str] = field(default_factory=dict)
    period: str | None = None
    area: str | None = None
    line: int = -1
    speaks_of_plan: bool = False
    targets: bool = False
    last_name: str | None = None


def survey(text: str) -> Context:
    """The areas a text is about, by how often and how early it names them."""
    scanned = text[:_SCANNED]
    counts: Counter[tuple[str, str]] = Counter()
    for match in _LEVELLED.finditer(scanned):
        level = match.group(1).lower()
        name = match.group(2)
        counts[_SAME_LEVEL.get(level, level), name] += 3 if match.start() < _TITLE else 1
    _provinces(scanned, counts)
    context = Context()
    for (level, name), _ in counts.most_common():
        context.by_level.setdefault(level, f"{level} {name}")
    if counts:
        level, name = counts.most_common(1)[0][0]
        context.main = f"{level} {name}"
    return context


_PROVINCES = re.compile(
    "|".join(sorted({re.escape(p) for m, _, p in rows("places") if m == "province"}, key=len, reverse=True))
)


def _provinces(text: str, counts: Counter[tuple[str, str]]) -> None:
    """A province named without its level counts as the province."""
    for match in _PROVINCES.finditer(text):
        level = "thành phố" if ("thành phố", match.group()) in counts else "tỉnh"
        counts[level, match.group()] += 2 if match.start() < _TITLE else 1


def enter(context: Context, sentence: Sentence) -> None:
    """Take in what a new sentence changes: another line, a plan spoken of, a heading of tasks."""
    if sentence.line != context.line:
        context.line = sentence.line
        context.speaks_of_plan = False
        context.targets = False
    keys = {token.key for token in sentence.tokens}
    if keys & {"kh", "kế hoạch", "dự toán", "chỉ tiêu", "kh năm", "kế hoạch năm"}:
        context.speaks_of_plan = True
    if keys & {"phương hướng", "mục tiêu", "phấn đấu"} and not keys & {"hoàn thành", "kết quả"}:
        context.targets = True


def period_of(sentence: Sentence, first: int, last: int, context: Context) -> str | None:
    """The period of a figure: the last one named before it, else right after it, else the one carried."""
    for at in range(first - 1, -1, -1):
        if _is_period(sentence, at):
            context.period = _worded(sentence, at)
            return context.period
    for at in range(last, min(len(sentence.tokens), last + 14)):
        if sentence.kind(at) in ("semicolon", "dot") or sentence.kind(at) == "num":
            break
        if sentence.kind(at) == "time" and _is_period(sentence, at):
            return _worded(sentence, at)
    return context.period


def _is_period(sentence: Sentence, at: int) -> bool:
    """A time that is no baseline, no plan's year and no term of office."""
    token = sentence.tokens[at]
    if token.kind != "time" and not token.has("now"):
        return False
    before = {sentence.key(at - 1), sentence.key(at - 2)}
    if (
        before & _BASELINES
        or sentence.key(at - 1) in _PLANNED
        or token.key.startswith(("cùng kỳ", "nhiệm kỳ"))
    ):
        return False
    return (
        token.key not in ("năm trước", "năm ngoái", "tháng trước", "hàng năm", "hằng năm", "mỗi năm")
        or sentence.key(at - 1) != "so với"
    )


def _worded(sentence: Sentence, at: int) -> str:
    """The period as written; “từ năm 2011 đến nay” whole."""
    first = last = at
    if sentence.key(at) == "đến nay" and sentence.kind(at - 1) == "time":
        first = at - 1
    if sentence.key(at + 1) == "đến nay":
        last = at + 1
    if last > first and sentence.key(first - 1) == "từ":
        first -= 1
    return sentence.text(first, last + 1)


def area_of(sentence: Sentence, first: int, context: Context) -> str | None:
    """The area of a figure: the last place named before it in the sentence, else the text's own."""
    at, found = 0, None
    covered = {n for body in sentence.bodies for n in range(body.first, body.last)}
    while at < first:
        if at in covered:
            at += 1
            continue
        if sentence.has(at, "whole"):
            found = _whole(sentence.key(at), context) or sentence.text(at, at + 1)
        elif sentence.key(at) == "địa bàn" and sentence.has(at + 1, "level"):
            found = _whole(sentence.key(at + 1), context) or found
        place = place_at(sentence.tokens, at, sentence.piece.text)
        if place is not None and place.first <= first and not _in_baseline(sentence, at):
            found = sentence.text(place.first, place.last)
            at = place.last
        else:
            at += 1
    return found or context.main


def _in_baseline(sentence: Sentence, at: int) -> bool:
    return any(sentence.key(at - n) in _BASELINES for n in (1, 2))


def _whole(key: str, context: Context) -> str | None:
    """“toàn tỉnh”, “địa bàn tỉnh”: the place of that level which the text is about."""
    level = key.replace("toàn ", "").replace("cả ", "")
    return context.by_level.get(level)
