"""The web application: assembly only, from tables of blueprints and of headers."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, Flask, Response, request

from kg.serve import assets, direct, metrics, ops, pages, problems
from kg.serve.again import Again
from kg.serve.context import pages_of
from kg.serve.direct import Direct
from kg.serve.endpoint import answers, graphs, limits, questions, sparql, terms
from kg.serve.http.mount import Mount
from kg.serve.language import languages
from kg.serve.language.writing import Folding
from kg.serve.lists import downloads, front, layout, search
from kg.serve.reconcile import routes as reconcile
from kg.serve.site import Site
from kg.serve.straight import Straight

BLUEPRINTS: tuple[Blueprint, ...] = (
    ops.blueprint,
    metrics.blueprint,
    sparql.blueprint,
    questions.blueprint,
    terms.blueprint,
    graphs.blueprint,
    limits.blueprint,
    assets.blueprint,
    front.blueprint,
    search.blueprint,
    pages.blueprint,
    downloads.blueprint,
    reconcile.blueprint,
)
"""Every part of the site; adding one is a row."""

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "*",
}
"""Headers of every answer that does not set its own."""

PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, QUERY, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type, If-None-Match, If-Modified-Since, *",
    "Access-Control-Max-Age": "86400",
}
"""What a page of another site may send: anybody may read, and nobody is asked who they are."""


def create_app(site: Site) -> Flask:
    """The application over a site.

    :param site: store, base, release and settings
    """
    app = Flask("kg.serve", static_folder="static")
    app.url_map.merge_slashes = False  # else a redirect is built from the client's Host
    app.extensions["kg"] = site
    app.jinja_environment = Folding  # type: ignore[assignment]
    languages.install(app)
    layout.install(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    problems.register(app)
    app.after_request(_headers)
    counted = metrics.install(app, site)
    straight = Straight(app, app.wsgi_app, HEADERS, counted.count_direct)
    mount = Mount(straight, site.base)
    again = Again(partial(pages_of, app), mount.inner, straight.quick)
    app.extensions[direct.KEY] = Direct(site, answers.install(app), again, HEADERS, counted.count_direct)
    app.wsgi_app = mount  # type: ignore[method-assign]
    return app


def _headers(response: Response) -> Response:
    added = HEADERS | PREFLIGHT if request.method == "OPTIONS" else HEADERS
    there = {name for name, _value in response.headers}
    for name, value in added.items():
        if name not in there:
            response.headers.add(name, value)
    return response
