"""What each kind of candidate says of its own node: one function a kind, in a table."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from pyoxigraph import Literal, NamedNode

from kg import iri
from kg.build.facts import Candidate
from kg.build.source import Document
from kg.build.terms import Object, Statements, day, decimal, expand, integer, node, words
from kg.errors import RecordError, Where
from kg.vietnamese import loose, parse_date, parse_number
from kg.vocab import (
    CITO,
    DCAT,
    DCTERMS,
    ELI,
    FOAF,
    LG,
    OGCNIL,
    ORG,
    PROV,
    QUDT,
    RDF,
    RDFS,
    SCHEMA,
    SDMX_ATTRIBUTE,
    SDMX_DIMENSION,
    SKOS,
    XSD,
)

UNKNOWN = OGCNIL.unknown
_LEADING = re.compile(r"[0-9]+[0-9A-Za-z]*")


@dataclass(frozen=True)
class Scope:
    """What a kind's function may look at: the document, every candidate by id, and their IRIs."""

    document: Document
    by_id: Mapping[str, Candidate]
    iris: Mapping[str, str]

    def node(self, name: str) -> NamedNode:
        """The node of the candidate with an id."""
        return NamedNode(self.iris[name])

    def node_or_code(self, scheme: str, name: str) -> NamedNode:
        """The node of the candidate of that kind and id, else the entry of a code list."""
        known = self.by_id.get(name)
        return self.node(name) if known and known.kind == scheme else code(scheme, name)

    def refs(self, candidate: Candidate, links: Mapping[str, NamedNode]) -> Statements:
        """One statement for each field that refers to another candidate."""
        for field, term in links.items():
            targets = candidate.refs(field) if isinstance(candidate.values.get(field), list) else ()
            for target in targets or filter(None, [candidate.ref(field)]):
                yield term, self.node(target)


def code(scheme: str, slug: str) -> NamedNode:
    """An entry of one of our code lists."""
    return node(iri.definition(scheme, slug))


def types(*classes: NamedNode) -> Statements:
    """A class and those it is also."""
    return ((RDF.type, c) for c in classes)


def _verbatim_names(name: str, variants: Iterable[str] = ()) -> Statements:
    yield SKOS.prefLabel, words(name)
    for variant in dict.fromkeys(variants):
        if variant != name:
            yield SKOS.altLabel, words(variant)


def _area(area: Candidate, scope: Scope) -> Statements:
    if area.ref("national"):
        return
    yield from types(LG.AdministrativeArea, SCHEMA.AdministrativeArea)
    yield from _verbatim_names(str(area.values["name"]))
    if level := area.ref("level"):
        yield LG.areaLevel, code("area-level", level)
    yield from _unidentified(area)


def _unidentified(entity: Candidate) -> Statements:
    if entity.values.get("unidentified"):
        yield RDF.type, LG.UnidentifiedEntity
        yield LG.unknownBecause, UNKNOWN


def _body(body: Candidate, scope: Scope) -> Statements:
    if body.ref("national"):
        return
    yield from types(*([LG[own]] if (own := body.ref("class")) else []), ORG.Organization)
    yield from _verbatim_names(str(body.values["name"]), body.refs("variants"))
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
    yield from _verbatim_names(str(document.values["name"]))
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
    yield from _unidentified(document)


def _indicator(indicator: Candidate, scope: Scope) -> Statements:
    """An indicator that the code list does not have."""
    yield from types(LG.Indicator, SKOS.Concept, LG.UnidentifiedEntity)
    yield from _verbatim_names(str(indicator.values["name"]))
    yield LG.unknownBecause, UNKNOWN


def _change(change: Candidate, scope: Scope) -> Statements:
    written = str(change.values["amount"])
    yield from types(LG.Change)
    yield LG.changeValue, decimal(_read(written, change, "amount"))
    yield LG.changeText, Literal(written)
    yield LG.direction, code("direction", str(change.values["direction"]))
    yield QUDT.hasUnit, expand(str(change.values["unit"]))
    if baseline := change.ref("baseline"):
        yield LG.baseline, node(iri.period(baseline))
    elif text := change.ref("baseline_words"):
        yield LG.baselineText, words(text)


_NUMBERS = {
    "actual": (LG.actual, LG.actualText),
    "plan": (LG.plan, LG.planText),
    "percent": (LG.percentOfPlan, LG.percentText),
    "whole": (LG.whole, LG.wholeText),
    "share": (LG.share, LG.shareText),
    "range_low": (LG.rangeLow, LG.rangeLowText),
    "range_high": (LG.rangeHigh, LG.rangeHighText),
}


def _figure(figure: Candidate, scope: Scope) -> Statements:
    yield from types(LG.Figure)
    yield LG.indicator, scope.node_or_code("indicator", str(figure.values["indicator"]))
    for field, (number, text) in _NUMBERS.items():
        if (written := figure.ref(field)) is not None:
            yield number, decimal(_read(written, figure, field))
            yield text, Literal(written)
    yield QUDT.hasUnit, expand(str(figure.values["unit"]))
    yield from _period(figure)
    yield from scope.refs(
        figure,
        {
            "area": SDMX_DIMENSION.refArea,
            "organisation": LG.ofOrganisation,
            "plan_set_by": LG.planSetBy,
            "part_of": LG.partOf,
        },
    )
    for field, term in (("plan_comparator", LG.planComparator), ("actual_comparator", LG.actualComparator)):
        if comparator := figure.ref(field):
            yield term, code("comparator", comparator)
    if observed := figure.ref("observed"):
        yield SDMX_ATTRIBUTE.obsStatus, expand(observed)


