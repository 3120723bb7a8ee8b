"""An area among areas: as it was then and as it is now, what it is part of and its parts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from kg.serve import ask
from kg.serve.context import Pages
from kg.serve.language import collation, languages
from kg.serve.language.languages import gettext as _
from kg.serve.things import kinds
from kg.serve.things.values import Shower, Value
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


@dataclass(frozen=True)
class Other:
    """A unit that came before or after, and how sure that is, in words; nothing where it is certain."""

    thing: Value
    doubt: str = ""


@dataclass(frozen=True)
class Part:
    """A part of an area, with what came before it or became of it.

    :param time: the first and the last day on which it stands, as the store says them; “” for none
    """

    thing: Value
    others: tuple[Other, ...]
    time: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Parts:
    """The parts of an area that stand at one time.

    :param until: the last day, as written; “” where they stand, or nobody says
    :param since: the first day, as written; “” where nobody says
    """

    until: str
    since: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Area:
    """One area among areas.

    :param was: whether it stood until a day; None where nobody says when it stands
    :param until: the last day of the units before it or like it, as written
    :param since: the first day of those after it or like it
    :param above: what it is part of, the widest first
    :param others: what became of it, or what was before it
    :param parts: its parts, in the order of the alphabet
    :param times: the same by the time at which they stand, those that stand now first
    """

    was: bool | None
    until: str
    since: str
    above: tuple[Value, ...]
    others: tuple[Other, ...]
    parts: tuple[Part, ...]
    times: tuple[Parts, ...]

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
    first, last = day(days.get(DCAT.startDate.value)), day(days.get(DCAT.endDate.value))
    was = None if first is None and last is None else last is not None
    others = _others(found.get("after" if was else "before", ()), shower)
    parts = tuple(_parts(found["below"], others, shower))
    return Area(
        was,
        written(last or (first - timedelta(1) if first else None), shower),
        written(first or (last + timedelta(1) if last else None), shower),
        _above(iri, found.get("above", ()), shower),
        others.get(iri, ()),
        parts,
        _times(parts, shower),
    )


def _parts(rows: Iterable[Row], others: Mapping[str, tuple[Other, ...]], shower: Shower) -> Iterator[Part]:
    """The parts of an area in the order of their short names, whatever kind they are; those of one name together."""
    known = {ask.value(row, "row"): row for row in rows}
    things = (shower.thing(iri) for iri in known)
    for thing in sorted(things, key=lambda one: place(one, ask.value(known[one.iri], "short"))):
        row = known[thing.iri]
        yield Part(thing, others.get(thing.iri, ()), (ask.value(row, "from"), ask.value(row, "to")))


def _times(parts: Iterable[Part], shower: Shower) -> tuple[Parts, ...]:
    """Parts by the time at which they stand."""
    by_time: dict[tuple[str, str], list[Part]] = defaultdict(list)
    for part in parts:
        by_time[part.time].append(part)
    ordered = sorted(by_time.items(), key=lambda item: (bool(item[0][1]), item[0][1], item[0][0]))
    return tuple(
        Parts(written(day(last), shower), written(day(first), shower), tuple(some))
        for (first, last), some in ordered
    )


def day(text: str | None) -> date | None:
    """A day as the store says it; nothing where it says none."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def written(when: date | None, shower: Shower) -> str:
    """A day in the language of the page; nothing where there is none."""
    return languages.day(when, shower.language) if when else ""


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


def place(thing: Value, short: str) -> tuple[object, ...]:
    """Where an area stands in the alphabet: “Tỉnh An Giang” and “Thành phố Huế” by what follows the kind."""
    return collation.key(short or thing.text), collation.key(thing.text)
