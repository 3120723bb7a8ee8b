"""Writes a release: beside the others, whole, under the hash of its content; the link is switched last."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg import __version__, manifest
from kg.build import searching, sssom
from kg.build.files import link
from kg.build.lines import canonical, pack
from kg.build.metadata import Dump
from kg.build.rebasing import rebased
from kg.build.settled import NONE, Settled
from kg.build.settling import stored
from kg.codec import serialise
from kg.errors import ReleaseError, Where
from kg.formats import TURTLE
from kg.iri import Rebase
from kg.manifest import Manifest, in_default
from kg.search import writer

Graphs = Mapping[str, list[ox.Quad]]


@dataclass(frozen=True)
class Content:
    """What goes into a release: graphs by name, other files by path, and what the manifest says of them.

    :param settled: graphs that are there as pieces, under the base; what `graphs` holds of them is only a part
    """

    graphs: Graphs
    files: Mapping[str, str]
    modified: str
    counts: Mapping[str, Any]
    base: str
    settled: Settled = NONE

    @property
    def own(self) -> Graphs:
        """The graphs that are not there as pieces."""
        return {name: quads for name, quads in self.graphs.items() if name not in self.settled.pieces}

    @property
    def excerpt(self) -> Graphs:
        """What is there of the graphs that are there as pieces."""
        return {name: quads for name, quads in self.graphs.items() if name in self.settled.pieces}


def identify(content: Content) -> str:
    """The id of a release: 16 digits of the SHA-256 of canonical N-Quads, base and tool version.

    A graph that is there as pieces stands in it with the SHA-256 of its own canonical N-Quads.
    """
    digest = hashlib.sha256(f"{__version__}\n{content.base}\n".encode())
    for name, piece in sorted(content.settled.pieces.items()):
        digest.update(f"{name}\n{piece.sha256}\n".encode())
    for line in canonical(q for name, quads in content.own.items() if name != "meta" for q in quads):
        digest.update(line.encode())
    for path, text in sorted(content.files.items()):
        digest.update(f"{path}\n{text}".encode())
    return digest.hexdigest()[:16]


# Files


def dumps(content: Content, folder: Path) -> list[Dump]:
    """Writes every graph as Turtle and all of them as N-Quads; gives what was written, for the description."""
    (folder / "graphs").mkdir(parents=True, exist_ok=True)
    everything = canonical(q for quads in content.own.values() for q in quads)
    return [
        _packed(folder, "kg.nq.gz", everything, "application/n-quads", content.settled),
        _packed(folder, "default.nt.gz", _default(content), "application/n-triples", content.settled),
        *(_turtle(folder, name, quads, content) for name, quads in sorted(content.graphs.items())),
        *_links(folder, content),
    ]


def _default(content: Content) -> list[str]:
    """The lines of the default graph, without those that pieces add."""
    lines = canonical(q.triple for name, quads in content.own.items() if in_default(name) for q in quads)
    added = {f"{q.triple} .\n" for name in content.settled.pieces for q in content.graphs.get(name, ())}
    return [line for line in lines if line not in added]


_TITLES: Mapping[str, tuple[str, str]] = {
    "kg.nq.gz": ("Mọi đồ thị, N-Quads", "All graphs, N-Quads"),
    "default.nt.gz": ("Đồ thị mặc định, N-Triples", "The default graph, N-Triples"),
}
"""What the packed dumps are, in Vietnamese and English."""


def _packed(folder: Path, name: str, lines: list[str], media_type: str, settled: Settled) -> Dump:
    suffix = name.partition(".")[2]
    wanted = [one for one in sorted(settled.pieces) if suffix == "nq.gz" or in_default(one)]
    pack(folder / name, lines, [settled.file(one, suffix) for one in wanted])
    return Dump(name, media_type, (folder / name).stat().st_size, *_TITLES[name])


def _turtle(folder: Path, name: str, quads: list[ox.Quad], content: Content) -> Dump:
    path = f"graphs/{name.replace('/', '-')}.ttl"
    if name in content.settled.pieces:
        link(content.settled.file(name, "ttl"), folder / path)
    else:
        (folder / path).write_bytes(serialise((q.triple for q in quads), TURTLE, content.base))
    size = (folder / path).stat().st_size
    return Dump(path, "text/turtle", size, f"Đồ thị {name}, Turtle", f"Graph {name}, Turtle")


def _links(folder: Path, content: Content) -> Iterator[Dump]:
    """The accepted links of each target: SSSOM with how each came to be, and plain N-Triples."""
    known = sssom.names(content.graphs, content.base)
    for name, quads in sorted(content.graphs.items()):
        if name.startswith("links/"):
            made = {"sssom.tsv": sssom.table(name, quads, known), "nt": "".join(sssom.plain(quads))}
            for suffix, text in made.items():
                path = folder / f"{name}.{suffix}"
                path.parent.mkdir(exist_ok=True)
                path.write_text(text, "utf-8")
                media_type, vi, en = sssom.FILES[suffix]
                target = name.partition("/")[2]
                yield Dump(
                    f"{name}.{suffix}", media_type, path.stat().st_size, f"{vi}: {target}", f"{en}: {target}"
                )


def _store(content: Content, folder: Path) -> None:
    """The Oxigraph store: every named graph, and in the default graph a copy of those that belong to it.

    It is not compacted: what is loaded in bulk lies in order as it is, and in a small store the engine writes what it
    compacts without compression, twice as large. (`kg.store.tables` lets workers read as many tables as there are.)
    """
    folder.mkdir()
    if content.settled.pieces:
        for file in content.settled.store.iterdir():
            _take(file, folder / file.name)
    store = ox.Store(str(folder))
    store.bulk_extend(stored(content.own))
    store.flush()
    del store


def _take(file: Path, to: Path) -> None:
    """A file of another store: tables are never written again, all others are; of its log nobody needs anything."""
    if file.suffix == ".sst":
        link(file, to)
    elif not file.name.startswith("LO"):
        shutil.copyfile(file, to)


# The release


def write(content: Content, meta: Any, out: Path) -> Manifest:
    """Writes a release under `out/releases` and gives its manifest; one that is already there and whole is kept.

    :param meta: a function from the dumps written to the quads of the graph `meta`
    :raises ReleaseError: the disk is full, or something else cannot be written; nothing is left behind
    """
    moved = replace(content, graphs=rebased(content.graphs, Rebase(content.base)))
    name = identify(moved)
    target = out / "releases" / name
    if target.is_dir():
        try:
            if _has_all(made := manifest.check(target), moved):
                return made
        except ReleaseError:
            pass
        target.rename(_aside(target))
    with _beside(out, name) as folder:
        return _fill(folder, name, moved, meta)


def _has_all(made: Manifest, content: Content) -> bool:
    """Whether a release of the same content, written by an earlier version, has every file that there is now."""
    links = {f"{manifest.DUMPS}/{name}.nt" for name in content.graphs if name.startswith("links/")}
    return {writer.FILE, *links} <= made.files.keys()


def _fill(folder: Path, name: str, content: Content, meta: Any) -> Manifest:
    written = dumps(content, folder / manifest.DUMPS)
    about = rebased({"meta": meta(written)}, Rebase(content.base))
    _turtle(folder / manifest.DUMPS, "meta", about["meta"], content)
    whole = replace(content, graphs={**content.graphs, **about})
    for path, text in content.files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    _store(whole, folder / manifest.STORE)
    searching.write(folder / writer.FILE, whole.own, whole.excerpt, content.settled, content.base)
    counts = {n: len(set(quads)) for n, quads in whole.graphs.items()}
    counts |= {name: piece.tally.triples for name, piece in content.settled.pieces.items()}
    made = Manifest(
        id=name,
        base=content.base,
        version=__version__,
        modified=content.modified,
        graphs=dict(sorted(counts.items())),
        default=tuple(n for n in sorted(counts) if in_default(n)),
        counts=content.counts,
        files={path: manifest.checksum(folder / path) for path in manifest.files(folder)},
    )
    (folder / manifest.FILE).write_text(made.text(), "utf-8")
    return made


@contextmanager
def _beside(out: Path, name: str) -> Iterator[Path]:
    """A folder beside the releases that takes its name when everything in it stands, or goes away."""
    folder = out / "releases" / f".{name}-{os.getpid()}"
    try:
        folder.mkdir(parents=True)
        yield folder
        folder.rename(out / "releases" / name)
    except OSError as error:
        raise ReleaseError(
            f"The release cannot be written: {error.strerror or error}.",
            Where(out),
            "The release before it stays as it was.",
        ) from None
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _aside(damaged: Path) -> Path:
    number = 1
    while (place := damaged.with_name(f".damaged-{damaged.name}-{number}")).exists():
        number += 1
    return place
