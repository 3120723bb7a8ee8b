"""RDF files as quads of a named graph; a mistake in one is told with its file, line and column."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, RdfFormat, parse

from kg.contexts import elsewhere
from kg.errors import RdfError, Where
from kg.formats import DATASET_FORMATS, GRAPH_FORMATS

FORMATS: dict[str, RdfFormat] = {
    f".{f.suffix}": f.rdf for f in (*GRAPH_FORMATS, *DATASET_FORMATS) if f.rdf is not None
}
"""What is read, by the ending of a file's name."""

_PLACE = re.compile(r"^Parser error at [^:]+: ")


def load(paths: Iterable[Path], graph: str) -> list[Quad]:
    """The quads of RDF files; what a file says of no graph is said of `graph`.

    Blank nodes are named after their file, in the order in which they stand in it: those of two files are never one,
    and the same files give the same names whenever they are read.

    :param paths: Turtle, N-Triples, RDF/XML, JSON-LD, TriG or N-Quads, told by their endings
    :param graph: IRI of the graph for the triples that name none
    :raises RdfError: a file that is missing, of another kind, or does not parse
    """
    return [
        quad
        for number, path in enumerate(paths)
        for quad in _read(path, NamedNode(graph), _prefix(graph, number))
    ]


def _prefix(graph: str, number: int) -> str:
    """The beginning of the names of a file's blank nodes, different for each file of each graph."""
    return "b" + hashlib.sha256(f"{graph}\n{number}".encode()).hexdigest()[:10] + "n"


def _read(path: Path, graph: NamedNode, prefix: str) -> Iterator[Quad]:
    names: dict[BlankNode, BlankNode] = {}

    def named(term: Any) -> Any:
        if isinstance(term, BlankNode):
            return names.setdefault(term, BlankNode(f"{prefix}{len(names)}"))
        return term

    try:
        with path.open("rb") as stream:
            for s, p, o, g in parse(stream, _format(path)):
                yield Quad(named(s), p, named(o), graph if g == DefaultGraph() else named(g))
    except SyntaxError as error:
        raise RdfError(*_told(error, path)) from None
    except MemoryError:
        raise RdfError("A value in this file is longer than 16 MB.", Where(path), "Shorten it.") from None
    except OSError as error:
        raise RdfError(f"The file cannot be read: {error.strerror}.", Where(path)) from None


def _format(path: Path) -> RdfFormat:
    try:
        return FORMATS[path.suffix.lower()]
    except KeyError:
        raise RdfError(
            f"“{path.suffix}” is no ending of an RDF file.", Where(path), f"Endings: {', '.join(FORMATS)}."
        ) from None


def _told(error: SyntaxError, path: Path) -> tuple[str, Where, str | None]:
    if remote := elsewhere(error.msg, path):
        what, line, column = remote
        return f"This cannot be read: {what}.", Where(path, line or None, column or None), None
    what = _PLACE.sub("", error.msg).rstrip(".")
    where = Where(path, error.lineno, error.offset)
    return f"This is not {_format(path).name}: {what}.", where, "Correct the file."
