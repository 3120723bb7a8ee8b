"""The noun phrase that begins after a quantity: what it counts, or what the unit measures."""

from __future__ import annotations

from kg.build.extract.figures.phrase import Phrase
from kg.build.extract.figures.quantity import Quantity
from kg.build.extract.sentences import Sentence

_LONGEST = 22
_BRACKET = 12
_DEEDS = {"thu gom", "học tập", "quán triệt", "rà soát", "sản xuất", "kinh doanh", "phân loại", "vận chuyển"}
_NUMBERED = {"lớp", "khối", "khóa", "hạng", "nhóm", "cấp", "loại", "mức độ", "cấp độ"}
_ENDINGS = {"so với", "nhằm", "góp phần", "đồng thời", "nhưng", "giúp", "kể cả", "nâng", "thì", "để", "nên"}


def after(sentence: Sentence, quantity: Quantity, ceiling: int) -> Phrase | None:
    """The noun phrase from the thing counted, or from after the unit, to the end of the clause."""
    first = quantity.noun
    if quantity.kind != "count" and not _opens_noun(sentence, first):
        return None
    last = _run(sentence, max(quantity.last, first + 1) if quantity.kind == "count" else first, first)
    if last >= ceiling and ceiling < len(sentence.tokens):
        last = _before_joint(sentence, first, ceiling)
    last = _trim(sentence, first, last)
    text = sentence.text(first, last)
    beyond = _beyond_bracket(sentence, last)
    if beyond is not None:
        further = _trim(sentence, beyond, _run(sentence, beyond, beyond))
        if further > beyond:
            return Phrase(f"{text} {sentence.text(beyond, further)}", first, further, False)
    return Phrase(text, first, last, False) if last > first else None


def _run(sentence: Sentence, at: int, first: int) -> int:
    """The end of the words that may belong to a noun phrase."""
    while at < len(sentence.tokens) and at - first < _LONGEST:
        if sentence.kind(at) == "comma" and (_coordinates(sentence, at) or _is_again(sentence, at, first)):
            at += 2
        elif _ends_noun(sentence, at, first):
            break
        else:
            at += 1
    return at


def _coordinates(sentence: Sentence, at: int) -> bool:
    """A comma within a phrase, before one or two plain words and a verb: “trồng trọt, chăn nuôi có hiệu quả”."""
    if _is_pair(sentence, at) or _is_in_law(sentence, at):
        return True
    for size in (1, 2, 3):
        here = at + size
        if size > 1 and (sentence.key(here) in ("có", "được", "đạt", "của", "và", "đã")):
            return sentence.kind(here + 1) == "word"
        if sentence.kind(here) != "word" or sentence.has(
            here, "rise", "share", "part", "link", "ending", "estimate", "arrive", "now", "stop"
        ):
            return False
    return False


def _is_pair(sentence: Sentence, at: int) -> bool:
    """Two things counted together, or two verbs with one object: “cơ quan, đơn vị công khai”, “thu gom, xử lý rác”."""
    after = at + 1
    if sentence.has(at - 1, "counter") and sentence.has(after, "counter") and sentence.kind(after) == "word":
        return sentence.kind(at - 2) in ("num", "percent", "slash") or sentence.has(
            at - 2, "comparator", "scale"
        )
    verbs = _is_deed(sentence, at - 1) and _is_deed(sentence, after)
    return verbs and sentence.kind(after) == "word" and sentence.kind(after + 1) == "word"


def _is_again(sentence: Sentence, at: int, first: int) -> bool:
    """The thing counted is named again with another attribute: “nhà tạm, nhà dột nát”."""
    same = sentence.key(at + 1) == sentence.key(first) and sentence.has(first, "counter")
    return same and sentence.kind(at + 1) == "word" and sentence.kind(at + 2) == "word"


def _is_deed(sentence: Sentence, at: int) -> bool:
    return sentence.has(at, "action") or sentence.key(at) in _DEEDS


