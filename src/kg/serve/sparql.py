"""The SPARQL endpoint (SPARQL 1.1 Protocol, query): one match on what the request is."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request

from kg.errors import KgError, NotAcceptable
from kg.formats import HTML, JSON, NTRIPLES, TSV, Format
from kg.serve import answers, conditional, description, problems, protocol, table
from kg.serve.protocol import Asked
from kg.serve.site import Site, site
from kg.store.base import Answer, Form, Query, Wanted

blueprint = Blueprint("sparql", __name__)

ADDRESS = "/sparql"


@blueprint.route(ADDRESS, methods=[*protocol.METHODS], provide_automatic_options=False)
def endpoint() -> Response:
    """Answers a query; without one, says what the service is, or shows the form."""
    if request.method == "OPTIONS":
        return options()
    asked = protocol.read(request, site().settings.max_query_bytes)
    match (request.method, asked.query.strip()):
        case ("GET" | "HEAD", ""):
            response = introduce(asked)
        case (_, ""):
            raise problems.Problem(
                "request", "There is no query.", "Send it as the parameter “query”, or as the body."
            )
        case _:
            response = reply(asked)
    response.vary.add("Accept")
    return response


def options() -> Response:
    """What the endpoint takes."""
    bodies = {"Accept-Post": protocol.BODIES, "Accept-Query": protocol.BODIES}
    return Response(headers={"Allow": ", ".join(protocol.METHODS), **bodies}, content_type="text/plain")


def introduce(asked: Asked) -> Response:
    """The service description, or the page with the form for a browser.

    :raises problems.Problem: the client takes neither
    """
    chosen = answers.choose(asked.formats, (*description.FORMATS, HTML))
    if chosen is None:
        error = NotAcceptable(
            "The service description comes in no format asked for.", hint="Or send a query."
        )
        raise answers.not_acceptable(error, description.FORMATS)
    if chosen is HTML:
        return page(asked)
    return description.response(site(), chosen)


def reply(asked: Asked) -> Response:
    """The answer to a query, in the format that its form and the client agree on.

    :raises problems.Problem: there is none; a browser gets it on the page with its query
    """
    wanted = Wanted(*(answers.choose(asked.formats, (*offers, HTML)) for offers in _OFFERS))
    known = conditional.tag(site(), *_identity(asked, wanted)) if request.method in ("GET", "HEAD") else None
    if conditional.is_known(known):
        return conditional.not_modified(known or "")
    try:
        return _answered(asked, wanted, known)
    except (problems.Problem, KgError) as error:
        if wanted.results is not HTML:
            raise
        return page(asked, problem=error if isinstance(error, problems.Problem) else problems.of(error))


_OFFERS = tuple(answers.OFFERS[form] for form in ("SELECT", "ASK", "CONSTRUCT"))
_STAND_IN = (TSV, JSON, NTRIPLES)


def _identity(asked: Asked, wanted: Wanted) -> tuple[tuple[str, ...], ...]:
    """Everything that an answer depends on beside the release."""
    names = tuple(f.name if f else "" for f in (wanted.results, wanted.boolean, wanted.graph))
    return (asked.query,), asked.default_graphs, asked.named_graphs, names


def _answered(asked: Asked, wanted: Wanted, entity_tag: str | None) -> Response:
    """The answer of the store, as it comes or as a page."""
    query = Query(asked.query, asked.default_graphs, asked.named_graphs)
    chosen = (wanted.results, wanted.boolean, wanted.graph)
    sent = Wanted(*(plain if f is HTML else f for f, plain in zip(chosen, _STAND_IN, strict=True)))
    with answers.answer(site(), query, sent, asked.timeout) as found:
        if wanted.of(found.form) is HTML:
            return page(asked, found)
        response = answers.whole(found)
        return conditional.cached(response, entity_tag) if found.stable else conditional.uncached(response)


def page(asked: Asked, found: Answer | None = None, problem: problems.Problem | None = None) -> Response:
    """The form with its query, and under it the result as a table, or what is wrong."""
    form = found.form if found else None
    result = shown(found) if found else None
    body = render_template(
        "sparql.html",
        asked=asked,
        form=form and form.value,
        result=result,
        problem=problem,
        offers=answers.OFFERS,
        address=lambda format_: link_to(asked, format_),
        limits=site().settings,
    )
    response = Response(body, problem.kind.status if problem else 200, content_type=HTML.content_type)
    response.vary.update(("Accept", "Accept-Language"))
    return conditional.cached(response, None)


def shown(found: Answer) -> table.Table | bool:
    """What a page shows of an answer: yes or no, or the first rows."""
    match found.form:
        case Form.ASK:
            return b"true" in b"".join(found.body)
        case Form.SELECT:
            return table.of_rows(found.body, lambda iri: link(site(), iri))
        case _:
            return table.of_triples(found.body, lambda iri: link(site(), iri))


def link(of: Site, iri: str) -> str | None:
    """Where the page of an IRI is: one of ours at its path, others on the web; nothing else is ever to be clicked."""
    path = of.path(iri)
    if path is not None:
        return None if path.startswith("//") else path
    return iri if iri.lower().startswith(("http://", "https://")) else None


def link_to(asked: Asked, format_: Format | None = None) -> str:
    """The address that asks the same by GET, in a format if one is given."""
    pairs = [
        ("query", asked.query),
        *(("default-graph-uri", iri) for iri in asked.default_graphs),
        *(("named-graph-uri", iri) for iri in asked.named_graphs),
        *([("format", format_.name)] if format_ else []),
    ]
    return f"{ADDRESS}?{urlencode(pairs)}"
