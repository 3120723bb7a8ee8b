"""Styles, scripts, fonts and icons: under an address that changes with their content, so that they are kept a year."""

from __future__ import annotations

import gzip
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from flask import Blueprint, Response, request, send_from_directory

blueprint = Blueprint("assets", __name__)

FOLDER = Path(__file__).parent / "static"
_DAY, _YEAR = 86_400, 31_536_000
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
    age = _YEAR if tag == edition() else 0
    response = send_from_directory(FOLDER, name, max_age=age, etag=edition(), conditional=False)
    if age:
        response.cache_control.immutable = True
    if name.endswith(PACKED):
        _pack(response, name)
    return _conditional(response)


def _pack(response: Response, name: str) -> None:
    """Compresses a text for who takes it so, under a tag of its own."""
    response.vary.add("Accept-Encoding")
    if request.accept_encodings["gzip"] > 0:
        response.direct_passthrough = False
        response.close()
        response.set_data(_gzip(name, edition()))
        response.headers["Content-Encoding"] = "gzip"
        response.set_etag(f"{edition()}-gz")


def _conditional(response: Response) -> Response:
    """An asset, or 304 where the client has it under the tag that it was sent with."""
    response.make_conditional(request)
    if response.status_code == 304:
        response.close()
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
    return send_from_directory(FOLDER, "icon.ico", max_age=_DAY, etag=edition())
