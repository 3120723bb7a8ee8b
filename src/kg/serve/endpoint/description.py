"""The service description (SPARQL 1.1 Service Description), made from what the server really offers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

from flask import Response
from pyoxigraph import BlankNode, Literal, NamedNode, Triple, serialize

from kg.errors import StoreError
from kg.formats import FORMATS as ALL_FORMATS
from kg.formats import Format, Kind
from kg.search.predicate import NAME
from kg.serve import conditional
from kg.serve.endpoint import answers
from kg.serve.site import Site
from kg.settings import BUDGET_WINDOW, Settings
from kg.store import functions
from kg.store.embedded import EmbeddedStore
from kg.store.guard import MAX_DEPTH, MAX_WORDS
from kg.vocab import DCTERMS, PREFIXES, RDF, SCHEMA, SD, VOID, XSD, Open

FORMATS = answers.ANY_GRAPH
"""What the description itself comes in."""

_W3C = Open("http://www.w3.org/ns/formats/")
_FORMAT_NAMES = {
    "ttl": "Turtle",
    "jsonld": "JSON-LD",
    "nt": "N-Triples",
    "rdf": "RDF_XML",
    "trig": "TriG",
    "nq": "N-Quads",
    "json": "SPARQL_Results_JSON",
    "xml": "SPARQL_Results_XML",
    "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
}
"""Our formats under the names that the W3C gives them."""

_SIMPLE = NamedNode("http://www.w3.org/ns/entailment/Simple")
_GEOSPARQL = Open("http://www.opengis.net/def/function/geosparql/")
_GEOMETRY = (
    "area asGeoJSON centroid convexHull coordinateDimension difference dimension distance ehContains ehCoveredBy "
    "ehCovers ehDisjoint ehEquals ehInside ehMeet ehOverlap envelope getSRID intersection isEmpty isSimple length "
    "perimeter rcc8dc rcc8ec rcc8eq rcc8ntpp rcc8ntppi rcc8po rcc8tpp rcc8tppi relate sfContains sfCrosses "
    "sfDisjoint sfEquals sfIntersects sfOverlaps sfTouches sfWithin spatialDimension symDifference union"
)
_CASTS = "date dayTimeDuration duration gDay gMonth gMonthDay gYear gYearMonth time yearMonthDuration"
EXTENSIONS = (*(_GEOSPARQL[name] for name in _GEOMETRY.split()), *(XSD[name] for name in _CASTS.split()))
"""Functions of our own engine beyond those of SPARQL; a test asks each."""

_GRAPHS = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }"


class Limit(NamedTuple):
    """One limit: its name, its value, its unit in UN/CEFACT's code, and what it means."""

    name: str
    value: float
    unit: str
    vi: str
    en: str


def limits(settings: Settings, services: bool) -> tuple[Limit, ...]:
    """Every limit of the endpoint, as the settings have them.

    :param services: whether SERVICE is answered
    """
    return (
        Limit(
            "timeout",
            settings.timeout,
            "SEC",
            "Thời gian cho một truy vấn, tính từ lúc nhận",
            "Time for a query, from its arrival",
        ),
        Limit("max_query_bytes", settings.max_query_bytes, "AD", "Độ dài một truy vấn", "Length of a query"),
        Limit(
            "max_depth", MAX_DEPTH, "C62", "Số tầng ngoặc của một truy vấn", "Levels of brackets in a query"
        ),
        Limit("max_words", MAX_WORDS, "C62", "Số từ và dấu của một truy vấn", "Words and signs of a query"),
        Limit(
            "max_result_rows",
            settings.max_result_rows,
            "C62",
            "Số dòng của một kết quả",
            "Rows or triples of a result",
        ),
        Limit("max_result_bytes", settings.max_result_bytes, "AD", "Độ lớn một kết quả", "Size of a result"),
        Limit("memory_mb", settings.memory_mb, "4L", "Bộ nhớ cho một truy vấn", "Memory for a query"),
        Limit(
            "places",
            answers.PLACES,
            "C62",
            "Số truy vấn cùng lúc, kể cả đang chờ",
            "Queries at a time, waiting ones included",
        ),
        *_budget(settings),
        *(_services(settings) if services else ()),
    )


def _budget(settings: Settings) -> Iterator[Limit]:
    """The limit of slow time, where there is one."""
    if settings.budget:
        minutes = f"{BUDGET_WINDOW / 60:g}"
        yield Limit(
            "budget_seconds",
            settings.budget,
            "SEC",
            f"Thời gian cho các truy vấn dài của một máy khách, trong {minutes} phút",
            f"Time for the long queries of one client, in {minutes} minutes",
        )


def _services(settings: Settings) -> Iterator[Limit]:
    """The limits of SERVICE."""
    yield Limit(
        "service_seconds",
        settings.service_seconds,
        "SEC",
        "Thời gian cho một SERVICE",
        "Time for one SERVICE",
    )
    yield Limit(
        "service_max_rows",
        settings.service_max_rows,
        "C62",
        "Số dòng một SERVICE được trả về",
        "Rows that come for one SERVICE",
    )
    yield Limit(
        "service_max_bytes",
        settings.service_max_bytes,
        "AD",
        "Độ lớn câu trả lời cho một SERVICE",
        "Size of what comes for one SERVICE",
    )
    yield Limit(
        "service_max_clauses",
        settings.service_max_clauses,
        "C62",
        "Số SERVICE trong một truy vấn",
        "SERVICE clauses in one query",
    )
    yield Limit(
        "service_places",
        settings.service_places,
        "C62",
        "Số truy vấn có SERVICE cùng lúc",
        "Queries with SERVICE at a time",
    )


