"""The period of a figure: the last one named before it, else right after it, else the one carried."""

from __future__ import annotations

import re

from kg.build.extract.figures.context import Context, is_heading, stand
from kg.build.extract.sentences import LOOK_BACK, Sentence
from kg.build.extract.times import is_day

_PLANNED = {"kế hoạch", "kh", "dự toán", "chỉ tiêu", "kế hoạch vốn", "vốn", "nghị quyết"}
_REACH = 14
_TO_NUMBER = 9
_UP_TO = {"đến", "tính đến", "hết", "đến hết", "tới", "tính tới", "lũy kế đến"}
_OF = {"của", "vào", "trong", "hồi"}
_BRACKET = 10
_LAWS = {"luật", "bộ luật", "pháp lệnh", "hiến pháp", "nghị định", "nghị quyết", "thông tư", "quyết định"}
_LAW_REACH = 12
_THIS_TERM = {"trong kỳ", "kỳ này"}
_YEARLY = {"hàng năm", "hằng năm", "mỗi năm"}
_TELLS = {"tình", "kết quả", "kết"}
_THIS_YEAR = {"trong năm", "cả năm", "năm qua", "trong năm qua"}
_NAMED_YEAR = re.compile(r"(?:trong |cả )?năm (?:19|20)\d\d")
_SAYS = re.compile(r"(?:19|20)\d\d")
_OPENS = 4
_AMOUNT = {"mức", "con số", "mốc", "tỷ lệ", "chỉ", "là"}


def note_period(sentence: Sentence, context: Context) -> None:
    """The period a sentence opens with holds for those that follow."""
    if _announces(sentence, len(sentence.tokens) - 2):
        context.period = _worded(sentence, len(sentence.tokens) - 2)
        return
    opens = is_heading(sentence) or any(token.has("target") for token in sentence.tokens)
    for at in range(len(sentence.tokens) if opens else min(3, len(sentence.tokens))):
        if _is_period(sentence, at) and not _is_departure(sentence, at) and not _is_start(sentence, at):
            brief = not is_heading(sentence) and (
                sentence.key(at - 1) in _UP_TO or _is_vague(sentence, at, context)
            )
            stand(context, _resolved(_worded(sentence, at), context), brief, _is_event(sentence, at))
            return


def _announces(sentence: Sentence, at: int) -> bool:
    """“… thông báo tình hình kinh tế - xã hội quý I.”: what the next sentences tell is of the time it ends with."""
    if sentence.kind(at) != "time" or sentence.kind(at + 1) != "dot" or is_day(sentence.key(at)):
        return False
    counts = any(sentence.kind(here) == "num" for here in range(at))
    return not counts and any(sentence.key(here) in _TELLS for here in range(at)) and _is_period(sentence, at)


def period_of(sentence: Sentence, first: int, unit: int, last: int, context: Context) -> str | None:
    """The period of the figure in tokens `first` to `last` (exclusive), whose unit ends before `unit`."""
    beside = unit + (sentence.kind(unit) == "open" or sentence.key(unit) in _OF)
    if sentence.kind(beside) == "time" and _is_period(sentence, beside) and not _is_aside(sentence, beside):
        return _worded(sentence, beside)
    told = not sentence.marks.isdisjoint(("time", "now"))
    for at in range(first - 1, max(-1, first - LOOK_BACK), -1) if told else ():
        if sentence.kind(at) != "time" and not sentence.has(at, "now"):
            continue
        if sentence.key(at) in _YEARLY and any(sentence.kind(here) == "num" for here in range(at + 1, first)):
            continue
        if _is_start(sentence, at):
            if any(sentence.kind(here) == "num" for here in range(at + 1, first)):
                continue
            return _worded(sentence, at)
        past = _is_departure(sentence, at) or _is_aside(sentence, at, first)
        if _is_period(sentence, at) and not past:
            return _carried(sentence, at, context)
    for at in range(last, min(len(sentence.tokens), last + _REACH)):
        listed = sentence.kind(at) == "num" and sentence.key(at - 1) == "và"
        if sentence.kind(at) in ("semicolon", "dot", "num") and not listed:
            break
        if sentence.kind(at) == "time" and _is_period(sentence, at) and not _is_aside(sentence, at):
            return _worded(sentence, at)
    return context.day or context.period


def _resolved(period: str, context: Context) -> str:
    """“trong năm” is the year that the text is about, where one stands already."""
    year = context.period or ""
    if period.lower() in _THIS_TERM:
        return year if _SAYS.search(year) else period
    return year if period.lower() in _THIS_YEAR and _NAMED_YEAR.fullmatch(year.lower()) else period


def _carried(sentence: Sentence, at: int, context: Context) -> str:
    """A time before a figure; it holds for those that follow unless it stands in the figure's own bracket."""
    period = _resolved(_worded(sentence, at), context)
    if (
        not _is_vague(sentence, at, context)
        and sentence.key(at) not in _YEARLY
        and not any(sentence.kind(here) == "open" for here in range(max(0, at - _BRACKET), at))
    ):
        late = at >= _OPENS or sentence.key(at - 1) in _UP_TO
        stand(context, period, late, _is_event(sentence, at))
    return period


