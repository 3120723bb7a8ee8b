"""The types and properties that the service speaks of: from the shapes and the ontology, else from the data itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kg.iri import Rebase
from kg.search.collect import NAMES
from kg.search.entries import MAIN
from kg.serve import ask
from kg.serve.site import Site
from kg.serve.things.outline import Outline
from kg.vocab import OWL, RDF, RDFS, SH

_NAMING = frozenset(term.value for term, kind in NAMES.items() if kind == MAIN and term != RDFS.label)
_NO_THINGS = frozenset(
    term.value
    for term in (OWL.Class, OWL.Ontology, OWL.ObjectProperty, OWL.DatatypeProperty, RDF.Property, RDFS.Class)
)
"""Classes of classes and properties: none of these is a thing that a table names."""


@dataclass(frozen=True)
class Term:
    """A type or a property.

    :param words: where its name and description are, under the default base
    :param broader: of a type, those just above it
    :param named: of a type, whether its things have names of their own
    :param of: of a property, the types that have it
    :param values: of a property, the type of its values, where a shape says so
    """

    iri: str
    words: str
    broader: tuple[str, ...] = ()
    named: bool = False
    of: tuple[str, ...] = ()
    values: str = ""


class Vocabulary:
    """Types and properties by IRI, and how they belong together.

    :param things: how many things there are of each type
    :param ordered: the properties of each type in the order of its shape
    :param above: all types above each
    """

    def __init__(
        self,
        outline: Outline,
        types: Mapping[str, Term],
        properties: Mapping[str, Term],
        things: Mapping[str, int],
        ordered: Mapping[str, tuple[str, ...]],
        above: Mapping[str, frozenset[str]],
    ) -> None:
        self.types, self.properties, self.things = types, properties, things
        self._outline, self._ordered, self._above = outline, ordered, above
        self._below: dict[str, set[str]] = defaultdict(set)
        for narrow, wider in above.items():
            for wide in wider:
                self._below[wide].add(narrow)

    def name(self, term: Term, language: str) -> str:
        """What to call a type or a property."""
        return self._outline.name(term.words, language).text

    def description(self, term: Term, language: str) -> str:
        """What it means; of a property, with the types that have it."""
        found = self._outline.description(term.words, language)
        of = ", ".join(self.name(self.types[one], language) for one in term.of[:3]) + (
            "…" if term.of[3:] else ""
        )
        return ": ".join(filter(None, (of, found.text if found else "")))

    def below(self, type_: str) -> frozenset[str]:
        """A type and all below it: what is of one of these is of the type."""
        return frozenset({type_, *self._below.get(type_, ())})

    def fits(self, types: Iterable[str], wanted: str) -> bool:
        """Whether something of some types is of the one that is wanted."""
        return not self.below(wanted).isdisjoint(types)

    def special(self, types: Iterable[str]) -> list[str]:
        """The known ones of some types, the most special first."""
        known = [one for one in types if one in self.types]
        return sorted(known, key=lambda one: (-len(self._above.get(one, ())), not self.types[one].named, one))

    def properties_of(self, type_: str) -> list[str]:
        """The properties that things of a type may have; of a vocabulary whose name ends in “#”, of all its types.

        A client that writes a type's IRI into an address without encoding it loses what stands behind the “#”.
        """
        if type_ in self.types:
            return list(self._ordered.get(type_, ()))
        some = [one for one in self.default_types() if not type_ or one.partition("#")[0] == type_]
        return list(dict.fromkeys(p for one in some for p in self._ordered.get(one, ())))

    def default_types(self) -> list[str]:
        """The types of which there are things with names of their own, those of which there are most first."""
        found = [one for one, term in self.types.items() if term.named and self.things.get(one)]
        return sorted(found, key=lambda one: (-self.things[one], one))


def read(site: Site, outline: Outline) -> Vocabulary:
    """The vocabulary of a site, under the base of its data.

    :raises kg.errors.StoreError: there is no answer
    """
    return _Reading(site, outline).whole()


class _Reading:
    """Puts a vocabulary together, moving each IRI from the default base to that of the site."""

    def __init__(self, site: Site, outline: Outline) -> None:
        self._outline, self._move = outline, Rebase(site.base)
        census = ask.rows(site, "census") or ask.rows(site, "census-counted")
        self._things = {ask.value(row, "class"): int(ask.value(row, "count")) for row in census}
        known = [one for one in outline.known() if one not in _NO_THINGS and not one.startswith(SH.iri)]
        self._classes = known or sorted(self._things)
        self._values = {ask.value(r, "path"): ask.value(r, "class") for r in ask.rows(site, "shape-values")}
        used = [] if known else ask.rows(site, "properties") or ask.rows(site, "properties-counted")
        self._used = sorted(ask.value(row, "property") for row in used)

    def whole(self) -> Vocabulary:
        """The vocabulary."""
        move, outline = self._move, self._outline
        ordered = {one: self._order(one) for one in self._classes}
        return Vocabulary(
            outline,
            {move(one): self._type(one, ordered[one]) for one in self._classes},
            self._properties(ordered),
            {move(one): count for one, count in self._things.items()},
            {move(one): tuple(map(move, paths)) for one, paths in ordered.items()},
            {move(one): frozenset(map(move, outline.ancestors(one))) for one in self._classes},
        )

    def _order(self, class_: str) -> list[str]:
        """The paths of a class's properties, by group and order."""
        found = self._outline.of_types(frozenset((class_, *self._outline.ancestors(class_))))
        by_order = sorted(
            found.values(), key=lambda p: (*self._outline.group_order(p.group), p.order, p.path)
        )
        return [p.path for p in by_order if p.path != RDF.type.value] or self._used

    def _type(self, iri: str, paths: list[str]) -> Term:
        broader = tuple(self._move(one) for one in sorted(self._outline.broader(iri)) if one in self._classes)
        return Term(self._move(iri), iri, broader, not _NAMING.isdisjoint(paths))

    def _properties(self, ordered: Mapping[str, list[str]]) -> dict[str, Term]:
        """Every property, in the words of the first shape that has it, with the types that have it."""
        of: dict[str, list[str]] = defaultdict(list)
        for class_, paths in ordered.items():
            for path in paths:
                of[path].append(class_)
        return {self._move(path): self._property(path, classes) for path, classes in of.items()}

    def _property(self, path: str, classes: list[str]) -> Term:
        shapes = (self._outline.of_types(frozenset((one,))).get(path) for one in classes)
        words = next((shape.term for shape in shapes if shape), path)
        of = [one for one in classes if path in self._outline.of_types(frozenset((one,)))] or classes
        values = self._values.get(path, "")
        return Term(
            self._move(path),
            words,
            of=tuple(map(self._move, of)),
            values=self._move(values) if values in self._classes else "",
        )
