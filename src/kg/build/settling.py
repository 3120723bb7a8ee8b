"""Makes the pieces of graphs that seldom change: dumps, Turtle, a store, a search index."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from pyoxigraph import Quad, Store

from kg.build import searching, settled, tally
from kg.build.lines import canonical, pack
from kg.build.rebasing import rebased
from kg.build.settled import Piece, Settled
from kg.codec import serialise
from kg.errors import ReleaseError, Where
from kg.formats import TURTLE
from kg.iri import Rebase
from kg.manifest import in_default

KEPT = 3
"""How many sets of pieces are kept beside each other: of other bases, of the data before."""

Graphs = Mapping[str, list[Quad]]


def make(out: Path, key: str, graphs: Graphs, around: Graphs, base: str) -> Settled:
    """Makes the pieces of some graphs, and forgets those that were not used for long.

    :param key: a hash of everything that they follow from
    :param graphs: quads by the name of their graph, under the default base, by which they are counted
    :param around: graphs with what their things belong to
    :param base: the base of the release, under which they are written
    :raises ReleaseError: the disk is full, or something cannot be written
    """
    moved = rebased(graphs, Rebase(base))
    with _beside(out / settled.FOLDER, key) as folder:
        here = Settled(folder)
        hashes = {name: _write(here, name, quads, base) for name, quads in moved.items()}
        _store(here.store, moved)
        searching.prepare(here, moved, rebased(around, Rebase(base)), base)
        settled.note(folder, {name: Piece(tally.of(quads), hashes[name]) for name, quads in graphs.items()})
    _forget(out / settled.FOLDER)
    made = settled.kept(out, key)
    assert made is not None
    return made


def _write(here: Settled, name: str, quads: list[Quad], base: str) -> str:
    """Writes the files of a graph, and gives the hash of its canonical N-Quads."""
    lines = canonical(quads)
    triples = [q.triple for q in quads]
    pack(here.file(name, "nq.gz"), lines)
    pack(here.file(name, "nt.gz"), canonical(triples))
    here.file(name, "ttl").write_bytes(serialise(triples, TURTLE, base))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _store(folder: Path, graphs: Graphs) -> None:
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
