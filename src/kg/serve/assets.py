"""Styles, scripts, fonts and icon: under an address that changes with their content, so that they are kept a year."""

from __future__ import annotations

import gzip
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from flask import Blueprint, Response, request, send_from_directory

blueprint = Blueprint("assets", __name__)

FOLDER = Path(__file__).parent / "static"
_YEAR = 31_536_000
PACKED = (".css", ".js", ".svg", ".txt")
"""What is sent compressed; fonts are already."""


@lru_cache
def edition() -> str:
    """A hash of all assets together."""
    digest = sha256()
    for path in sorted(FOLDER.rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(FOLDER).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:10]


def asset(name: str) -> str:
    """The address of an asset."""
    return f"/assets/{edition()}/{name}"


@blueprint.get("/assets/<tag>/<path:name>")
def send(tag: str, name: str) -> Response:
    """An asset; one asked for under an older address is sent too, but not kept."""
    response = send_from_directory(FOLDER, name, max_age=_YEAR if tag == edition() else 0)
    if tag == edition():
        response.cache_control.immutable = True
    return _packed(response, name) if name.endswith(PACKED) else response


def _packed(response: Response, name: str) -> Response:
    """A text compressed, for who takes it so and does not have it."""
    response.vary.add("Accept-Encoding")
    if response.status_code == 200 and request.accept_encodings["gzip"] > 0:
        response.direct_passthrough = False
        response.close()
        response.set_data(_gzip(name, edition()))
        response.headers["Content-Encoding"] = "gzip"
        etag, _ = response.get_etag()
        response.set_etag(f"{etag}-gz")
    return response


@lru_cache(maxsize=32)
def _gzip(name: str, of: str) -> bytes:
    """An asset of an edition, compressed."""
    return gzip.compress((FOLDER / name).read_bytes(), 9, mtime=0)


@blueprint.app_template_global("asset")
def _asset(name: str) -> str:
    return asset(name)


@blueprint.get("/favicon.ico")
def favicon() -> Response:
    """The icon, for those who ask for it without looking at the page."""
    return send_from_directory(FOLDER, "icon.svg")
