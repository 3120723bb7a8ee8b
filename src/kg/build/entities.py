"""What each kind of thing that facts are about or are made of says of its own node: one function a kind."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pyoxigraph import Literal

from kg import iri
from kg.build.facts import Candidate
from kg.build.scope import UNKNOWN, Saying, Scope, code, read_number, types, unidentified, verbatim_names
from kg.build.terms import Statements, decimal, expand, node, words
from kg.vocab import (
    DCTERMS,
    ELI,
    FOAF,
    LG,
    ORG,
    QUDT,
    SCHEMA,
    SKOS,
    XSD,
)

_LEADING = re.compile(r"[0-9]+[0-9A-Za-z]*")


def _area(area: Candidate, scope: Scope) -> Statements:
    if area.ref("national"):
        return
    yield from types(LG.AdministrativeArea, SCHEMA.AdministrativeArea)
    yield from verbatim_names(str(area.values["name"]))
    if level := area.ref("level"):
        yield LG.areaLevel, code("area-level", level)
    yield from unidentified(area)


def _body(body: Candidate, scope: Scope) -> Statements:
    if body.ref("national"):
        return
    yield from types(*([LG[own]] if (own := body.ref("class")) else []), ORG.Organization)
    yield from verbatim_names(str(body.values["name"]), body.refs("variants"))
    yield from scope.refs(body, {"area": DCTERMS.spatial})
    if body.values.get("group"):
        yield from types(LG.GroupOfBodies, LG.UnidentifiedEntity)
        yield LG.unknownBecause, UNKNOWN


def _person(person: Candidate, scope: Scope) -> Statements:
    if not person.ref("national"):
        yield from types(FOAF.Person)
        yield FOAF.name, words(str(person.values["name"]))


def _document(document: Candidate, scope: Scope) -> Statements:
    if document.ref("national"):
        return
    yield from types(LG.NormativeDocument, ELI.Work)
    yield from verbatim_names(str(document.values["name"]))
    yield DCTERMS.type, code("document-type", str(document.values["type"]))
    yield from scope.refs(document, {"issuer": LG.issuer})
    if number := document.ref("number"):
        yield ELI.id_local, Literal(number)
        if digits := _LEADING.match(number):
            yield ELI.number, Literal(digits[0])
    if issuer_code := document.ref("issuer_code"):
        yield LG.issuerCode, code("issuer-code", issuer_code)
    if date := document.ref("date"):
        yield ELI.date_document, Literal(date, datatype=XSD.date)
    yield from unidentified(document)


def _indicator(indicator: Candidate, scope: Scope) -> Statements:
    """An indicator that the code list does not have."""
    yield from types(LG.Indicator, SKOS.Concept, LG.UnidentifiedEntity)
    yield from verbatim_names(str(indicator.values["name"]))
    yield LG.unknownBecause, UNKNOWN


def _change(change: Candidate, scope: Scope) -> Statements:
    written = str(change.values["amount"])
    yield from types(LG.Change)
    yield LG.changeValue, decimal(read_number(written, change, "amount"))
    yield LG.changeText, Literal(written)
    yield LG.direction, code("direction", str(change.values["direction"]))
    yield QUDT.hasUnit, expand(str(change.values["unit"]))
    if baseline := change.ref("baseline"):
        yield LG.baseline, node(iri.period(baseline))
    elif text := change.ref("baseline_words"):
        yield LG.baselineText, words(text)


ENTITIES: Mapping[str, Saying] = {
    "area": _area,
    "body": _body,
    "person": _person,
    "document": _document,
    "indicator": _indicator,
    "change": _change,
}
"""What each kind of thing says of its own node."""
