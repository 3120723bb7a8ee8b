"""Which kinds of things and facts a report may have, and the fields of each: one table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class Type(Enum):
    """What a field holds. The first three are as written, and stand inside the quote."""

    WORDS = "words of the quote"
    NUMBER = "a number as written"
    DATE = "a date as written"
    CLASS = "a class of bodies"
    NAME = "a name, as it stands anywhere in the text"
    NAMES = "several names"
    REF = "the id of another record"
    REFS = "ids of other records"
    CODE = "a slug of a code list"
    CODE_OR_REF = "a slug of a code list, or the id of another record"
    CODES = "slugs of a code list"
    TERM = "a prefixed name"
    PERIOD = "a period"
    INTEGER = "a whole number"
    FLAG = "yes or no"


AS_WRITTEN = (Type.WORDS, Type.NUMBER, Type.DATE)


@dataclass(frozen=True)
class Field:
    """One field of a kind: what it holds, whether it must be there, the code list or kinds it points to."""

    type: Type
    required: bool = False
    of: tuple[str, ...] = ()


def _required(type_: Type, *of: str) -> Field:
    return Field(type_, True, of)


def _optional(type_: Type, *of: str) -> Field:
    return Field(type_, False, of)


_FIGURE_NUMBERS = {
    name: _optional(Type.NUMBER)
    for name in ("actual", "plan", "percent", "whole", "share", "range_low", "range_high")
}


ENTITIES: Mapping[str, Mapping[str, Field]] = {
    "area": {
        "name": _required(Type.NAME),
        "level": _optional(Type.CODE, "area-level"),
        "slug": _optional(Type.NAME),
        "national": _optional(Type.NAME),
        "unidentified": _optional(Type.FLAG),
    },
    "body": {
        "name": _required(Type.NAME),
        "class": _optional(Type.CLASS, "PartyOrganisation", "StateBody", "MassOrganisation"),
        "slug": _optional(Type.NAME),
        "variants": _optional(Type.NAMES),
        "national": _optional(Type.NAME),
        "area": _optional(Type.REF, "area"),
        "group": _optional(Type.FLAG),
    },
    "person": {"name": _required(Type.NAME), "national": _optional(Type.NAME)},
    "document": {
        "name": _required(Type.NAME),
        "type": _required(Type.CODE, "document-type"),
        "slug": _optional(Type.NAME),
        "national": _optional(Type.NAME),
        "issuer": _optional(Type.REF, "body"),
        "issuer_code": _optional(Type.CODE, "issuer-code"),
        "number": _optional(Type.NAME),
        "date": _optional(Type.NAME),
        "unidentified": _optional(Type.FLAG),
    },
    "indicator": {"name": _required(Type.NAME), "slug": _optional(Type.NAME)},
    "change": {
        "figure": _required(Type.REF, "figure"),
        "amount": _required(Type.NUMBER),
        "direction": _required(Type.CODE, "direction"),
        "unit": _required(Type.TERM),
        "baseline": _optional(Type.PERIOD),
        "baseline_words": _optional(Type.NAME),
    },
}
"""Things that facts are about or are made of: they have names and mentions, no status of their own."""


FACTS: Mapping[str, Mapping[str, Field]] = {
    "figure": {
        "name": _optional(Type.WORDS),
        "indicator": _required(Type.CODE_OR_REF, "indicator"),
        **_FIGURE_NUMBERS,
        "unit": _required(Type.TERM),
        "period": _optional(Type.PERIOD),
        "period_words": _optional(Type.NAME),
        "area": _optional(Type.REF, "area"),
        "organisation": _optional(Type.REF, "body"),
        "plan_comparator": _optional(Type.CODE, "comparator"),
        "actual_comparator": _optional(Type.CODE, "comparator"),
        "observed": _optional(Type.TERM),
        "plan_set_by": _optional(Type.REF, "body"),
        "part_of": _optional(Type.REF, "figure"),
    },
    "tenure": {
        "label": _required(Type.WORDS),
        "person": _required(Type.REF, "person"),
        "organisation": _required(Type.REF, "body"),
        "role": _required(Type.CODE, "role"),
        "attested_at": _optional(Type.REF, "meeting"),
    },
    "meeting": {
        "label": _required(Type.WORDS),
        "type": _required(Type.CODE, "meeting-type"),
        "organiser": _optional(Type.REF, "body"),
        "led_by": _optional(Type.REF, "body"),
        "date": _optional(Type.DATE),
        "date_words": _optional(Type.WORDS),
        "reviews": _optional(Type.PERIOD),
        "plans": _optional(Type.PERIOD),
        "ordinal": _optional(Type.INTEGER),
        "term": _optional(Type.PERIOD),
    },
    "participation": {
        "meeting": _required(Type.REF, "meeting"),
        "participant": _required(Type.REF, "person", "body"),
        "role": _required(Type.CODE, "role"),
        "in_capacity": _optional(Type.REFS, "tenure"),
    },
    "citation": {
        "document": _required(Type.REF, "document"),
        "number": _optional(Type.WORDS),
        "date": _optional(Type.DATE),
        "issuer": _optional(Type.REF, "body"),
        "title": _optional(Type.WORDS),
        "plenum": _optional(Type.INTEGER),
        "term": _optional(Type.WORDS),
    },
    "remark": {
        "type": _required(Type.CODE, "remark-type"),
        "period": _optional(Type.PERIOD),
        "organisation": _optional(Type.REF, "body"),
        "topics": _optional(Type.CODES, "topic"),
        "cites": _optional(Type.REFS, "document"),
        "target": _optional(Type.REF, "figure"),
    },
    "byline": {"person": _required(Type.REF, "person")},
    "relation": {
        "subject": _required(Type.REF, "body"),
        "predicate": _required(Type.TERM),
        "object": _required(Type.REF, "body", "figure"),
    },
}
"""Facts: what a curator ticks off one by one."""


KINDS: Mapping[str, Mapping[str, Field]] = {**ENTITIES, **FACTS}
