"""What things are called and what kinds they are: one query for all that a page needs, remembered."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from threading import Lock

from pyoxigraph import Literal, NamedNode

from kg.serve import ask
from kg.serve.language import periods, standard
from kg.serve.language.harmless import harmless, is_seen
from kg.serve.language.words import Name, Words, pick, tail
from kg.serve.site import Site
from kg.store.functions import Term
from kg.store.nearby import AskInstead
from kg.vocab import DCTERMS, FOAF, QUDT, RDF, RDFS, SH, SKOS

_RANK = {
    term.value: rank
    for rank, term in enumerate((SKOS.prefLabel, FOAF.name, DCTERMS.title, RDFS.label, SH.name))
}
"""Properties that name a thing, the best first."""

_BORROWED = len(_RANK)
"""The rank of the name of what a thing is about."""

_LABELS = "labels"
_AT_ONCE = 400
LONGEST = 2000
"""Characters of a name that are remembered."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a thing: its names, its symbol if it is a unit, its types."""

    names: Words
    symbol: str = ""
    types: frozenset[str] = frozenset()


NOTHING = Known({})
_PERIOD = DCTERMS.PeriodOfTime.value


class Labels:
    """Names of things, asked for once.

    :param size: how many things are remembered
    :param query: the one that is asked: `labels`, or `labels-anywhere`
    """

    def __init__(self, site: Site, size: int = 20_000, query: str = _LABELS) -> None:
        self._site, self._size, self._query = site, size, query
        self._look = site.look if query == _LABELS else None
        self._known: OrderedDict[str, Known] = OrderedDict()
        self._lock = Lock()

    def learn(self, iris: Iterable[str]) -> None:
        """Asks, in one query, for whatever is not known of some things.

        :raises kg.errors.StoreError: there is no answer
        """
        new = [iri for iri in dict.fromkeys(iris) if iri not in self._known]
        for start in range(0, len(new), _AT_ONCE):
            some = new[start : start + _AT_ONCE]
            found = _read(self._names(some))
            self._remember({iri: found.get(iri, NOTHING) for iri in some})

    def _names(self, some: list[str]) -> Iterator[tuple[str, str, Term]]:
        """What some things are called: each with a property and its value."""
        left = []
        for iri in some:
            try:
                if not self._look:
                    raise AskInstead
                yield from ((iri, path, term) for path, term in self._look.names(iri))
            except AskInstead:
                left.append(iri)
        if left:
            for row in ask.rows(self._site, self._query, *left):
                yield ask.value(row, "it"), ask.value(row, "p"), row["value"]

    def _remember(self, found: dict[str, Known]) -> None:
        with self._lock:
            self._known.update(found)
            while len(self._known) > self._size:
                self._known.popitem(last=False)

    def known(self, iri: str) -> Known:
        """What is known of a thing, after `learn`."""
        return self._known.get(iri, NOTHING)

    def name(self, iri: str, language: str) -> Name:
        """What to call a thing in a language, after `learn`."""
        known = self.known(iri)
        name = pick(known.names, language) or Name(tail(iri))
        return replace(name, text=periods.words(name.text, language)) if _PERIOD in known.types else name


def _told(said: Iterable[tuple[str, str, Term]]) -> Iterator[tuple[str, str, Term]]:
    """The same, with the names of standard terms that something is about."""
    for it, property_, term in said:
        if property_ != RDF.type.value and isinstance(term, NamedNode):
            words = standard.names().get(term.value, {})
            yield from ((it, property_, Literal(text, language=code)) for code, text in words.items())
        else:
            yield it, property_, term


def _read(said: Iterable[tuple[str, str, Term]]) -> dict[str, Known]:
    """What is known by IRI; where a thing has several names in a language, the best kind and the first of it."""
    names: dict[str, dict[str, tuple[int, str]]] = {}
    symbols: dict[str, str] = {}
    types: dict[str, set[str]] = {}
    for it, property_, term in _told(said):
        value = ask.text(term)
        if property_ == RDF.type.value:
            types.setdefault(it, set()).add(value)
        elif property_ == QUDT.symbol.value:
            symbols[it] = value
        elif is_seen(value):
            here, language, offer = (
                names.setdefault(it, {}),
                getattr(term, "language", None) or "",
                (_RANK.get(property_, _BORROWED), harmless(value[:LONGEST])),
            )
            here[language] = min(here.get(language, offer), offer)
    return {
        it: Known(
            {language: text for language, (_, text) in names.get(it, {}).items()},
            symbols.get(it, ""),
            frozenset(types.get(it, ())),
        )
        for it in names.keys() | symbols.keys() | types.keys()
    }
