"""The page of a thing, as the shapes describe it: names, groups and order are theirs; nothing here knows a class."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode

from kg.serve import ask
from kg.serve.context import Pages
from kg.serve.outline import OTHER, Property
from kg.serve.values import Shower, Value
from kg.serve.words import Name
from kg.store.functions import Row, Term
from kg.vocab import LG, PROV, RDF, SCHEMA

SHOWN = 60
"""Values of one property that a page shows."""

ELSEWHERE_ON_PAGE = frozenset(
    term.value
    for term in (
        RDF.type,
        PROV.wasDerivedFrom,
        LG.note,
        LG.status,
        LG.confidence,
        LG.statedIn,
        LG.unknownBecause,
        SCHEMA.text,
    )
)
"""Properties that every page has a place of its own for."""


@dataclass(frozen=True)
class Line:
    """One property and its values; how many more there are than are shown."""

    path: str
    name: Name
    description: str
    values: tuple[Value, ...]
    more: int = 0


@dataclass(frozen=True)
class Group:
    """A heading and its properties."""

    name: Name
    lines: tuple[Line, ...]


@dataclass
class Statements:
    """What is said of one thing: objects by property, and the graphs that say each."""

    objects: dict[str, list[Term]] = field(default_factory=lambda: defaultdict(list))
    graphs: dict[tuple[str, Term], set[str]] = field(default_factory=lambda: defaultdict(set))

    def values(self, term: NamedNode) -> list[Term]:
        """The objects of a property."""
        return self.objects.get(term.value, [])

    def iris(self, term: NamedNode) -> list[str]:
        """The IRIs among them."""
        return [o.value for o in self.values(term) if isinstance(o, NamedNode)]

    @property
    def things(self) -> list[str]:
        """Every IRI among the objects."""
        return [o.value for objects in self.objects.values() for o in objects if isinstance(o, NamedNode)]

    @property
    def types(self) -> frozenset[str]:
        return frozenset(self.iris(RDF.type))


def read(rows: Iterable[Row], here: bool) -> Statements:
    """The statements about a thing.

    :param here: whether only those count that the default graph has; the other graphs' are then told apart
    """
    found = Statements()
    for row in rows:
        path, value, graph = ask.value(row, "p"), row["o"], ask.value(row, "graph")
        if graph:
            found.graphs[path, value].add(graph)
        if not (here and graph) and value not in found.objects[path]:
            found.objects[path].append(value)
    return found


def derived(found: Statements, base: str) -> Statements:
    """What rules of ours derive of a thing: statements of `graph/derived/…` that the default graph does not have."""
    only = Statements()
    for (path, value), graphs in found.graphs.items():
        if value not in found.objects.get(path, ()) and any(
            g.startswith(f"{base}graph/derived/") for g in graphs
        ):
            only.objects[path].append(value)
    return only


def groups(found: Statements, title: Name, pages: Pages, shower: Shower) -> tuple[Group, ...]:
    """The statements under the headings and in the order of the shapes; those that no shape knows come last."""
    properties = pages.outline.of_types(found.types)
    by_group: dict[str, list[tuple[float, Line]]] = defaultdict(list)
    for path, objects in found.objects.items():
        if path in ELSEWHERE_ON_PAGE:
            continue
        one = properties.get(path, Property(path, path))
        if line := _line(one, _without(objects, title), pages, shower):
            by_group[one.group].append((one.order, line))
    return tuple(
        Group(_heading(group, pages, shower), tuple(line for _, line in sorted(lines, key=_order)))
        for group, lines in sorted(by_group.items(), key=lambda item: pages.outline.group_order(item[0]))
    )


def _heading(group: str, pages: Pages, shower: Shower) -> Name:
    return Name("") if group == OTHER else pages.outline.name(group, shower.language)


def _order(item: tuple[float, Line]) -> tuple[float, str]:
    return item[0], item[1].path


def _without(objects: list[Term], title: Name) -> list[Term]:
    """The objects without the one that is the title of the page."""
    return [
        o
        for o in objects
        if not (isinstance(o, Literal) and (o.value, o.language or "") == (title.text, title.language))
    ]


def _line(one: Property, objects: list[Term], pages: Pages, shower: Shower) -> Line | None:
    if not objects:
        return None
    values = sorted((shower.term(o) for o in objects[: 4 * SHOWN]), key=lambda v: (v.foreign, v.text))
    description = pages.outline.description(one.term, shower.language)
    return Line(
        one.path,
        pages.outline.name(one.term, shower.language),
        description.text if description else "",
        tuple(values[:SHOWN]),
        max(0, len(objects) - SHOWN),
    )
