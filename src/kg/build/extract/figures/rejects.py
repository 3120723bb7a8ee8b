"""Numbers that measure nothing: ordinals, names, durations, abstract counts, denominators, listed sets."""

from __future__ import annotations

from kg.build.extract.figures.quantity import Quantity
from kg.build.extract.sentences import LOOK_BACK, Sentence

_HARD = {"số", "thứ", "khóa", "lần thứ", "điều", "khoản", "kỳ", "lúc", "lần", "giờ", "mã số", "quốc lộ", "ql"}
_SURE = ("percent", "money", "measure")


def is_no_figure(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether any of the reasons holds."""
    return any(reason(sentence, quantity) for reason in _REASONS)


def _bare(sentence: Sentence, quantity: Quantity) -> bool:
    return quantity.kind == "bare"


def _ordinal(sentence: Sentence, quantity: Quantity) -> bool:
    """A number after a word that numbers things: “số 5”, “khóa 12”, “thôn 3”."""
    before = quantity.number - 1
    if not sentence.has(before, "ordinal") or sentence.has(before, "comparator"):
        return False
    if sentence.key(before) in _HARD:
        return not (sentence.key(before) == "lần" and quantity.kind in _SURE)
    return (
        quantity.kind not in _SURE and quantity.other is None and not sentence.has(quantity.noun, "counter")
    )


def _name(sentence: Sentence, quantity: Quantity) -> bool:
    """A number that ends a name: “Quận 2”, “Phú Mẫu 1 và”."""
    before = quantity.number - 1
    if quantity.kind in _SURE or quantity.other is not None:
        return False
    capital = (
        sentence.kind(before) in ("cap", "abbr")
        and before > 0
        and not sentence.has(before, "link", "comparator", "action", "rise")
    )
    return capital and not sentence.has(quantity.noun, "counter")


def _duration(sentence: Sentence, quantity: Quantity) -> bool:
    if quantity.kind != "count" or not sentence.has(quantity.noun, "duration"):
        return False
    held = any(sentence.has(quantity.first - n, "hold", "action") for n in (1, 2))
    return not (held and sentence.has(quantity.noun, "counter"))


def _abstract(sentence: Sentence, quantity: Quantity) -> bool:
    at = quantity.noun
    if quantity.kind != "count" or not sentence.has(at, "abstract") or quantity.other is not None:
        return False
    if sentence.key(at) == "lần":
        return not any(sentence.key(quantity.first - n) == "gấp" for n in (1, 2))
    if sentence.key(at) in _TARGETS:
        return sentence.key(quantity.first - 1) in _SETTING
    return not sentence.has(at, "counter")


def _denominator(sentence: Sentence, quantity: Quantity) -> bool:
    """The one that something is counted for: “bình quân 1 thôn có”, “trên 1ha”."""
    if quantity.value != 1 or quantity.scale is not None:
        return False
    before = quantity.number - 1
    if sentence.has(before, "per") or sentence.key(before) in ("tỷ lệ", "tỉ lệ"):
        return True
    return sentence.key(before) in ("trên", "/", "cứ") and quantity.unit in (
        "ha",
        "sào",
        "m2",
        "đơn vị",
        "kg",
        "mẫu",
    )


def _membership(sentence: Sentence, quantity: Quantity) -> bool:
    """“1 trong 13 tỉnh”: a place among others."""
    before = quantity.number - 1
    if sentence.key(quantity.number + 1) == "trong" or (
        sentence.key(quantity.last) == "trong" and sentence.key(quantity.last + 1) == "số"
    ):
        return quantity.kind not in _SURE and quantity.value == 1
    return sentence.key(before) == "trong" and sentence.key(before - 1) in ("1", "một", "những")


def _listed(sentence: Sentence, quantity: Quantity) -> bool:
    """The determiner of a set that is listed by name: “3 tỉnh Bình Định, Phú Yên, Khánh Hòa”."""
    if quantity.kind != "count" or not sentence.has(quantity.noun, "level") or quantity.other is not None:
        return False
    after = quantity.noun + 1
    return sentence.kind(after) == "cap" or sentence.has(quantity.number - 1, "council")


def _year(sentence: Sentence, quantity: Quantity) -> bool:
    """A bare year: four digits without a mark, before a word that is no known unit."""
    key = sentence.key(quantity.number)
    if not (len(key) == 4 and key.isdecimal() and key[:2] in ("19", "20")):
        return False
    return quantity.kind == "count" and not sentence.has(quantity.noun, "counter")


def _age(sentence: Sentence, quantity: Quantity) -> bool:
    return sentence.key(quantity.last) == "tuổi" or sentence.key(quantity.noun) in ("tuổi", "giờ", "h")


def _verb(sentence: Sentence, quantity: Quantity) -> bool:
    """What follows is a verb, not a thing counted: “chuẩn bị 30 thành lập”."""
    return (
        quantity.kind == "count"
        and sentence.has(quantity.noun, "action")
        and not sentence.has(quantity.noun, "counter")
    )


def _supposed(sentence: Sentence, quantity: Quantity) -> bool:
    """A supposition: “nếu 50.000 dân thì …”."""
    return any(
        sentence.key(at) in ("nếu", "giả sử", "ví dụ")
        for at in range(max(0, quantity.first - 3), quantity.first)
    )


def _one_of_a_kind(sentence: Sentence, quantity: Quantity) -> bool:
    """“là 1 trung tâm lớn”: the article, not a count."""
    before = sentence.key(quantity.number - 1)
    return (
        quantity.value == 1
        and quantity.kind == "count"
        and before in ("là", "thành", "như", "với", "trở thành")
    )


def _map_scale(sentence: Sentence, quantity: Quantity) -> bool:
    """“bản đồ 1/500”."""
    return quantity.value == 1 and quantity.other is not None and quantity.other >= 100


def _merged(sentence: Sentence, quantity: Quantity) -> bool:
    """What a body was merged from."""
    return any(sentence.key(quantity.first - n) in ("sáp nhập", "hợp nhất", "nhập") for n in (1, 2))


def _equivalent(sentence: Sentence, quantity: Quantity) -> bool:
    """The same amount in another currency: “(tương đương 115 triệu USD)”."""
    return quantity.kind == "money" and sentence.key(quantity.first - 1) == "tương đương"


def _household(sentence: Sentence, quantity: Quantity) -> bool:
    """What one household has or earns: “nhà anh trồng 3 sào”."""
    if sentence.marks.isdisjoint(("home",)):
        return False
    back = range(max(0, quantity.first - LOOK_BACK), quantity.first)
    return any(sentence.key(at) in _HOMES and sentence.key(at + 1) in _KIN for at in back)


def _qualifier(sentence: Sentence, quantity: Quantity) -> bool:
    """A per cent that says which things were counted: “12 dự án giải ngân dưới 30%”."""
    if quantity.kind != "percent" or quantity.comparator is None:
        return False
    for at in range(quantity.first - 1, max(-1, quantity.first - 8), -1):
        if sentence.kind(at) == "num":
            return sentence.has(at + 1, "counter")
        having = sentence.key(at) == "tỷ lệ" and sentence.key(at - 1) in ("có", "với")
        if sentence.kind(at) != "word" or (sentence.has(at, "rise", "head", "share") and not having):
            return False
    return False


_TARGETS = {"chỉ tiêu", "tiêu chí"}
_SETTING = {"đề ra", "ra", "thông qua", "xác định", "đặt ra", "đưa ra", "giao"}
_HOMES = {"nhà", "gia đình"}
_KIN = {"anh", "chị", "ông", "bà", "tôi", "em", "mình", "cô", "chú", "cụ"}
_REASONS = (
    _bare,
    _ordinal,
    _name,
    _duration,
    _abstract,
    _denominator,
    _membership,
    _listed,
    _year,
    _age,
    _verb,
    _supposed,
    _merged,
    _equivalent,
    _household,
    _qualifier,
    _one_of_a_kind,
    _map_scale,
)
