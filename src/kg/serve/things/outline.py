"""What pages know of classes and properties: names, groups and order, read once from the shapes and the ontology."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from kg.serve import ask
from kg.serve.language import standard
from kg.serve.language.words import Name, Words, pick, tail
from kg.serve.site import Site
from kg.store.functions import Row

OTHER = ""
"""The group of properties that no shape puts anywhere."""


@dataclass(frozen=True, slots=True)
class Property:
    """A property as one class sees it.

    :param path: its IRI
    :param term: where its words are: the property shape, or the property itself
    :param group: the heading it stands under
    :param order: its place there
    :param translated: whether its values are one text in several languages
    """

    path: str
    term: str
    group: str = OTHER
    order: float = 1000.0
    translated: bool = False


class Outline:
    """Classes with their properties, in the words and the order of the shapes.

    :param properties: by class, each class's properties
    :param names: of shapes, properties, classes and groups, by IRI
    :param descriptions: likewise
    :param advice: of rules, what can be done about what they find
    :param orders: of groups
    :param broader: a class's superclasses
    """

    def __init__(
        self,
        properties: Mapping[str, tuple[Property, ...]],
        names: Mapping[str, Words],
        descriptions: Mapping[str, Words],
        orders: Mapping[str, float],
        broader: Mapping[str, frozenset[str]],
        advice: Mapping[str, Words],
    ) -> None:
        self._advice = advice
        self._properties, self._names, self._descriptions = properties, names, descriptions
        self._orders, self._broader = orders, broader
        self.of_types = lru_cache(maxsize=1024)(self._of_types)
        self.classes = lru_cache(maxsize=1024)(self._classes)
        self.name = lru_cache(maxsize=8192)(self._name)
        self.description = lru_cache(maxsize=8192)(self._description)

    def _name(self, term: str, language: str) -> Name:
        """What a class, property or group is called."""
        return pick(self._names.get(term, {}), language) or standard.name(term, language) or Name(tail(term))

    def _description(self, term: str, language: str) -> Name | None:
        """What it means, in a sentence."""
        return pick(self._descriptions.get(term, {}), language)

    def advice(self, rule: str, language: str) -> Name | None:
        """What can be done about a finding of a rule, in a sentence."""
        return pick(self._advice.get(rule, {}), language)

    def is_named(self, term: str) -> bool:
        """Whether the shapes or the ontology have a name for it."""
        return term in self._names

    def group_order(self, group: str) -> tuple[bool, float]:
        """The place of a group on a page; that of the others is last."""
        return group == OTHER, self._orders.get(group, 1000.0)

    def _classes(self, types: frozenset[str]) -> tuple[str, ...]:
        """The classes among some types that have a name here, the most special first."""
        known = [t for t in types if t in self._properties or t in self._names]
        return tuple(sorted(known, key=lambda t: (-len(self.ancestors(t)), t not in self._properties, t)))

    def known(self) -> list[str]:
        """The classes that a shape speaks of, or that stand under another in the ontology, by IRI."""
        return sorted(self._properties.keys() | self._broader.keys())

    def broader(self, class_: str) -> frozenset[str]:
        """The classes just above a class."""
        return self._broader.get(class_, frozenset())

    def ancestors(self, class_: str) -> frozenset[str]:
        """All classes above a class."""
        found, open_ = set[str](), [class_]
        while open_:
            for broader in self._broader.get(open_.pop(), frozenset()) - found:
                found.add(broader)
                open_.append(broader)
        return frozenset(found)

    def _of_types(self, types: frozenset[str]) -> Mapping[str, Property]:
        """The properties of a thing of some types, by path; where several shapes speak, the most special one."""
        found: dict[str, Property] = {}
        for class_ in self.classes(types):
            for one in self._properties.get(class_, ()):
                found.setdefault(one.path, one)
        return found


def read(site: Site) -> Outline:
    """The outline of a site, from its shapes and its ontology, where it has any.

    :raises kg.errors.StoreError: there is no answer
    """
    words = [*ask.rows(site, "shape-words"), *ask.rows(site, "terms")]
    shapes = ask.rows(site, "shapes")
    names, descriptions = _by_term(words, "name"), _by_term(words, "description")
    for row in shapes:
        names.setdefault(ask.value(row, "class"), names.get(ask.value(row, "shape"), {}))
    advice = _by_term(words, "advice")
    return Outline(_properties(shapes), names, descriptions, _orders(words), _broader(words), advice)


def _by_term(rows: Iterable[Row], which: str) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for row in rows:
        if ask.value(row, "p") == which:
            words = found[ask.value(row, "term")]
            words.setdefault(ask.language(row, "words"), ask.value(row, "words"))
    return dict(found)


def _properties(rows: Iterable[Row]) -> dict[str, tuple[Property, ...]]:
    found: dict[str, dict[str, Property]] = defaultdict(dict)
    for row in rows:
        path, term, group = (ask.value(row, name) for name in ("path", "property", "group"))
        order, translated = float(ask.value(row, "order") or 1000), ask.value(row, "unique") == "true"
        one = Property(path, term, group, order, translated)
        found[ask.value(row, "class")].setdefault(path, one)
    return {class_: tuple(by_path.values()) for class_, by_path in found.items()}


def _orders(rows: Iterable[Row]) -> dict[str, float]:
    return {
        ask.value(row, "term"): float(ask.value(row, "words"))
        for row in rows
        if ask.value(row, "p") == "order"
    }


def _broader(rows: Iterable[Row]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if ask.value(row, "p") == "broader":
            found[ask.value(row, "term")].add(ask.value(row, "words"))
    return {class_: frozenset(broader) for class_, broader in found.items()}