def _read(written: str, candidate: Candidate, field: str) -> Decimal:
    number = parse_number(written)
    if number is None:
        raise RecordError(f"“{written}” is no number.", Where(record=candidate.id, field=field))
    return number


def _period(fact: Candidate) -> Statements:
    if period := fact.ref("period"):
        yield SDMX_DIMENSION.refPeriod, node(iri.period(period))
    else:
        yield LG.unknownBecause, UNKNOWN
    if text := fact.ref("period_words"):
        yield LG.periodText, words(text)


def _tenure(tenure: Candidate, scope: Scope) -> Statements:
    yield from types(LG.Tenure, ORG.Membership)
    yield RDFS.label, words(str(tenure.values["label"]))
    yield ORG.role, code("role", str(tenure.values["role"]))
    yield from scope.refs(
        tenure, {"person": ORG.member, "organisation": ORG.organization, "attested_at": LG.attestedAt}
    )


def _meeting(meeting: Candidate, scope: Scope) -> Statements:
    yield from types(LG.Meeting, SCHEMA.Event)
    yield RDFS.label, words(loose(str(meeting.values["label"])))
    yield DCTERMS.type, code("meeting-type", str(meeting.values["type"]))
    yield from scope.refs(meeting, {"organiser": SCHEMA.organizer, "led_by": LG.ledBy})
    yield from _meeting_date(meeting)
    for field, term in (("reviews", LG.reviewsPeriod), ("plans", LG.plansPeriod), ("term", LG.termOfOffice)):
        if period := meeting.ref(field):
            yield term, node(iri.period(period))
    if "ordinal" in meeting.values:
        yield LG.ordinal, integer(int(meeting.values["ordinal"]))


def _meeting_date(meeting: Candidate) -> Statements:
    if (written := meeting.ref("date")) and (read := parse_date(written)):
        yield SCHEMA.startDate, day(read)
        return
    if text := meeting.ref("date_words"):
        yield LG.dateText, words(text)
    yield LG.unknownBecause, UNKNOWN


def _participation(participation: Candidate, scope: Scope) -> Statements:
    yield from types(LG.Participation)
    yield ORG.role, code("role", str(participation.values["role"]))
    yield from scope.refs(participation, {"participant": LG.participant, "in_capacity": LG.inCapacity})


def _citation(citation: Candidate, scope: Scope) -> Statements:
    yield from types(LG.Citation, CITO.Citation)
    yield CITO.hasCitingEntity, node(scope.document.report_iri)
    yield CITO.hasCitationCharacterization, CITO.citesAsAuthority
    yield from scope.refs(citation, {"document": CITO.hasCitedEntity, "issuer": LG.statedIssuer})
    if number := citation.ref("number"):
        yield LG.statedNumber, Literal(number)
    if (written := citation.ref("date")) and (read := parse_date(written)):
        yield LG.statedDate, day(read)
        yield LG.statedDateText, Literal(written)
    if title := citation.ref("title"):
        yield LG.statedTitle, words(title)
    if "plenum" in citation.values:
        yield LG.statedPlenum, integer(int(citation.values["plenum"]))
    if term := citation.ref("term"):
        yield LG.statedTerm, Literal(term)


def _remark(remark: Candidate, scope: Scope) -> Statements:
    yield from types(LG.Remark)
    yield LG.remarkType, code("remark-type", str(remark.values["type"]))
    if period := remark.ref("period"):
        yield SDMX_DIMENSION.refPeriod, node(iri.period(period))
    for topic in remark.refs("topics"):
        yield DCTERMS.subject, code("topic", topic)
    yield from scope.refs(
        remark, {"organisation": LG.ofOrganisation, "cites": CITO.cites, "target": LG.target}
    )


def _byline(byline: Candidate, scope: Scope) -> Statements:
    yield from types(LG.Byline, PROV.Attribution)
    yield from scope.refs(byline, {"person": PROV.agent})
    yield DCAT.hadRole, code("role", "byline")


def _relation(relation: Candidate, scope: Scope) -> Statements:
    yield from types(LG.Relation, RDF.Statement)
    yield RDF.predicate, expand(str(relation.values["predicate"]))
    yield from scope.refs(relation, {"subject": RDF.subject, "object": RDF.object})


KIND: Mapping[str, Callable[[Candidate, Scope], Iterable[tuple[NamedNode, Object]]]] = {
    "area": _area,
    "body": _body,
    "person": _person,
    "document": _document,
    "indicator": _indicator,
    "change": _change,
    "figure": _figure,
    "tenure": _tenure,
    "meeting": _meeting,
    "participation": _participation,
    "citation": _citation,
    "remark": _remark,
    "byline": _byline,
    "relation": _relation,
}
"""What each kind of candidate says of its own node."""
