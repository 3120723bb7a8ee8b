"""What a client shows of a thing, a type or a property: a small page to put in a frame, a piece of one for a flyout."""

from __future__ import annotations

import base64
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from flask import Response, render_template
from markupsafe import Markup, escape

from kg.formats import HTML
from kg.serve import conditional
from kg.serve.reconcile.service import Service
from kg.serve.reconcile.telling import Teller
from kg.serve.reconcile.vocabulary import Term

_STYLE = Path(__file__).with_name("preview.css")


@lru_cache
def style() -> str:
    """The style of the page, which stands in it: a frame without an origin of its own fetches nothing."""
    return _STYLE.read_text("utf-8")


@lru_cache
def policy() -> str:
    """What the page may: be framed anywhere, and use its one style; nothing else."""
    digest = base64.b64encode(sha256(style().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; frame-ancestors *"


def page(service: Service, iri: str, root: str, language: str, entity_tag: str | None) -> Response:
    """The small page about a thing; it says so where there is none.

    :raises kg.errors.StoreError: there is no answer
    """
    service.facts.learn([iri], service.limits())
    teller = Teller(service, language)
    teller.learn([iri])
    known = bool(service.facts.of(iri))
    body = render_template(
        "preview.html",
        style=Markup(style()),
        iri=iri,
        known=known,
        address=f"{root}resource?iri=",
        name=teller.name(iri) if known else iri,
        kinds=teller.type_names(iri)[:2],
        rows=teller.rows(iri),
    )
    response = Response(body, 200 if known else 404, content_type=HTML.content_type)
    response.headers["Content-Security-Policy"] = policy()
    response.vary.add("Accept-Language")
    return conditional.cached(response, entity_tag if known else None)


def thing(service: Service, iri: str, language: str) -> str | None:
    """A thing as a piece of HTML; None where there is none."""
    service.facts.learn([iri], service.limits())
    if not service.facts.of(iri):
        return None
    teller = Teller(service, language)
    teller.learn([iri])
    parts = [_head(teller.name(iri), ", ".join(teller.type_names(iri)[:2]))]
    parts += [
        Markup("<p><b>{}</b> {}</p>").format(row.name, ", ".join(value.text for value in row.values))
        for row in teller.rows(iri)[:4]
    ]
    return _whole(parts, language)


def type_(service: Service, iri: str, language: str) -> str | None:
    """A type as a piece of HTML; None where there is none."""
    term = service.vocabulary.types.get(iri)
    return _term(term, service, language) if term else None


def property_(service: Service, iri: str, language: str) -> str | None:
    """A property likewise."""
    term = service.vocabulary.properties.get(iri)
    return _term(term, service, language) if term else None


def _term(term: Term, service: Service, language: str) -> str:
    name, said = service.vocabulary.name(term, language), service.vocabulary.description(term, language)
    return _whole([_head(name, said), Markup("<p><small>{}</small></p>").format(term.iri)], language)


def _head(name: str, line: str) -> Markup:
    return Markup("<p><strong>{}</strong></p>").format(name) + (
        Markup("<p>{}</p>").format(line) if line else ""
    )


def _whole(parts: list[Markup], language: str) -> str:
    return str(Markup('<div lang="{}">{}</div>').format(escape(language), Markup("").join(parts)))
