"""Organisations: each distinct named body once, with its further mentions; elided heads of a list filled in."""

from __future__ import annotations

import re

from kg.build.extract.bodies import Body
from kg.build.extract.facts import Organization, Span, note_place
from kg.build.extract.sentences import Sentence
from kg.vietnamese import fold

_SHORT = re.compile(r".{1,60}? (?:tinh|thanh pho|tp|huyen|thi xa|quan|xa|phuong|thi tran)(?= )")
_PLACED = re.compile(r" (?:tinh|thanh pho|tp|huyen|thi xa|quan) ?")
_SHORTENED = ("body-council", "body-cell", "body-open")
_SHORTEST = 4
_JOINS = ("comma", "dash")
_RULES = {
    "fixed": 0.97,
    "committee": 0.96,
    "cell": 0.93,
    "organ": 0.95,
    "council": 0.95,
    "department": 0.94,
    "open": 0.85,
}


class Register:
    """The bodies of a text, in the order of their first mention."""

    def __init__(self) -> None:
        self._found: dict[str, Organization] = {}
        self._short: dict[str, Organization] = {}

    def add(self, sentence: Sentence) -> None:
        """Every named body of a sentence, and the bare heads that share the tail of the one after them."""
        for shared in sentence.shared.values():
            span = sentence.piece.span(shared.start, shared.end)
            self._keep(span, "body-in-post", 0.9, shared.name, shared.system, False)
        inside = [(shared.start, shared.end) for shared in sentence.shared.values()]
        for index, body in enumerate(sentence.bodies):
            start = sentence.tokens[body.first].start
            if any(low <= start < high for low, high in inside):
                continue
            if body.named:
                self._note(sentence, body, sentence.text(body.first, body.last), False)
            else:
                tail = _shared_tail(sentence, index)
                if tail:
                    self._note(sentence, body, f"{sentence.text(body.first, body.last)} {tail}", True)

    def _note(self, sentence: Sentence, body: Body, name: str, elided: bool) -> None:
        if not _is_name(sentence, body):
            return
        rule = "elided-head" if elided else f"body-{body.head}"
        level_only = body.head in ("council", "cell") and body.last == body.tail + 1
        confidence = 0.9 if elided else 0.85 if level_only else _RULES[body.head]
        self._keep(sentence.span(body.first, body.last), rule, confidence, name, body.system, elided)

    def _keep(self, span: Span, rule: str, confidence: float, name: str, system: str, elided: bool) -> None:
        key = fold(name)
        known = self._found.get(key) or self._same(key, rule)
        if known is not None:
            note_place(known.mentions, span)
            return
        found = Organization(*span, rule, confidence, name, system, elided, [span])
        self._found[key] = found
        if rule == "body-open":
            self._shorten(key, found)
        short = _SHORT.match(key)
        if short and rule in ("body-council", "body-cell"):
            self._short.setdefault(short.group(), found)

    def _shorten(self, key: str, found: Organization) -> None:
        """A proper name may be told again without its end: “Quỹ X huyện”, then “Quỹ X”."""
        words = key.split()
        for size in range(_SHORTEST, len(words)):
            self._short.setdefault(" ".join(words[:size]), found)

    def _same(self, key: str, rule: str) -> Organization | None:
        """The same body by another form: “UBND huyện” after its full name, a department then with its province."""
        if rule in _SHORTENED:
            return self._short.get(key)
        if rule != "body-department":
            return None
        short = _PLACED.split(key, maxsplit=1)[0]
        return self._found.get(short) if short != key else None

    def found(self) -> list[Organization]:
        """Every body noted."""
        return list(self._found.values())


def _is_name(sentence: Sentence, body: Body) -> bool:
    """Whether the phrase names one body: it has a capital, and no word before it makes it a class or a number."""
    first = sentence.tokens[body.first]
    written = sentence.piece.text[first.start : first.end]
    if body.head not in ("committee", "cell", "organ") and not any(
        c.isupper() for c in sentence.text(body.first, body.last)
    ):
        return False
    before = sentence.tokens[body.first - 1] if body.first else None
    if before is None:
        return True
    lower = written[:1].islower() or body.head == "council"
    if lower and (before.key in ("các", "những", "nhiều", "mỗi", "từng", "hệ thống") or before.kind == "num"):
        return False
    return not (before.has("level") and before.kind == "word" and body.head == "open")


def _shared_tail(sentence: Sentence, index: int) -> str:
    """The level and place of the next body of a list whose heads are parted by commas, dashes or “và”."""
    for at in range(index, len(sentence.bodies) - 1):
        body, following = sentence.bodies[at], sentence.bodies[at + 1]
        gap = sentence.tokens[body.last : following.first]
        joined = len(gap) == 1 and (gap[0].kind in _JOINS or gap[0].key == "và")
        if not joined or following.head not in ("council", "cell", "committee"):
            return ""
        if following.named and following.head != "committee":
            return sentence.text(following.tail, following.last)
    return ""
