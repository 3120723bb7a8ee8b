"""Data extension (section 7): the values of some properties of things that were matched, a column each."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pyoxigraph import Literal, NamedNode

from kg.serve.language.languages import LANGUAGES
from kg.serve.problems import Problem
from kg.serve.reconcile.reading import plain
from kg.serve.reconcile.service import Service
from kg.serve.reconcile.vocabulary import Vocabulary
from kg.store.functions import Term
from kg.vocab import XSD

MOST_IDS, MOST_COLUMNS = 500, 30
_INTEGERS = frozenset(
    XSD[name].value for name in ("integer", "int", "long", "short", "nonNegativeInteger", "positiveInteger")
)
_FLOATS = frozenset(XSD[name].value for name in ("decimal", "double", "float"))
_MOST_INT = 2**31 - 1
"""Larger whole numbers come as floating-point ones: clients keep the others in 32 bits."""

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?")
_CONTENTS, _LITERALS = ("entity", "label", "id"), ("typed", "text")

Cell = dict[str, object]


@dataclass(frozen=True)
class Column:
    """A property that is asked for, and how its values are to come."""

    property: str
    limit: int = 0
    content: str = _CONTENTS[0]
    language: str = ""
    literals: str = _LITERALS[0]


@dataclass(frozen=True)
class Request:
    """The things and the columns that are asked for."""

    ids: tuple[str, ...]
    columns: tuple[Column, ...]


def read(raw: Mapping[str, object], vocabulary: Vocabulary, language: str) -> Request:
    """A request for values, checked.

    :raises Problem: what is wrong with it
    """
    ids = _list(raw, "ids", MOST_IDS)
    columns = [_column(one, vocabulary, language) for one in _list(raw, "properties", MOST_COLUMNS)]
    return Request(tuple(dict.fromkeys(plain(one, "ids") for one in ids)), tuple(columns))


def _list(raw: Mapping[str, object], name: str, most: int) -> Sequence[object]:
    found = raw.get(name)
    if not isinstance(found, list):
        raise Problem(
            "request", f"“{name}” is no list.", 'Such as {"ids": ["…"], "properties": [{"id": "…"}]}.'
        )
    if len(found) > most:
        raise Problem("too-large", f"There may be {most} {name}.", "Send several requests.", limit=most)
    return found


def _column(raw: object, vocabulary: Vocabulary, language: str) -> Column:
    if not isinstance(raw, dict) or not isinstance(raw.get("settings") or {}, dict):
        raise Problem("request", "A property has an “id”, and “settings” that are an object.")
    name = plain(raw.get("id"), "id")
    if name not in vocabulary.properties:
        raise Problem("request", f"There is no property “{name[:200]}”.", "suggest/property has them.")
    given = raw.get("settings") or {}
    return Column(
        name,
        _whole(given.get("limit")),
        _choice(given, "content", _CONTENTS, _CONTENTS[0]),
        _choice(given, "language", tuple(LANGUAGES), language),
        _choice(given, "literals", _LITERALS, _LITERALS[0]),
    )


def _whole(raw: object) -> int:
    """A number of values; clients with forms send it as text."""
    text = str(raw if raw is not None else 0).strip() or "0"
    number = text.removesuffix(".0")
    if not (number.isascii() and number.isdecimal() and len(number) < 7):
        raise Problem("request", "The setting “limit” is no whole number from 0 up.")
    return int(number)


def _choice(given: Mapping[str, object], name: str, choices: tuple[str, ...], default: str) -> str:
    found = given.get(name) or default
    if found not in choices:
        raise Problem("request", f"The setting “{name}” is none of {', '.join(choices)}.")
    return str(found)


def extended(asked: Request, service: Service) -> dict[str, object]:
    """The values: for each thing, for each property, a list, which is empty where there is nothing.

    :raises kg.errors.StoreError: there is no answer
    """
    service.facts.learn(asked.ids, service.limits())
    things = {
        term.value
        for one in asked.ids
        for column in asked.columns
        for term in service.facts.values(one, column.property)
        if isinstance(term, NamedNode)
    }
    named = {
        language: service.names(sorted(things), language) for language in {c.language for c in asked.columns}
    }
    rows = {
        one: {
            column.property: _cells(service.facts.values(one, column.property), column, service, named)
            for column in asked.columns
        }
        for one in asked.ids
    }
    return {"meta": [_meta(column, service) for column in asked.columns], "rows": rows}


def _meta(column: Column, service: Service) -> dict[str, object]:
    vocabulary = service.vocabulary
    term = vocabulary.properties[column.property]
    found: dict[str, object] = {"id": term.iri, "name": vocabulary.name(term, column.language)}
    if term.values and column.content == "entity":
        type_ = vocabulary.types[term.values]
        found["type"] = {"id": type_.iri, "name": vocabulary.name(type_, column.language)}
    return found


def _cells(
    terms: tuple[Term, ...], column: Column, service: Service, named: Mapping[str, Mapping[str, str]]
) -> list[Cell]:
    names = named[column.language]
    chosen = _in_language(terms, column.language)
    cells = [
        _thing(term.value, names[term.value], column, service.site.base)
        if isinstance(term, NamedNode)
        else _literal(term, column)
        for term in sorted(chosen, key=lambda term: (names.get(getattr(term, "value", ""), ""), str(term)))
        if isinstance(term, NamedNode | Literal)
    ]
    return cells[: column.limit or None]


def _in_language(terms: tuple[Term, ...], language: str) -> list[Term]:
    """The values without the texts in other languages, where there is one in this."""
    spoken = {term.language for term in terms if isinstance(term, Literal) and term.language}
    if language not in spoken:
        return list(terms)
    return [t for t in terms if not isinstance(t, Literal) or t.language in (None, language)]


def _thing(iri: str, name: str, column: Column, base: str) -> Cell:
    """A thing; one outside the service's identifier space is no entity of it, and comes as text (section 7.5)."""
    if column.content == "entity" and iri.startswith(base):
        return {"id": iri, "name": name}
    return {"str": iri if column.content == "id" else name}


