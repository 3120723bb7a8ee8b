"""An area among areas: as it was then and as it is now, what it is part of and its parts; the areas by province."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from kg.iri import BASE
from kg.serve import ask, collation, kinds, languages
from kg.serve.context import Pages, pages
from kg.serve.languages import gettext as _
from kg.serve.values import Shower, Value
from kg.store.functions import Row
from kg.vocab import DCAT, DCTERMS, LG

SHOWN = frozenset(
    term.value
    for term in (
        DCTERMS.isPartOf,
        DCTERMS.isReplacedBy,
        DCTERMS.replaces,
        LG.guessedSuccessor,
        LG.guessedMainSuccessor,
    )
)
"""Properties that the part of a page about an area shows."""


LIST = kinds.class_path(LG.AdministrativeArea.value)
"""The address of the list of areas."""

_AREAS = BASE + "id/area/"


@dataclass(frozen=True)
class Other:
    """A unit that came before or after, and how sure that is, in words; nothing where it is certain."""

    thing: Value
    doubt: str = ""


@dataclass(frozen=True)
class Part:
    """A part of an area, with what came before it or became of it."""

    thing: Value
    others: tuple[Other, ...]


@dataclass(frozen=True)
class Area:
    """One area among areas.

    :param was: whether it stood until a day; None where nobody says when it stands
    :param until: the last day of the units before it or like it, as written
    :param since: the first day of those after it or like it
    :param above: what it is part of, the widest first
    :param others: what became of it, or what was before it
    :param parts: its parts, in the order of the alphabet
    """

    was: bool | None
    until: str
    since: str
    above: tuple[Value, ...]
    others: tuple[Other, ...]
    parts: tuple[Part, ...]

    @property
    def through_parts(self) -> tuple[Value, ...]:
        """What the parts became or were, each once: of a unit that itself has nothing before or after."""
        found = {o.thing.iri: o.thing for part in self.parts for o in part.others if not o.doubt}
        return tuple(sorted(found.values(), key=lambda thing: collation.key(thing.text)))

    @property
    def other_side(self) -> str:
        """Where the other side of the switch leads: to the one unit that it is there, or to the list."""
        sure = [other.thing for other in self.others if not other.doubt]
        return sure[0].href if len(sure) == 1 == len(self.others) else "#other-side"


def find(iri: str, shared: Pages) -> dict[str, list[Row]]:
    """What the store says of an area among areas.

    :raises kg.errors.StoreError: there is no answer
    """
    found: dict[str, list[Row]] = defaultdict(list)
    for row in ask.rows(shared.site, "area", iri):
        found[ask.value(row, "part")].append(row)
    return found


def things(found: Mapping[str, list[Row]]) -> frozenset[str]:
    """The areas that the part of the page shows."""
    return frozenset(ask.iris((row for rows in found.values() for row in rows), "row", "o"))


def area(iri: str, found: Mapping[str, list[Row]], shower: Shower) -> Area | None:
    """An area among areas; nothing where it stands alone."""
    if not any(found.get(part) for part in ("valid", "above", "below")):
        return None
    days = {ask.value(row, "p"): ask.value(row, "o") for row in found.get("valid", ())}
    first, last = _day(days.get(DCAT.startDate.value)), _day(days.get(DCAT.endDate.value))
    was = None if first is None and last is None else last is not None
    others = _others(found.get("after" if was else "before", ()), shower)
    return Area(
        was,
        _written(last or (first - timedelta(1) if first else None), shower),
        _written(first or (last + timedelta(1) if last else None), shower),
        _above(iri, found.get("above", ()), shower),
        others.get(iri, ()),
        tuple(Part(thing, others.get(thing.iri, ())) for thing in _by_short_name(found["below"], shower)),
    )


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _written(day: date | None, shower: Shower) -> str:
    return languages.day(day, shower.language) if day else ""


def _above(iri: str, rows: Iterable[Row], shower: Shower) -> tuple[Value, ...]:
    """What an area is part of, the widest first."""
    wholes = {ask.value(row, "row"): ask.value(row, "o") for row in rows}
    found: list[str] = []
    while (whole := wholes.get(iri)) and whole not in found:
        found.append(iri := whole)
    return tuple(shower.thing(one) for one in reversed(found))


def _others(rows: Iterable[Row], shower: Shower) -> dict[str, tuple[Other, ...]]:
    """The units before or after, by the unit; the certain ones first."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in rows:
        found[ask.value(row, "row")][ask.value(row, "o")].add(ask.value(row, "p"))
    return {
        unit: tuple(
            sorted(
                (Other(shower.thing(other), _doubt(said)) for other, said in others.items()),
                key=lambda other: (bool(other.doubt), collation.key(other.thing.text)),
            )
        )
        for unit, others in found.items()
    }


