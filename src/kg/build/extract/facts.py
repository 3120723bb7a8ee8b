"""Candidate facts, one class a kind, and their JSON form."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import ClassVar

Span = tuple[int, int]
"""Code points of the source, end exclusive."""

_MOST_PLACES = 1_000

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]


@dataclass(slots=True)
class Candidate:
    """What an extractor proposes: a passage of the text and what it is taken to say.

    :param start: first code point of the quote in the source
    :param end: after its last code point
    :param rule: name of the rule that found it
    :param confidence: how often such a candidate is right, 0 to 1
    :param also: later passages that say the same
    """

    kind: ClassVar[str] = ""
    start: int
    end: int
    rule: str
    confidence: float
    id: str = field(default="", kw_only=True)
    also: list[Span] = field(default_factory=list, kw_only=True)


def note_place(places: list[Span], span: Span) -> None:
    """One more place where the same is said; a text that says it without end is not followed for ever."""
    if len(places) < _MOST_PLACES:
        places.append(span)


@dataclass(slots=True)
class Change:
    """A stated change: by how much, which way, against what."""

    raw: str
    direction: str
    unit: str
    baseline: str | None
    span: Span
    value: Decimal | None = None
    range: tuple[Decimal, Decimal] | None = None


@dataclass(slots=True)
class Indicator(Candidate):
    """A measured quantity: one name, one area, one period."""

    kind: ClassVar[str] = "indicator"
    name: str
    status: str
    unit: str | None = None
    value: Decimal | None = None
    value_raw: str | None = None
    target: Decimal | None = None
    target_raw: str | None = None
    total: Decimal | None = None
    total_raw: str | None = None
    percent_of_plan: Decimal | None = None
    percent_of_plan_raw: str | None = None
    share: Decimal | None = None
    share_raw: str | None = None
    range: tuple[Decimal, Decimal] | None = None
    change: list[Change] = field(default_factory=list)
    scale: Decimal | None = None
    comparator: str | None = None
    target_comparator: str | None = None
    period: str | None = None
    area: str | None = None
    part_of: str | None = None
    name_in_quote: bool = True
    spans: dict[str, Span] = field(default_factory=dict)


@dataclass(slots=True)
class Post(Candidate):
    """One person in one post of one body."""

    kind: ClassVar[str] = "post"
    person: str
    post: str
    org: str
    system: str | None = None
    former: bool = False
    org_in_quote: bool = True


@dataclass(slots=True)
class Organization(Candidate):
    """A named body, with every free mention of it."""

    kind: ClassVar[str] = "organization"
    name: str
    system: str | None = None
    elided: bool = False
    mentions: list[Span] = field(default_factory=list)


@dataclass(slots=True)
class Document(Candidate):
    """A cited act."""

    kind: ClassVar[str] = "document"
    doc_type: str
    numbered: bool
    number: str | None = None
    symbol: str | None = None
    date: str | None = None
    date_raw: str | None = None
    issuer: str | None = None
    issuer_code: str | None = None
    subject: str | None = None
    plenum: int | None = None
    term: str | None = None


@dataclass(slots=True)
class Meeting(Candidate):
    """A meeting held or to be held."""

    kind: ClassVar[str] = "meeting"
    type: str
    date: str | None = None
    date_raw: str | None = None
    organiser: str | None = None
    chair: list[str] = field(default_factory=list)
    subject: str | None = None
    place: str | None = None
    ordinal: int | None = None


@dataclass(slots=True)
class Congress(Candidate):
    """A congress with its ordinal or its term."""

    kind: ClassVar[str] = "congress"
    org: str
    ordinal: int | None = None
    ordinal_raw: str | None = None
    term: str | None = None


@dataclass(slots=True)
class Remark(Candidate):
    """A sentence that says something of the year's work without a figure."""

    kind: ClassVar[str] = "remark"
    remark_type: str
    period: str | None = None


_KEPT = {"name_in_quote", "org_in_quote", "numbered", "confidence", "start", "end"}


def record(candidate: Candidate, text: str) -> dict[str, Json]:
    """The JSON form of a candidate: its fields, those that are stated only, with the exact quote."""
    out: dict[str, Json] = {"id": candidate.id, "kind": candidate.kind}
    out["quote"] = text[candidate.start : candidate.end]
    for one in fields(candidate):
        value = getattr(candidate, one.name)
        if one.name == "also":
            value = [{"quote": text[a:b], "start": a, "end": b} for a, b in value]
        elif one.name == "change":
            value = [_change(change) for change in value]
        if one.name in _KEPT or value not in (None, "", [], {}, False):
            out[one.name] = _plain(value)
    return out


def _change(change: Change) -> dict[str, Json]:
    found = {one.name: getattr(change, one.name) for one in fields(change)}
    return {name: _plain(value) for name, value in found.items() if value is not None or name == "baseline"}


def _plain(value: object) -> Json:
    """Any field's value as JSON has it."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    return value if isinstance(value, (str, int, float, bool)) else None
