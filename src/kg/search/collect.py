"""Reads out of RDF what can be found: things with names, what they belong to, the passages of the texts."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import Literal, NamedNode, Quad, Triple

from kg.iri import passage
from kg.search.entries import CODE, HIDDEN, MAIN, OTHER, TEXT, Entry, Name, Quote
from kg.search.properties import BELONGS, DATED, NAMING, PLACED, RANKS, SAYS, WANTED
from kg.search.properties import NAMES as NAMES
from kg.search.properties import Terms as Terms
from kg.search.sentences import sentences
from kg.vocab import DCTERMS, LG, OA, OWL, PROV, RDF, SCHEMA

_AROUND = (DCTERMS.isPartOf, OWL.sameAs)
_BEHIND = 100
"""Added to the rank of what no report speaks of where there may be thousands of it."""

_YEARS = re.compile(r"(\d{4})(?:-\d\d)*(?:--(\d{4}))?")
_MOST_YEARS, _MOST_NAMES, _MOST_QUOTES = 12, 40, 5

Term = NamedNode | Literal
Things = Mapping[str, Mapping[str, list[Term]]]
"""What is said of each IRI, by property."""


def properties(base: str | None = None) -> list[NamedNode]:
    """Every property that is read; statements with others may be left out of what `entries` is given."""
    terms = Terms(base)
    return [NamedNode(terms(property_)) for property_ in WANTED]


def entries(quads: Iterable[Quad | Triple], base: str | None = None) -> Iterator[Entry]:
    """Everything in some data that can be found.

    :param quads: those of the default graph; the same statement twice does no harm
    :param base: base IRI of the data, the default one if None
    """
    return Collected(quads, Terms(base)).entries()


class Collected:
    """The statements that say how things can be found."""

    def __init__(self, quads: Iterable[Quad | Triple], terms: Terms) -> None:
        self._term = terms
        wanted = {terms(p) for p in WANTED}
        said: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
        for quad in quads:
            subject, object_ = quad.subject, quad.object
            if (
                quad.predicate.value in wanted
                and isinstance(subject, NamedNode)
                and isinstance(object_, NamedNode | Literal)
            ):
                values = said[subject.value][quad.predicate.value]
                if object_ not in values[-_MOST_NAMES:]:
                    values.append(object_)
        self._said: Things = said
        self._known: dict[str, tuple[str, ...]] = {}
        self._moved: dict[tuple[NamedNode, ...], list[str]] = {}
        self._kinds = [terms(class_) for class_ in RANKS]
        self._report_of_text = self._reports_of_texts()
        self._mentioned = self._mentions()

    def entries(self) -> Iterator[Entry]:
        """One entry a thing with a name, and one a passage."""
        for iri in sorted(self._said):
            types = self._iris(iri, RDF.type)
            if self._term(LG.Quote) in types or self._term(OA.TextPositionSelector) in types:
                continue
            if names := self._names(iri):
                yield self._entry(iri, types, names)
            if texts := self._said[iri].get(SCHEMA.text.value):
                yield from self._passages(iri, texts)

    def leant_on(self, iris: Iterable[str]) -> list[str]:
        """Everything that some things belong to or lie in, as far up as it goes."""
        seen = set[str]()
        level = {other for iri in iris for other in self._iris(iri, *BELONGS, *PLACED, *_AROUND)}
        while level:
            seen |= level
            level = {up for other in level for up in self._iris(other, *_AROUND)} - seen
        return sorted(seen)

    def face(self, iri: str) -> list[list[str]] | None:
        """What the entries of those that lean on a thing follow from; None where nothing is said of it."""
        if iri not in self._said:
            return None
        same = [other for other in self._iris(iri, OWL.sameAs) if other in self._said]
        return [list(self._called(iri)), list(self._iris(iri, DCTERMS.isPartOf)), same]

    def _entry(self, iri: str, types: tuple[str, ...], names: tuple[Name, ...]) -> Entry:
        reports, areas = self._reports(iri), self._areas(iri)
        kind = next((n for n, class_ in enumerate(self._kinds) if class_ in types), len(RANKS))
        shown = self._kinds[kind] if kind < len(RANKS) else ""
        behind = shown == self._term(LG.AdministrativeArea) and not reports
        return Entry(
            iri,
            tuple(sorted(types, key=lambda t: (t != shown, t))),
            names,
            tuple(dict.fromkeys((*self._belongs(iri), *self._says(iri)))),
            self._quotes(iri),
            reports,
            areas,
            self._years(iri),
            kind + (_BEHIND + len(areas) if behind else 0),
        )

    def _keys(self, properties: tuple[NamedNode, ...]) -> list[str]:
        """Some properties as the data has them, remembered, since every thing is asked for the same."""
        if properties not in self._moved:
            self._moved[properties] = [self._term(property_) for property_ in properties]
        return self._moved[properties]

    def _values(self, iri: str, properties: tuple[NamedNode, ...]) -> Iterator[Term]:
        if said := self._said.get(iri):
            for key in self._keys(properties):
                if key in said:
                    yield from said[key]

    def _iris(self, iri: str, *properties: NamedNode) -> tuple[str, ...]:
        found = (o.value for o in self._values(iri, properties) if isinstance(o, NamedNode))
        return tuple(dict.fromkeys(found))

    def _texts(self, iri: str, *properties: NamedNode) -> tuple[str, ...]:
        found = (o.value for o in self._values(iri, properties) if isinstance(o, Literal))
        return tuple(dict.fromkeys(found))

    def _names(self, iri: str) -> tuple[Name, ...]:
        said = self._said[iri]
        found: dict[tuple[str, str], Name] = {}
        for key, kind in zip(self._keys(NAMING), NAMES.values(), strict=True):
            for value in said.get(key, ()):
                if isinstance(value, Literal) and value.value.strip():
                    name = Name(value.value, value.language or "", kind)
                    found.setdefault((name.text, name.language), name)
        return tuple(sorted(found.values(), key=_order)[:_MOST_NAMES])

    def _belongs(self, iri: str) -> Iterator[str]:
        """Names of what a thing belongs to, and of the whole of that, as far up as it goes."""
        seen, level = {iri}, list(self._iris(iri, *BELONGS))
        for _ in range(4):
            level = [other for other in level if other not in seen]
            seen.update(level)
            for other in level:
                yield from self._called(other)
            level = [up for other in level for up in self._iris(other, DCTERMS.isPartOf)]

    def _called(self, iri: str) -> tuple[str, ...]:
        """What a thing is called, remembered, since many may belong to it."""
        if iri not in self._known:
            names = self._names(iri) if iri in self._said else ()
            self._known[iri] = tuple(name.text for name in names if name.kind in (MAIN, OTHER))
        return self._known[iri]

    def _says(self, iri: str) -> Iterator[str]:
        yield from self._texts(iri, *SAYS)

    def _quotes(self, iri: str) -> tuple[Quote, ...]:
        """The passages that state a thing, in the order of the text."""
        found = [
            Quote(quote, exact)
            for quote in self._iris(iri, PROV.wasDerivedFrom)
            for exact in self._exact(quote)
        ]
        return tuple(sorted(found, key=lambda q: (len(q.iri), q.iri))[:_MOST_QUOTES])

    def _exact(self, quote: str) -> tuple[str, ...]:
        return self._texts(f"{quote};quote", OA.exact)[:1] or tuple(
            text for selector in self._iris(quote, OA.hasSelector) for text in self._texts(selector, OA.exact)
        )

    def _reports_of_texts(self) -> dict[str, str]:
        """The report of each text, by both ways to say it."""
        found = {t: iri for iri in self._said for t in self._iris(iri, LG.text)}
        for iri in self._said:
            for report in self._iris(iri, PROV.specializationOf):
                found.setdefault(iri, report)
        return found

    def _mentions(self) -> dict[str, set[str]]:
        """The reports in whose text a thing is spoken of."""
        found: dict[str, set[str]] = defaultdict(set)
        for iri in self._said:
            for thing in self._iris(iri, SCHEMA.mentions):
                for text in self._iris(iri, OA.hasSource):
                    if report := self._report_of_text.get(text):
                        found[thing].add(report)
        return found

    def _reports(self, iri: str) -> tuple[str, ...]:
        own = {iri} if self._iris(iri, LG.text) else set()
        text = self._report_of_text.get(iri)
        stated = {*self._iris(iri, LG.statedIn), *self._mentioned.get(iri, ()), *own}
        return tuple(sorted(stated | ({text} if text else set())))

    def _areas(self, iri: str) -> tuple[str, ...]:
        """The areas that a thing is about or lies in, each with those around it and those it was found to be."""
        own = [iri] if self._term(LG.AdministrativeArea) in self._iris(iri, RDF.type) else []
        found: dict[str, None] = {}
        level = [*own, *self._iris(iri, *PLACED)]
        while level:
            level = [area for area in level if area not in found]
            found.update(dict.fromkeys(level))
            level = [up for area in level for up in self._iris(area, *_AROUND)]
        return tuple(area for area in found if area in self._said)

    def _years(self, iri: str) -> tuple[str, ...]:
        found: set[str] = set()
        for value in (*self._iris(iri, *DATED), *self._texts(iri, *DATED)):
            if match := _YEARS.match(value.rpartition("/")[2]):
                first, last = int(match[1]), int(match[2] or match[1])
                found.update(str(year) for year in range(first, min(last, first + _MOST_YEARS) + 1))
        return tuple(sorted(found))

    def _passages(self, iri: str, texts: Iterable[Term]) -> Iterator[Entry]:
        report = self._report_of_text.get(iri)
        for text in texts:
            language = text.language or "" if isinstance(text, Literal) else ""
            for start, end in sentences(text.value):
                yield Entry(
                    passage(iri, start, end),
                    (self._term(LG.Quote),),
                    (Name(text.value[start:end], language, TEXT),),
                    reports=(report,) if report else (),
                    rank=RANKS.index(LG.Quote),
                )


_KIND_ORDER = {MAIN: 0, OTHER: 1, HIDDEN: 2, CODE: 3}


def _order(name: Name) -> tuple[int, bool, str, str]:
    return _KIND_ORDER[name.kind], name.language != "vi", name.language, name.text
