"""What a search found, as a page and as records show it: the name with its hits, the passage, the ways to narrow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

from kg.iri import BASE, Rebase
from kg.search.entries import CODE, TEXT
from kg.search.highlight import Piece, marked
from kg.search.matcher import Candidate
from kg.search.question import Question
from kg.search.results import Results
from kg.serve import addresses
from kg.serve.context import Pages, pages
from kg.serve.language.languages import gettext as _
from kg.serve.language.words import Name
from kg.serve.things import kinds
from kg.serve.things.values import Shower, Value, tone
from kg.vocab import LG, PREFIXES

_CHOICES = 8
"""Values of a facet that a page offers."""


@dataclass(frozen=True)
class Asked:
    """A question as its address says it."""

    text: str
    wanted: Mapping[str, Sequence[str]]
    page: int = 1

    def address(self, page: int = 1, changed: Mapping[str, str | None] = MappingProxyType({})) -> str:
        """The address of the question, with filters set, or taken away where they are None."""
        pairs = [("q", self.text)]
        pairs += [(name, v) for name, some in self.wanted.items() if name not in changed for v in some]
        pairs += [(name, value) for name, value in changed.items() if value]
        if page > 1:
            pairs.append(("page", str(page)))
        return f"/search?{urlencode(pairs)}"


@dataclass(frozen=True)
class Item:
    """One find as shown.

    :param pieces: its name with what was asked for marked
    :param also: another name, or the words that state it, where that is what fits
    :param places: what it lies in, or the reports that speak of it
    """

    href: str
    kind: Name
    tone: str
    pieces: Sequence[Piece]
    language: str
    also: Sequence[Piece]
    also_language: str
    also_href: str
    code: bool
    places: Sequence[Value]


@dataclass(frozen=True)
class Choice:
    """A way to narrow the finds, or to widen them again."""

    text: str
    count: int
    href: str
    chosen: bool


def last(found: Results | None, a_page: int) -> int:
    """The number of the last page of finds."""
    return max(1, -(-found.total // a_page)) if found else 1


def class_iri(name: str) -> str:
    """The class that a filter names: `Indicator`, `skos:Concept`, or its whole IRI."""
    if addresses.is_web(name):
        return name
    prefix, colon, local = name.partition(":")
    return PREFIXES.get(prefix, LG.iri) + local if colon else LG.iri + name


def _class_name(iri: str) -> str:
    path = kinds.class_path(iri)
    return path.removeprefix("/browse/") if path.startswith("/browse/") else iri


def href(iri: str, shower: Shower) -> str:
    """Where a find leads."""
    return shower.here(addresses.page(iri) or addresses.resource(iri))


def view(asked: Asked, found: Results, a_page: int) -> dict[str, Any]:
    """What the page of finds shows.

    :raises kg.errors.StoreError: there is no answer
    """
    shared = pages()
    shower = shared.shower()
    home = Rebase(BASE, shared.site.base)
    shared.labels.learn(sorted({home(iri) for iri in _named(found)}))
    facets = {name: _choices(name, asked, found, shared, shower) for name in found.facets}
    return {
        "items": [_item(one, found.question, shared, shower) for one in found.finds],
        "facets": {
            name: some for name, some in facets.items() if len(some) > 1 or any(c.chosen for c in some)
        },
        "facet_names": {"type": _("Kind"), "report": _("Report"), "area": _("Area"), "year": _("Year")},
        "first": (asked.page - 1) * a_page + 1,
    }


def _named(found: Results) -> list[str]:
    """Everything whose name the page needs."""
    own = [iri for one in found.finds for iri in (one.iri, *one.entry.reports, *one.entry.areas)]
    return own + [v for name in ("report", "area") for v, _n in found.facets.get(name, ())[:_CHOICES]]


def _item(one: Candidate, question: Question, shared: Pages, shower: Shower) -> Item:
    home = Rebase(BASE, shared.site.base)
    iri, types = home(one.iri), [home(t) for t in one.types]
    kind = shared.outline.name(types[0], shower.language) if types else Name("")
    passage = one.entry.is_passage
    name = shower.thing(home(one.entry.reports[0])) if passage and one.entry.reports else shower.thing(iri)
    also = one.hit if one.hit.text != name.text else None
    quoted = one.hit.kind == TEXT and not passage
    source = next((q.iri for q in one.entry.quotes if q.text == one.hit.text), "") if quoted else iri
    return Item(
        href(iri, shower),
        kind,
        tone(types),
        [Piece(name.text, False)] if passage else marked(name.text, question),
        name.language if name.foreign else "",
        marked(also.text, question) if also else (),
        one.hit.language if one.hit.language != shower.language else "",
        href(home(source), shower) if source and one.hit.kind == TEXT else "",
        one.hit.kind == CODE,
        _places(one, passage, shower, home),
    )


def _places(one: Candidate, passage: bool, shower: Shower, home: Rebase) -> list[Value]:
    """What a find lies in: the areas around an area, else the report that speaks of it."""
    around = [home(iri) for iri in one.entry.areas if iri != one.iri]
    if one.iri in one.entry.areas:
        return [shower.thing(iri) for iri in around[:3]]
    reports = () if passage else one.entry.reports
    return [shower.thing(home(iri)) for iri in reports[:1] if iri != one.iri]


def _choices(name: str, asked: Asked, found: Results, shared: Pages, shower: Shower) -> list[Choice]:
    chosen = asked.wanted.get(name, ())
    values = [(v, n) for v, n in found.facets[name] if n < found.total or chosen]
    if name == "year":
        values = sorted(values, reverse=True)
    home = Rebase(BASE, shared.site.base)
    made = [
        _choice(name, home(v) if name != "year" else v, n, asked, chosen, shared, shower) for v, n in values
    ]
    return sorted(made, key=lambda one: not one.chosen)[:_CHOICES]


def _choice(
    name: str, value: str, count: int, asked: Asked, chosen: Sequence[str], shared: Pages, shower: Shower
) -> Choice:
    text, short = value, value
    if name == "type":
        text, short = shared.outline.name(value, shower.language).text, _class_name(value)
    elif name != "year":
        text, short = shower.thing(value).text, value.removeprefix(BASE)
    is_chosen = bool({short, value, shared.public(value)}.intersection(chosen))
    address = asked.address(changed={name: None if is_chosen else short})
    return Choice(text, count, shower.here(address), is_chosen)


def record(one: Candidate, question: Question) -> dict[str, Any]:
    """A find as JSON says it; every IRI as the data has it."""
    shared = pages()
    iri = Rebase(BASE, shared.site.base)(one.iri)
    return {
        "id": one.iri,
        "name": one.name.text,
        "language": one.name.language,
        "types": list(one.types),
        "url": addresses.page(iri) or addresses.resource(iri),
        "score": one.score,
        "match": {
            "text": one.hit.text,
            "kind": one.hit.kind,
            "pieces": [{"text": text, "hit": hit} for text, hit in marked(one.hit.text, question)],
        },
        "reports": list(one.entry.reports),
        "areas": list(one.entry.areas),
        "years": list(one.entry.years),
    }
