"""The linter: no undeclared or misspelt term in RDF, in queries, in tables, in Python, or in what a build makes."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from pyoxigraph import Quad

from kg import iri, vocab
from kg.build.declared import STANDARD, Kind, Vocabulary, of
from kg.build.rdf_files import FORMATS, load
from kg.build.sparql_names import Name, prefixes
from kg.build.undeclared import Finding, finding, in_name, in_query, undeclared
from kg.errors import TermError, Where
from kg.vocab import PREFIXES, Closed, Open

__all__ = ["Finding", "check", "in_file", "in_folders", "in_query", "refuse", "undeclared"]


def in_folders(folders: Iterable[Path], vocabulary: Vocabulary) -> list[Finding]:
    """The findings of every file under some folders that the linter can read.

    :raises RdfError: an RDF file that does not parse
    """
    files = sorted(p for folder in folders for p in folder.rglob("*") if p.suffix in READERS)
    return [one for file in files for one in in_file(file, vocabulary)]


def in_file(path: Path, vocabulary: Vocabulary) -> list[Finding]:
    """The findings of one file, with line and column as far as known.

    :raises RdfError: an RDF file that does not parse
    """
    return READERS[path.suffix](path, vocabulary)


def _in_rdf(path: Path, vocabulary: Vocabulary) -> list[Finding]:
    found = undeclared(load([path], iri.graph("lint")), vocabulary, Where(path))
    if not found:
        return []
    text = path.read_text("utf-8")
    return [Finding(f.term, f.what, _located(f, text), f.suggestion) for f in found]


def _located(found: Finding, text: str) -> Where:
    """The first place in a Turtle-like text where a term stands, as a prefixed name or in full."""
    own = {**PREFIXES, **prefixes(text)}
    written = [f"{p}:{found.term[len(n) :]}" for p, n in own.items() if found.term.startswith(n)]
    for form in (
        *written,
        *(name.replace("/", "\\/") for name in written),
        f"<{found.term}>",
        found.term,
    ):
        if match := re.search(rf"(?<![\w-]){re.escape(form)}(?![\w-])", text):
            line = text.count("\n", 0, match.start()) + 1
            return Where(found.where.file, line, match.start() - text.rfind("\n", 0, match.start()))
    return found.where


def _in_query_file(path: Path, vocabulary: Vocabulary) -> list[Finding]:
    return in_query(path.read_text("utf-8"), vocabulary, Where(path))


_CELL = re.compile(r"""(?:^|["',])(?P<prefix>[a-z][a-z-]*):(?P<local>[\w/-]+)(?=["',]|$)""")


def _in_table(path: Path, vocabulary: Vocabulary) -> list[Finding]:
    """Prefixed names that are whole values of a table or of a TOML file."""
    found = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        for cell in _CELL.finditer(line):
            if cell["prefix"] in PREFIXES:
                name = Name(cell["prefix"], cell["local"], number, cell.start("prefix") + 1)
                found.append(in_name(name, PREFIXES, vocabulary, Where(path, name.line, name.column)))
    return [one for one in found if one]


_NAMESPACES = {name: value for name, value in vars(vocab).items() if isinstance(value, Open | Closed)}


def _in_python(path: Path, vocabulary: Vocabulary) -> list[Finding]:
    """Names of the namespaces of kg.vocab: `SKOS.prefLabel`, `DCTERMS["format"]`."""
    return [
        finding(term, Kind.OTHER, vocabulary, Where(path, node.lineno, node.col_offset + 1))
        for node, term in _terms(ast.parse(path.read_text("utf-8"), path.name))
        if not vocabulary.has(term)
    ]


def _terms(tree: ast.AST) -> Iterator[tuple[ast.expr, str]]:
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id=name), attr=local) if name in _NAMESPACES and local != "iri":
                yield node, _NAMESPACES[name].iri + local
            case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=str(local))):
                if name in _NAMESPACES:
                    yield node, _NAMESPACES[name].iri + local


READERS: Mapping[str, Callable[[Path, Vocabulary], list[Finding]]] = {
    **dict.fromkeys(FORMATS, _in_rdf),
    ".rq": _in_query_file,
    ".csv": _in_table,
    ".toml": _in_table,
    ".py": _in_python,
}
"""How a file is read, by the ending of its name."""


def check(graphs: Mapping[str, Iterable[Quad]], ontology: Path, folders: Iterable[Path] = ()) -> None:
    """Refuses graphs with an undeclared term; the ontology, the code lists and the shapes are among them.

    :param graphs: quads by the name of their graph
    :param ontology: the folder with the table of standard terms
    :param folders: where to look for the file and line of a term, once one is found
    :raises TermError: the first finding, and how many there are
    """
    vocabulary = of(ontology / STANDARD, (quad for quads in graphs.values() for quad in quads))
    found = [
        f for name, quads in graphs.items() for f in undeclared(quads, vocabulary, Where(f"graph {name}"))
    ]
    if found:
        refuse(in_folders(folders, vocabulary) or found)


def refuse(findings: list[Finding]) -> None:
    """Raises the first finding as an error that also counts the others; does nothing where there is none.

    :raises TermError: the first finding
    """
    if findings:
        error = findings[0].error
        more = f" ({len(findings) - 1} more.)" if len(findings) > 1 else ""
        raise TermError(error.what + more, error.where, error.hint)
