"""The dataset as a whole: its description, its dumps, and the addresses that machines look for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import quote
from xml.sax.saxutils import escape

from flask import Blueprint, Response, render_template, request, send_from_directory

from kg import manifest
from kg.codec import serialise
from kg.formats import BY_SUFFIX, GRAPH_FORMATS, HTML, PAGE_FORMATS, Format
from kg.serve import addresses, ask
from kg.serve.context import pages
from kg.serve.language.languages import number
from kg.serve.lists import about
from kg.serve.problems import Problem
from kg.serve.representations import VARY, Link, again, chosen, send
from kg.serve.things import citations, jsonld, records
from kg.serve.things.listings import Statements
from kg.serve.things.values import Shower, Value
from kg.vocab import DCAT, DCTERMS, RDFS, SD, VOID

blueprint = Blueprint("downloads", __name__)
blueprint.before_request(again)

_GZIP = Format("gz", "application/gzip", "gz", HTML.kind)
_XML = Format("sitemap", "application/xml", "xml", HTML.kind)
_TEXT = Format("txt", "text/plain", "txt", HTML.kind)


@blueprint.get("/dataset")
def dataset() -> Response:
    """The dataset: its page, or its description."""
    return _dataset(chosen(PAGE_FORMATS, _links()))


@blueprint.get("/dataset.<suffix>")
def description(suffix: str) -> Response:
    """The description of the dataset in one format, or how to cite it."""
    form = next((one for one in (*PAGE_FORMATS, *citations.WRITERS) if one.suffix == suffix), None)
    if form is None:
        raise Problem("not-found", "The dataset is not described in this format.")
    return _dataset(form)


@blueprint.get("/.well-known/void")
def void() -> Response:
    """The description of the dataset where VoID says to look for it (VoID, section 7.2)."""
    return _dataset(chosen(GRAPH_FORMATS, _links()))


def _links() -> list[Link]:
    return [
        Link(pages().site.whole("/dataset"), "canonical"),
        *(Link(f"/dataset.{form.suffix}", "alternate", form.media_type) for form in GRAPH_FORMATS),
    ]


def _dataset(form: Format) -> Response:
    return send(("/dataset",), form, lambda: _page() if form == HTML else _data(form), _links())


def _data(form: Format) -> bytes | str:
    if form in citations.WRITERS:
        return about.citation(form)
    site = pages().site
    return serialise(ask.triples(site, "dataset"), form, site.base)


@dataclass(frozen=True)
class Part:
    """A graph of the dataset with its number of triples."""

    iri: str
    label: str
    triples: Value
    href: str


@dataclass(frozen=True)
class Download:
    """A file to take away."""

    href: str
    name: str
    title: str
    size: str


def _page() -> str:
    """The page of the dataset, from its own description."""
    shared = pages()
    shower = shared.shower()
    said, whole = about.described(shared)
    names, descriptions = (whole.get(term.value, ()) for term in (DCTERMS.title, DCTERMS.description))
    downloads = _downloads(said, shower)
    files = [(one.href, one.title) for one in downloads]
    return render_template(
        "dataset.html",
        page_address="/dataset",
        schema_org=jsonld.dataset(
            shared,
            records.by_language(names),
            records.by_language(descriptions),
            [ask.value({"o": o}, "o") for o in whole.get(DCTERMS.license.value, ())],
            files,
        ),
        title=records.in_words(names, shower.language),
        description=records.in_words(descriptions, shower.language),
        triples=next((shower.term(o) for o in whole.get(VOID.triples.value, ())), None),
        licence=next((shower.term(o) for o in whole.get(DCTERMS.license.value, ())), None),
        modified=next((shower.term(o) for o in whole.get(DCTERMS.modified.value, ())), None),
        downloads=downloads,
        graphs=_graphs(said, shower),
        release=shared.site.manifest,
        formats=GRAPH_FORMATS,
        **about.cited(whole, shared),
    )


def _downloads(said: Mapping[str, Statements], shower: Shower) -> list[Download]:
    found = []
    for one in said.values():
        for address in one.get(DCAT.downloadURL.value, ()):
            path = addresses.page(ask.value({"o": address}, "o")) or ""
            title = records.in_words(one.get(DCTERMS.title.value, ()), shower.language) or _NOTHING
            size = next((int(getattr(o, "value", 0)) for o in one.get(DCAT.byteSize.value, ())), 0)
            found.append(
                Download(path, path.removeprefix("/dumps/"), title.text, _size(size, shower.language))
            )
    return sorted(found, key=lambda one: (one.name.count("/"), one.name))


def _size(size: int, language: str) -> str:
    """A size in the unit in which it has one to three digits before the mark."""
    unit, step = ("B", 1) if size < 1000 else ("kB", 1000) if size < 1_000_000 else ("MB", 1_000_000)
    digits = 1 if unit != "B" and size < 10 * step else 0
    return f"{number(round(Decimal(size) / step, digits), language)} {unit}"


def _graphs(said: Mapping[str, Statements], shower: Shower) -> list[Part]:
    graphs = [
        Part(
            iri,
            (records.in_words(one.get(RDFS.label.value, ()), shower.language) or _NOTHING).text,
            next((shower.term(o) for o in one.get(VOID.triples.value, ())), Value("")),
            addresses.page(iri) or "",
        )
        for iri, one in said.items()
        if SD.name.value in one
    ]
    return sorted(graphs, key=lambda part: part.iri)


_NOTHING = Value("")


@blueprint.get("/dumps/", strict_slashes=False)  # else a redirect is built from the client's Host
def dumps() -> Response:
    """303 to the list of the files, which stands on the page of the dataset."""
    asked = request.args.get("lang")
    target = "/dataset" + (f"?lang={quote(asked)}" if asked else "") + "#files"
    return Response(
        f"{target}\n", 303, {"Location": target, "Vary": VARY}, content_type="text/plain; charset=utf-8"
    )


@blueprint.get("/dumps/<path:name>")
def dump(name: str) -> Response:
    """A file of the release, under its checksum."""
    site = pages().site
    path = f"{manifest.DUMPS}/{name}"
    if not site.folder or not site.manifest or path not in site.manifest.files:
        raise Problem("not-found", "There is no such file to download.")
    form = BY_SUFFIX.get(name.rpartition(".")[2], _GZIP)
    checksum, _size = site.manifest.files[path]
    response = send_from_directory(
        site.folder / manifest.DUMPS, name, mimetype=form.media_type, etag=checksum, max_age=0
    )
    response.headers["Cache-Control"] = "public, no-cache"
    return response


@blueprint.get("/sitemap.xml")
def sitemap() -> Response:
    """The address of every page, for search engines."""
    return send(("/sitemap.xml",), _XML, _sitemap)


def _sitemap() -> str:
    site = pages().site
    paths = ["/", "/reports", "/indicators", "/officials", "/browse", "/quality", "/dataset", "/about"]
    things = [addresses.page(ask.value(row, "it")) for row in ask.rows(site, "addresses")]
    urls = [site.base.rstrip("/") + path for path in (*paths, *sorted(filter(None, things)))]
    entries = "".join(f"<url><loc>{escape(url)}</loc></url>\n" for url in urls)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{entries}</urlset>\n'
    )


@blueprint.get("/robots.txt")
def robots() -> Response:
    """What robots may read: pages and dumps, not the engine."""
    base = pages().site.base
    text = f"User-agent: *\nDisallow: /sparql\nDisallow: /data\nSitemap: {base}sitemap.xml\n"
    return send(("/robots.txt",), _TEXT, lambda: text)