def graphs(site: Site) -> Mapping[str, int | None]:
    """The named graphs of a site, with their number of triples where it is known.

    :raises kg.errors.StoreError: the store had to be asked, and did not answer
    """
    if site.manifest:
        return {f"{site.base}graph/{name}": count for name, count in site.manifest.graphs.items()}
    rows = functions.rows(site.store, _GRAPHS, site.page_limits())
    return {g.value: None for row in rows if isinstance(g := row.get("g"), NamedNode)}


def response(site: Site, chosen: Format) -> Response:
    """The description in a format."""
    data = serialize(triples(site), format=chosen.rdf, prefixes=_PREFIXES)
    return conditional.by_content(Response(data, content_type=chosen.content_type))


_PREFIXES = {name: PREFIXES[name] for name in ("sd", "void", "dcterms", "schema", "rdfs")} | {
    "formats": _W3C.iri
}


def triples(site: Site) -> Iterator[Triple]:
    """The description as triples; the named graphs are left out where the store does not tell them."""
    service, dataset = NamedNode(f"{site.base}sparql"), BlankNode("dataset")
    yield Triple(service, RDF.type, SD.Service)
    yield Triple(service, SD.endpoint, service)
    yield Triple(service, SD.supportedLanguage, SD.SPARQL10Query)
    yield Triple(service, SD.supportedLanguage, SD.SPARQL11Query)
    yield Triple(service, SD.defaultEntailmentRegime, _SIMPLE)
    for format_ in ALL_FORMATS:
        if format_.kind is not Kind.PAGE:
            yield Triple(service, SD.resultFormat, _W3C[_FORMAT_NAMES[format_.name]])
    if isinstance(site.engine, EmbeddedStore):
        for function in (*EXTENSIONS, NamedNode(f"{site.base}def/lg#{NAME}")):
            yield Triple(service, SD.extensionFunction, function)
    yield Triple(service, SD.defaultDataset, dataset)
    services = site.services()
    yield from _limits(service, limits(site.settings, bool(services)))
    yield from _federation(service, services)
    with suppress(StoreError):
        yield from _dataset(dataset, site)


def _limits(service: NamedNode, found: tuple[Limit, ...]) -> Iterator[Triple]:
    nodes = [BlankNode(f"limit-{limit.name}") for limit in found]
    for node in nodes:
        yield Triple(service, SCHEMA.additionalProperty, node)
    for node, limit in zip(nodes, found, strict=True):
        yield Triple(node, RDF.type, SCHEMA.PropertyValue)
        yield Triple(node, SCHEMA.propertyID, Literal(limit.name))
        yield Triple(node, SCHEMA.name, Literal(limit.vi, language="vi"))
        yield Triple(node, SCHEMA.name, Literal(limit.en, language="en"))
        yield Triple(node, SCHEMA.value, Literal(f"{limit.value:.15g}", datatype=XSD.decimal))
        yield Triple(node, SCHEMA.unitCode, Literal(limit.unit))


def _federation(service: NamedNode, endpoints: Sequence[str]) -> Iterator[Triple]:
    """That SERVICE is answered, and whom it may ask, where it is on."""
    if endpoints:
        yield Triple(service, SD.feature, SD.BasicFederatedQuery)
    for number, iri in enumerate(endpoints, 1):
        node = BlankNode(f"federate-{number}")
        yield Triple(service, SCHEMA.additionalProperty, node)
        yield Triple(node, RDF.type, SCHEMA.PropertyValue)
        yield Triple(node, SCHEMA.propertyID, Literal("federate"))
        yield Triple(node, SCHEMA.name, Literal("Điểm truy vấn mà SERVICE được hỏi", language="vi"))
        yield Triple(node, SCHEMA.name, Literal("An endpoint that SERVICE may ask", language="en"))
        yield Triple(node, SCHEMA.value, Literal(iri, datatype=XSD.anyURI))


def _dataset(dataset: BlankNode, site: Site) -> Iterator[Triple]:
    default = BlankNode("default")
    yield Triple(dataset, RDF.type, SD.Dataset)
    yield Triple(dataset, SD.defaultGraph, default)
    yield Triple(default, RDF.type, SD.Graph)
    for name in site.manifest.default if site.manifest else ():
        yield Triple(default, DCTERMS.hasPart, NamedNode(f"{site.base}graph/{name}"))
    found = [(BlankNode(f"graph-{n}"), iri, count) for n, (iri, count) in enumerate(graphs(site).items(), 1)]
    for graph, iri, _ in found:
        named = BlankNode(f"{graph.value}-named")
        yield Triple(dataset, SD.namedGraph, named)
        yield Triple(named, RDF.type, SD.NamedGraph)
        yield Triple(named, SD.name, NamedNode(iri))
        yield Triple(named, SD.graph, graph)
    for graph, _, count in found:
        yield Triple(graph, RDF.type, SD.Graph)
        if count is not None:
            yield Triple(graph, VOID.triples, Literal(count))
