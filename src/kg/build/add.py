"""Makes a source folder of a file: its text, what is known of it and what is not, and promises on what comes out."""

from __future__ import annotations

import hashlib
import json
import math
import re
import shutil
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from kg import iri
from kg.build import source
from kg.build.extract import candidates, lists
from kg.build.facts import Proposal, Span
from kg.build.model import FACTS
from kg.build.passages import find
from kg.build.reading import files
from kg.build.reading.reader import Reading
from kg.build.source import Document
from kg.build.titles import title_of
from kg.errors import SourceError, Where

TEXT = "text.txt"
"""How many words a line has that may be a title: “BÁO CÁO” alone is none."""

SPARE = 0.2
"""By which part more or fewer facts of a kind may come out than when the source was added."""


@dataclass(frozen=True)
class About:
    """What whoever adds a file knows of the publication; None is what they do not."""

    title: str | None = None
    publisher: str | None = None
    published: date | None = None
    url: str | None = None
    name: str | None = None


@dataclass(frozen=True)
class Added:
    """A new source folder, what the extractor proposes for it, and words on what was decided."""

    document: Document
    proposal: Proposal
    remarks: tuple[str, ...]


def add(file: Path, about: About, data: Path, ontology: Path, today: date) -> Added:
    """Makes the folder of a new source under `data/sources`; it is there whole, or not at all.

    :raises SourceError: a source that is already there, no text in the file, an unknown encoding, a bad address
    """
    _check_address(about.url)
    raw, reading = files.read(file)
    stored = raw if reading.media_type == "text/plain" else reading.text.encode()
    sha256 = hashlib.sha256(stored).hexdigest()
    name = iri.slug(about.name or about.title or file.stem)[:80].strip("-") or sha256[:16]
    id_ = hashlib.sha256(about.url.encode() if about.url else stored).hexdigest()[:16]
    _check_new(data / "sources", name, id_, sha256)
    title, remarks = _title(reading.text, about.title)
    beside = data / "sources" / f".{name}.new"
    try:
        beside.mkdir(parents=True)
        (beside / TEXT).write_bytes(stored)
        original = _keep_original(beside, file, raw, reading)
        toml = _source_toml(id_, sha256, title, about, reading, original, today, remarks)
        (beside / "source.toml").write_text(toml, "utf-8")
        document = source.load(beside)
        proposal = candidates.read(document, lists.read(ontology, data / "authority"))
        (beside / "source.toml").write_text(toml + _subject(proposal) + _promises(proposal), "utf-8")
        beside.rename(data / "sources" / name)
    except OSError as error:
        raise SourceError(f"The folder cannot be written: {error.strerror}.", Where(beside)) from None
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return Added(source.load(data / "sources" / name), proposal, tuple(remarks))


def _check_address(url: str | None) -> None:
    if url is None:
        return
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc or re.search(r"[\s<>\"{}|\\^`]", url):
        raise SourceError(f"“{url}” is no web address.", Where(field="url"), "Give it whole, from http on.")


def _check_new(root: Path, name: str, id_: str, sha256: str) -> None:
    folders = [f for f in sorted(root.iterdir()) if source.is_source(f)] if root.is_dir() else []
    for folder in folders:
        meta = source.table(folder / "source.toml")
        same = {
            "this name": folder.name == name,
            "this id (the same address, or the same text)": meta["id"] == id_,
            "this very text": meta["text"].get("sha256") == sha256,
        }
        if reason := next((words for words, is_so in same.items() if is_so), None):
            raise SourceError(
                f"There is a source with {reason} already.", Where(folder), "Nothing was written."
            )


def _title(text: str, wanted: str | None) -> tuple[Span, list[str]]:
    """Where the title stands: the words given, else the line that is most likely one."""
    if wanted and (at := find(text, wanted)):
        return at, []
    remarks = (
        [f"The title given, “{wanted}”, does not stand in the text; a line of it was taken."]
        if wanted
        else []
    )
    return title_of(text), remarks


def _keep_original(folder: Path, file: Path, raw: bytes, reading: Reading) -> dict[str, str]:
    """Keeps the file itself beside a text that was taken out of it."""
    if reading.media_type == "text/plain":
        return {}
    kept = folder / f"original{file.suffix.lower()}"
    kept.write_bytes(raw)
    return {
        "file": kept.name,
        "sha256": hashlib.sha256(raw).hexdigest(),
        "format": reading.media_type,
        "reader": reading.reader,
    }


# source.toml


def _source_toml(
    id_: str,
    sha256: str,
    title: Span,
    about: About,
    reading: Reading,
    original: Mapping[str, str],
    today: date,
    remarks: Iterable[str],
) -> str:
    known = {"publisher": about.publisher, "address": about.url, "date of publication": about.published}
    how = f"taken out of the file kept beside it by {reading.reader}" if original else "kept byte for byte"
    origin = [f"The text is {how}.", *remarks]
    origin += [f"The id is that of the {'address' if about.url else 'text'}: the start of its SHA-256."]
    head = {
        "id": id_,
        "language": "vi",
        "title": [title.start, title.end],
        "added": today,
        "publisher": about.publisher,
        "url": about.url,
        "published": about.published,
    }
    return "".join(
        [
            "# What is known of this text, and what is not. Made by `kg add`; yours to complete.\n",
            _lines(head),
            _section("text", {"file": TEXT, "sha256": sha256, "format": "text/plain"}),
            _section("original", original) if original else "",
            _section(
                "origin", {"known": origin, "unknown": [n for n, value in known.items() if value is None]}
            ),
            _section(
                "rights", {"known": [], "unknown": ["whether the publisher claims rights in the wording"]}
            ),
        ]
    )


def _subject(proposal: Proposal) -> str:
    """The area that most figures are about: figures about it need not name it in their addresses."""
    areas = Counter(
        str(c.values["area"]) for c in proposal.candidates if c.kind == "figure" and "area" in c.values
    )
    return _section("subject", {"area": areas.most_common(1)[0][0]}) if areas else ""


def _promises(proposal: Proposal) -> str:
    """How many facts of each kind must come out: about as many as the extractor finds today."""
    counts = Counter(c.kind for c in proposal.candidates if c.kind in FACTS)
    spread = {
        kind: [max(1, math.floor(n * (1 - SPARE))), math.ceil(n * (1 + SPARE)) + 1]
        for kind, n in counts.items()
    }
    return _section("promises", dict(sorted(spread.items())))


def _section(name: str, values: Mapping[str, object]) -> str:
    return f"\n[{name}]\n{_lines(values)}"


def _lines(values: Mapping[str, object]) -> str:
    return "".join(f"{name} = {_toml(value)}\n" for name, value in values.items() if value is not None)


def _toml(value: object) -> str:
    """A value as TOML writes it (TOML 1.0: a JSON string is a basic string, but for U+007F)."""
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
