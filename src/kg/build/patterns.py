"""The form of the IRI of each kind of thing, below the base (MODEL.md, section 5)."""

from __future__ import annotations

from collections.abc import Mapping

from pyoxigraph import NamedNode

from kg.vocab import FOAF, LG, OA, ORG, SKOS, TIME

_SLUG = "[a-z0-9]+(-[a-z0-9]+)*"
_SCOPE = "[a-z0-9]+(-[a-z0-9]+)*"
_NUMBER = "[1-9][0-9]*"
_DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_PART = "[0-9]{4}(-([0-9]{2}|Q[1-4]|H[12]))?"
_PERIOD = f"{_PART}(--{_PART})?"
_TEXT = "id/text/[0-9a-f]{16}"
_QUOTE = f"{_TEXT}#char=[0-9]+,[0-9]+"
_ENTRY = f"def/{_SLUG}/[A-Za-z0-9]+([-_][A-Za-z0-9]+)*"


def _numbered(kind: str) -> str:
    return f"id/{kind}/{_SCOPE}/{_NUMBER}"


PATTERNS: Mapping[NamedNode, str] = {
    LG.Report: f"id/report/{_SCOPE}",
    LG.SourceText: _TEXT,
    LG.Quote: _QUOTE,
    OA.TextQuoteSelector: f"{_QUOTE};quote",
    OA.TextPositionSelector: f"{_QUOTE};position",
    LG.Figure: f"id/figure/{_SCOPE}/{_SLUG}/({_PERIOD}|unknown)(/{_SLUG})?(/[2-9]|/[1-9][0-9]+)?",
    LG.Citation: _numbered("citation"),
    LG.Remark: _numbered("remark"),
    LG.Meeting: _numbered("meeting"),
    LG.Participation: _numbered("participation"),
    LG.Byline: _numbered("byline"),
    LG.Relation: _numbered("relation"),
    LG.Change: _numbered("change"),
    LG.Tenure: f"id/tenure/{_SCOPE}/{_SLUG}/{_NUMBER}",
    FOAF.Person: f"id/person/{_SCOPE}(/{_SLUG})?",
    ORG.Organization: f"id/org/{_SCOPE}/{_SLUG}",
    LG.AdministrativeArea: f"id/area/(gso-[0-9]{{4}}-[0-9]{{2}}/([0-9]{{2,3}}|[0-9]{{5}})|(?!gso-){_SCOPE}(/{_SLUG})?)",
    LG.NormativeDocument: f"id/document/({_SCOPE}/)?{_SLUG}(/{_DATE})?",
    LG.Indicator: f"(def/indicator/{_SLUG}|id/indicator/{_SCOPE}/{_SLUG})",
    LG.IssuerCode: "def/issuer-code/[A-Za-z0-9]+(-[A-Za-z0-9]+)*",
    SKOS.Concept: f"({_ENTRY}|id/indicator/{_SCOPE}/{_SLUG})",
    SKOS.ConceptScheme: f"def/{_SLUG}",
    TIME.ProperInterval: f"id/period/{_PERIOD}",
    TIME.Interval: f"id/period/(--{_PART}|{_PART}--)",
    LG.Judgement: f"id/judgement/{_SCOPE}/{_SLUG}",
    LG.Link: f"id/link/{_SLUG}/{_SLUG}",
}
"""A pattern for each class; what is typed so and stands under the base has an IRI of that form."""
