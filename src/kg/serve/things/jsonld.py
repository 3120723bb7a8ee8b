"""Things in the words of schema.org, for search engines: a block of data in the page, which cannot end early."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from markupsafe import Markup
from pyoxigraph import Literal, NamedNode

from kg.iri import BASE
from kg.serve.context import Pages
from kg.serve.language.words import Words
from kg.serve.things.entity import DEFINITIONS, NAMES, SHOWN, Statements
from kg.serve.things.values import LONGEST
from kg.store.functions import Term
from kg.vocab import (
    DCTERMS,
    ELI,
    FOAF,
    LG,
    ORG,
    OWL,
    QUDT,
    SCHEMA,
    SDMX_DIMENSION,
    SKOS,
    XSD,
)

_TYPES = {
    term.value: name
    for term, name in (
        (LG.Report, "Report"),
        (LG.SourceText, "CreativeWork"),
        (LG.Quote, "Quotation"),
        (LG.Figure, "Observation"),
        (LG.Remark, "Claim"),
        (LG.Meeting, "Event"),
        (LG.NormativeDocument, "CreativeWork"),
        (LG.StateBody, "GovernmentOrganization"),
        (ORG.Organization, "Organization"),
        (FOAF.Person, "Person"),
        (LG.AdministrativeArea, "AdministrativeArea"),
        (SKOS.ConceptScheme, "DefinedTermSet"),
        (SKOS.Concept, "DefinedTerm"),
    )
}
"""What schema.org calls our classes; the first that fits."""

_PROPERTIES = {
    term.value: name
    for term, name in (
        (DCTERMS.identifier, "identifier"),
        (DCTERMS.language, "inLanguage"),
        (DCTERMS.issued, "datePublished"),
        (ELI.id_local, "identifier"),
        (ELI.date_document, "dateCreated"),
        (LG.actual, "value"),
        (QUDT.hasUnit, "unitText"),
        (LG.indicator, "variableMeasured"),
        (SDMX_DIMENSION.refPeriod, "observationDate"),
        (SDMX_DIMENSION.refArea, "observationAbout"),
        (LG.ofOrganisation, "observationAbout"),
        (LG.statedIn, "subjectOf"),
        (SCHEMA.organizer, "organizer"),
        (SCHEMA.startDate, "startDate"),
        (SKOS.altLabel, "alternateName"),
        (SKOS.inScheme, "inDefinedTermSet"),
        (SKOS.notation, "termCode"),
        (ORG.subOrganizationOf, "parentOrganization"),
        (OWL.sameAs, "sameAs"),
    )
}
"""What schema.org calls our properties."""

_AS_WORDS = frozenset(("unitText", "variableMeasured", "observationDate"))
"""Properties of schema.org whose value is a name, not a thing."""


def block(data: Mapping[str, Any]) -> Markup:
    """Data as a block of the page; no text in it can close the block or open another."""
    text = _JSON.encode({"@context": "https://schema.org", **data})
    if _CLOSING.search(text):
        text = _CLOSING.sub(lambda found: f"\\u{ord(found.group()):04x}", text)
    return Markup(f'<script type="application/ld+json">{text}</script>')


_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_CLOSING = re.compile("[<>&\x7f-\x9f\u2028\u2029\ufdd0-\ufdef\ufffe\uffff]")
"""Signs that could end the block, be read otherwise in a page, or that no page may have."""


def website(pages: Pages, name: str) -> Markup:
    """The site as a whole."""
    return block({"@type": "WebSite", "@id": pages.public(BASE), "name": name})


def page(pages: Pages, name: str, address: str, language: str) -> Markup:
    """A page that is about no one thing: a list, a search, words of the site."""
    return block(
        {
            "@type": "WebPage",
            "@id": pages.site.whole(address),
            "name": name,
            "inLanguage": language,
            "isPartOf": {"@id": pages.public(BASE)},
        }
    )


def dataset(
    pages: Pages,
    names: Words,
    descriptions: Words,
    licences: Iterable[str],
    files: Iterable[tuple[str, str]],
) -> Markup:
    """The dataset with the files that it can be had in, each an address and a media type or name."""

    known = list(licences)

    def tagged(words: Words) -> list[str | dict[str, str]]:
        return [_words(text, language) for language, text in sorted(words.items())]

    return block(
        {
            "@type": "Dataset",
            "@id": pages.public(f"{BASE}id/dataset/kg"),
            "name": tagged(names),
            "description": tagged(descriptions),
            **({"license": known[0]} if known else {}),
            "distribution": [
                {"@type": "DataDownload", "contentUrl": pages.public(BASE.rstrip("/") + path), "name": name}
                for path, name in files
            ],
        }
    )


def thing(iri: str, said: Statements, pages: Pages) -> Markup:
    """A thing: its type, names, description and what else schema.org has a word for."""
    found: dict[str, list[Any]] = {"name": [], "description": []}
    for path, name in _PLACES.items():
        if objects := said.objects.get(path):
            some = sorted(objects, key=_order)[:SHOWN]
            found.setdefault(name, []).extend(v for o in some for v in _values(o, name, pages))
    kept = {name: values[0] if len(values) == 1 else values for name, values in found.items() if values}
    type_ = next((name for class_, name in _TYPES.items() if class_ in said.types), "Thing")
    return block({"@id": pages.public(iri), "@type": type_, **kept})


_PLACES = {**_PROPERTIES, **dict.fromkeys(DEFINITIONS, "description"), **dict.fromkeys(NAMES, "name")}
"""Where the values of each property stand."""


def _order(term: Term) -> tuple[str, str]:
    """By language, then by letters, whatever order they came in."""
    return (term.language or "" if isinstance(term, Literal) else "", str(term))


def _values(term: Term, name: str, pages: Pages) -> Iterator[Any]:
    """What a term is to schema.org; a thing whose name is wanted is its names in all languages."""
    names = pages.labels.known(term.value).names if name in _AS_WORDS and isinstance(term, NamedNode) else {}
    for language, text in sorted(names.items())[:SHOWN]:
        yield _words(text, language)
    if not names:
        yield _value(term, pages)


def _value(term: Term, pages: Pages) -> Any:
    if isinstance(term, NamedNode):
        return {"@id": pages.public(term.value)}
    if not isinstance(term, Literal):
        return str(term)
    text = term.value[:LONGEST]
    if term.datatype == XSD.decimal:
        return {"@value": text, "@type": XSD.decimal.value}
    return _words(text, term.language or "")


def _words(text: str, language: str) -> str | dict[str, str]:
    return {"@value": text, "@language": language} if language else text
