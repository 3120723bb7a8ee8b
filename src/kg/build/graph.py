"""The graph of one report: the report, its text, its quotes, and every fact with its evidence."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple

from kg import iri
from kg.build.facts import Candidate, Span
from kg.build.kinds import KIND
from kg.build.model import FACTS
from kg.build.scope import Scope, code, types
from kg.build.source import Document
from kg.build.terms import Statements, about, count, day, decimal, expand, integer, node, words
from kg.vocab import DCTERMS, LG, OA, ORG, PROV, RDF, SCHEMA

AROUND = 32
"""Code points of prefix and suffix on a text quote selector (Web Annotation, section 4.2.4)."""


def report_triples(scope: Scope) -> Iterator[Triple]:
    """The whole graph of one report: report, text, quotes, things, facts."""
    yield from _report(scope.document)
    yield from _text(scope.document)
    yield from _quotes(scope)
    for candidate in scope.by_id.values():
        yield from fact_triples(candidate, scope)
        yield from _stated(candidate, scope)


def fact_triples(candidate: Candidate, scope: Scope) -> Iterator[Triple]:
    """What a candidate's own node says: the statements of its kind, and its evidence where it is a fact."""
    yield from about(scope.iris[candidate.id], KIND[candidate.kind](candidate, scope))
    if candidate.kind in FACTS:
        yield from about(scope.iris[candidate.id], _fact(candidate, scope))


def _report(document: Document) -> Iterator[Triple]:
    def statements() -> Statements:
        yield from types(LG.Report, SCHEMA.Report, PROV.Entity)
        start, end = document.meta["title"]
        yield DCTERMS.title, words(document.exact(start, end))
        yield DCTERMS.identifier, Literal(document.id)
        yield DCTERMS.language, Literal(str(document.meta["language"]))
        yield LG.text, node(document.text_iri)
        yield from _known(document)

    return about(document.report_iri, statements())


def _known(document: Document) -> Statements:
    """Publisher, address and date, only where source.toml knows them from the publication itself."""
    meta = document.meta
    if "publisher" in meta:
        yield DCTERMS.publisher, Literal(str(meta["publisher"]))
    if "url" in meta:
        yield SCHEMA.url, node(meta["url"])
    if "published" in meta:
        yield DCTERMS.issued, day(meta["published"])


def _text(document: Document) -> Iterator[Triple]:
    def statements() -> Statements:
        yield from types(LG.SourceText, PROV.Entity)
        yield PROV.specializationOf, node(document.report_iri)
        yield SCHEMA.sha256, Literal(document.sha256)
        yield LG.charCount, integer(len(document.text))
        yield DCTERMS["format"], Literal("text/plain")
        yield SCHEMA.text, words(document.text)

    return about(document.text_iri, statements())


def _quotes(scope: Scope) -> Iterator[Triple]:
    """One quote a span, however many facts and mentions stand on it."""
    spans = {span for c in scope.by_id.values() for span in c.spans}
    title = scope.document.meta["title"]
    heading = Span(title[0], title[1])
    for span in sorted({*spans, heading}):
        yield from _quote(scope.document, span)
    yield Triple(quote_node(scope.document, heading), SCHEMA.mentions, node(scope.document.report_iri))


def quote_node(document: Document, span: Span) -> NamedNode:
    """The node of a passage."""
    return node(iri.passage(document.text_iri, span.start, span.end))


def _quote(document: Document, span: Span) -> Iterator[Triple]:
    q = quote_node(document, span)
    selector, position = node(f"{q.value};quote"), node(f"{q.value};position")
    before, after = _around(document, span)
    yield from about(q, types(LG.Quote, OA.SpecificResource, SCHEMA.Quotation))
    yield from about(
        q, [(OA.hasSource, node(document.text_iri)), (OA.hasSelector, selector), (OA.hasSelector, position)]
    )
    yield from about(
        selector,
        [
            (RDF.type, OA.TextQuoteSelector),
            (OA.exact, Literal(document.exact(span.start, span.end))),
            (OA.prefix, Literal(before)),
            (OA.suffix, Literal(after)),
        ],
    )
    yield from about(
        position,
        [(RDF.type, OA.TextPositionSelector), (OA.start, count(span.start)), (OA.end, count(span.end))],
    )


def _around(document: Document, span: Span) -> tuple[str, str]:
    """The words before and after a passage, cut between letters: no mark is parted from its letter."""
    first, last = max(0, span.start - AROUND), min(len(document.text), span.end + AROUND)
    while first < span.start and unicodedata.combining(document.text[first]):
        first += 1
    while last < len(document.text) and unicodedata.combining(document.text[last]):
        last += 1
    return document.exact(first, span.start), document.exact(span.end, last)


def _fact(fact: Candidate, scope: Scope) -> Statements:
    """What every fact has: its passages, report, status, confidence and notes."""
    yield from types(LG.Fact, PROV.Entity)
    for span in fact.spans:
        yield PROV.wasDerivedFrom, quote_node(scope.document, span)
    yield LG.statedIn, node(scope.document.report_iri)
    yield LG.status, code("status", fact.status.value)
    yield LG.confidence, decimal(fact.confidence)
    for note in fact.notes:
        yield LG.note, words(note.text, note.language)


def _stated(candidate: Candidate, scope: Scope) -> Iterator[Triple]:
    """Statements whose subject is another node: mentions, a byline, a participation, a relation's plain triple."""
    here = scope.node(candidate.id)
    match candidate.kind:
        case "area" | "body" | "person" | "document":
            for span in candidate.spans:
                yield Triple(quote_node(scope.document, span), SCHEMA.mentions, here)
        case "change":
            yield Triple(scope.node(str(candidate.values["figure"])), LG.change, here)
            for span in candidate.spans:
                yield Triple(here, PROV.wasDerivedFrom, quote_node(scope.document, span))
        case "indicator":
            for span in candidate.spans:
                yield Triple(here, PROV.wasDerivedFrom, quote_node(scope.document, span))
        case "byline":
            yield Triple(node(scope.document.report_iri), PROV.qualifiedAttribution, here)
        case "participation":
            yield Triple(scope.node(str(candidate.values["meeting"])), LG.participation, here)
        case "relation":
            s, o = (scope.node(str(candidate.values[end])) for end in ("subject", "object"))
            predicate = expand(str(candidate.values["predicate"]))
            for p in (predicate, *_IMPLIED.get(predicate, ())):
                yield Triple(s, p, o)


_IMPLIED = {ORG.unitOf: (ORG.subOrganizationOf,)}
"""Superproperties asserted beside a relation, for clients without inference (ORG, section 5.3)."""
