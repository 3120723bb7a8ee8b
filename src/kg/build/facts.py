"""What an extractor hands on: candidates with spans and fields, each with its status."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum
from typing import Any

from kg.build.model import AS_WRITTEN, KINDS


@dataclass(frozen=True, order=True)
class Span:
    """A range of code points of the text, end exclusive."""

    start: int
    end: int


class Status(Enum):
    """The status of a fact; the values are the slugs of the code list."""

    EXTRACTED = "machine-extracted"
    CONFIRMED = "curator-confirmed"
    CORRECTED = "curator-corrected"
    DISPUTED = "disputed"
    RETRACTED = "retracted"


@dataclass(frozen=True)
class Note:
    """A curator's words on a fact, in one language."""

    text: str
    language: str


@dataclass(frozen=True)
class Candidate:
    """One proposed thing or fact.

    :param id: its name inside the source, by which other records refer to it
    :param kind: a key of `KINDS`
    :param spans: its quote first, then further passages that say it
    :param values: fields of the kind, as the table says
    :param rule: which extractor or rule found it
    :param key: the hash under which it was proposed, which a correction does not change
    """

    id: str
    kind: str
    spans: tuple[Span, ...]
    values: Mapping[str, Any]
    confidence: Decimal = Decimal(1)
    rule: str = ""
    status: Status = Status.EXTRACTED
    notes: tuple[Note, ...] = ()
    settled: frozenset[str] = frozenset()
    key: str = ""

    @property
    def span(self) -> Span:
        """The quote."""
        return self.spans[0]

    def ref(self, name: str) -> str | None:
        """The value of a field that holds one text or reference."""
        value = self.values.get(name)
        return None if value is None else str(value)

    def refs(self, name: str) -> tuple[str, ...]:
        """The value of a field that holds several."""
        return tuple(self.values.get(name, ()))

    def as_written(self) -> dict[str, str]:
        """The fields that hold words of the quote."""
        fields = KINDS[self.kind]
        return {n: str(v) for n, v in sorted(self.values.items()) if fields[n].type in AS_WRITTEN}

    def with_(self, **changes: Any) -> Candidate:
        """A copy with some parts changed."""
        return replace(self, **changes)


@dataclass(frozen=True)
class Left:
    """What was found and could not be taken over: listed beside the facts, so that nothing is dropped silently.

    :param field: the part that could not be taken over, where the rest of the fact could
    """

    kind: str
    span: Span
    reason: str
    field: str = ""
    words: str = ""


@dataclass(frozen=True)
class Proposal:
    """What an extractor proposes for a source, and what it had to leave.

    :param strict: whether a judgement whose fact is gone is a mistake, as it is where people keep the records
    """

    candidates: tuple[Candidate, ...]
    left: tuple[Left, ...] = ()
    strict: bool = True


def key(candidate: Candidate, sha256: str) -> str:
    """The hash under which decisions on a fact are kept: 16 hexadecimal digits.

    Of the source's checksum, kind, span and values as written; not of rule, reading or confidence, so that a
    better extractor finds the same facts under the same keys.
    """
    parts = [sha256, candidate.kind, candidate.span.start, candidate.span.end, candidate.as_written()]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:16]
