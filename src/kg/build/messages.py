"""Tells a result in Vietnamese and English: the shape's message with its places filled."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from pyoxigraph import Literal, NamedNode

from kg.build.findings import Finding, Result
from kg.build.labels import Names
from kg.build.shapes import Shape
from kg.build.statements import Value
from kg.vocab import XSD

_PLACE = re.compile(r"\{[?$](\w+)\}")
_NUMBERS = (XSD.decimal, XSD.integer, XSD.nonNegativeInteger)
_FALLBACK = {"vi": "Không theo đúng khuôn “{name}”.", "en": "This does not keep to the shape “{name}”."}


def finding(result: Result, shape: Shape, names: Names, source: str) -> Finding:
    """A result as a finding, told in both languages.

    :param source: IRI of the graph that speaks of the focus node
    """
    return Finding(
        shape.severity,
        result.rule,
        _plain(result.focus),
        result.path.value if result.path else "",
        result.value,
        _message("vi", result, shape, names),
        _message("en", result, shape, names),
        source,
        result.component,
    )


def _message(language: str, result: Result, shape: Shape, names: Names) -> str:
    template = shape.messages.get(language) or shape.messages.get("")
    if template is None:
        name = shape.names.get(language, shape.iri.rpartition("/")[2])
        return result.message or _FALLBACK[language].format(name=name)
    told = _told(result)
    return _PLACE.sub(lambda m: shown(told[m[1]], language, names) if m[1] in told else "–", template)


def _told(result: Result) -> Mapping[str, Value]:
    own = {"this": result.focus, "path": result.path, "value": result.value}
    return {**result.bindings, **{name: term for name, term in own.items() if term is not None}}


def shown(term: Value, language: str, names: Names) -> str:
    """A term for a reader: a thing by its name, a number or a date as the language writes it."""
    if isinstance(term, NamedNode):
        return names.of(term, language)
    if isinstance(term, Literal) and term.datatype in _NUMBERS:
        return _number(term.value, language)
    if isinstance(term, Literal) and term.datatype == XSD.date and language == "vi":
        return _date(term.value)
    return _plain(term)


def _number(lexical: str, language: str) -> str:
    try:
        written = format(Decimal(lexical), ",f")
    except InvalidOperation:
        return lexical
    return written.translate(str.maketrans(",.", ".,")) if language == "vi" else written


def _date(lexical: str) -> str:
    try:
        return date.fromisoformat(lexical).strftime("%d/%m/%Y")
    except ValueError:
        return lexical


def _plain(term: Value) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else str(term)
