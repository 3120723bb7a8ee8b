"""The page of a graph, for browsers that are led to its address: what it is, whose, and where it is to be had."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from flask import Response, render_template, request
from pyoxigraph import NamedNode

from kg.errors import StoreError
from kg.formats import HTML
from kg.iri import BASE, Rebase
from kg.serve import conditional
from kg.serve.context import pages
from kg.serve.endpoint import answers
from kg.serve.language import languages
from kg.serve.language.words import Name, pick
from kg.serve.lists import about
from kg.serve.site import site
from kg.serve.things import records
from kg.serve.things.listings import Statements
from kg.serve.things.values import Value
from kg.vocab import DCTERMS, PROV, RDFS

_ORIGIN = tuple(
    term.value for term in (DCTERMS.source, PROV.wasDerivedFrom, PROV.wasAttributedTo, DCTERMS.license)
)
"""What a description says of where the statements of a graph are from, in the order of the page."""


@dataclass(frozen=True)
class Described:
    """What the data says of a graph.

    :param origin: where its statements are from: properties by their names, with their values
    """

    name: Name | None = None
    origin: Sequence[tuple[Name, Sequence[Value]]] = ()


def page(iri: str | None) -> Response:
    """The page of a named graph, or of the default graph for None."""
    pattern = f"GRAPH <{iri}> {{ ?s ?p ?o }}" if iri else "?s ?p ?o"
    body = render_template(
        "graph.html",
        iri=iri,
        described=_described(iri) if iri else Described(),
        triples=_triples(iri) if iri else None,
        downloads=[(form, _address(iri, form.name)) for form in answers.ANY_GRAPH],
        sparql=f"/sparql?{urlencode({'query': f'SELECT * {{ {pattern} }} LIMIT 100'})}",
    )
    response = Response(body, content_type=HTML.content_type)
    response.vary.add("Accept-Language")
    return conditional.by_content(response)


def _address(iri: str | None, form: str) -> str:
    """Where a graph is to be had in a format: by its own path where it was asked for there."""
    if request.path != "/data":
        return f"{quote(request.path)}?format={form}"
    return f"/data?{urlencode({'graph': iri}) if iri else 'default'}&format={form}"


def _described(iri: str) -> Described:
    """What a graph is called and whose it is, where the data says so and the store is not too busy to tell."""
    known = Rebase(BASE, site().base)(iri)
    labels, language = pages().labels, languages.language()
    with suppress(StoreError, ValueError):
        labels.learn([known])
        if labels.known(known).names:
            return Described(pick(labels.known(known).names, language))
        said, _whole = about.described(pages())
        return _read(said.get(known, {}), language)
    return Described()


def _read(said: Statements, language: str) -> Described:
    """The description of one graph, in a language."""
    shared = pages()
    shared.labels.learn(
        term.value for path in _ORIGIN for term in said.get(path, ()) if isinstance(term, NamedNode)
    )
    shower = shared.shower()
    origin = [
        (shared.outline.name(path, language), [shower.term(term) for term in said[path]])
        for path in _ORIGIN
        if path in said
    ]
    return Described(records.in_words(said.get(RDFS.label.value, ()), language), origin)


def _triples(iri: str) -> int | None:
    """How many triples a graph has, where the release says."""
    made, prefix = site().manifest, f"{site().base}graph/"
    return made.graphs.get(iri.removeprefix(prefix)) if made and iri.startswith(prefix) else None
