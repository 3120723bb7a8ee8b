"""The description of a release: DCAT 3 and VoID of the dataset, its downloads and endpoints, and all of its graphs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from pyoxigraph import Literal, NamedNode, Quad, Triple

from kg import __version__, iri
from kg.build import tally
from kg.build.provenance import DATASET, LICENCE, PUBLISHER, linked, of_graph, of_text
from kg.build.settled import NONE, Settled
from kg.build.source import Document
from kg.build.tally import Tally
from kg.build.terms import Statements, about, day, integer, node, words
from kg.manifest import in_default
from kg.vocab import DCAT, DCTERMS, FOAF, PREFIXES, PROV, RDF, SD, VOID

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
        *(t for name in sorted(quads) for t in of_graph(name, quads[name], settled)),
        *linked(quads),
        *(t for document in documents for t in of_text(document)),
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