def _literal(literal: Literal, column: Column) -> Cell:
    text, datatype = literal.value, literal.datatype.value
    if column.literals == "typed":
        for datatypes, read_as in _TYPED:
            if datatype in datatypes and (cell := read_as(text)):
                return cell
    return {"str": text}


def _number(text: str) -> Cell | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return {"float": number} if math.isfinite(number) else None


def _integer(text: str) -> Cell | None:
    if not re.fullmatch(r"[+-]?\d{1,18}", text):
        return _number(text)
    return {"int": int(text)} if abs(int(text)) <= _MOST_INT else {"float": float(text)}


def _day(text: str) -> Cell | None:
    try:
        return {"date": f"{date.fromisoformat(text).isoformat()}T00:00:00Z"}
    except ValueError:
        return None


def _moment(text: str) -> Cell | None:
    return {"date": text} if _MOMENT.fullmatch(text) else None


_TYPED = (
    (_INTEGERS, _integer),
    (_FLOATS, _number),
    (frozenset((XSD.date.value,)), _day),
    (frozenset((XSD.dateTime.value,)), _moment),
)
"""How the values of a datatype come; what does not read comes as text."""


def proposed(service: Service, type_: str, limit: int | None, language: str) -> dict[str, object]:
    """The properties that things of a type may have, in the order of its shape (section 7.3)."""
    vocabulary = service.vocabulary
    found = [
        {"id": one, "name": vocabulary.name(vocabulary.properties[one], language)}
        for one in vocabulary.properties_of(type_)
    ]
    answer: dict[str, object] = {"type": type_, "properties": found[:limit]}
    return answer if limit is None else answer | {"limit": limit}
