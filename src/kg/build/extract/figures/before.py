"""The noun phrase that ends before a quantity, from the head noun of an indicator on if there is one."""

from __future__ import annotations

from kg.build.extract.figures.phrase import Phrase, without_times
from kg.build.extract.places import place_at
from kg.build.extract.sentences import Sentence

_FILLERS = {
    "đã", "được", "mới", "chỉ", "cũng", "lại", "thêm", "mức", "khá", "cao", "đều", "có", "đang", "sẽ", "vẫn",
    "trung bình", "cụ thể", "là", "hơn", "từ", "lên", "xuống", "thì", "đến", "tới", "thực hiện", "riêng",
    "toàn", "của", "rất", "thấp", "luôn", "tiếp tục", "cơ bản",
}  # fmt: skip
_WALLS = ("semicolon", "dot", "quote", "other")
_VERBS = {"cần", "có", "với", "cho", "đạt", "mang lại", "giúp", "thu"}
_RATES = ("tỷ lệ", "tỉ lệ", "số", "tổng", "tốc độ", "bình quân")
_DOING = {"đã", "đang", "sẽ"}
_LONGEST = 22
_REACH = 40
_SHORT = 5
_LONGEST_LABEL = 12


def before(sentence: Sentence, end: int, floor: int, counting: bool) -> Phrase | None:
    """The words before a quantity, from the head noun of an indicator on if there is one."""
    if end == floor + 1 and sentence.kind(floor) == "slash":
        return None
    label = _label(sentence, end, floor)
    if label is not None:
        return label
    counting = counting and not any(sentence.has(at, "head") for at in range(max(floor, end - 12), end))
    end = _strip(sentence, end, floor, counting)
    start, comma = _back(sentence, end, floor)
    segment = start if comma is None else comma + 1
    head = _head(sentence, segment, end)
    if head is None and comma is not None and not counting and not sentence.has(end - 1, "action"):
        head = _head(sentence, start, end)
    if head is not None:
        return _cut(sentence, _with_owner(sentence, segment, head, end), end, True, head)
    segment = _skip_openers(sentence, _coordinate_start(sentence, start, segment, end), end)
    done = next((at + 1 for at in range(end - 2, segment, -1) if sentence.key(at) in _DOING), None)
    if done is not None and sentence.has(done, "action"):
        return _cut(sentence, done, end, False, done)
    return _cut(sentence, segment, end, False, segment) if end > segment else None


def _label(sentence: Sentence, end: int, floor: int) -> Phrase | None:
    """What a line says before its colon, commas and all: “Kê khai tài sản, thu nhập: 40/40 người”."""
    colon = end - 1
    if sentence.kind(colon) != "colon" or floor:
        return None
    first = next((at for at in range(colon) if sentence.kind(at) in ("word", "cap", "abbr")), colon)
    first += 2 * (sentence.kind(first + 1) == "close" and first + 2 < colon)
    own = range(first, colon)
    commas = [at for at in own if sentence.kind(at) == "comma"]
    plain = all(sentence.kind(at) in ("word", "cap", "abbr", "comma") for at in own)
    if not commas or not plain or colon - first > _LONGEST_LABEL or not _is_label(sentence, own):
        return None
    return Phrase(sentence.text(first, colon), first, colon, True)


def _is_label(sentence: Sentence, own: range) -> bool:
    """No time, no place and no body in it."""
    if any(sentence.has(at, "now", "part", "level", "hamlet", "province", "link") for at in own):
        return False
    return not any(body.first < own.stop and body.last > own.start for body in sentence.bodies)


def _coordinate_start(sentence: Sentence, start: int, segment: int, end: int) -> int:
    """“đường thôn, đường ngõ được cứng hóa”: what stands before the comma has no verb and belongs to the name."""
    if not 0 < segment - 1 - start <= _SHORT or not any(_is_verb(sentence, at) for at in range(segment, end)):
        return segment
    plain = all(
        sentence.kind(at) == "word" and not _is_verb(sentence, at) for at in range(start + 1, segment - 1)
    )
    return (
        start
        if plain and sentence.kind(start) in ("word", "cap") and not _is_verb(sentence, start)
        else segment
    )


