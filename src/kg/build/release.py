"""Writes a release: beside the others, whole, under the hash of its content; the link is switched last."""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg import __version__, manifest
from kg.build.metadata import Dump
from kg.codec import serialise
from kg.errors import ReleaseError, Where
from kg.formats import TURTLE
from kg.iri import Rebase
from kg.manifest import Manifest, in_default
from kg.vocab import XSD

Graphs = Mapping[str, list[ox.Quad]]


@dataclass(frozen=True)
class Content:
    """What goes into a release: graphs by name, other files by path, and what the manifest says of them."""

    graphs: Graphs
    files: Mapping[str, str]
    modified: str
    counts: Mapping[str, Any]
    base: str


def canonical(quads: Iterable[ox.Quad]) -> list[str]:
    """N-Quads lines in code-point order, each once: the canonical form where there are no blank nodes."""
    return sorted({f"{quad} .\n" for quad in quads})


def identify(content: Content) -> str:
    """The id of a release: 16 digits of the SHA-256 of canonical N-Quads, base and tool version."""
    digest = hashlib.sha256(f"{__version__}\n{content.base}\n".encode())
    for line in canonical(q for name, quads in content.graphs.items() if name != "meta" for q in quads):
        digest.update(line.encode())
    for path, text in sorted(content.files.items()):
        digest.update(f"{path}\n{text}".encode())
    return digest.hexdigest()[:16]


# Rebasing

_TEXTS_WITH_IRIS = ("shapes", "ontology", "meta")
"""Graphs whose literals hold IRIs of ours as text: queries of rules, namespaces."""


def rebased(graphs: Graphs, rebase: Rebase) -> dict[str, list[ox.Quad]]:
    """The graphs with every IRI of the default base moved to another."""
    if rebase.new == rebase.old:
        return dict(graphs)
    return {
        name: [_moved(q, rebase, name in _TEXTS_WITH_IRIS) for q in quads] for name, quads in graphs.items()
    }


def _moved(quad: ox.Quad, rebase: Rebase, texts: bool) -> ox.Quad:
    def move(term: Any) -> Any:
        if isinstance(term, ox.NamedNode):
            return ox.NamedNode(rebase(term.value))
        if (
            isinstance(term, ox.Literal)
            and (texts or term.datatype == XSD.anyURI)
            and rebase.old in term.value
        ):
            moved = rebase.text(term.value)
            return (
                ox.Literal(moved, language=term.language)
                if term.language
                else ox.Literal(moved, datatype=term.datatype)
            )
        return term

    return ox.Quad(*(move(term) for term in (quad.subject, quad.predicate, quad.object, quad.graph_name)))


# Files


def dumps(graphs: Graphs, folder: Path, base: str) -> list[Dump]:
    """Writes every graph as Turtle and all of them as N-Quads; gives what was written, for the description."""
    (folder / "graphs").mkdir(parents=True, exist_ok=True)
    everything = canonical(q for name, quads in graphs.items() for q in quads)
    default = canonical(
        ox.Quad(q.subject, q.predicate, q.object) for n, qs in graphs.items() if in_default(n) for q in qs
    )
    written = [
        _packed(folder, "kg.nq.gz", everything, "application/n-quads", "All graphs, N-Quads"),
        _packed(folder, "default.nt.gz", default, "application/n-triples", "The default graph, N-Triples"),
    ]
    return written + [_turtle(folder, name, quads, base) for name, quads in sorted(graphs.items())]


def _packed(folder: Path, name: str, lines: list[str], media_type: str, title: str) -> Dump:
    """A gzip file without a time in it, so that equal data give equal bytes."""
    with (folder / name).open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as packed:
        packed.writelines(line.encode() for line in lines)
    return Dump(name, media_type, (folder / name).stat().st_size, title)


def _turtle(folder: Path, name: str, quads: list[ox.Quad], base: str) -> Dump:
    path = f"graphs/{name.replace('/', '-')}.ttl"
    (folder / path).write_bytes(serialise((q.triple for q in quads), TURTLE, base))
    return Dump(path, "text/turtle", (folder / path).stat().st_size, f"Graph {name}, Turtle")


def _store(graphs: Graphs, folder: Path) -> None:
    """The Oxigraph store: every named graph, and in the default graph a copy of those that belong to it."""
    store = ox.Store(str(folder))
    store.bulk_extend(_stored(graphs))
    store.flush()
    store.optimize()
    del store


def _stored(graphs: Graphs) -> Iterator[ox.Quad]:
    for name, quads in graphs.items():
        yield from quads
        if in_default(name):
            yield from (ox.Quad(q.subject, q.predicate, q.object) for q in quads)


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
            return manifest.check(target)
        except ReleaseError:
            target.rename(_aside(target))
    with _beside(out, name) as folder:
        return _fill(folder, name, moved, meta)


def _fill(folder: Path, name: str, content: Content, meta: Any) -> Manifest:
    written = dumps(content.graphs, folder / manifest.DUMPS, content.base)
    about = rebased({"meta": meta(written)}, Rebase(content.base))
    _turtle(folder / manifest.DUMPS, "meta", about["meta"], content.base)
    graphs = {**content.graphs, **about}
    for path, text in content.files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    _store(graphs, folder / manifest.STORE)
    made = Manifest(
        id=name,
        base=content.base,
        version=__version__,
        modified=content.modified,
        graphs={n: len(set(quads)) for n, quads in sorted(graphs.items())},
        default=tuple(n for n in sorted(graphs) if in_default(n)),
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
