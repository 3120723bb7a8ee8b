"""What is known of each graph: what it is for, whose it is, what it is made from, where its links lead (VoID, PROV)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import Literal, NamedNode, Quad, Triple

from kg import iri
from kg.build.linking import targets
from kg.build.settled import Settled
from kg.build.source import Document
from kg.build.terms import Object, Statements, about, integer, node, words
from kg.vocab import DCTERMS, FOAF, LG, PROV, RDF, RDFS, SD, VOID

DATASET = iri.BASE + "id/dataset/kg"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
PUBLISHER = iri.BASE + "id/agent/kg"

_PURPOSE = {
    "ontology": ("Bộ từ vựng", "Ontology"),
    "vocab": ("Các danh mục mã", "Code lists"),
    "shapes": ("Các khuôn kiểm tra SHACL", "SHACL shapes"),
    "report": ("Dữ kiện nêu trong một báo cáo", "Facts stated in one report"),
    "authority": ("Những thực thể dùng chung; lời của dự án", "Shared things; in our words"),
    "authority/areas-2025-06": (
        "Đơn vị hành chính đến hết ngày 30 tháng 6 năm 2025",
        "Administrative units up to 30 June 2025",
    ),
    "authority/areas-2025-07": (
        "Đơn vị hành chính từ ngày 1 tháng 7 năm 2025",
        "Administrative units from 1 July 2025",
    ),
    "labels": ("Nhãn ghép và bản dịch; lời của dự án", "Composed labels and translations; in our words"),
    "links": ("Liên kết đã được chấp nhận", "Accepted links"),
    "candidates": ("Liên kết được đề xuất, chưa chấp nhận", "Proposed links, not accepted"),
    "derived": (
        "Kết quả suy ra theo quy tắc; không phải lời báo cáo",
        "Derived by rule; not stated by a report",
    ),
    "quality": ("Kết quả kiểm tra", "Validation results"),
    "history": (
        "Quyết định của người hiệu đính và dữ kiện đã rút",
        "Curators' decisions and retracted facts",
    ),
}


_AREAS = {
    "license": "https://spdx.org/licenses/MIT",
    "source": "https://github.com/tranngocminhhieu/vietnamadminunits",
    "rights": "Built from the package vietnamadminunits 1.0.4. Copyright (c) 2025 Tran Ngoc Minh Hieu, MIT licence.",
}


_OTHERS: Mapping[str, Mapping[str, str]] = {
    "authority/areas-2025-06": _AREAS,
    "authority/areas-2025-07": _AREAS,
}
"""Graphs built from data of others: their licence, where they come from, and whose they are (data/LICENSE.md)."""


def of_graph(name: str, quads: list[Quad], settled: Settled) -> Iterator[Triple]:
    """What a graph is: its purpose in words, its licence, its size; of links, what they join.

    :param settled: the graphs that are there as pieces, whose size is known without reading them
    """
    vi, en = _PURPOSE.get(name) or _PURPOSE.get(name.partition("/")[0], (name, name))
    piece = settled.pieces.get(name)
    triples = piece.tally.triples if piece else len(set(quads))
    statements: list[tuple[NamedNode, Object]] = [
        (RDF.type, VOID.Dataset),
        (RDF.type, SD.NamedGraph),
        (SD.name, node(iri.graph(name))),
        (RDFS.label, words(vi)),
        (RDFS.label, words(en, "en")),
        (DCTERMS.license, node(_OTHERS.get(name, {}).get("license", LICENCE))),
        *(_linkset(quads) if name.startswith("links/") else [(VOID.triples, integer(triples))]),
        *_borrowed(name),
    ]
    if not name.startswith("report/"):
        statements.append((PROV.wasAttributedTo, node(PUBLISHER)))
    return about(iri.graph(name), statements)


def _borrowed(name: str) -> Statements:
    """Where a graph comes from that is built from data of others, and whose they are."""
    if other := _OTHERS.get(name):
        yield DCTERMS.source, node(other["source"])
        yield PROV.wasDerivedFrom, node(other["source"])
        yield DCTERMS.rights, words(other["rights"], "en")


def _linkset(quads: list[Quad]) -> Statements:
    """A graph of accepted links as a void:Linkset, whose triples are the links alone (VoID, section 5)."""
    records = {q.subject for q in quads if q.object == LG.Link}
    plain = {q for q in quads if q.subject not in records}
    yield RDF.type, VOID.Linkset
    yield VOID.triples, integer(len(plain))
    yield VOID.subjectsTarget, node(DATASET)
    yield from ((VOID.objectsTarget, node(one)) for one in sorted(_linked_to(plain)))
    yield from ((VOID.linkPredicate, p) for p in sorted({q.predicate for q in plain}, key=str))


def _linked_to(plain: Iterable[Quad]) -> set[str]:
    """The datasets that some links lead to, as far as they are known."""
    return {
        one
        for quad in plain
        if isinstance(quad.object, NamedNode) and (one := _dataset_of(quad.object.value))
    }


def _dataset_of(value: str) -> str:
    """The dataset that an IRI belongs to; “” where it is not known."""
    if value.startswith(iri.BASE):
        return DATASET
    return next(
        (_other(one.name) for one in targets.read().values() if one.iris and value.startswith(one.iris)), ""
    )


def _other(name: str) -> str:
    return f"{iri.BASE}id/dataset/{name}"


def linked(quads: Mapping[str, list[Quad]]) -> Iterator[Triple]:
    """What we know of the datasets that we link to (VoID, section 5.1)."""
    linked = {one for name in quads if name.startswith("links/") for one in _linked_to(quads[name])}
    for target in targets.read().values():
        if _other(target.name) in linked and target.iris != iri.BASE:
            statements: list[tuple[NamedNode, Object]] = [
                (RDF.type, VOID.Dataset),
                (DCTERMS.title, words(target.title, "en")),
                (FOAF.homepage, node(target.home)),
                (VOID.uriSpace, Literal(target.iris)),
            ]
            if target.endpoint:
                statements.append((VOID.sparqlEndpoint, node(target.endpoint)))
            yield from about(_other(target.name), statements)


def of_text(document: Document) -> Iterator[Triple]:
    """A report's graph comes from its text; what is known of the text, and what is not."""
    yield from about(
        iri.graph(f"report/{document.id}"),
        [
            (PROV.wasDerivedFrom, node(document.text_iri)),
            (RDF.type, PROV.Entity),
            (DCTERMS.source, node(document.report_iri)),
        ],
    )
    for section, term in (("origin", DCTERMS.provenance), ("rights", DCTERMS.rights)):
        about_it = document.meta.get(section, {})
        for known in about_it.get("known", ()):
            yield Triple(node(document.text_iri), term, words(known, "en"))
        for unknown in about_it.get("unknown", ()):
            yield Triple(node(document.text_iri), term, words(f"Not known: {unknown}", "en"))
