"""The search index of a release: that of the settled graphs made once, all else added to a copy of it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from itertools import chain
from pathlib import Path

from pyoxigraph import NamedNode, Quad

from kg.build.settled import Settled
from kg.manifest import in_default
from kg.search import collect, writer
from kg.search.collect import Collected
from kg.search.entries import Entry
from kg.search.index import Index
from kg.search.properties import Terms

Graphs = Mapping[str, list[Quad]]


def prepare(settled: Settled, graphs: Graphs, around: Graphs, base: str) -> None:
    """Writes the index of settled graphs, to which `write` adds everything else.

    :param around: graphs with what the settled things belong to
    :raises OSError: it cannot be written
    """
    quads = list(_default(graphs))
    own = {q.subject.value for q in quads if isinstance(q.subject, NamedNode)}
    collected = Collected(chain(quads, _default(around)), Terms(base))
    writer.write(settled.index, (entry for entry in collected.entries() if entry.iri in own), writer.LAST)
    faces = {iri: collected.face(iri) for iri in collected.leant_on(own)}
    settled.faces.write_text(json.dumps(faces), "utf-8")


def write(file: Path, own: Graphs, excerpt: Graphs, settled: Settled, base: str) -> None:
    """Writes the index of a release.

    :param own: the graphs that are not settled
    :param excerpt: of the settled ones, all that is said of those things that the others speak of
    :raises OSError: it cannot be written
    """
    said = sorted(_default(own), key=str)
    collected = Collected(chain(_default(excerpt), said), Terms(base))
    if settled.pieces and _as_before(collected, settled):
        shutil.copyfile(settled.index, file)
        writer.add(file, *_changes(collected.entries(), settled))
    else:
        writer.write(file, collect.entries(chain(settled.quads(), said), base))


def _default(graphs: Graphs) -> Iterator[Quad]:
    return (quad for name, quads in graphs.items() if in_default(name) for quad in quads)


def _as_before(collected: Collected, settled: Settled) -> bool:
    """Whether what the settled things belong to is called, and lies, as when their index was made."""
    faces = json.loads(settled.faces.read_text("utf-8"))
    return all(collected.face(iri) in (None, face) for iri, face in faces.items())


def _changes(entries: Iterable[Entry], settled: Settled) -> tuple[list[Entry], list[Entry]]:
    """The entries that the index does not have as they are, and those that it has instead of them."""
    added, gone = list[Entry](), list[Entry]()
    with closing(Index(settled.index)) as index:
        for entry in entries:
            if (known := index.entry(entry.iri)) != entry:
                added.append(entry)
                gone += [known] if known else []
    return added, gone
