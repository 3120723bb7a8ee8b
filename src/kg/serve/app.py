"""The web application: assembly only, from tables of blueprints and of headers."""

from __future__ import annotations

from flask import Blueprint, Flask, Response

from kg.serve import ops
from kg.serve.site import Site

BLUEPRINTS: tuple[Blueprint, ...] = (ops.blueprint,)
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
}
"""Headers of every answer that does not set its own."""


def create_app(site: Site) -> Flask:
    """The application over a site.

    :param site: store, base, release and settings
    """
    app = Flask("kg.serve", static_folder="static")
    app.extensions["kg"] = site
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.after_request(_headers)
    return app


def _headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response
