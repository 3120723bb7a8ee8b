"""One table of formats (name, media type, suffix, what it can carry) and content negotiation over it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from itertools import islice

from pyoxigraph import QueryResultsFormat, RdfFormat


class Kind(Enum):
    """What a format carries."""

    GRAPH = "graph"
    DATASET = "dataset"
    RESULTS = "results"
    PAGE = "page"


@dataclass(frozen=True)
class Format:
    """One row of the table: name, media type, file suffix, what it carries, what else it answers to."""

    name: str
    media_type: str
    suffix: str
    kind: Kind
    rdf: RdfFormat | None = None
    results: QueryResultsFormat | None = None
    aliases: tuple[str, ...] = ()
    boolean: bool = True
    title: str = ""

    def __hash__(self) -> int:
        """By its name alone: tables are asked for formats many times a page."""
        return hash(self.name)

    @property
    def content_type(self) -> str:
        """Media type as a Content-Type header, with the charset where the type has one."""
        return f"{self.media_type}; charset=utf-8" if self.media_type.startswith("text/") else self.media_type


_R, _Q = RdfFormat, QueryResultsFormat

HTML = Format("html", "text/html", "html", Kind.PAGE, aliases=("application/xhtml+xml",), title="HTML")
TURTLE = Format(
    "ttl",
    "text/turtle",
    "ttl",
    Kind.GRAPH,
    rdf=_R.TURTLE,
    aliases=("application/x-turtle", "turtle"),
    title="Turtle",
)
JSONLD = Format(
    "jsonld",
    "application/ld+json",
    "jsonld",
    Kind.GRAPH,
    rdf=_R.JSON_LD,
    aliases=("json-ld",),
    title="JSON-LD",
)
NTRIPLES = Format(
    "nt",
    "application/n-triples",
    "nt",
    Kind.GRAPH,
    rdf=_R.N_TRIPLES,
    aliases=("n-triples", "ntriples"),
    title="N-Triples",
)
RDFXML = Format(
    "rdf",
    "application/rdf+xml",
    "rdf",
    Kind.GRAPH,
    rdf=_R.RDF_XML,
    aliases=("rdfxml", "rdf+xml", "rdf-xml"),
    title="RDF/XML",
)
TRIG = Format("trig", "application/trig", "trig", Kind.DATASET, rdf=_R.TRIG, title="TriG")
NQUADS = Format(
    "nq",
    "application/n-quads",
    "nq",
    Kind.DATASET,
    rdf=_R.N_QUADS,
    aliases=("n-quads", "nquads"),
    title="N-Quads",
)
JSON = Format(
    "json",
    "application/sparql-results+json",
    "srj",
    Kind.RESULTS,
    results=_Q.JSON,
    aliases=("application/json", "srj", "text/json"),
    title="SPARQL JSON",
)
XML = Format(
    "xml",
    "application/sparql-results+xml",
    "srx",
    Kind.RESULTS,
    results=_Q.XML,
    aliases=("application/xml", "text/xml", "srx"),
    title="SPARQL XML",
)
CSV = Format("csv", "text/csv", "csv", Kind.RESULTS, results=_Q.CSV, boolean=False, title="CSV")
TSV = Format(
    "tsv", "text/tab-separated-values", "tsv", Kind.RESULTS, results=_Q.TSV, boolean=False, title="TSV"
)

GRAPH_FORMATS = (TURTLE, JSONLD, NTRIPLES, RDFXML)
DATASET_FORMATS = (TRIG, NQUADS)
RESULTS_FORMATS = (JSON, XML, CSV, TSV)
BOOLEAN_FORMATS = tuple(f for f in RESULTS_FORMATS if f.boolean)
FORMATS = (HTML, *GRAPH_FORMATS, *DATASET_FORMATS, *RESULTS_FORMATS)

PAGE_FORMATS = (HTML, *GRAPH_FORMATS)
BY_SUFFIX = {f.suffix: f for f in FORMATS}


def named(name: str, offers: Sequence[Format]) -> Format | None:
    """The offered format that answers to a short name, suffix, alias or media type; None where none does."""
    wanted = name.strip().lower().replace(" ", "+").partition(";")[0].strip()
    for offer in offers:
        if wanted in (offer.name, offer.suffix, offer.media_type, *offer.aliases):
            return offer
    return None


_EXACT = 3


@dataclass(frozen=True)
class _Range:
    """One media range of an Accept header with its weight."""

    type: str
    subtype: str
    q: float

    def specificity(self, media_type: str) -> int:
        """3 exact, 2 type/*, 1 */*; 0 where it does not match."""
        main, _, sub = media_type.partition("/")
        if (self.type, self.subtype) == (main, sub):
            return _EXACT
        if self.subtype == "*":
            return 2 if self.type == main else 1 if self.type == "*" else 0
        return 0


_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_PART = re.compile(r'(?:[^,;"]|"(?:[^"\\]|\\.)*+"?)+|[,;]')
_MOST_RANGES = 64
_LONGEST_KEPT = 512


def _weight(parameters: Iterable[str]) -> float:
    """The q of a media range, 1 where none or no number is given."""
    for parameter in parameters:
        name, _, value = parameter.strip().partition("=")
        if name.strip().lower() == "q":
            try:
                return min(1.0, max(0.0, float(value)))
            except ValueError:
                return 1.0
    return 1.0


def _parts(accept: str) -> Iterator[list[str]]:
    """The elements of an Accept header, each with its parameters; a quoted string is never split."""
    element: list[str] = []
    for found in _PART.finditer(accept):
        if found[0] == ",":
            yield element
            element = []
        elif found[0] != ";":
            element.append(found[0])
    yield element


def _ranges(accept: str) -> list[_Range]:
    """The first 64 media ranges of an Accept header (RFC 9110, 12.5.1); what is malformed is left out."""
    ranges = []
    for media, *parameters in filter(None, islice(_parts(accept), _MOST_RANGES)):
        main, _, sub = media.strip().lower().partition("/")
        if _TOKEN.fullmatch(main) and _TOKEN.fullmatch(sub):
            ranges.append(_Range(main, sub, _weight(parameters)))
    return ranges


def _best(media_type: str, ranges: Sequence[_Range]) -> tuple[int, float]:
    """Specificity and weight of the most specific range that matches a media type."""
    return max(((r.specificity(media_type), r.q) for r in ranges), default=(0, 0.0))


def _quality(offer: Format, ranges: Sequence[_Range]) -> float:
    """The weight of an offer: by its proper type where that is named, else by an alias that is, else by wildcards."""
    proper = _best(offer.media_type, ranges)
    if proper[0] != _EXACT:
        named_ = (_best(alias, ranges) for alias in offer.aliases if "/" in alias)
        proper = max((proper, *(best for best in named_ if best[0] == _EXACT)))
    specificity, q = proper
    return q if specificity else 0.0


def negotiate(accept: str | None, offers: tuple[Format, ...]) -> Format | None:
    """The offer that an Accept header likes best; the first for none; None where nothing is acceptable.

    The most specific range decides an offer's weight, q=0 excludes, ties go to the order of the offers
    (RFC 9110, section 12.5.1). Several Accept lines are given joined by commas.
    """
    if accept is None or not accept.strip():
        return offers[0]
    choose = _choose_again if len(accept) <= _LONGEST_KEPT else _choose
    return choose(accept, offers)


def _choose(accept: str, offers: tuple[Format, ...]) -> Format | None:
    ranges = _ranges(accept)
    weights = [_quality(offer, ranges) for offer in offers]
    best = max(weights)
    return offers[weights.index(best)] if best > 0 else None


_choose_again = lru_cache(maxsize=1024)(_choose)
