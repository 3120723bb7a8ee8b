"""The pages of the ontology and of code lists: every term in one document, each at its own anchor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import render_template
from pyoxigraph import Literal, NamedNode

from kg.serve import ask
from kg.serve.context import Pages, pages
from kg.serve.language import collation
from kg.serve.language.words import Name
from kg.serve.things import asked, entity, jsonld, neighbourhood, offers, thing
from kg.serve.things.descriptions import Thing
from kg.serve.things.listings import Statements, statements
from kg.serve.things.records import in_words
from kg.serve.things.values import Shower, Value
from kg.vocab import OWL, RDF, RDFS, SH, SKOS


@dataclass(frozen=True)
class Term:
    """A term or an entry as shown.

    :param anchor: the last part of its IRI
    :param notations: codes that stand for it
    :param links: properties to other terms, with their names
    """

    anchor: str
    thing: Value
    definition: Name | None
    notations: tuple[str, ...]
    links: tuple[tuple[Name, tuple[Value, ...]], ...]


_CLASSES = OWL.Class.value
_LINKS = tuple(
    term.value
    for term in (RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range, OWL.inverseOf, SKOS.broader)
)


def page(found: Thing) -> str:
    """The page of the ontology.

    :raises kg.errors.StoreError: there is no answer
    """
    terms, said = _terms(found, "ontology")
    classes = [term for term in terms if _CLASSES in _types(said[term.thing.iri])]
    others = [term for term in terms if term not in classes]
    return _render("ontology.html", found, classes=classes, properties=others)


def scheme(found: Thing) -> str:
    """The page of a code list.

    :raises kg.errors.StoreError: there is no answer
    """
    entries = sorted(_terms(found, "scheme")[0], key=lambda term: collation.key(term.thing.text))
    return _render("scheme.html", found, entries=entries)


def _render(template: str, found: Thing, **more: list[Term]) -> str:
    shared = pages()
    shower = shared.shower()
    said = entity.read(found.iri, asked.said(found.iri, shared.site), here=True)
    shared.labels.learn([found.iri, *said.things])
    title = shared.labels.name(found.iri, shower.language)
    names = entity.names(said, title, shower)
    around = neighbourhood.draw(title.text, (), neighbourhood.out(said, shared, shower))
    for path in _SAID_ALREADY:
        said.objects.pop(path, None)
    return render_template(
        template,
        **offers.shown(found, title),
        schema_org=jsonld.thing(found.iri, said, shared),
        thing=shower.thing(found.iri),
        title=title,
        definition=entity.definition(said, shower.language),
        kinds=thing.kinds(said.types, shared, shower.language),
        names=names,
        around=around,
        groups=entity.groups(said, (Value(title.text, language=title.language), *names), shared, shower),
        **more,
    )


_SAID_ALREADY = tuple(term.value for term in (SKOS.hasTopConcept, RDFS.isDefinedBy, SH.declare))


def _terms(found: Thing, query: str) -> tuple[list[Term], Mapping[str, Statements]]:
    shared = pages()
    shower = shared.shower()
    rows = ask.rows(shared.site, query, found.iri)
    shared.labels.learn(sorted(ask.iris(rows, "row", "o")))
    said = statements(rows)
    terms = [_term(iri, one, shared, shower) for iri, one in said.items()]
    return sorted(terms, key=lambda term: term.anchor.lower()), said


def _term(iri: str, said: Statements, shared: Pages, shower: Shower) -> Term:
    links = [
        (shared.outline.name(path, shower.language), tuple(shower.term(o) for o in said[path]))
        for path in _LINKS
        if path in said
    ]
    notations = (o.value for o in said.get(SKOS.notation.value, ()) if isinstance(o, Literal))
    return Term(
        iri.replace("#", "/").rpartition("/")[2],
        shower.thing(iri),
        in_words(said.get(SKOS.definition.value, ()), shower.language),
        tuple(sorted(notations)),
        tuple(links),
    )


def _types(said: Statements) -> set[str]:
    return {o.value for o in said.get(RDF.type.value, ()) if isinstance(o, NamedNode)}
