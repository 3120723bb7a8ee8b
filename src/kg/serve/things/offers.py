"""In which formats a thing can be had, and under which addresses."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from kg.formats import CSV, HTML, PAGE_FORMATS, Format
from kg.serve import addresses
from kg.serve.context import pages
from kg.serve.language.languages import language
from kg.serve.language.words import Name
from kg.serve.representations import Link
from kg.serve.things import citations, spreadsheets
from kg.serve.things.descriptions import Standing, Thing

SUFFIXES = (*PAGE_FORMATS, CSV, *citations.WRITERS)
"""Every format that may stand at the end of an address."""

_ELSEWHERE = "CONSTRUCT { <> ?p ?o } WHERE { GRAPH ?graph { <> ?p ?o } }"
_ASKED: Mapping[Standing, str] = {
    Standing.HERE: "DESCRIBE <>",
    Standing.ELSEWHERE: _ELSEWHERE,
    Standing.WITHDRAWN: _ELSEWHERE,
    Standing.SPOKEN_OF: (
        "CONSTRUCT { ?s ?p <> . ?of <> ?o } WHERE { { ?s ?p <> } UNION { ?of <> ?o } "
        "UNION { GRAPH ?graph { ?s ?p <> } } UNION { GRAPH ?graph { ?of <> ?o } } } LIMIT 500"
    ),
}
"""The query that a page offers of its thing: there is an answer wherever anything is said of it."""


def formats(found: Thing) -> tuple[Format, ...]:
    """The formats that a thing can be had in."""
    return (*PAGE_FORMATS, CSV) if spreadsheets.has_table(found) else PAGE_FORMATS


def address(found: Thing) -> str:
    """The address of the page of a thing."""
    return _address(found.iri)


@lru_cache(maxsize=64)  # a page and its headers write its own address ten times
def _address(iri: str) -> str:
    return addresses.page(iri) or addresses.resource(iri)


def with_suffix(page: str, form: Format) -> str:
    """The address of a thing's data in one format, from that of its page."""
    before, hash_, fragment = page.partition("#")
    if before.startswith("/resource"):
        return f"{before}&format={form.name}"
    return f"{before}.{form.suffix}{hash_}{fragment}"


def data(found: Thing) -> list[tuple[Format, str]]:
    """Every format of a thing but its page, with the address."""
    page = address(found).partition("#")[0]
    return [(form, with_suffix(page, form)) for form in formats(found) if form is not HTML]


def links(found: Thing) -> list[Link]:
    """What the Link header says: the page's one address, the thing itself, the other formats."""
    about = quote(pages().public(found.iri), safe="/:@!$&'()*+,;=~-._%#?")
    return [
        Link(pages().site.whole(address(found).partition("#")[0]), "canonical"),
        Link(about, "describes"),
        *(Link(there, "alternate", form.media_type) for form, there in data(found)),
    ]


def shown(found: Thing, title: Name | None = None) -> dict[str, Any]:
    """What a page says of its own data.

    :param title: of the page, to cite it by; None for a page that is not cited
    """
    iri = pages().public(found.iri)
    with_csv, page = CSV in formats(found), address(found).partition("#")[0]
    return {
        "page_address": page,
        "iri": iri,
        "permalink": addresses.own(found.iri) or (iri if addresses.is_web(iri) else page),
        "data_links": data(found),
        "cite": citations.work(found, title, language()) if title else None,
        "cite_links": [(form, with_suffix(page, form)) for form in citations.WRITERS] if title else (),
        "csv": with_suffix(page, CSV) if with_csv else "",
        "sparql": f"/sparql?query={quote(_ASKED[found.standing].replace('<>', f'<{iri}>'), safe='')}",
    }
