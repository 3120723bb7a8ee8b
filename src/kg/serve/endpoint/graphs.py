"""The read side of the SPARQL 1.1 Graph Store Protocol: graphs at their own addresses, and all of them at /data."""

from __future__ import annotations

from flask import Blueprint, Response, request

from kg.errors import NotAcceptable
from kg.formats import HTML, JSON, Format
from kg.serve import conditional
from kg.serve.endpoint import answers, graph_page, protocol
from kg.serve.problems import Problem
from kg.serve.site import site
from kg.store.base import Query, Wanted

blueprint = Blueprint("graphs", __name__)

_ALL = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_ANY = "ASK { ?s ?p ?o }"


@blueprint.get("/graph/<path:name>")
def direct(name: str) -> Response:
    """A named graph of ours at its own IRI."""
    names = [value for key, value in protocol.parameters(request.query_string) if key == "format"]
    return graph(f"{site().base}graph/{name}", names)


@blueprint.get("/data")
def indirect() -> Response:
    """The default graph (`?default`), or any named one (`?graph=IRI`)."""
    pairs = protocol.parameters(request.query_string)
    graphs = [value for key, value in pairs if key == "graph"]
    defaults = [value for key, value in pairs if key == "default"]
    names = [value for key, value in pairs if key == "format"]
    if len(graphs) + len(defaults) != 1:
        raise Problem(
            "request", "This needs either “default” or one “graph”.", "Ask /data?default or /data?graph=IRI."
        )
    return graph(protocol.iri(graphs[0], "graph") if graphs else None, names)


def graph(iri: str | None, names: list[str]) -> Response:
    """All triples of a named graph, or of the default graph for None; a browser, which asks for HTML, gets its page.

    :param names: of formats, which win over the Accept header
    :raises Problem: there is no such graph, or no format fits
    """
    chosen = answers.choose(names, (*answers.ANY_GRAPH, HTML), request.headers.get("Accept"))
    if chosen is None:
        error = NotAcceptable("A graph comes in no format asked for.")
        raise answers.not_acceptable(error, answers.ANY_GRAPH)
    known = conditional.tag(site(), ("graph", iri or ""), (chosen.name,))
    if iri and not exists(iri):
        raise Problem(
            "not-found", f"There is no graph <{iri}>.", "The service description at /sparql names them all."
        )
    if chosen is HTML:
        response = graph_page.page(iri)
    elif conditional.is_known(known):
        response = conditional.not_modified(known)
    else:
        response = _sent(iri, chosen, known)
    response.vary.add("Accept")
    return response


def exists(iri: str) -> bool:
    """Whether there is a named graph of this name."""
    if not protocol.is_iri(iri):
        return False
    wanted = Wanted(results=None, boolean=JSON, graph=None)
    with answers.answer(site(), Query(_ANY, default_graphs=(iri,)), wanted) as found:
        return b"true" in b"".join(found.body)


def _sent(iri: str | None, chosen: Format, known: str | None) -> Response:
    wanted = Wanted(results=None, boolean=None, graph=chosen)
    with answers.answer(site(), Query(_ALL, default_graphs=(iri,) if iri else ()), wanted) as found:
        return conditional.cached(answers.whole(found), known)
