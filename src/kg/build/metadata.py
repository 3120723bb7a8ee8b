"""The description of a release: DCAT 3, VoID and PROV of the dataset and of each of its graphs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from pyoxigraph import Literal, NamedNode, Quad, Triple

from kg import __version__, iri
from kg.build import tally
from kg.build.linking import targets
from kg.build.settled import NONE, Settled
from kg.build.source import Document
from kg.build.tally import Tally
from kg.build.terms import Object, Statements, about, day, integer, node, words
from kg.manifest import in_default
from kg.vocab import DCAT, DCTERMS, FOAF, LG, PREFIXES, PROV, RDF, RDFS, SD, VOID

DATASET = iri.BASE + "id/dataset/kg"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
PUBLISHER = iri.BASE + "id/agent/kg"
RECONCILIATION = "https://reconciliation-api.github.io/specs/0.2/"
"""The specification that the service of reconciliation follows."""

_MEDIA = "https://www.iana.org/assignments/media-types/"

TITLE = {
    "vi": "Báo cáo của chính quyền địa phương Việt Nam, dưới dạng dữ liệu liên kết",
    "en": "Vietnamese local-government reports as linked data",
}
DESCRIPTION = {
    "vi": "Số liệu, chức vụ, cuộc họp, văn bản được viện dẫn và nhận định nêu trong các báo cáo, "
    "mỗi dữ kiện kèm nguyên văn câu chữ nêu ra nó.",
    "en": "Figures, posts, meetings, documents cited and remarks stated in the reports, "
    "each fact with the words that state it.",
}

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


@dataclass(frozen=True)
class Dump:
    """One file to download."""

    path: str
    media_type: str
    size: int
    title_vi: str
    title_en: str


def graph(
    quads: Mapping[str, list[Quad]],
    documents: Iterable[Document],
    dumps: Iterable[Dump],
    modified: date,
    settled: Settled = NONE,
) -> list[Quad]:
    """The graph `meta`: the dataset, its downloads, its endpoint, and every graph.

    :param settled: graphs that are there as pieces; of these, `quads` holds only a part
    """
    default = list(_default(quads))
    counted = _counted(quads, default, settled)
    triples = [
        *about(DATASET, _dataset(quads, default, counted, modified)),
        *_partitions(counted),
        *_agent(),
        *_distributions(dumps),
        *_services(),
        *(t for name in sorted(quads) for t in _graph(name, quads[name], settled)),
        *_others(quads),
        *(t for document in documents for t in _provenance(document)),
    ]
    name = NamedNode(iri.graph("meta"))
    return [Quad(t.subject, t.predicate, t.object, name) for t in triples]


def _both(term: NamedNode, texts: Mapping[str, str]) -> Statements:
    return ((term, words(text, language)) for language, text in texts.items())


def _default(quads: Mapping[str, list[Quad]]) -> Iterator[Quad]:
    return (quad for name in sorted(quads) if in_default(name) for quad in quads[name])


def _counted(quads: Mapping[str, list[Quad]], default: list[Quad], settled: Settled) -> Tally:
    """The counts of the default graph."""
    found = tally.of(default)
    for name, piece in settled.pieces.items():
        if in_default(name):
            found = found + (piece.tally - tally.of(quads.get(name, ())))
    return found


def _dataset(
    quads: Mapping[str, list[Quad]], default: list[Quad], counted: Tally, modified: date
) -> Statements:
    subjects = {q.subject for q in default}
    yield from ((RDF.type, kind) for kind in (DCAT.Dataset, VOID.Dataset, PROV.Entity))
    yield from _both(DCTERMS.title, TITLE)
    yield from _both(DCTERMS.description, DESCRIPTION)
    yield DCTERMS.license, node(LICENCE)
    yield DCTERMS.publisher, node(PUBLISHER)
    yield DCTERMS.modified, day(modified)
    yield from ((DCTERMS.language, Literal(language)) for language in ("vi", "en"))
    yield from _both(DCAT.keyword, {"vi": "báo cáo chính quyền địa phương", "en": "local-government reports"})
    yield DCAT.landingPage, node(iri.BASE + "dataset")
    yield FOAF.homepage, node(iri.BASE)
    yield DCAT.version, Literal(__version__)
    yield VOID.sparqlEndpoint, node(iri.BASE + "sparql")
    yield VOID.uriSpace, Literal(iri.BASE)
    if examples := [s for s in subjects if isinstance(s, NamedNode) and "/id/figure/" in s.value]:
        yield VOID.exampleResource, min(examples, key=str)
    yield VOID.triples, integer(counted.triples)
    yield VOID.distinctSubjects, integer(counted.subjects)
    yield VOID.properties, integer(len(counted.properties))
    yield from ((VOID.subset, node(iri.graph(name))) for name in sorted(quads))
    yield from ((VOID.vocabulary, node(v)) for v in sorted(_vocabularies(counted.properties)))


def _vocabularies(predicates: Iterable[str]) -> set[str]:
    return {
        ns
        for p, ns in PREFIXES.items()
        if p not in ("def", "id", "graph") and any(t.startswith(ns) for t in predicates)
    }


def _partitions(counted: Tally) -> Iterator[Triple]:
    """How many things of each class, how many triples of each property (VoID, section 4.2)."""
    for link, counts, term, number in (
        (VOID.classPartition, counted.classes, VOID["class"], VOID.entities),
        (VOID.propertyPartition, counted.properties, VOID.property, VOID.triples),
    ):
        for value, found in sorted(counts.items()):
            part = node(f"{DATASET}/{link.value.rpartition('#')[2]}/{iri.slug(value.removeprefix(iri.BASE))}")
            yield Triple(node(DATASET), link, part)
            yield from about(part, [(term, node(value)), (number, integer(found))])


def _agent() -> Iterator[Triple]:
    return about(PUBLISHER, [(RDF.type, FOAF.Agent), (RDF.type, PROV.Agent), (FOAF.name, Literal("kg"))])


def _distributions(dumps: Iterable[Dump]) -> Iterator[Triple]:
    for dump in dumps:
        distribution = node(f"{DATASET}/distribution/{iri.slug(dump.path)}")
        yield Triple(node(DATASET), DCAT.distribution, distribution)
        yield Triple(node(DATASET), VOID.dataDump, node(f"{iri.BASE}dumps/{dump.path}"))
        yield from about(distribution, _distribution(dump))


def _distribution(dump: Dump) -> Statements:
    yield RDF.type, DCAT.Distribution
    yield DCTERMS.title, words(dump.title_vi)
    yield DCTERMS.title, words(dump.title_en, "en")
    yield DCAT.downloadURL, node(f"{iri.BASE}dumps/{dump.path}")
    yield DCAT.mediaType, node(_MEDIA + dump.media_type)
    if dump.path.endswith(".gz"):
        yield DCAT.compressFormat, node(_MEDIA + "application/gzip")
    yield DCAT.byteSize, integer(dump.size)
    yield DCTERMS.license, node(LICENCE)


def _services() -> Iterator[Triple]:
    service = f"{DATASET}/sparql"
    yield from about(
        service,
        [
            (RDF.type, DCAT.DataService),
            (RDF.type, SD.Service),
            (DCTERMS.title, words("SPARQL endpoint", "en")),
            (DCTERMS.title, words("Điểm truy vấn SPARQL")),
            (DCAT.endpointURL, node(iri.BASE + "sparql")),
            (SD.endpoint, node(iri.BASE + "sparql")),
            (DCAT.servesDataset, node(DATASET)),
        ],
    )
    yield from about(
        f"{DATASET}/reconcile",
        [
            (RDF.type, DCAT.DataService),
            (DCTERMS.title, words("Matching of names (Reconciliation Service API)", "en")),
            (DCTERMS.title, words("Dịch vụ đối chiếu tên (Reconciliation Service API)")),
            (DCAT.endpointURL, node(iri.BASE + "reconcile")),
            (DCTERMS.conformsTo, node(RECONCILIATION)),
            (DCAT.servesDataset, node(DATASET)),
        ],
    )


def _graph(name: str, quads: list[Quad], settled: Settled) -> Iterator[Triple]:
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


def _others(quads: Mapping[str, list[Quad]]) -> Iterator[Triple]:
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


def _provenance(document: Document) -> Iterator[Triple]:
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
