"""The tables of what a search reads of RDF: what names a thing, what it belongs to, its years, the order of classes."""

from __future__ import annotations

from collections.abc import Mapping

from pyoxigraph import NamedNode

from kg.search.entries import CODE, HIDDEN, MAIN, OTHER
from kg.vocab import (
    CITO,
    DCTERMS,
    ELI,
    FOAF,
    LG,
    OA,
    ORG,
    OWL,
    PROV,
    RDF,
    RDFS,
    SCHEMA,
    SDMX_DIMENSION,
    SKOS,
    Closed,
)

NAMES: Mapping[NamedNode, str] = {
    SKOS.prefLabel: MAIN,
    FOAF.name: MAIN,
    DCTERMS.title: MAIN,
    RDFS.label: MAIN,
    SKOS.altLabel: OTHER,
    SKOS.hiddenLabel: HIDDEN,
    LG.gsoCode: CODE,
    SKOS.notation: CODE,
    ELI.id_local: CODE,
    LG.statedNumber: CODE,
    DCTERMS.identifier: CODE,
}
"""The properties that name a thing, the best first, and what kind of name each gives."""

NAMING = tuple(NAMES)

BELONGS = (
    DCTERMS.isPartOf,
    ORG.member,
    ORG.organization,
    LG.participant,
    PROV.agent,
    CITO.hasCitedEntity,
    LG.indicator,
    SDMX_DIMENSION.refArea,
    LG.ofOrganisation,
    DCTERMS.subject,
    DCTERMS.spatial,
    LG.remarkType,
    LG.mayDenote,
)
"""Properties whose things' names help to find a thing."""

SAYS = (
    LG.actualText,
    LG.planText,
    LG.percentText,
    LG.statedTitle,
    LG.statedDateText,
    SKOS.definition,
)
"""Properties whose texts help to find a thing."""

DATED = (
    SDMX_DIMENSION.refPeriod,
    LG.reviewsPeriod,
    LG.plansPeriod,
    LG.termOfOffice,
    LG.statedDate,
    ELI.date_document,
    SCHEMA.startDate,
)
"""Properties that say which years a thing is about."""

PLACED = (SDMX_DIMENSION.refArea, DCTERMS.spatial)

RANKS = (
    LG.Report,
    FOAF.Person,
    LG.PartyOrganisation,
    LG.StateBody,
    LG.MassOrganisation,
    ORG.Organization,
    LG.NormativeDocument,
    LG.Meeting,
    LG.Indicator,
    LG.Figure,
    LG.Tenure,
    LG.AdministrativeArea,
    LG.Remark,
    LG.Citation,
    SKOS.Concept,
    LG.Quote,
    LG.Participation,
    LG.Byline,
    LG.Relation,
    LG.SourceText,
)
"""Classes in the order in which equally good finds are shown; the first of these that a thing has is its kind."""

_OTHERS = (
    *(RDF.type, OWL.sameAs, LG.statedIn, LG.text, PROV.wasDerivedFrom, PROV.specializationOf),
    *(OA.hasSource, OA.hasSelector, OA.exact, SCHEMA.mentions, SCHEMA.text),
)
WANTED = tuple(dict.fromkeys((*NAMES, *BELONGS, *SAYS, *DATED, *PLACED, *_OTHERS)))


class Terms:
    """The names of all this under the base of some data."""

    def __init__(self, base: str | None = None) -> None:
        self._lg = LG if base is None else Closed(f"{base}def/lg#", " ".join(LG))
        self._moved = {LG[name].value: self._lg[name].value for name in LG}

    def __call__(self, term: NamedNode) -> str:
        """The IRI of a term as the data has it."""
        return self._moved.get(term.value, term.value)
