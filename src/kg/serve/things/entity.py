"""The page of a thing, as the shapes describe it: names, groups and order are theirs; nothing here knows a class."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from pyoxigraph import Literal, NamedNode, Triple

from kg import iri
from kg.serve.context import Pages, pair_address
from kg.serve.language.harmless import harmless
from kg.serve.language.languages import gettext as _
from kg.serve.language.words import Name, pick
from kg.serve.look import Said
from kg.serve.things.outline import OTHER, Property
from kg.serve.things.values import LONGEST, Shower, Value, fitting
from kg.store.functions import Term
from kg.vocab import DCTERMS, FOAF, LG, ORG, PROV, RDF, RDFS, SCHEMA, SH, SKOS

SHOWN = 60
"""Values of one property that a page shows."""

LOOKED_AT = 4 * SHOWN
"""Values of one property that those are chosen from."""

LINES, VALUES, LETTERS = 150, 400, 30_000
"""Properties that a page shows at most, their values together, and the letters of these."""

DEFINITIONS = tuple(term.value for term in (SKOS.definition, DCTERMS.description, RDFS.comment))
"""Properties that say in a sentence what a thing is."""

ELSEWHERE_ON_PAGE = frozenset(
    term.value
    for term in (
        SKOS.definition,
        DCTERMS.description,
        RDFS.comment,
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


_SAID_BY = {SKOS.topConceptOf.value: SKOS.inScheme.value, ORG.subOrganizationOf.value: ORG.unitOf.value}
"""Properties with the one that says the same and more, or as much in plainer words."""

NAMES = tuple(term.value for term in (SKOS.prefLabel, FOAF.name, DCTERMS.title, RDFS.label, SH.name))
"""Properties that name a thing."""


@dataclass(frozen=True)
class Line:
    """One property and its values; how many more there are than are shown, and where all of them are."""

    path: str
    name: Name
    description: str
    values: tuple[Value, ...]
    more: int = 0
    href: str = ""

    @property
    def run(self) -> bool:
        """Whether the values are few words each, to be written in one run."""
        return len(self.values) > 2 and all(not v.href and len(v.text) < 40 for v in self.values)


@dataclass(frozen=True)
class Group:
    """A heading and its properties."""

    name: Name
    lines: tuple[Line, ...]


@dataclass
class Statements:
    """What is said of one thing: objects by property, each once.

    :param of: the thing
    :param derived: what rules of ours derive of it: statements of `graph/derived/…` that the default graph has not
    :param ours: the texts of labels that we composed or translated
    """

    of: str = ""
    objects: dict[str, list[Term]] = field(default_factory=dict)
    derived: dict[str, list[Term]] = field(default_factory=dict)
    ours: set[str] = field(default_factory=set)

    def values(self, term: NamedNode) -> list[Term]:
        """The objects of a property."""
        return self.objects.get(term.value, [])

    def iris(self, term: NamedNode) -> list[str]:
        """The IRIs among them."""
        return [o.value for o in self.values(term) if isinstance(o, NamedNode)]

    def without(self, paths: frozenset[str]) -> Statements:
        """The same without some properties."""
        kept = {path: objects for path, objects in self.objects.items() if path not in paths}
        return replace(self, objects=kept)

    def but(self, pairs: Set[tuple[str, str]]) -> Statements:
        """The same without some properties of some things."""
        kept = {
            path: [o for o in objects if not (isinstance(o, NamedNode) and (path, o.value) in pairs)]
            for path, objects in self.objects.items()
        }
        return replace(self, objects={path: objects for path, objects in kept.items() if objects})

    def plain(self) -> Statements:
        """The same without what another statement says as well."""
        return self.without(
            frozenset(
                path
                for path, other in _SAID_BY.items()
                if path in self.objects and set(self.objects[path]) <= set(self.objects.get(other, ()))
            )
        )

    @property
    def things(self) -> list[str]:
        """The IRIs among the objects, of each property as many as a page may show."""
        every = (*self.objects.values(), *self.derived.values())
        return [o.value for objects in every for o in objects[:LOOKED_AT] if isinstance(o, NamedNode)]

    @property
    def types(self) -> frozenset[str]:
        return frozenset(self.iris(RDF.type))


def read(of: str, statements: Sequence[Said], here: bool) -> Statements:
    """The statements about a thing.

    :param here: whether only those count that the default graph has; the other graphs' are then told apart
    """
    found = Statements(of)
    counted = [one for one in statements if not one[2]] if here else statements
    said = {one[:2] for one in counted}
    for path, term, _graph in counted if here else dict.fromkeys((p, o, "") for p, o, _graph in counted):
        found.objects.setdefault(path, []).append(term)
    for path, term, graph in statements:
        if graph.startswith(_DERIVED) and (path, term) not in said:
            found.derived.setdefault(path, []).append(term)
        elif graph.startswith(_LABELS) and not isinstance(term, Triple):
            found.ours.add(term.value)
    return found


_DERIVED, _LABELS = iri.graph("derived/"), iri.graph("labels/")


def names(found: Statements, title: Name, shower: Shower) -> tuple[Value, ...]:
    """The names of the same kind in other languages than that of the title."""
    for path in NAMES:
        shown = [shower.term(o) for o in found.objects.get(path, [])[:LOOKED_AT]]
        if any((v.text, v.language) == (title.text, title.language) for v in shown):
            return fitting([v for v in shown if v.language != title.language], LETTERS // 2)
    return ()


def definition(found: Statements, language: str) -> Name | None:
    """What a thing is in a sentence of our own, where there is one."""
    for path in DEFINITIONS:
        words = {
            o.language or "": harmless(o.value[:LONGEST])
            for o in found.values(NamedNode(path))
            if isinstance(o, Literal)
        }
        if chosen := pick(words, language):
            return chosen
    return None


def groups(found: Statements, shown: Iterable[Value], pages: Pages, shower: Shower) -> tuple[Group, ...]:
    """The statements under the headings and in the order of the shapes; those that no shape knows come last.

    :param shown: names that the page shows already
    """
    done = {(value.text, value.language) for value in shown}
    properties = pages.outline.of_types(found.types)
    by_group: dict[str, list[tuple[float, Line]]] = defaultdict(list)
    for path, objects in found.objects.items():
        if path in ELSEWHERE_ON_PAGE:
            continue
        one = properties.get(path, Property(path, path))
        left = objects if path not in NAMES else [o for o in objects if _words(o) not in done]
        if line := _line(found.of, one, left, pages, shower):
            by_group[one.group].append((one.order, line))
    made = tuple(
        Group(_heading(group, pages, shower), tuple(line for _, line in sorted(lines, key=_order)))
        for group, lines in sorted(by_group.items(), key=lambda item: pages.outline.group_order(item[0]))
    )
    return _fitting(made, found.of, pages)


def _fitting(made: tuple[Group, ...], of: str, pages: Pages) -> tuple[Group, ...]:
    """The same with as many properties, and as much of each value, as a page may hold."""
    lines = [line for group in made for line in group.lines]
    texts = [len(value.text) for line in lines for value in line.values]
    if len(lines) <= LINES and len(texts) <= VALUES and sum(texts) <= LETTERS:
        return made
    many, found, left = min(len(lines), LINES), [], LINES
    each = max(2, VALUES // many) if len(texts) > VALUES else SHOWN
    for group in made:
        kept = tuple(_shorter(line, each, LETTERS // many, of, pages) for line in group.lines[:left])
        left -= len(kept)
        found += [replace(group, lines=kept)] if kept else []
    if len(lines) > LINES:
        whole = f"/sparql?{urlencode({'query': f'DESCRIBE <{pages.public(of)}>'})}"
        rest = Line("", Name(_("Further statements")), "", (), len(lines) - LINES, whole)
        found[-1] = replace(found[-1], lines=(*found[-1].lines, rest))
    return tuple(found)


def _shorter(line: Line, values: int, letters: int, of: str, pages: Pages) -> Line:
    """A property with so many of its values, and so many letters of all of them."""
    kept, left = fitting(line.values[:values], letters), max(0, len(line.values) - values)
    href = line.href or pair_address("/values", pages, of=of, by=line.path)
    return replace(line, values=kept, more=line.more + left, href=href)


def _heading(group: str, pages: Pages, shower: Shower) -> Name:
    return Name("") if group == OTHER else pages.outline.name(group, shower.language)


def _order(item: tuple[float, Line]) -> tuple[float, str]:
    return item[0], item[1].path


def _words(term: Term) -> tuple[str, str]:
    return (harmless(term.value[:LONGEST]), term.language or "") if isinstance(term, Literal) else ("", "")


def _line(of: str, one: Property, objects: list[Term], pages: Pages, shower: Shower) -> Line | None:
    if not objects:
        return None
    values = sorted((shower.of(one.path, o) for o in objects[:LOOKED_AT]), key=lambda v: (v.foreign, v.text))
    if one.translated:
        values = [v for v in values if not v.foreign] or values
    description = pages.outline.description(one.term, shower.language)
    many = len(values) > SHOWN
    return Line(
        one.path,
        pages.outline.name(one.term, shower.language),
        description.text if description else "",
        tuple(values[:SHOWN]),
        len(objects) - SHOWN if many else 0,
        pair_address("/values", pages, of=of, by=one.path) if many else "",
    )
