"""Whether anything that a build reads has changed since the release that it gave last."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from kg import __version__, manifest
from kg.build.files import write
from kg.errors import ReleaseError
from kg.settings import Settings

FILE = "inputs.json"


def fingerprint(settings: Settings) -> str:
    """A hash of everything that a build reads: data, ontology, shapes, this program, the base."""
    digest = hashlib.sha256(f"{__version__}\n{settings.base_iri}\n".encode())
    code = Path(__file__).parents[1]
    for root in (settings.data, settings.ontology, settings.shapes, code):
        for file in sorted(p for p in root.rglob("*") if p.is_file() and "__pycache__" not in p.parts):
            digest.update(f"{file.relative_to(root)}\0".encode())
            digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def known(settings: Settings) -> Path | None:
    """The whole release that the same inputs gave before, if it is still there."""
    try:
        name = json.loads((settings.out / FILE).read_text("utf-8"))[fingerprint(settings)]
        manifest.check(settings.out / "releases" / name)
    except (OSError, ValueError, KeyError, ReleaseError):
        return None
    return settings.out / "releases" / str(name)


def remember(settings: Settings, name: str) -> None:
    """Notes which release the present inputs give."""
    write(settings.out / FILE, json.dumps({fingerprint(settings): name}) + "\n")
