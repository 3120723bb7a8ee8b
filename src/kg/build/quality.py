"""The validation as RDF: a SHACL report a source and quality measurements (DQV), every node with an IRI of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad, Triple

from kg import iri
from kg.build.findings import SEVERITIES, Finding
from kg.build.terms import Statements, about, in_graph, integer, node, words
from kg.codec import serialise
from kg.formats import TURTLE
from kg.iri import Rebase
from kg.vocab import DCTERMS, DQV, LG, PROV, RDF, SH, SKOS, XSD

GRAPH = iri.graph("quality")
SHARED = "shared"
"""The name of the report on what no source owns."""

METRICS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "violations": {
        "vi": ("Số lỗi", "Số vi phạm: dữ liệu sai dạng hoặc trái với trích dẫn của chính nó."),
        "en": ("Violations", "Number of violations: data malformed or against their own quote."),
    },
    "warnings": {
        "vi": ("Số cảnh báo", "Số cảnh báo: nguồn không nhất quán hoặc đáng ngờ."),
        "en": ("Warnings", "Number of warnings: the source is inconsistent or suspicious."),
    },
    "infos": {
        "vi": ("Số việc còn phải làm", "Số điều chưa biết, chưa xác định, còn phải tìm."),
        "en": ("Work to do", "Number of things not known, not identified, still to find."),
    },
    "facts": {
        "vi": ("Số dữ kiện", "Số dữ kiện có bằng chứng trong văn bản."),
        "en": ("Facts", "Number of facts with evidence in the text."),
    },
}
"""Name and definition of each metric, a language."""


@dataclass(frozen=True)
class Scope:
    """What was validated together: the graph of one report, or all that is shared; and how many facts it has."""

    name: str
    about: str
    facts: int


def scopes(graphs: Mapping[str, Iterable[Quad]]) -> tuple[Scope, ...]:
    """A scope for each report among some graphs, and one for what is shared."""
    found = [_scope(name, quads) for name, quads in sorted(graphs.items()) if name.startswith("report/")]
    return (*found, Scope(SHARED, iri.BASE + "id/dataset/kg", 0))


def _scope(name: str, quads: Iterable[Quad]) -> Scope:
    source = name.partition("/")[2]
    facts = sum(1 for q in quads if q.predicate == RDF.type and q.object == LG.Fact)
    return Scope(source, iri.report(source), facts)


def quads(findings: Iterable[Finding], scopes: Iterable[Scope]) -> list[Quad]:
    """The graph `quality`: what was found, a report a scope, and how much of each a scope has."""
    scopes = tuple(scopes)
    by_scope: dict[str, list[Finding]] = {scope.name: [] for scope in scopes}
    for finding in findings:
        source = finding.source.removeprefix(iri.graph("report/"))
        by_scope[source if source in by_scope else SHARED].append(finding)
    triples = [t for scope in scopes for t in _scope_triples(scope, by_scope[scope.name])]
    return list(in_graph(GRAPH, [*_metrics(), *triples]))


def _scope_triples(scope: Scope, findings: list[Finding]) -> Iterator[Triple]:
    yield from about(f"{iri.BASE}id/validation/{scope.name}", _report(scope, findings))
    for finding in findings:
        yield from about(_iri(finding), _finding(finding))
    counts = {f"{s.lower()}s": sum(1 for f in findings if f.severity == s) for s in SEVERITIES}
    counts["facts"] = scope.facts
    for metric, count in counts.items():
        yield from about(
            f"{iri.BASE}id/measurement/{scope.name}/{metric}", _measurement(metric, count, scope)
        )


def _iri(finding: Finding) -> str:
    return f"{iri.BASE}id/finding/{finding.key}"


def _report(scope: Scope, findings: list[Finding]) -> Statements:
    """SHACL, section 3.6.1: a report conforms where there is no result at all, of whatever severity."""
    yield RDF.type, SH.ValidationReport
    yield DCTERMS.subject, node(scope.about)
    yield SH.conforms, Literal("false" if findings else "true", datatype=XSD.boolean)
    for finding in findings:
        yield SH.result, node(_iri(finding))


def _finding(finding: Finding) -> Statements:
    yield RDF.type, SH.ValidationResult
    yield SH.focusNode, _named(finding)
    if finding.path:
        yield SH.resultPath, node(finding.path)
    if isinstance(finding.value, NamedNode | Literal):
        yield SH.value, finding.value
    yield SH.resultMessage, words(finding.message_vi)
    yield SH.resultMessage, words(finding.message_en, "en")
    yield SH.resultSeverity, SH[finding.severity]
    yield SH.sourceShape, node(finding.rule)
    yield SH.sourceConstraintComponent, node(finding.component)


def _named(finding: Finding) -> NamedNode:
    """The focus node; what has no IRI gets one for the report (RDF 1.1 Concepts, section 3.5)."""
    try:
        return node(finding.focus)
    except ValueError:
        return node(f"{iri.BASE}.well-known/genid/{finding.key}")


def _measurement(metric: str, count: int, scope: Scope) -> Statements:
    yield RDF.type, DQV.QualityMeasurement
    yield DQV.isMeasurementOf, node(iri.definition("metric", metric))
    yield DQV.computedOn, node(scope.about)
    yield DQV.value, integer(count)
    yield PROV.wasDerivedFrom, node(f"{iri.BASE}id/validation/{scope.name}")


def _metrics() -> Iterator[Triple]:
    for metric, told in METRICS.items():
        yield from about(iri.definition("metric", metric), _metric(told))


def _metric(told: Mapping[str, tuple[str, str]]) -> Statements:
    yield RDF.type, DQV.Metric
    yield DQV.expectedDataType, XSD.integer
    for language, (name, meaning) in told.items():
        yield SKOS.prefLabel, words(name, language)
        yield SKOS.definition, words(meaning, language)


def turtle(found: Iterable[Quad], base: str) -> str:
    """Some quads as one Turtle document, under a base of their own."""
    return Rebase(base).text(serialise((q.triple for q in found), TURTLE, iri.BASE).decode())
