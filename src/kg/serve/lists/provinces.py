"""The areas by province: the official lists, and all that is part of an area."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kg.iri import BASE
from kg.serve import ask
from kg.serve.context import pages
from kg.serve.language import collation
from kg.serve.things import kinds
from kg.serve.things.areas import LIST, day, place, written
from kg.serve.things.values import Shower, Value
from kg.store.functions import Row
from kg.vocab import LG

_AREAS = BASE + "id/area/"


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
    until, since = (written(day(text), shower) for text in time)
    return Provinces(until, since, tuple(sorted(found, key=lambda one: place(one.thing, one.short))))


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
    if not found["count"]:
        return None
    return {"to": shower.thing(iri), **kinds.areas_told_apart(found, iri, shared, shower)}


def _ordered(iris: Iterable[str], shower: Shower) -> list[Value]:
    return sorted((shower.thing(one) for one in iris), key=lambda thing: collation.key(thing.text))