def _back(sentence: Sentence, end: int, floor: int) -> tuple[int, int | None]:
    """Where the clause begins, and its last comma."""
    start, comma = end, None
    while start > floor and end - start < _REACH:
        before_it = start - 1
        if sentence.kind(before_it) == "close":
            start = _over_bracket(sentence, before_it)
            if start == before_it:
                return before_it + 1, comma
            continue
        if sentence.kind(before_it) in _WALLS or sentence.has(before_it, "part"):
            break
        if sentence.kind(before_it) in ("open", "colon"):
            break
        start = before_it
        if sentence.kind(start) == "comma" and comma is None:
            comma = start
    return start, comma


def _over_bracket(sentence: Sentence, close: int) -> int:
    """The opening of a short bracket without figures, which may stand within a name; else the bracket's end."""
    for at in range(close - 1, max(-1, close - 8), -1):
        if sentence.kind(at) in ("num", "percent", "close"):
            break
        if sentence.kind(at) == "open":
            return at
    return close


def _strip(sentence: Sentence, end: int, floor: int, counting: bool) -> int:
    """Where the name ends: before verbs, comparators and fillers."""
    while end > floor:
        token = sentence.tokens[end - 1]
        verb = token.has("link", "comparator", "estimate", "arrive", "rise", "target", "plan") or (
            counting and token.has("action")
        )
        if (
            token.kind == "colon"
            or token.key in _FILLERS
            or (verb and not token.has("head"))
            or (token.kind == "time" and sentence.key(end - 2) == "từ")
            or (token.kind in ("comma", "slash") and end > floor + 1 and sentence.has(end, "link"))
        ):
            end -= 1
        else:
            break
    return end


def _head(sentence: Sentence, start: int, end: int) -> int | None:
    """The head noun: the first one, or the first after the last verb unless the first is a rate."""
    heads = [at for at in range(start, end) if sentence.has(at, "head") and _is_head(sentence, at)]
    if not heads:
        return None
    if sentence.key(heads[0]).startswith(_RATES):
        return heads[0]
    verb = next(
        (
            at
            for at in range(end - 1, start, -1)
            if sentence.key(at) in _VERBS and not sentence.has(at, "head")
        ),
        start,
    )
    return next((at for at in heads if at >= verb), heads[0])


def _is_head(sentence: Sentence, at: int) -> bool:
    """“số” within “một số”, “thu” within “thu hút” and the like are no heads."""
    return sentence.key(at - 1) not in ("một", "các", "những") or sentence.key(at) not in (
        "số",
        "ngành",
        "khu vực",
        "lĩnh vực",
        "nguồn vốn",
    )


def _with_owner(sentence: Sentence, start: int, head: int, end: int) -> int:
    """A lone head takes in the noun before it: “gạch không nung công suất”."""
    if (
        end - head > 1
        or head == start
        or sentence.key(head) not in ("công suất", "năng suất", "sản lượng", "diện tích", "giá")
    ):
        return head
    at = head
    while (
        at > start
        and head - at < 6
        and sentence.kind(at - 1) in ("word", "cap", "abbr")
        and not _is_verb(sentence, at - 1)
    ):
        at -= 1
    return at


def _is_verb(sentence: Sentence, at: int) -> bool:
    return sentence.key(at) in _FILLERS or sentence.has(at, "link", "ending", "stop", "action", "now", "part")


def _skip_openers(sentence: Sentence, start: int, end: int) -> int:
    """Past conjunctions, times and places at the beginning of a clause."""
    while start < end:
        token = sentence.tokens[start]
        place = place_at(sentence.tokens, start, sentence.piece.text)
        if place is not None and place.last <= end:
            start = place.last
        elif (
            token.kind in ("time", "comma", "dash")
            or token.key in _FILLERS
            or token.has("now", "stop", "whole", "part", "ending", "link")
        ):
            start += 1
        else:
            break
    return start


def _cut(sentence: Sentence, first: int, last: int, headed: bool, head: int) -> Phrase | None:
    """The phrase without the place and the time at its end."""
    for at in range(first + 1, last):
        over = sentence.key(at) == "trên địa bàn" and at + 1 < last
        if over and (sentence.has(at + 1, "level", "hamlet") or sentence.kind(at + 1) == "cap"):
            last = at
            break
    while last > first + 1 and (
        sentence.kind(last - 1) in ("time", "comma", "dash", "open")
        or (sentence.has(last - 1, "now", "ending", "stop") and sentence.key(last - 1) != "trên địa bàn")
    ):
        last -= 1
    last = min(last, first + _LONGEST)
    if last <= first:
        return None
    text = without_times(sentence, first, last)
    if headed and head > first:
        text = f"{sentence.text(head, last)} {sentence.text(first, head)}"
    return Phrase(text, first, last, headed)
