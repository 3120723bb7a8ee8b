"""How much some quads say: triples, subjects, uses of each property, members of each class, each counted once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pyoxigraph import NamedNode, Quad

from kg.vocab import RDF


@dataclass(frozen=True)
class Tally:
    """Counts that can be added where what is counted has nothing in common, and taken away where it is a part."""

    triples: int = 0
    subjects: int = 0
    properties: Counter[str] = field(default_factory=Counter)
    classes: Counter[str] = field(default_factory=Counter)

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.triples + other.triples,
            self.subjects + other.subjects,
            self.properties + other.properties,
            self.classes + other.classes,
        )

    def __sub__(self, part: Tally) -> Tally:
        return Tally(
            self.triples - part.triples,
            self.subjects - part.subjects,
            self.properties - part.properties,
            self.classes - part.classes,
        )

    def json(self) -> Mapping[str, Any]:
        """The counts as JSON has them."""
        return dict(vars(self))


def read(table: Mapping[str, Any]) -> Tally:
    """The counts from JSON."""
    return Tally(table["triples"], table["subjects"], Counter(table["properties"]), Counter(table["classes"]))


def of(quads: Iterable[Quad]) -> Tally:
    """The counts of some quads, whatever their graphs."""
    triples = {(q.subject, q.predicate, q.object) for q in quads}
    type_ = RDF.type
    return Tally(
        len(triples),
        len({s for s, _, _ in triples}),
        Counter(p.value for _, p, _ in triples),
        Counter(o.value for _, p, o in triples if p == type_ and isinstance(o, NamedNode)),
    )
