"""Where what the extractor found is put together as candidates: facts, the things they name, and what was left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from kg.build.extract.facts import Candidate as Found
from kg.build.extract.lists import Lists
from kg.build.extract.things import Things
from kg.build.facts import Candidate, Left, Span
from kg.build.model import KINDS, Type
from kg.build.passages import find
from kg.build.source import Document as Source


class Desk:
    """Where candidates are put together: the source, the lists, the things met so far, facts, and what was left."""

    def __init__(self, source: Source, known: Lists) -> None:
        self.source, self.lists = source, known
        self.things = Things(source, known)
        self.facts: list[Candidate] = []
        self.figures: dict[str, str] = {}
        self.left: list[Left] = []
        self._ids: Counter[str] = Counter()

    def add(self, kind: str, spans: Iterable[Span], values: dict[str, Any], found: Found, **more: Any) -> str:
        """Enters a fact, without the fields that are None; gives its id."""
        passages = tuple(dict.fromkeys(spans))
        name = self._identifier(kind, passages[0])
        kept = {n: v for n, v in values.items() if v is not None}
        confidence = Decimal(str(round(min(found.confidence, more.get("at_most", 1.0)), 3)))
        self.facts.append(Candidate(name, kind, passages, kept, confidence, more.get("rule", found.rule)))
        return name

    def _identifier(self, kind: str, span: Span) -> str:
        name = f"{kind}.{span.start}-{span.end}"
        self._ids[name] += 1
        return name if self._ids[name] == 1 else f"{name}-{self._ids[name]}"

    def leave(self, kind: str, span: Span, reason: str, field: str = "", words: str = "") -> None:
        """Notes something that could not be taken over."""
        self.left.append(Left(kind, span, reason, field, words))

    def words(self, found: Found, field: str, said: str | None) -> str | None:
        """Words of a field exactly as they stand in the quote; noted as left where they do not."""
        if not said:
            return None
        if at := find(self.source.text, said, found.start, found.end):
            return self.source.exact(at.start, at.end)
        self.leave(found.kind, quote(found), "the words do not stand in the quote", field, said)
        return None

    def without_gone(self, candidate: Candidate, ids: set[str]) -> Candidate | None:
        """A candidate without references to what was left; None where it cannot do without one."""
        values = dict(candidate.values)
        for name, spec in KINDS[candidate.kind].items():
            if spec.type is Type.REF and name in values and values[name] not in ids:
                del values[name]
                if spec.required:
                    self.leave(candidate.kind, candidate.span, "what it refers to was left", name)
                    return None
        return candidate.with_(values=values)


def quote(found: Found) -> Span:
    """The quote of something found."""
    return Span(found.start, found.end)


def spans(found: Found) -> list[Span]:
    """The quote, and the later passages that say the same."""
    return [quote(found), *(Span(*at) for at in found.also)]
