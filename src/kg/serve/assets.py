"""Style sheet, fonts and icon: under an address that changes with their content, so that they are kept for a year."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from flask import Blueprint, Response, send_from_directory

blueprint = Blueprint("assets", __name__)

FOLDER = Path(__file__).parent / "static"
_YEAR = 31_536_000


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
    return response


@blueprint.app_template_global("asset")
def _asset(name: str) -> str:
    return asset(name)


@blueprint.get("/favicon.ico")
def favicon() -> Response:
    """The icon, for those who ask for it without looking at the page."""
    return send_from_directory(FOLDER, "icon.svg")
