"""Whose change a quantity is, which way it goes and against what."""

from __future__ import annotations

from kg.build.extract.figures import roles
from kg.build.extract.figures.opened import Opened, put_change
from kg.build.extract.figures.quantity import Quantity
from kg.build.extract.sentences import Sentence

_LOOSE = {"đã", "và", "cũng", "thực", "mức", "đều", "còn", "lại", "thì", "giá trị"}
_LONGEST = 14
_BREAKS = ("comma", "semicolon", "dot", "close", "open", "num", "colon")


def attach_change(sentence: Sentence, opened: list[Opened], quantity: Quantity, word: int) -> bool:
    """Give a change to the indicator it is of; false where its own clause names another one."""
    current = opened[-1]
    start = _clause(sentence, word, current.last)
    if start > current.last and _names_another(sentence, start, word):
        return False
    owner = _owner(sentence, opened, quantity, start)
    put_change_of(sentence, owner, quantity, word)
    return True


def put_change_of(sentence: Sentence, owner: Opened, quantity: Quantity, word: int) -> None:
    """A change with its direction and baseline; the quote runs on to the end of a baseline after it."""
    put_change(
        sentence, owner, quantity, sentence.tokens[word].marks["rise"], baseline_of(sentence, quantity, word)
    )
    after = _after(sentence, quantity.last)
    if after is not None:
        owner.last = max(owner.last, after[1])


def attach_second(sentence: Sentence, opened: list[Opened], quantity: Quantity) -> bool:
    """“tăng 6 vụ (12,5%)”: the same change in per cent."""
    if quantity.kind != "percent" or sentence.kind(quantity.number - 1) != "open":
        return False
    place = sentence.span(quantity.number - 1, quantity.number)[0]
    for one in reversed(opened):
        changes = one.indicator.change
        if changes and one.last >= quantity.number - 1 and changes[-1].span[0] < place:
            after = _after(sentence, quantity.last)
            put_change(
                sentence,
                one,
                quantity,
                changes[-1].direction,
                sentence.text(*after) if after else changes[-1].baseline,
            )
            one.last = max(one.last, after[1] if after else 0)
            return True
    return False


def _clause(sentence: Sentence, word: int, floor: int) -> int:
    start = word
    while start > floor and sentence.kind(start - 1) not in ("comma", "semicolon", "open", "dot"):
        if sentence.key(start - 1) == "và" and start == word:
            break
        start -= 1
    return start


def _names_another(sentence: Sentence, start: int, word: int) -> bool:
    """The clause of a change has words of its own besides a comparison."""
    for at in range(start, word):
        loose = sentence.key(at) in _LOOSE or sentence.has(at, "baseline", "now")
        if sentence.kind(at) in ("word", "cap", "abbr") and not loose:
            return True
    return False


def _owner(sentence: Sentence, opened: list[Opened], quantity: Quantity, start: int) -> Opened:
    """Of several indicators the one counted in the same thing: the whole of the parts, or the first still unchanged."""
    current = opened[-1]
    closed = sentence.kind(current.last) == "close"
    if closed and current.indicator.part_of is not None:
        return next((one for one in opened if one.indicator.id == current.indicator.part_of), current)
    apart = any(sentence.kind(at) == "semicolon" for at in range(current.last, start))
    counted = quantity.kind == "count" and not _same_unit(current, quantity)
    elsewhere = counted and any(_same_unit(one, quantity) for one in opened)
    if current.indicator.part_of is None and not apart and not current.indicator.change and not elsewhere:
        return current
    word = sentence.key(quantity.noun + 1)
    same = [one for one in opened if _same_unit(one, quantity) and (not one.indicator.change or not apart)]
    fitting = [one for one in same if word and word in one.indicator.name.lower().split()]
    if elsewhere:
        return next(one for one in reversed(fitting or same or opened) if _same_unit(one, quantity))
    changed = [one for one in opened if one.indicator.change]
    if quantity.kind == "percent" and changed and not apart:
        return changed[-1]
    if apart or current.indicator.part_of is not None:
        return next(iter(fitting or same or [current])) if apart else (fitting or same or [current])[-1]
    return current


def _same_unit(one: Opened, quantity: Quantity) -> bool:
    return bool(quantity.unit) and (one.indicator.unit or "").startswith(quantity.unit or "-")


def baseline_of(sentence: Sentence, quantity: Quantity, word: int) -> str | None:
    """The baseline after a change, else between its word and number, else before it in its sentence."""
    after = _after(sentence, quantity.last)
    if after is not None:
        return sentence.text(*after)
    if quantity.first - word > 2:
        return sentence.text(word + 1, quantity.first)
    return _before(sentence, word)


def _after(sentence: Sentence, at: int) -> tuple[int, int] | None:
    """The tokens of “so với …” after a change, past a second change in brackets and the noun of what changed."""
    if sentence.kind(at) == "open":
        closes = [n + 1 for n in range(at, min(at + 6, len(sentence.tokens))) if sentence.kind(n) == "close"]
        at = closes[0] if closes else at
    at += sentence.kind(at) == "close"
    for begin in range(at, min(at + 5, len(sentence.tokens))):
        if _compares(sentence, begin):
            return begin, _end(sentence, begin + 1)
        if sentence.kind(begin) != "word":
            return None
    return None


def _compares(sentence: Sentence, at: int) -> bool:
    return sentence.key(at) in ("so với", "so cùng kỳ", "so") or sentence.key(at).startswith("cùng kỳ")


def _end(sentence: Sentence, at: int) -> int:
    """Where a baseline ends."""
    end = at
    end += sentence.kind(end) == "num" and sentence.kind(end + 1) in ("word", "percent")
    while end < len(sentence.tokens) and end < at + _LONGEST and sentence.kind(end) not in _BREAKS:
        if sentence.key(end) == "và" or sentence.has(end, "rise"):
            break
        end += 1
    return end


def _before(sentence: Sentence, word: int) -> str | None:
    """“So với tháng trước, giá lúa giảm …”: the comparison opens the sentence or the clause."""
    for at in range(word - 1, -1, -1):
        if sentence.kind(at) in ("semicolon", "num", "dot"):
            return None
        if sentence.key(at) in ("so với", "so cùng kỳ"):
            return sentence.text(at, _end(sentence, at + 1))
    return None


def is_bare_comparison(sentence: Sentence, opened: Opened, quantity: Quantity) -> bool:
    """“giảm 300 đồng/kg, còn 5.400 đồng/kg”: the value comes after its change."""
    if not opened.is_change_only or not sentence.has(quantity.first - 1, "arrive"):
        return False
    same = (opened.quantity.unit or "").split("/")[0] == (quantity.unit or "").split("/")[0]
    return same and roles.no_words_between(sentence, opened.last, quantity.first)
