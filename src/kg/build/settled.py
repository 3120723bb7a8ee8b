"""Graphs that seldom change: judged and written once, kept as pieces that every further release takes as they are."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import Quad, Store

from kg.build import tally
from kg.build.rebasing import rebased
from kg.build.tally import Tally
from kg.codec import serialise
from kg.errors import ReleaseError, Where
from kg.formats import TURTLE
from kg.iri import Rebase
from kg.manifest import in_default

FOLDER = "settled"
FILE = "pieces.json"
STORE = "store"
KEPT = 3
"""How many sets of pieces are kept beside each other: of other bases, of the data before."""


@dataclass(frozen=True)
class Piece:
    """What is known of one graph without reading it: its counts, and the hash of its canonical N-Quads."""

    tally: Tally
    sha256: str


@dataclass(frozen=True)
class Settled:
    """Graphs as pieces: an N-Quads and an N-Triples dump, a Turtle file, and a store that holds all of them.

    :param folder: where the pieces are; of no graph there is none
    """

    folder: Path = Path()
    pieces: Mapping[str, Piece] = field(default_factory=dict)

    def file(self, name: str, suffix: str) -> Path:
        """The piece of a graph that ends in `nq.gz`, `nt.gz` or `ttl`."""
        return self.folder / f"{_flat(name)}.{suffix}"

    @property
    def store(self) -> Path:
        """The store with every graph, and in its default graph those that belong to it."""
        return self.folder / STORE

    def quads(self) -> Iterator[Quad]:
        """Every quad of every graph."""
        if self.pieces:
            yield from Store.read_only(str(self.store))


NONE = Settled()
"""No graphs."""


def _flat(name: str) -> str:
    return name.replace("/", "-")


def kept(out: Path, key: str) -> Settled | None:
    """The pieces that were made under a key, if they are there.

    :param key: a hash of everything that they follow from
    """
    folder = out / FOLDER / key
    try:
        table = json.loads((folder / FILE).read_text("utf-8"))
        pieces = {name: Piece(tally.read(one["tally"]), one["sha256"]) for name, one in table.items()}
    except (OSError, ValueError, KeyError, TypeError):
        return None
    os.utime(folder)
    return Settled(folder, pieces)


def make(out: Path, key: str, graphs: Mapping[str, list[Quad]], base: str) -> Settled:
    """Makes the pieces of some graphs, and forgets those that were not used for long.

    :param graphs: quads by the name of their graph, under the default base, by which they are counted
    :param base: the base of the release, under which they are written
    :raises ReleaseError: the disk is full, or something cannot be written
    """
    moved = rebased(graphs, Rebase(base))
    with _beside(out / FOLDER, key) as folder:
        table = {
            name: {"tally": tally.of(quads).json(), "sha256": _written(folder, name, moved[name], base)}
            for name, quads in graphs.items()
        }
        _store(folder / STORE, moved)
        (folder / FILE).write_text(json.dumps(table) + "\n", "utf-8")
    _forget(out / FOLDER)
    made = kept(out, key)
    assert made is not None
    return made


def _written(folder: Path, name: str, quads: list[Quad], base: str) -> str:
    """Writes the files of a graph, and gives the hash of its canonical N-Quads."""
    here = Settled(folder)
    lines = canonical(quads)
    triples = canonical(q.triple for q in quads)
    pack(here.file(name, "nq.gz"), lines)
    pack(here.file(name, "nt.gz"), triples)
    here.file(name, "ttl").write_bytes(serialise((q.triple for q in quads), TURTLE, base))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def canonical(statements: Iterable[object]) -> list[str]:
    """Lines of N-Quads or N-Triples in code-point order, each once: the canonical form without blank nodes."""
    return sorted({f"{statement} .\n" for statement in statements})


def pack(file: Path, lines: Iterable[str], more: Iterable[Path] = ()) -> None:
    """A gzip file without a time in it, so that equal data give equal bytes; other such files may follow in it."""
    with file.open("wb") as raw:
        with gzip.GzipFile("", "wb", 9, raw, mtime=0) as packed:
            packed.writelines(line.encode() for line in lines)
        for one in more:
            raw.write(one.read_bytes())


def _store(folder: Path, graphs: Mapping[str, list[Quad]]) -> None:
    store = Store(str(folder))
    store.bulk_extend(stored(graphs))
    store.flush()
    del store


def stored(graphs: Mapping[str, Iterable[Quad]]) -> Iterator[Quad]:
    """The quads of some graphs, and in the default graph a copy of those that belong to it."""
    for name, quads in graphs.items():
        for quad in quads:
            yield quad
            if in_default(name):
                yield Quad(quad.subject, quad.predicate, quad.object)


@contextmanager
def _beside(root: Path, key: str) -> Iterator[Path]:
    folder = root / f".{key}-{os.getpid()}"
    try:
        folder.mkdir(parents=True)
        yield folder
        if (root / key).exists():
            shutil.rmtree(root / key)
        folder.rename(root / key)
    except OSError as error:
        raise ReleaseError(f"The pieces cannot be written: {error.strerror or error}.", Where(root)) from None
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _forget(root: Path) -> None:
    made = (path for path in root.iterdir() if not path.name.startswith("."))
    for old in sorted(made, key=lambda path: path.stat().st_mtime_ns)[:-KEPT]:
        shutil.rmtree(old, ignore_errors=True)
