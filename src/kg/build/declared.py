"""Every term that may be used: ours, from the ontology's files, and the standard ones, from a table."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from enum import Enum
from functools import cached_property
from pathlib import Path

from pyoxigraph import NamedNode, Quad

from kg import iri
from kg.build.rdf_files import load
from kg.errors import TermError, Where
from kg.vocab import LG, OWL, PREFIXES, RDF, compact

STANDARD = "standard-terms.toml"
"""The table of standard terms, in the ontology's folder."""


class Kind(Enum):
    """The part that a term may play; OTHER is an individual, a code, a unit, a datatype."""

    CLASS = "class"
    PROPERTY = "property"
    OTHER = "term"


_TABLE = {"classes": Kind.CLASS, "properties": Kind.PROPERTY, "others": Kind.OTHER}
_NOT_TERMS = ("id", "graph")
_LOCAL = re.compile(r"[#/:]")
OURS = PREFIXES["def"]
"""Where our own terms and codes live."""


@dataclass(frozen=True)
class Vocabulary:
    """Terms by IRI, each with the part that it may play.

    :param kinds: the kind of each declared term
    """

    kinds: Mapping[str, Kind]

    def owns(self, term: str) -> bool:
        """Whether an IRI lies in a namespace whose terms are all known here."""
        return term.startswith(_NAMESPACES)

    def has(self, term: str) -> bool:
        """Whether an IRI is declared; a namespace by itself is, and that of a code list."""
        return term in self.kinds or term in _NAMESPACE_IRIS or term.removesuffix("/") in self.kinds

    def plays(self, term: str, kind: Kind) -> bool:
        """Whether an IRI is declared as a class, as a property, or at all."""
        return self.has(term) if kind is Kind.OTHER else self.kinds.get(term) is kind

    def suggestion(self, term: str, kind: Kind = Kind.OTHER) -> str | None:
        """The declared term that is most like an undeclared one, as a prefixed name."""
        names = self._names[kind] if kind is not Kind.OTHER else self._every_name
        if whole := get_close_matches(compact(term), names, 1, 0.8):
            return whole[0]
        locals_ = [_local(name) for name in names]
        close = get_close_matches(_local(term), locals_, 1, 0.85)
        rivals = [name for name, local in zip(names, locals_, strict=True) if local in close]
        return max(rivals, key=lambda name: SequenceMatcher(None, expanded(name), term).ratio(), default=None)

    @cached_property
    def _names(self) -> Mapping[Kind, list[str]]:
        return {kind: sorted(compact(t) for t, k in self.kinds.items() if k is kind) for kind in Kind}

    @cached_property
    def _every_name(self) -> list[str]:
        return [name for names in self._names.values() for name in names]


_NAMESPACES = tuple(namespace for prefix, namespace in PREFIXES.items() if prefix not in _NOT_TERMS)
_NAMESPACE_IRIS = frozenset(_NAMESPACES)


def vocabulary(ontology: Path, shapes: Path | None = None) -> Vocabulary:
    """The terms of an ontology's folder (`lg.ttl`, `codes/`, the table of standard terms) and of a shapes' folder.

    :raises TermError: the table of standard terms is missing or has an unknown prefix
    :raises RdfError: a file that does not parse
    """
    files = [*sorted(ontology.rglob("*.ttl")), *(sorted(shapes.rglob("*.ttl")) if shapes else ())]
    return of(ontology / STANDARD, load(files, iri.graph("ontology")))


def of(table: Path, quads: Iterable[Quad]) -> Vocabulary:
    """The terms of the table of standard terms, and those of ours that quads declare.

    :raises TermError: the table is missing or has an unknown prefix
    """
    return Vocabulary(_standard(table) | declared_by(quads))


def _standard(table: Path) -> dict[str, Kind]:
    try:
        vocabularies = tomllib.loads(table.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise TermError(f"The table of standard terms cannot be read: {error}.", Where(table)) from None
    if unknown := set(vocabularies) - set(PREFIXES):
        raise TermError(f"The prefix “{min(unknown)}” is not in use.", Where(table), "Add it to kg.vocab.")
    return {
        PREFIXES[prefix] + name: kind
        for prefix, entry in vocabularies.items()
        for field, kind in _TABLE.items()
        for name in entry.get(field, "").split()
    }


_DECLARES: Mapping[object, Kind] = {
    OWL.Class: Kind.CLASS,
    OWL.ObjectProperty: Kind.PROPERTY,
    OWL.DatatypeProperty: Kind.PROPERTY,
    OWL.AnnotationProperty: Kind.PROPERTY,
}


def declared_by(quads: Iterable[Quad]) -> dict[str, Kind]:
    """Terms of our own that quads declare: whatever has a type there, and versions of the ontology.

    In the namespace of the ontology, only those of the closed vocabulary.
    """
    found: dict[str, Kind] = {}
    type_, version = RDF.type, OWL.versionIRI
    for subject, predicate, object_, _ in quads:
        if predicate == type_ and isinstance(subject, NamedNode):
            kind = _DECLARES.get(object_, Kind.OTHER)
            if kind is not Kind.OTHER or subject.value not in found:
                found[subject.value] = kind
        elif predicate == version and isinstance(object_, NamedNode):
            found[object_.value] = Kind.OTHER
    return {term: kind for term, kind in found.items() if _is_ours(term)}


def _is_ours(term: str) -> bool:
    closed = term.startswith(LG.iri) and term.removeprefix(LG.iri) not in LG
    return term.startswith(OURS) and not closed


def expanded(name: str) -> str:
    """The IRI of a prefixed name, or the name itself where the prefix is not ours."""
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local if prefix in PREFIXES else name


def _local(term: str) -> str:
    return _LOCAL.split(term)[-1]
