"""The addresses of the service: the endpoint itself, suggestions, flyouts, previews, proposals of properties."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Blueprint, Response, request

from kg.serve.language.languages import language
from kg.serve.problems import Problem
from kg.serve.reconcile import extending, previewing, reading, results, sending, suggesting
from kg.serve.reconcile.manifest import PATH, manifest
from kg.serve.reconcile.public import public
from kg.serve.reconcile.service import Service, service

blueprint = Blueprint("reconcile", __name__)

Parameters = Mapping[str, str]


@blueprint.route(PATH, methods=["GET", "POST"])
def endpoint() -> Response:
    """A batch of names, a request for values, or, without either, what the service is."""
    parameters = reading.parameters(request)
    name = sending.callback(parameters)
    match ("queries" in parameters, "extend" in parameters, request.method):
        case (True, False, _):
            return _batch(parameters["queries"], name)
        case (False, True, _):
            return _extended(parameters["extend"], name)
        case (True, True, _):
            raise Problem("request", "There are both “queries” and “extend”.", "Send one at a time.")
        case (_, _, "POST"):
            raise Problem(
                "request", "There is neither “queries” nor “extend”.", "Send one of them in a form."
            )
        case _:
            shared = service()
            found = manifest(shared, public(shared.site), language())
            return sending.sent(found, name, sending.tag(sending.asked(), public(shared.site)))


def _batch(text: str, name: str | None) -> Response:
    """The answers to a batch; 400 where no query of it can be answered."""
    shared = service()
    queries = reading.batch(text, shared.vocabulary)
    problems = [query for query in queries.values() if isinstance(query, Problem)]
    if problems and len(problems) == len(queries):
        raise _all_wrong({key: query for key, query in queries.items() if isinstance(query, Problem)}, shared)
    tag = sending.tag(sending.asked())
    if known := sending.again(tag):
        return known
    with shared.place():
        found = shared.answer(queries)
        answer = results.batch(found, shared, language())
    return sending.sent(answer, name, tag)


def _all_wrong(problems: Mapping[str, Problem], shared: Service) -> Problem:
    first = next(iter(problems.values()))
    documents = {key: problem.document(shared.site.base) for key, problem in problems.items()}
    return Problem(first.name, first.detail, first.hint, first.headers, queries=documents)


def _extended(text: str, name: str | None) -> Response:
    shared = service()
    asked = extending.read(reading.document(text, "extend"), shared.vocabulary, language())
    with shared.place():
        return sending.sent(extending.extended(asked, shared), name, sending.tag(sending.asked()))


SUGGESTS: Mapping[str, Callable[[Service, str, int, str], dict[str, object]]] = {
    "entity": suggesting.entities,
    "type": suggesting.types,
    "property": suggesting.properties,
}
FLYOUTS: Mapping[str, Callable[[Service, str, str], str | None]] = {
    "entity": previewing.thing,
    "type": previewing.type_,
    "property": previewing.property_,
}


def _of(table: Mapping[str, Callable[..., object]], kind: str) -> None:
    if kind not in table:
        raise Problem("not-found", "Nothing here has this address.", f"There are {', '.join(table)}.")


@blueprint.get(f"{PATH}/suggest/<kind>")
def suggest(kind: str) -> Response:
    """Suggestions for what somebody types."""
    _of(SUGGESTS, kind)
    parameters = reading.parameters(request)
    name = sending.callback(parameters)
    prefix = reading.plain(parameters.get("prefix", ""), "prefix").strip()
    cursor = suggesting.cursor(parameters.get("cursor"))
    tag = sending.tag(sending.asked())
    if known := sending.again(tag):
        return known
    return sending.sent(SUGGESTS[kind](service(), prefix, cursor, language()), name, tag)


@blueprint.get(f"{PATH}/flyout/<kind>")
def flyout(kind: str) -> Response:
    """A thing, a type or a property in a few lines of HTML."""
    _of(FLYOUTS, kind)
    parameters = reading.parameters(request)
    name, iri = sending.callback(parameters), _id(parameters)
    html = FLYOUTS[kind](service(), iri, language())
    if html is None:
        raise Problem("not-found", "The data does not speak of this IRI.")
    return sending.sent({"id": iri, "html": html}, name, sending.tag(sending.asked()))


@blueprint.get(f"{PATH}/preview")
def preview() -> Response:
    """A small page about a thing: the only one of ours that may stand in a frame."""
    iri = _id(reading.parameters(request))
    shared = service()
    return previewing.page(shared, iri, public(shared.site), language(), sending.tag(sending.asked()))


@blueprint.get(f"{PATH}/properties")
def properties() -> Response:
    """The properties that things of a type may have."""
    parameters = reading.parameters(request)
    name = sending.callback(parameters)
    shared, type_ = service(), reading.plain(parameters.get("type", ""), "type")
    limit = suggesting.cursor(parameters["limit"]) if parameters.get("limit") else None
    proposed = extending.proposed(shared, type_, limit, language())
    if type_ and not proposed["properties"] and type_ not in shared.vocabulary.types:
        raise Problem("request", f"There is no type “{type_[:200]}”.", "suggest/type has them.")
    return sending.sent(proposed, name, sending.tag(sending.asked()))


def _id(parameters: Parameters) -> str:
    iri = reading.plain(parameters.get("id", ""), "id")
    if not iri:
        raise Problem("request", "The parameter `id` is missing.", "Ask with ?id=IRI.")
    return iri
