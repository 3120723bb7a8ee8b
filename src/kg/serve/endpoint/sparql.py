"""The SPARQL endpoint (SPARQL 1.1 Protocol, query): one match on what the request is."""

from __future__ import annotations

from flask import Blueprint, Response, request

from kg.errors import KgError, NotAcceptable
from kg.formats import HTML, JSON, NTRIPLES, TSV
from kg.serve import conditional, problems
from kg.serve.endpoint import answers, description, form, protocol
from kg.serve.endpoint.protocol import Asked
from kg.serve.site import site
from kg.store.base import Query, Wanted

blueprint = Blueprint("sparql", __name__)


@blueprint.route(form.ADDRESS, methods=[*protocol.METHODS], provide_automatic_options=False)
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
    chosen = answers.choose(asked.formats, (*description.FORMATS, HTML), request.headers.get("Accept"))
    if chosen is None:
        error = NotAcceptable(
            "The service description comes in no format asked for.", hint="Or send a query."
        )
        raise answers.not_acceptable(error, description.FORMATS)
    if chosen is HTML:
        return form.page(asked)
    return description.response(site(), chosen)


def reply(asked: Asked) -> Response:
    """The answer to a query, in the format that its form and the client agree on.

    :raises problems.Problem: there is none; a browser gets it on the page with its query
    """
    chosen = wanted(asked.formats, request.headers.get("Accept"))
    entity_tag = conditional.tag(site(), *identity(asked, names_of(chosen)))
    if conditional.is_known(entity_tag):
        return conditional.not_modified(entity_tag)
    if kept := answers.recall(entity_tag):
        return conditional.cached(kept, entity_tag)
    try:
        return _answered(asked, chosen, entity_tag)
    except (problems.Problem, KgError) as error:
        if chosen.results is not HTML:
            raise
        return form.page(asked, problem=error if isinstance(error, problems.Problem) else problems.of(error))


_OFFERS = tuple((*answers.OFFERS[form], HTML) for form in ("SELECT", "ASK", "CONSTRUCT"))
_STAND_IN = (TSV, JSON, NTRIPLES)


def wanted(names: tuple[str, ...], accept: str | None) -> Wanted:
    """The format that a client likes best for each form of query: one that it names, or by its Accept header."""
    return Wanted(*(answers.choose(names, offers, accept) for offers in _OFFERS))


def names_of(wanted: Wanted) -> tuple[str, ...]:
    """The names of the formats, as they are part of what an answer depends on."""
    return tuple(f.name if f else "" for f in (wanted.results, wanted.boolean, wanted.graph))


def identity(asked: Asked, names: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Everything that an answer depends on beside the release.

    :param names: of the formats wanted
    """
    return (asked.query,), asked.default_graphs, asked.named_graphs, names


def _answered(asked: Asked, wanted: Wanted, entity_tag: str | None) -> Response:
    """The answer of the store, as it comes or as a page."""
    query = Query(asked.query, asked.default_graphs, asked.named_graphs)
    chosen = (wanted.results, wanted.boolean, wanted.graph)
    sent = Wanted(*(plain if f is HTML else f for f, plain in zip(chosen, _STAND_IN, strict=True)))
    with answers.answer(site(), query, sent, asked.timeout) as found:
        if wanted.of(found.form) is HTML:
            return form.page(asked, found)
        if not found.stable:
            return conditional.uncached(answers.whole(found))
        return conditional.cached(answers.whole(found, entity_tag), entity_tag)