def _is_vague(sentence: Sentence, at: int, context: Context) -> bool:
    """“đến nay”, “hiện nay”, where a time with its year holds already."""
    known = context.period is not None and _SAYS.search(context.period)
    return sentence.kind(at) != "time" and bool(known)


def _is_event(sentence: Sentence, at: int) -> bool:
    """A day on which something took place, not one up to which figures are counted."""
    return is_day(sentence.key(at)) and sentence.key(at - 1) not in _UP_TO


def _is_aside(sentence: Sentence, at: int, before: int | None = None) -> bool:
    """A time that opens a bracket with a number of its own, closed before the figure: “(năm A đạt 480 con)”."""
    if sentence.kind(at - 1) != "open":
        return False
    end = len(sentence.tokens) if before is None else before
    inside = [sentence.kind(here) for here in range(at + 1, min(end, at + _BRACKET))]
    return "close" in inside and "num" in inside[: inside.index("close")]


def _is_departure(sentence: Sentence, at: int) -> bool:
    """The time of the number that a change starts from: “từ 18% năm A xuống 14%”, “so với 18% của năm A”."""
    number = _number_before(sentence, at)
    if number is None:
        return False
    start = number - 1
    while sentence.key(start) in _AMOUNT or sentence.has(start, "comparator"):
        start -= 1
    return sentence.key(start) == "từ" or sentence.key(start).startswith(("so với", "so"))


def _is_start(sentence: Sentence, at: int) -> bool:
    """The time before the number that a change starts from: “từ năm A là 18% xuống còn 14%”."""
    if sentence.kind(at) != "time" or sentence.key(at - 1) not in ("từ", "từ mức"):
        return False
    after = at + 1
    while sentence.has(after, "link", "comparator") or sentence.key(after) in _AMOUNT:
        after += 1
    if sentence.kind(after) != "num":
        return False
    return any(sentence.has(here, "arrive") for here in range(after + 1, after + _TO_NUMBER))


def _number_before(sentence: Sentence, at: int) -> int | None:
    """The number whose own time a token is: nothing but its unit and small words between them."""
    for here in range(at - 1, max(-1, at - _TO_NUMBER), -1):
        if sentence.kind(here) == "num":
            return here
        if sentence.kind(here) not in ("word", "percent", "slash", "open") or sentence.has(here, "arrive"):
            return None
    return None


def _is_period(sentence: Sentence, at: int) -> bool:
    """A time that is no baseline, no plan's year and no term of office."""
    token = sentence.tokens[at]
    if token.kind != "time" and not token.has("now"):
        return False
    heads = is_heading(sentence) and at <= _OPENS
    if (sentence.key(at - 1) in _PLANNED and not heads) or token.key.startswith("cùng kỳ"):
        return False
    if token.kind == "time" and _is_of_act(sentence, at):
        return False
    if token.key.startswith("nhiệm kỳ") and not (sentence.kind(at + 1) == "comma" and at < 2):
        return False
    return not _is_baseline(sentence, at)


def _is_baseline(sentence: Sentence, at: int) -> bool:
    """Whether “so với” governs a time, in the same run of words."""
    for here in range(at - 1, max(-1, at - 12), -1):
        if sentence.kind(here) in ("comma", "semicolon", "open", "num", "colon"):
            return False
        if here == at - 1 and sentence.has(here, "rise"):
            return True
        if (
            sentence.key(here).startswith(("so với", "so cùng", "cùng kỳ", "so"))
            and sentence.key(here) != "song"
        ):
            return True
    return False


def _worded(sentence: Sentence, at: int) -> str:
    """The period as written; “từ năm 2011 đến nay” whole."""
    first = last = at
    if sentence.key(at - 1).startswith("vụ ") or sentence.kind(at - 1) == "num":
        first = at - 1
    if sentence.key(at) == "đến nay" and sentence.kind(at - 1) == "time":
        first = at - 1
    if sentence.key(at + 1) == "đến nay":
        last = at + 1
    if sentence.key(at - 1) in ("đến", "-") and sentence.kind(at - 2) == "time":
        first = at - 2
    if sentence.key(first - 1) in ("đến hết", "tính đến hết"):
        first -= 1
    if (sentence.key(first - 2), sentence.key(first - 1)) == ("đến", "hết"):
        first -= 2
    if last > first and sentence.key(first - 1) == "từ":
        first -= 1
    return sentence.text(first, last + 1)


def _is_of_act(sentence: Sentence, at: int) -> bool:
    """The date in a citation, or the year in the name of a law: “số … ngày …”, “Luật Phòng, chống … năm 2018”."""
    before = at - 1 - (sentence.kind(at - 1) in ("comma", "open"))
    if sentence.kind(before) == "symbol":
        return True
    for here in range(at - 1, max(-1, at - _LAW_REACH), -1):
        if sentence.key(here) in _LAWS and sentence.kind(here) == "cap":
            return True
        if sentence.kind(here) not in ("cap", "word", "comma") or sentence.has(
            here, "link", "arrive", "part"
        ):
            return False
    return False
