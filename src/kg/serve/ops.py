"""For whoever runs the site: is it alive, can it answer."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from kg.errors import StoreError
from kg.formats import CSV, JSON, NTRIPLES
from kg.serve.site import site
from kg.store.base import Query, Wanted

blueprint = Blueprint("ops", __name__)


@blueprint.get("/healthz")
def healthz() -> Response:
    """The process is alive; asks nothing of the store."""
    return jsonify(status="ok", release=site().version)


@blueprint.get("/readyz")
def readyz() -> tuple[Response, int]:
    """The store answers."""
    wanted = Wanted(results=CSV, boolean=JSON, graph=NTRIPLES)
    try:
        b"".join(site().store.answer(Query("ASK {}"), wanted, site().page_limits()).body)
    except StoreError as error:
        return jsonify(status="unavailable", reason=type(error).__name__), 503
    return jsonify(status="ready", release=site().version, store=site().store.place), 200
