"""A thing in a line and in a few rows: descriptions of candidates, previews, flyouts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from kg.iri import BASE, Rebase
from kg.serve.reconcile.service import Service
from kg.serve.things.outline import Property
from kg.serve.things.values import Shower, Value
from kg.store.functions import Term
from kg.vocab import OWL, RDF

_EACH, _ROWS, _VALUES = 2, 8, 3
_TELLING = ("kind", "subject", "relations")
"""The groups of the shapes whose properties tell things of one name apart."""

_SKIPPED = (RDF.type.value, OWL.sameAs.value)


@dataclass(frozen=True)
class Row:
    """A property with its values as shown, and how many more it has."""

    name: str
    values: tuple[Value, ...]
    more: int = 0


class Teller:
    """Tells of things in one language, after the facts about them were learnt."""

    def __init__(self, service: Service, language: str) -> None:
        self._service, self._language = service, language
        self._facts, self._vocabulary, self._outline = (
            service.facts,
            service.vocabulary,
            service.shared.outline,
        )
        self._shower = Shower(service.shared.labels, language)
        self._inner = Rebase(BASE, service.site.base)

    def learn(self, iris: Iterable[str]) -> None:
        """Learns the names of some things and of all that is told of them.

        :raises kg.errors.StoreError: there is no answer
        """
        iris = list(iris)
        told = {
            term.value
            for iri in iris
            for _, terms in self._told(iri)
            for term in terms[: _VALUES + 1]
            if isinstance(term, NamedNode)
        }
        self._service.names(sorted({*iris, *told}), self._language)

    def name(self, iri: str) -> str:
        """What a thing is called."""
        return self._shower.thing(self._inner(iri)).text

    def types(self, iri: str) -> list[str]:
        """The known types of a thing, the most special first."""
        return self._vocabulary.special(self._facts.iris(iri, RDF.type.value))

    def type_names(self, iri: str) -> list[str]:
        """What these are called."""
        return [self._vocabulary.name(self._vocabulary.types[one], self._language) for one in self.types(iri)]

    def description(self, iri: str) -> str:
        """A thing in a line: its kind, and what tells it from others of its name."""
        shaped = self._properties(iri)
        told = [(shaped.get(self._inner(path)), path, terms) for path, terms in self._told(iri)]
        telling: dict[str, list[str]] = {}
        for one, _, terms in told:
            group = one.group.rpartition("/")[2] if one else ""
            if group in _TELLING and group not in telling:
                telling[group] = [self._shown(t).text for t in terms[:_VALUES] if isinstance(t, NamedNode)]
        codes = [
            term.value
            for _, path, terms in told
            for term in terms
            if self._facts.is_code(path) and isinstance(term, Literal)
        ]
        shown = [text for texts in telling.values() for text in texts[:_EACH]]
        return " · ".join(dict.fromkeys([*self.type_names(iri)[:1], *shown, *codes[:1]]))

    def _properties(self, iri: str) -> Mapping[str, Property]:
        types = frozenset(map(self._inner, self._facts.iris(iri, RDF.type.value)))
        return self._outline.of_types(types)

    def _told(self, iri: str) -> Iterator[tuple[str, tuple[Term, ...]]]:
        """What is told of a thing, in the order of the shapes; all that is said where no shape knows it."""
        said, shaped = self._facts.of(iri), self._properties(iri)
        order = {
            path: (*self._outline.group_order(one.group), one.order)
            for path in said
            if path not in _SKIPPED and (one := shaped.get(self._inner(path)))
        }
        for path in sorted(order, key=lambda one: (order[one], one)) or sorted(set(said) - set(_SKIPPED)):
            yield path, said[path]

    def rows(self, iri: str) -> list[Row]:
        """The first properties of a thing, with their first values."""
        found = (self._row(iri, path, terms) for path, terms in self._told(iri))
        return [row for row in found if row.values][:_ROWS]

    def _row(self, iri: str, path: str, terms: tuple[Term, ...]) -> Row:
        shaped = self._properties(iri).get(self._inner(path))
        name = self._outline.name(shaped.term if shaped else self._inner(path), self._language).text
        shown = [value for term in terms if (value := self._shown(term)).text != self.name(iri)]
        mine = [value for value in shown if not value.foreign] or shown
        return Row(name, tuple(mine[:_VALUES]), max(0, len(mine) - _VALUES))

    def _shown(self, term: Term) -> Value:
        if isinstance(term, NamedNode):
            return self._shower.thing(self._inner(term.value))
        return self._shower.term(term)
