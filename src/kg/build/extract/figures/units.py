"""Scale and unit of a quantity: money, measures, things counted, and what they are counted for."""

from __future__ import annotations

from decimal import Decimal

from kg.build.extract.figures.quantity import Quantity
from kg.build.extract.sentences import Sentence
from kg.vietnamese import parse_number

_UNIT_PARTS = 3


def read_scale(sentence: Sentence, found: Quantity) -> None:
    """nghìn, vạn, triệu before a unit that is no money; money keeps its own words."""
    at = found.last
    if not sentence.has(at, "scale"):
        return
    factor = Decimal(sentence.tokens[at].marks["scale"])
    if sentence.has(at + 1, "scale"):
        _multiply(found, factor)
        found.last = at + 1
        _scale_money(sentence, found)
    elif sentence.has(at + 1, "money") or _is_lone_money(sentence, at):
        _scale_money(sentence, found)
    else:
        _multiply(found, factor)
        found.last = at + 1


def _multiply(found: Quantity, factor: Decimal) -> None:
    found.scale = factor
    found.value *= factor
    found.high = None if found.high is None else found.high * factor
    found.other = None if found.other is None else found.other * factor


def _is_lone_money(sentence: Sentence, at: int) -> bool:
    """“200 triệu và”, “5 tỷ,”: đồng is left out; also “12 tỷ 500 triệu đồng”."""
    if sentence.tokens[at].marks["scale"] not in ("1000000", "1000000000"):
        return False
    after = at + 1
    plain = sentence.kind(after) == "word" and not sentence.has(
        after, "stop", "ending", "link", "part", "share", "rise"
    )
    return (
        not plain
        and sentence.kind(after) not in ("cap", "abbr")
        and not sentence.has(after, "counter", "measure")
    )


def _scale_money(sentence: Sentence, found: Quantity) -> None:
    at = found.last
    word = sentence.text(at, at + 1)
    if sentence.has(at + 1, "money"):
        word, found.last = sentence.text(at, at + 2), at + 2
    elif sentence.kind(at + 1) == "num" and sentence.has(at + 2, "scale"):
        _compound(sentence, found, at)
        return
    else:
        found.last = at + 1
    found.kind, found.unit = "money", word


def _compound(sentence: Sentence, found: Quantity, at: int) -> None:
    """“12 tỷ 500 triệu đồng”: one amount in the larger unit."""
    lesser = parse_number(sentence.key(at + 1)) or Decimal(0)
    large = Decimal(sentence.tokens[at].marks["scale"])
    small = Decimal(sentence.tokens[at + 2].marks["scale"])
    found.value += lesser * small / large
    money = sentence.has(at + 3, "money")
    currency = sentence.text(at + 3, at + 4) if money else ""
    found.kind, found.unit = "money", f"{sentence.text(at, at + 1)} {currency}".strip()
    found.last = at + 3 + money
    found.numbers_end = at + 2


def read_unit(sentence: Sentence, found: Quantity) -> None:
    """The unit after a number: a per cent, a measure, money, or the thing counted."""
    at = found.last
    if found.kind == "money":
        pass
    elif sentence.kind(at) == "percent":
        found.kind, found.unit, found.last = "percent", "%", at + 1
    elif sentence.has(at, "measure") and not sentence.has(at, "counter"):
        found.kind, found.unit, found.last = "measure", sentence.text(at, at + 1), at + 1
    elif sentence.has(at, "money"):
        found.kind, found.unit, found.last = "money", sentence.text(at, at + 1), at + 1
    elif _is_noun(sentence, at):
        found.kind, found.unit = "count", sentence.text(at, at + 1)
        found.noun = at
        found.last = at + 1
        _coordinate(sentence, found)
        _per(sentence, found)
        return
    _per(sentence, found)
    found.noun = found.last


def _is_noun(sentence: Sentence, at: int) -> bool:
    """Whether a token may name what is counted."""
    if not 0 <= at < len(sentence.tokens):
        return False
    token = sentence.tokens[at]
    if token.has("counter"):
        return True
    if token.kind == "abbr":
        return True
    if token.kind == "cap" and not token.marks:
        verb = any(sentence.has(at - n, "action", "link") for n in (2, 3))
        return verb and sentence.kind(at + 1) != "cap"
    return token.kind == "word" and not token.has("ending", "stop", "link", "part", "rise", "arrive", "now")


def _coordinate(sentence: Sentence, found: Quantity) -> None:
    """“9 huyện, thị xã”, “30 thôn, làng”: two nouns of one sort that are counted together."""
    at = found.last
    if (
        sentence.kind(at) != "comma"
        or not sentence.has(at - 1, "counter")
        or not sentence.has(at + 1, "counter")
    ):
        return
    sort = sentence.tokens[at - 1].marks["counter"]
    if sort == sentence.tokens[at + 1].marks["counter"] and sort in ("place", "person"):
        found.unit, found.last = sentence.text(at - 1, at + 2), at + 2


def _per(sentence: Sentence, found: Quantity) -> None:
    """What stands after a slash in a unit: kg/người/năm."""
    at = found.last
    for _ in range(_UNIT_PARTS):
        if (
            sentence.kind(at) == "slash"
            and sentence.kind(at + 1) == "num"
            and sentence.kind(at + 2) == "word"
        ):
            if sentence.key(at + 1).strip("0.") != "1" and not sentence.has(at + 2, "duration"):
                break
            at += 3
            continue
        if sentence.kind(at) != "slash" or sentence.kind(at + 1) not in ("word", "cap", "abbr"):
            break
        if sentence.key(at + 1) in ("đạt",):
            break
        at += 2
    if at > found.last:
        found.unit = f"{found.unit}{sentence.text(found.last, at)}".replace(" /", "/").replace("/ ", "/")
        found.last = at
