"""The addresses of things: 303 from a thing to its page or data, and both of these, by what the client accepts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from urllib.parse import quote

from flask import Blueprint, Response, current_app, render_template, request
from pyoxigraph import Literal

from kg.formats import CSV, HTML, PAGE_FORMATS, Format
from kg.iri import BASE, Rebase
from kg.serve import addresses, ask
from kg.serve.context import pages
from kg.serve.endpoint import graphs
from kg.serve.language.languages import DEFAULT
from kg.serve.problems import Problem
from kg.serve.representations import VARY, Link, again, chosen, liked, send
from kg.serve.things import (
    citations,
    descriptions,
    offers,
    ontology,
    portion,
    quality,
    reading,
    records,
    spreadsheets,
    thing,
)
from kg.serve.things.descriptions import Standing, Thing
from kg.vocab import LG, OWL, SH, SKOS

blueprint = Blueprint("pages", __name__)
blueprint.before_request(again)

FAILED = "kg.failed"
"""Where the environment has what went wrong before the framework was asked."""


@blueprint.before_request
def failed() -> None:
    """Says what went wrong, once."""
    if error := request.environ.pop(FAILED, None):
        raise error


VIEWS: Mapping[str, Callable[[Thing], str]] = {
    LG.Report.value: reading.page,
    LG.SourceText.value: reading.page,
    OWL.Ontology.value: ontology.page,
    SKOS.ConceptScheme.value: ontology.scheme,
    SH.ValidationReport.value: quality.page,
}
"""Classes whose page the shapes alone do not make; every other thing has the page of `thing`."""


BARE: Mapping[str, str] = {
    "id": "/browse",
    "doc": "/browse",
    "def": "/browse#vocabularies",
    "graph": "/dataset#graphs",
}
"""Where the beginning of an address leads that is none by itself: to the list of what begins with it."""


@blueprint.get("/id/<path:name>")
def identifier(name: str) -> Response:
    """A thing: 303 to its page or its data."""
    found = _found(f"id/{name}")
    if found.standing is Standing.WITHDRAWN:
        return _representation(found, chosen(PAGE_FORMATS))
    form = chosen(offers.formats(found), offers.links(found))
    here = offers.address(found)
    return _see_other(here if form == HTML else offers.with_suffix(here, form))


@blueprint.get("/doc/<path:name>")
def document(name: str) -> Response:
    """The page of a thing, or its data: as the suffix says, else as the client likes."""
    return _page("id/", name)


@blueprint.get("/def/<path:name>")
def definition(name: str) -> Response:
    """The ontology, a code list, or an entry of one: page and data at its own address."""
    return _page("def/", name)


@blueprint.get("/<path:name>")
def other(name: str) -> Response:
    """Whatever else the data has under the base, where it is not ours: page and data at its own address.

    In a release everything has its page below `id/` and `def/`, so that nothing is looked up for any other address.
    """
    here = pages().site
    known = None if here.manifest else pages().find(addresses.candidates(name))
    if known is None and (there := BARE.get(name.removesuffix("/")) or _without_slash(name)):
        return _see_other(there)
    if here.manifest:
        raise Problem("not-found", "Nothing here has this address.")
    if known is None and graphs.exists(here.base + name):
        return graphs.graph(here.base + name, request.args.getlist("format"))
    return _page("", name)


@blueprint.get("/resource")
def resource() -> Response:
    """The page or the data of any IRI of the store, or of a path below the base; 303 to the own address of ours."""
    shared = pages()
    iri = request.args.get("iri", "")
    if not iri:
        raise Problem("request", "The parameter `iri` is missing.", "Ask as /resource?iri=IRI.")
    whole = BASE + iri[1:] if iri.startswith("/") else Rebase(BASE, shared.site.base)(iri)
    found = shared.find(addresses.candidates(whole, ""))
    if found is None:
        raise Problem("not-found", "The data does not speak of this IRI.")
    if own := addresses.own(found.iri):
        return _see_other(own)
    asked = request.args.get("format")
    own_formats = offers.formats(found)
    form = next((one for one in (*own_formats, *citations.WRITERS) if one.name == asked), None)
    return _representation(found, form or chosen(own_formats, offers.links(found)))


def _without_slash(name: str) -> str:
    """The address of a page of the site that somebody ended with a slash; “” for anything else."""
    path = f"/{name.removesuffix('/')}"
    there = name.endswith("/") and any(rule.rule == path for rule in current_app.url_map.iter_rules())
    return path if there else ""


def _found(path: str) -> Thing:
    shared = pages()
    found = shared.find(addresses.candidates(path))
    if found is None:
        raise Problem("not-found", "Nothing in the data has this address.")
    return found


def _page(kind: str, name: str) -> Response:
    found, form, links = choose(kind, name, request.headers.get("Accept"))
    return _representation(found, form, links)


def choose(kind: str, name: str, accept: str | None) -> tuple[Thing, Format, Sequence[Link]]:
    """The thing at an address, the format that is asked for, and what the header Link says.

    :param accept: a header Accept, which decides where the address does not
    :raises Problem: there is nothing here, or nothing that the client likes
    """
    found, form = pages().find(addresses.candidates(kind + name)), None
    if found is None:
        stem, form = addresses.split(name, offers.SUFFIXES)
        found = _found(kind + stem)
    if form and form not in (*offers.formats(found), *citations.WRITERS):
        raise Problem("not-found", "There is no table here.")
    links = offers.links(found)
    return found, form or liked(accept, offers.formats(found), links), links


def is_usual(found: Thing) -> bool:
    """Whether the shapes alone make the page of a thing."""
    return VIEWS.keys().isdisjoint(found.types)


def _see_other(path: str) -> Response:
    """303 to one of our addresses, which the body names too; a language that was asked for goes along."""
    asked = request.args.get("lang")
    before, hash_, fragment = path.partition("#")
    target = before + (f"?lang={quote(asked)}" if asked else "") + hash_ + fragment
    response = Response(f"{target}\n", 303, content_type="text/plain; charset=utf-8")
    response.headers["Location"] = target
    response.headers["Vary"] = VARY
    return response


def _representation(found: Thing, form: Format, links: Sequence[Link] | None = None) -> Response:
    """A thing in a format.

    :param links: what its Link header says, where that is known
    """
    status = 410 if found.standing is Standing.WITHDRAWN else 200
    if form == HTML and reading.page in (VIEWS.get(class_) for class_ in found.types) and status == 200:
        key = (found.iri, str(portion.asked()))
        return send(key, form, lambda: made(found, form), portion.links(found))
    return send((found.iri,), form, lambda: made(found, form), links or offers.links(found), status)


def made(found: Thing, form: Format) -> str | bytes:
    """The page of a thing, or its data."""
    if form == HTML:
        return _html(found)
    if form == CSV:
        return spreadsheets.csv(found)
    if form in citations.WRITERS:
        return citations.WRITERS[form](citations.work(found, thing.title(found, DEFAULT), DEFAULT))
    return descriptions.describe(pages().site, found, form)


def _html(found: Thing) -> str:
    if found.standing is Standing.WITHDRAWN:
        return _withdrawn(found)
    return next((view for class_, view in VIEWS.items() if class_ in found.types), thing.page)(found)


def _withdrawn(found: Thing) -> str:
    """The page of a fact that was withdrawn: when, and why."""
    shower = pages().shower()
    rows = ask.rows(pages().site, "withdrawal", found.iri)
    notes = records.notes((row["note"] for row in rows if isinstance(row.get("note"), Literal)), shower)
    day = shower.term(rows[0]["day"]).text if rows else ""
    return render_template(
        "withdrawn.html",
        page_address=offers.address(found),
        iri=pages().public(found.iri),
        notes=notes,
        day=day,
    )