def _is_in_law(sentence: Sentence, at: int) -> bool:
    """A comma in the name of a law: “Luật Phòng, chống tham nhũng”."""
    back = range(at - 1, max(-1, at - 4), -1)
    named = any(sentence.key(here) == "luật" and sentence.kind(here) == "cap" for here in back)
    return named and sentence.kind(at + 1) == "word" and sentence.kind(at - 1) == "cap"


def _beyond_bracket(sentence: Sentence, at: int) -> int | None:
    """After a bracket that interrupts a phrase: “40 thôn (chiếm 80%) có nhà văn hóa”."""
    if sentence.kind(at) != "open":
        return None
    for here in range(at + 1, min(at + _BRACKET, len(sentence.tokens))):
        if sentence.kind(here) == "close":
            goes_on = sentence.kind(here + 1) == "word" and not sentence.has(
                here + 1, "rise", "stop", "part", "share"
            )
            return here + 1 if goes_on or sentence.key(here + 1) == "đạt" else None
    return None


def _opens_noun(sentence: Sentence, at: int) -> bool:
    token = sentence.tokens[at] if at < len(sentence.tokens) else None
    if token is None:
        return False
    if token.key in ("tổng", "tổng số"):
        return not sentence.has(at + 1, "plan")
    if token.has(
        "stop", "ending", "link", "part", "rise", "share", "arrive", "baseline", "now", "plan", "atleast"
    ):
        return False
    return token.kind in ("word", "cap", "abbr")


def _ends_noun(sentence: Sentence, at: int, first: int) -> bool:
    token = sentence.tokens[at]
    if token.kind == "num" and sentence.key(at - 1) in _NUMBERED and len(token.key) <= 2:
        return False
    beside = token.kind == "slash" and sentence.kind(at + 1) == "num"
    if beside or token.kind not in ("word", "cap", "abbr", "dash", "slash", "amp"):
        return True
    if token.key == "với":
        return sentence.has(at + 1, "head") or sentence.kind(at + 1) == "num"
    if token.key == "và":
        surpassing = sentence.key(at - 1) == "đạt" and sentence.key(at + 1) == "vượt"
        return sentence.key(at + 1) in ("các", "những") or (sentence.has(at + 1, "rise") and not surpassing)
    if token.key == "cho":
        return at - first >= 3
    if token.key == "vượt" and sentence.key(at - 1) == "và":
        return False
    if token.has("rise"):
        return any(sentence.kind(at + n) == "num" for n in (1, 2, 3)) or sentence.kind(at - 1) == "comma"
    if token.key in ("có", "đạt", "vì"):
        return _praises(sentence, at + 1)
    if token.has("atleast"):
        return sentence.kind(at + 1) not in ("word",)
    if token.key == "theo":
        return sentence.has(at + 1, "type")
    return token.has("share", "part", "now", "estimate") or token.key in _ENDINGS


def _praises(sentence: Sentence, at: int) -> bool:
    """“có (nhiều) thành tích …”: what somebody is commended for is no part of who is counted."""
    at += sentence.key(at) == "nhiều"
    return (sentence.key(at), sentence.key(at + 1)) == ("thành", "tích")


def _trim(sentence: Sentence, first: int, last: int) -> int:
    """Without the function words, times and joints at the end."""
    while last > first + 1:
        token = sentence.tokens[last - 1]
        loose = token.key in (
            "và",
            "với",
            "có",
            "cho",
            "là",
            "đạt",
            "được",
            "đã",
            "hơn",
            "trên",
            "từ",
            "của",
            "trong",
            "tại",
            "đối",
        )
        if not loose and not token.has("part", "now") and token.kind not in ("time", "comma", "dash"):
            break
        last -= 1
    return last


def _before_joint(sentence: Sentence, first: int, last: int) -> int:
    """A phrase that runs into the next quantity ends at the last “và” or comma before it."""
    for at in range(last - 1, first, -1):
        if sentence.key(at) == "và" or sentence.kind(at) in ("comma", "semicolon"):
            return at
    return last
