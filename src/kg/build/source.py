"""A source folder: a text kept byte for byte, and source.toml, which says what is known of it."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from kg import iri
from kg.errors import SourceError, Where

_REQUIRED = ("id", "language", "text", "origin", "rights")
_KNOWN = {*_REQUIRED, "title", "subject", "promises", "added", "publisher", "url", "published", "original"}


@dataclass(frozen=True)
class Document:
    """One text with its checksum and everything that source.toml says.

    `name` is the folder's name; `meta` is source.toml as read; `text` is decoded but never normalised, so
    that offsets are code points of the stored bytes.
    """

    name: str
    folder: Path
    id: str
    text: str
    sha256: str
    size: int
    meta: Mapping[str, Any]

    @property
    def report_iri(self) -> str:
        return iri.report(self.id)

    @property
    def text_iri(self) -> str:
        return iri.text(self.sha256)

    @property
    def promises(self) -> Mapping[str, tuple[int, int]]:
        """How many facts of each kind must come out: the least and the most; one number stands for both."""
        stated = self.meta.get("promises", {}).items()
        return {kind: tuple(n) if isinstance(n, list) else (n, n) for kind, n in stated}

    @property
    def added(self) -> date:
        """The day on which the source came into the project, the only date that is ours."""
        return date.fromisoformat(str(self.meta.get("added", "1970-01-01")))

    def exact(self, start: int, end: int) -> str:
        """The words at a range of code points, end exclusive."""
        return self.text[start:end]


def table(file: Path) -> dict[str, Any]:
    """What a source.toml says, its fields known and whole.

    :raises SourceError: no such file, no TOML, a field that is missing or unknown
    """
    try:
        found = tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        raise SourceError(
            "The source folder has no source.toml.",
            Where(file),
            "Make it with `kg add`, or remove the folder.",
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SourceError(f"This is not TOML in UTF-8: {error}.", Where(file)) from None
    for field in _REQUIRED:
        if field not in found:
            raise SourceError(f"“{field}” is missing.", Where(file, field=field))
    for field in found:
        if field not in _KNOWN:
            raise SourceError(
                f"“{field}” is unknown.", Where(file, field=field), f"Known: {', '.join(sorted(_KNOWN))}."
            )
    return found


def _checked_text(file: Path, about: Mapping[str, Any], toml: Path) -> tuple[bytes, str]:
    try:
        data = file.read_bytes()
    except OSError as error:
        raise SourceError(f"The text cannot be read: {error.strerror}.", Where(file)) from None
    found = hashlib.sha256(data).hexdigest()
    if found != about.get("sha256"):
        raise SourceError(
            f"The text's SHA-256 is {found}, not the one promised.",
            Where(toml, field="text.sha256"),
            "Restore the text as it was, or add the changed page as a new text of the report.",
        )
    return data, found


def load(folder: Path) -> Document:
    """Reads and checks a source folder.

    :raises SourceError: a missing file, an unknown field, a text with another checksum or encoding
    """
    toml = folder / "source.toml"
    meta = table(toml)
    about = meta["text"]
    file = folder / str(about.get("file", "text.txt"))
    data, sha256 = _checked_text(file, about, toml)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise SourceError(
            f"Byte {error.start} is no UTF-8.",
            Where(file),
            "Convert the text to UTF-8 and give the new checksum.",
        ) from None
    if original := meta.get("original"):
        _checked_text(folder / str(original.get("file", "")), original, toml)
    return Document(folder.name, folder, str(meta["id"]), text, sha256, len(data), meta)


def is_source(folder: Path) -> bool:
    """Whether a folder is a source, and not one that is just being made."""
    return folder.is_dir() and not folder.name.startswith(".")


def load_all(data: Path) -> list[Document]:
    """Every source under `data/sources`, in the order of their names.

    :raises SourceError: no such folder, no source in it, or two sources with one id
    """
    root = data / "sources"
    if not root.is_dir():
        raise SourceError("There is no folder of sources here.", Where(root), "Give it with --data DIR.")
    documents = [load(folder) for folder in sorted(root.iterdir()) if is_source(folder)]
    if not documents:
        raise SourceError("There is no source in this folder.", Where(root), "Make one with `kg add`.")
    seen: dict[str, str] = {}
    for document in documents:
        if document.id in seen:
            raise SourceError(
                f"The sources {seen[document.id]} and {document.name} have one id, {document.id}.",
                Where(root),
            )
        seen[document.id] = document.name
    return documents
