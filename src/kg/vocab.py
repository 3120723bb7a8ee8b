"""Our terms as a closed namespace, and every prefix in use: a slip in a name is an error at once.

The names of `LG` and those declared in `ontology/lg.ttl` are the same; a test holds them together.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pyoxigraph import NamedNode

from kg.errors import TermError
from kg.iri import BASE, definition


class Closed:
    """A namespace with a fixed set of names, each an attribute that is a NamedNode.

    :raises TermError: for a name that it does not have
    """

    def __init__(self, iri: str, names: str) -> None:
        self.iri: Final = iri
        self._terms = {name: NamedNode(iri + name) for name in names.split()}

    def __getattr__(self, name: str) -> NamedNode:
        if name.startswith("__"):
            raise AttributeError(name)
        return self[name]

    def __getitem__(self, name: str) -> NamedNode:
        try:
            return self._terms[name]
        except KeyError:
            raise TermError(f"There is no term “{name}” in <{self.iri}>.") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._terms)

    def __contains__(self, name: str) -> bool:
        return name in self._terms


LG = Closed(
    definition("lg#"),
    # classes
    "Report SourceText Quote Fact Figure Tenure Meeting Participation Citation Remark Byline Relation Change "
    "NormativeDocument Indicator AdministrativeArea PartyOrganisation StateBody MassOrganisation "
    "IssuerCode UnidentifiedEntity GroupOfBodies KindOfBody Judgement Link "
    # facts
    "text statedIn status confidence note "
    # figures
    "indicator actual plan percentOfPlan actualText planText percentText ofOrganisation planComparator "
    "planSetBy "
    "actualComparator rangeLow rangeHigh rangeLowText rangeHighText whole wholeText share shareText "
    "change changeValue changeText direction baseline baselineText partOf periodText unknownBecause target "
    # people, bodies, meetings
    "attestedAt participation participant inCapacity dateText reviewsPeriod plansPeriod ordinal termOfOffice "
    "ledBy leads proposesTo actorOf "
    # citations and documents
    "statedNumber statedDate statedDateText statedIssuer statedTitle statedPlenum statedTerm issuer "
    "issuerCode "
    "mayDenote "
    # remarks, areas, indicators, texts
    "remarkType areaLevel gsoCode guessedSuccessor guessedMainSuccessor exhaustiveParts usualUnit numerator "
    "denominator charCount "
    # judgements and links
    "judgedFact action settles judgedBy judgedOn score evidence judgement "
    # derived
    "computedPercentOfPlan "
    # functions
    "matches",
)
"""The ontology's own terms."""

_STANDARD = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "schema": "https://schema.org/",
    "org": "http://www.w3.org/ns/org#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "prov": "http://www.w3.org/ns/prov#",
    "oa": "http://www.w3.org/ns/oa#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xkos": "http://rdf-vocabulary.ddialliance.org/xkos#",
    "sdmx-dimension": "http://purl.org/linked-data/sdmx/2009/dimension#",
    "sdmx-attribute": "http://purl.org/linked-data/sdmx/2009/attribute#",
    "sdmx-measure": "http://purl.org/linked-data/sdmx/2009/measure#",
    "sdmx-code": "http://purl.org/linked-data/sdmx/2009/code#",
    "qb": "http://purl.org/linked-data/cube#",
    "qudt": "http://qudt.org/schema/qudt/",
    "quantitykind": "http://qudt.org/vocab/quantitykind/",
    "unit": "http://qudt.org/vocab/unit/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "cito": "http://purl.org/spar/cito/",
    "time": "http://www.w3.org/2006/time#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "void": "http://rdfs.org/ns/void#",
    "dqv": "http://www.w3.org/ns/dqv#",
    "sh": "http://www.w3.org/ns/shacl#",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "vann": "http://purl.org/vocab/vann/",
    "ogcnil": "http://www.opengis.net/def/nil/OGC/0/",
}

PREFIXES: Final[dict[str, str]] = {
    "lg": LG.iri,
    **_STANDARD,
    "def": BASE + "def/",
    "id": BASE + "id/",
    "graph": BASE + "graph/",
}
"""Every prefix that our files, queries and pages use."""


class Open:
    """A standard namespace: any name is a NamedNode; the linter checks the names."""

    def __init__(self, iri: str) -> None:
        self.iri: Final = iri

    def __getattr__(self, name: str) -> NamedNode:
        if name.startswith("__"):
            raise AttributeError(name)
        made = NamedNode(self.iri + name)
        setattr(self, name, made)  # from now on it is found without this method
        return made

    def __getitem__(self, name: str) -> NamedNode:
        return NamedNode(self.iri + name)


RDF, RDFS, OWL, XSD = (Open(PREFIXES[p]) for p in ("rdf", "rdfs", "owl", "xsd"))
SCHEMA, ORG, FOAF, PROV, OA = (Open(PREFIXES[p]) for p in ("schema", "org", "foaf", "prov", "oa"))
SKOS, XKOS, QUDT, UNIT, ELI, CITO = (
    Open(PREFIXES[p]) for p in ("skos", "xkos", "qudt", "unit", "eli", "cito")
)
TIME, DCAT, DCTERMS, VOID, DQV, SH = (
    Open(PREFIXES[p]) for p in ("time", "dcat", "dcterms", "void", "dqv", "sh")
)
QB, SD, OGCNIL = (Open(PREFIXES[p]) for p in ("qb", "sd", "ogcnil"))
SDMX_DIMENSION, SDMX_ATTRIBUTE = Open(PREFIXES["sdmx-dimension"]), Open(PREFIXES["sdmx-attribute"])


def compact(iri: str) -> str:
    """A prefixed name where a prefix fits, else the IRI itself."""
    best = max((p for p in PREFIXES.items() if iri.startswith(p[1])), key=lambda p: len(p[1]), default=None)
    return f"{best[0]}:{iri[len(best[1]) :]}" if best else iri
