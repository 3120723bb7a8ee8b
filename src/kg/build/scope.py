"""What a kind of candidate may look at when it says what it is, and what several kinds say alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from pyoxigraph import NamedNode

from kg import iri
from kg.build.facts import Candidate
from kg.build.source import Document
from kg.build.terms import Statements, node, words
from kg.errors import RecordError, Where
from kg.vietnamese import parse_number
from kg.vocab import LG, OGCNIL, RDF, SKOS

UNKNOWN = OGCNIL.unknown


@dataclass(frozen=True)
class Scope:
    """What a kind's function may look at: the document, every candidate by id, and their IRIs."""

    document: Document
    by_id: Mapping[str, Candidate]
    iris: Mapping[str, str]

    def node(self, name: str) -> NamedNode:
        """The node of the candidate with an id."""
        return NamedNode(self.iris[name])

    def node_or_code(self, scheme: str, name: str) -> NamedNode:
        """The node of the candidate of that kind and id, else the entry of a code list."""
        known = self.by_id.get(name)
        return self.node(name) if known and known.kind == scheme else code(scheme, name)

    def refs(self, candidate: Candidate, links: Mapping[str, NamedNode]) -> Statements:
        """One statement for each field that refers to another candidate."""
        for field, term in links.items():
            targets = candidate.refs(field) if isinstance(candidate.values.get(field), list) else ()
            for target in targets or filter(None, [candidate.ref(field)]):
                yield term, self.node(target)


Saying = Callable[[Candidate, Scope], Statements]
"""What a kind of candidate says of its own node."""


def code(scheme: str, slug: str) -> NamedNode:
    """An entry of one of our code lists."""
    return node(iri.definition(scheme, slug))


def types(*classes: NamedNode) -> Statements:
    """A class and those it is also."""
    return ((RDF.type, c) for c in classes)


def verbatim_names(name: str, variants: Iterable[str] = ()) -> Statements:
    """A name as the text has it, and the other ways in which the text writes it."""
    yield SKOS.prefLabel, words(name)
    for variant in dict.fromkeys(variants):
        if variant != name:
            yield SKOS.altLabel, words(variant)


def unidentified(entity: Candidate) -> Statements:
    """What is said of a thing of which the text does not say enough to tell which one it is."""
    if entity.values.get("unidentified"):
        yield RDF.type, LG.UnidentifiedEntity
        yield LG.unknownBecause, UNKNOWN


def read_number(written: str, candidate: Candidate, field: str) -> Decimal:
    """The number that a field of a candidate says.

    :raises RecordError: it says none
    """
    number = parse_number(written)
    if number is None:
        raise RecordError(f"“{written}” is no number.", Where(record=candidate.id, field=field))
    return number