def _doubt(said: set[str]) -> str:
    if LG.guessedSuccessor.value in said:
        return _("perhaps; a guess")
    return _("its main part, by a guess") if LG.guessedMainSuccessor.value in said else ""


def _ordered(iris: Iterable[str], shower: Shower) -> list[Value]:
    return sorted((shower.thing(one) for one in iris), key=lambda thing: collation.key(thing.text))


def _by_short_name(rows: Iterable[Row], shower: Shower) -> list[Value]:
    """Areas in the order of their short names, whatever kind they are; those of one name together."""
    short = {ask.value(row, "row"): ask.value(row, "short") for row in rows}
    return sorted((shower.thing(one) for one in short), key=lambda one: _place(one, short[one.iri]))


def _place(thing: Value, short: str) -> tuple[object, ...]:
    """Where an area stands in the alphabet: “Tỉnh An Giang” and “Thành phố Huế” by what follows the kind."""
    return collation.key(short or thing.text), collation.key(thing.text)


# Areas by province


@dataclass(frozen=True)
class Province:
    """A unit right below the country, how many units of each level it has, and where all of them are listed."""

    thing: Value
    short: str
    districts: int
    communes: int
    all: str


@dataclass(frozen=True)
class Provinces:
    """The provinces of one official list.

    :param until: the last day of the list, as written; nothing for the list that stands
    :param since: its first day, as written; nothing where it is not known
    """

    until: str
    since: str
    provinces: tuple[Province, ...]

    @property
    def districts(self) -> int:
        return sum(one.districts for one in self.provinces)

    @property
    def communes(self) -> int:
        return sum(one.communes for one in self.provinces)


def overview() -> Mapping[str, Any] | None:
    """The provinces of each official list, the one that stands first; None where the data has no list.

    :raises kg.errors.StoreError: there is no answer
    """
    shared = pages()
    shower = shared.shower()
    rows = ask.rows(shared.site, "provinces")
    if not rows:
        return None
    others = ask.rows(shared.site, "areas-without-code")
    class_ = LG.AdministrativeArea.value
    description = shared.outline.description(class_, shower.language)
    areas = {ask.value(row, "area"): row for row in rows}
    provinces = [iri for iri, row in areas.items() if ask.value(row, "whole") not in areas]
    shared.labels.learn(sorted({*provinces, *ask.iris(others, "row")}))
    by_list: dict[tuple[str, str], list[Province]] = defaultdict(list)
    for iri in provinces:
        time = ask.value(areas[iri], "to"), ask.value(areas[iri], "from")
        by_list[time].append(_province(iri, areas, shower))
    return {
        "name": shared.outline.name(class_, shower.language),
        "description": description.text if description else "",
        "count": dict(kinds.census()).get(class_, 0),
        "lists": [_provinces(time, found, shower) for time, found in sorted(by_list.items())],
        "others": _ordered(ask.iris(others, "row"), shower),
        "by_letter": kinds.with_letter(LIST, _first_letter(areas[iri] for iri in provinces)),
    }


def _first_letter(rows: Iterable[Row]) -> str:
    """The first letter of the alphabet that one of some areas begins with."""
    names = [ask.value(row, "short") for row in rows]
    return collation.initial(min(filter(None, names), key=collation.key, default=""))


def _provinces(time: tuple[str, str], found: Iterable[Province], shower: Shower) -> Provinces:
    until, since = (_written(_day(text), shower) for text in time)
    return Provinces(until, since, tuple(sorted(found, key=lambda one: _place(one.thing, one.short))))


def _province(iri: str, areas: Mapping[str, Row], shower: Shower) -> Province:
    """A province; its parts are districts where these have parts themselves."""
    parts = int(ask.value(areas[iri], "parts"))
    below = [int(ask.value(row, "parts")) for row in areas.values() if ask.value(row, "whole") == iri]
    where = f"{LIST}/{iri.removeprefix(_AREAS)}"
    short = ask.value(areas[iri], "short")
    return Province(shower.thing(iri), short, parts if below else 0, sum(below) if below else parts, where)


def listed(name: str, number: int, letter: str = "") -> Mapping[str, Any] | None:
    """One page of all that is part of an area, by letter; None where there is nothing.

    :param name: the last parts of the area's IRI, `gso-2025-06/66`
    :raises kg.errors.StoreError: there is no answer
    """
    shared = pages()
    iri = _AREAS + name
    if not ask.is_iri(iri):
        return None
    shared.labels.learn([iri])
    shower = shared.shower()
    path = f"{LIST}/{name}"
    found = kinds.by_letter(
        lambda: ask.rows(shared.site, "areas-below", iri), path, number, letter, shared, shower
    )
    return {"to": shower.thing(iri), **found} if found["count"] else None
