"""A release folder as both wings know it: its manifest, whether it is whole, which one is current."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from kg.errors import ReleaseError, Where

FILE = "manifest.json"
STORE = "store"
DUMPS = "dumps"
NOT_DEFAULT = ("shapes", "candidates/", "derived/", "quality", "history", "meta")
"""Graphs, or their first parts, that the endpoint's default graph does not hold; all others it does."""

_VOLATILE = ("LOG", "LOCK")
"""Files that the engine itself rewrites inside its folder; they hold no data."""


def in_default(name: str) -> bool:
    """Whether the endpoint's default graph holds a copy of a graph, by its name without the base."""
    return not name.startswith(NOT_DEFAULT)


@dataclass(frozen=True)
class Manifest:
    """What a release says of itself.

    :param id: hash of its content
    :param base: the base IRI
    :param version: of the tool
    :param modified: newest date in the data, ISO
    :param graphs: number of triples by name of graph, without the base
    :param default: names of the graphs that the default graph holds a copy of
    :param counts: sources, facts by status, findings by severity
    :param files: SHA-256 and size of every file, by its path in the folder
    """

    id: str
    base: str
    version: str
    modified: str
    graphs: Mapping[str, int]
    default: tuple[str, ...]
    counts: Mapping[str, Any]
    files: Mapping[str, tuple[str, int]] = field(default_factory=dict)

    def text(self) -> str:
        """The manifest as JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def files(folder: Path) -> Iterator[str]:
    """Paths of the files that a manifest names, in order."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        volatile = path.parent.name == STORE and path.name.startswith(_VOLATILE)
        if path.is_file() and name != FILE and not volatile:
            yield name


def checksum(path: Path) -> tuple[str, int]:
    """SHA-256 and size of a file."""
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return digest, path.stat().st_size


def read(folder: Path) -> Manifest:
    """The manifest of a release folder.

    :raises ReleaseError: there is none, or it does not read
    """
    file = folder / FILE
    try:
        table = json.loads(file.read_text("utf-8"))
        table["files"] = {name: (sha, size) for name, (sha, size) in table["files"].items()}
        return Manifest(**{**table, "default": tuple(table["default"])})
    except FileNotFoundError:
        raise ReleaseError("There is no release here.", Where(folder), "Make one with `kg build`.") from None
    except (ValueError, KeyError, TypeError, OSError):
        raise ReleaseError(
            "The manifest does not read.", Where(file), "Build again, or `kg rollback`."
        ) from None


def check(folder: Path) -> Manifest:
    """The manifest of a release folder whose every file has the promised checksum.

    :raises ReleaseError: a file is missing, added or changed
    """
    manifest = read(folder)
    found = set(files(folder))
    for name in sorted(found | set(manifest.files)):
        if name not in found:
            raise ReleaseError("A file of the release is missing.", Where(folder / name))
        if name not in manifest.files:
            raise ReleaseError("A file does not belong to the release.", Where(folder / name))
        if checksum(folder / name) != manifest.files[name]:
            raise ReleaseError("A file of the release is damaged.", Where(folder / name))
    return manifest


def releases(out: Path) -> list[Path]:
    """The release folders under `out`, newest first."""
    root = out / "releases"
    if not root.is_dir():
        return []
    folders = [p for p in root.iterdir() if (p / FILE).is_file() and not p.name.startswith(".")]
    return sorted(folders, key=lambda p: ((p / FILE).stat().st_mtime_ns, p.name), reverse=True)


def current(out: Path) -> Path | None:
    """The folder that the link `current` points to, if it is there."""
    link = out / "current"
    return link.resolve() if link.is_symlink() and link.resolve().is_dir() else None


def switch(out: Path, release: Path) -> None:
    """Points the link `current` to a release, in one step.

    :raises ReleaseError: the link cannot be written
    """
    beside = out / f".current-{os.getpid()}"
    try:
        beside.unlink(missing_ok=True)
        beside.symlink_to(Path("releases") / release.name, target_is_directory=True)
        beside.replace(out / "current")
    except OSError as error:
        raise ReleaseError(
            f"The link cannot be switched: {error.strerror}.", Where(out / "current")
        ) from None
