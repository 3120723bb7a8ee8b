"""Graphs that seldom change: judged and written once, kept as pieces that every further release takes as they are."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import Quad, Store

from kg import manifest
from kg.build import tally
from kg.build.tally import Tally
from kg.search import writer

FOLDER = "settled"
FILE = "pieces.json"
FACES = "faces.json"


@dataclass(frozen=True)
class Piece:
    """What is known of one graph without reading it: its counts, and the hash of its canonical N-Quads."""

    tally: Tally
    sha256: str


@dataclass(frozen=True)
class Settled:
    """Graphs as pieces: N-Quads, N-Triples and Turtle of each; a store and a search index that hold all of them.

    :param folder: where the pieces are; of no graph there is none
    """

    folder: Path = Path()
    pieces: Mapping[str, Piece] = field(default_factory=dict)

    def file(self, name: str, suffix: str) -> Path:
        """The piece of a graph that ends in `nq.gz`, `nt.gz` or `ttl`."""
        return self.folder / f"{name.replace('/', '-')}.{suffix}"

    @property
    def store(self) -> Path:
        """The store with every graph, and in its default graph those that belong to it."""
        return self.folder / manifest.STORE

    @property
    def index(self) -> Path:
        """The search index of their things, to which others can be added."""
        return self.folder / writer.FILE

    @property
    def faces(self) -> Path:
        """What the index was made with of the things that theirs belong to."""
        return self.folder / FACES

    def quads(self) -> Iterator[Quad]:
        """Every quad of every graph."""
        if self.pieces:
            yield from Store.read_only(str(self.store))


NONE = Settled()
"""No graphs."""


def kept(out: Path, key: str) -> Settled | None:
    """The pieces that were made under a key, if they are there and whole.

    :param key: a hash of everything that they follow from
    """
    folder = out / FOLDER / key
    try:
        table = json.loads((folder / FILE).read_text("utf-8"))
        pieces = {n: Piece(tally.read(one["tally"]), one["sha256"]) for n, one in table["graphs"].items()}
        if table["files"] != _files(folder):
            return None
        os.utime(folder)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return Settled(folder, pieces)


def note(folder: Path, pieces: Mapping[str, Piece]) -> None:
    """Notes what a folder of pieces holds, when all of them are written."""
    graphs = {n: {"tally": piece.tally.json(), "sha256": piece.sha256} for n, piece in pieces.items()}
    table = {"graphs": graphs, "files": _files(folder)}
    (folder / FILE).write_text(json.dumps(table) + "\n", "utf-8")


def _files(folder: Path) -> dict[str, list[object]]:
    """The checksums of the pieces: releases share files with them, so that a damage must not go on."""
    found = {path: list(manifest.checksum(folder / path)) for path in manifest.files(folder)}
    found.pop(FILE, None)
    return found
