"""What each kind of fact says of its own node: one function a kind; and the table of all kinds."""

from __future__ import annotations

from collections.abc import Mapping

from pyoxigraph import Literal

from kg import iri
from kg.build.entities import ENTITIES
from kg.build.facts import Candidate
from kg.build.scope import UNKNOWN, Saying, Scope, code, read_number, types
from kg.build.terms import Statements, day, decimal, expand, integer, node, words
from kg.vietnamese import loose, parse_date
from kg.vocab import (
    CITO,
    DCAT,
    DCTERMS,
    LG,
    ORG,
    PROV,
    QUDT,
    RDF,
    RDFS,
    SCHEMA,
    SDMX_ATTRIBUTE,
    SDMX_DIMENSION,
)

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
            yield number, decimal(read_number(written, figure, field))
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


KIND: Mapping[str, Saying] = {
    **ENTITIES,
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
