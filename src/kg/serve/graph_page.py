"""The page of a graph, for browsers that are led to its address: what it is, and where it is to be had."""

from __future__ import annotations

from contextlib import suppress
from urllib.parse import quote, urlencode

from flask import Response, render_template, request

from kg.errors import StoreError
from kg.formats import HTML
from kg.iri import BASE, Rebase
from kg.serve import about, answers, conditional, languages, records
from kg.serve.context import pages
from kg.serve.site import site
from kg.serve.words import Name, pick
from kg.vocab import RDFS


def page(iri: str | None) -> Response:
    """The page of a named graph, or of the default graph for None."""
    pattern = f"GRAPH <{iri}> {{ ?s ?p ?o }}" if iri else "?s ?p ?o"
    body = render_template(
        "graph.html",
        iri=iri,
        name=_name(iri) if iri else None,
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


def _name(iri: str) -> Name | None:
    """What a graph is called, where the data says so and the store is not too busy to tell."""
    known = Rebase(BASE, site().base)(iri)
    labels, language = pages().labels, languages.language()
    with suppress(StoreError, ValueError):
        labels.learn([known])
        if not labels.known(known).names:
            said, _whole = about.described(pages())
            return records.in_words(said.get(known, {}).get(RDFS.label.value, ()), language)
    return pick(labels.known(known).names, language)


def _triples(iri: str) -> int | None:
    """How many triples a graph has, where the release says."""
    made, prefix = site().manifest, f"{site().base}graph/"
    return made.graphs.get(iri.removeprefix(prefix)) if made and iri.startswith(prefix) else None
