"""The page of limits: how much a query may take, which problems there are, and in what formats answers come."""

from __future__ import annotations

from flask import Blueprint, Response, render_template

from kg.formats import HTML
from kg.serve import conditional, problems
from kg.serve.endpoint import answers, description
from kg.serve.language import languages
from kg.serve.site import site
from kg.store.embedded import EmbeddedStore

blueprint = Blueprint("limits", __name__)


UNITS = {"SEC": "s", "AD": "B", "4L": "MB", "C62": ""}
"""How UN/CEFACT's codes are written."""


@blueprint.get("/limits")
def page() -> Response:
    """Every limit, problem and format, from the tables that the endpoint itself goes by."""
    services = site().services()
    body = render_template(
        "limits.html",
        limits=description.limits(site().settings, bool(services)),
        endpoints=services,
        refused=bool(site().settings.federate) and not services,
        kinds=problems.KINDS,
        offers=answers.OFFERS,
        units=UNITS,
        vietnamese=languages.language() == "vi",
        base=site().base,
        ours=isinstance(site().engine, EmbeddedStore),
    )
    response = Response(body, content_type=HTML.content_type)
    response.vary.add("Accept-Language")
    response.headers["Link"] = f'<{site().whole("/limits")}>; rel="canonical"'
    return conditional.by_content(response)
