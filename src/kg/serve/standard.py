"""What the most usual terms of other vocabularies are called, where no shape and no ontology says it."""

from __future__ import annotations

from collections.abc import Mapping

from kg.serve.languages import gettext as _
from kg.vocab import DCTERMS, FOAF, OWL, RDF, RDFS, SH, SKOS, Open

_VANN = Open("http://purl.org/vocab/vann/")


def name(term: str) -> str | None:
    """The name of a standard term in the language of the current request."""
    return _names().get(term)


def _names() -> Mapping[str, str]:
    return {
        OWL.Ontology.value: _("Ontology"),
        SH.PrefixDeclaration.value: _("Prefix"),
        FOAF.Agent.value: _("Agent"),
        RDF.type.value: _("kind"),
        RDFS.label.value: _("name"),
        RDFS.comment.value: _("comment"),
        RDFS.seeAlso.value: _("see also"),
        RDFS.domain.value: _("of a"),
        RDFS.range.value: _("is a"),
        RDFS.subClassOf.value: _("kind of"),
        RDFS.subPropertyOf.value: _("narrower than"),
        RDFS.isDefinedBy.value: _("defined in"),
        OWL.sameAs.value: _("same as"),
        OWL.inverseOf.value: _("the other way round"),
        OWL.versionIRI.value: _("address of this version"),
        OWL.versionInfo.value: _("version"),
        DCTERMS.creator.value: _("made by"),
        DCTERMS.publisher.value: _("publisher"),
        DCTERMS.issued.value: _("published on"),
        DCTERMS.modified.value: _("changed on"),
        DCTERMS.license.value: _("licence"),
        DCTERMS.source.value: _("source"),
        DCTERMS.subject.value: _("topic"),
        DCTERMS.title.value: _("title"),
        FOAF.name.value: _("name"),
        FOAF.homepage.value: _("website"),
        SKOS.prefLabel.value: _("name"),
        SKOS.altLabel.value: _("other names"),
        SKOS.broader.value: _("part of the list entry"),
        SKOS.related.value: _("related"),
        _VANN.preferredNamespacePrefix.value: _("prefix"),
        _VANN.preferredNamespaceUri.value: _("namespace"),
        SH.declare.value: _("prefixes"),
        SH.prefix.value: _("prefix"),
        SH.namespace.value: _("namespace"),
    }
