"""Official areas: two lists of units, before and after 1 July 2025, and which unit became which."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, Triple

from kg import iri
from kg.build import tables
from kg.build.terms import Statements, about, in_graph, node, words
from kg.errors import InputError
from kg.vocab import DCTERMS, LG, RDF, SCHEMA, SKOS


@dataclass(frozen=True)
class Edition:
    """One official list: its scope in IRIs, the time for which its units stand, the file and graph that hold it."""

    scope: str
    period: str
    name: str


BEFORE = Edition("gso-2025-06", "--2025-06", "areas-2025-06")
AFTER = Edition("gso-2025-07", "2025-07--", "areas-2025-07")
EDITIONS = (BEFORE, AFTER)
CHANGES = "area-changes"

PREFIX = iri.BASE + "id/area/gso-"
"""How the IRI of an official area begins."""


@dataclass(frozen=True)
class Kind:
    """A kind of unit: its level, the word before the name, and the pattern of its English name.

    :param numbered: the pattern for a unit that has a number for a name; it has no short name
    """

    level: str
    word: str
    english: str
    numbered: str = ""


KINDS: Mapping[str, Kind] = {
    "tinh": Kind("tinh", "Tỉnh", "{} Province"),
    "thanh-pho-truc-thuoc-trung-uong": Kind("tinh", "Thành phố", "{} City"),
    "huyen": Kind("huyen", "Huyện", "{} District"),
    "quan": Kind("huyen", "Quận", "{} District", "District {}"),
    "thi-xa": Kind("huyen", "Thị xã", "{} Town"),
    "thanh-pho-thuoc-tinh": Kind("huyen", "Thành phố", "{} City"),
    "thanh-pho-thuoc-thanh-pho": Kind("huyen", "Thành phố", "{} City"),
    "xa": Kind("xa", "Xã", "{} Commune", "Commune {}"),
    "phuong": Kind("xa", "Phường", "{} Ward", "Ward {}"),
    "thi-tran": Kind("xa", "Thị trấn", "{} Township"),
    "dac-khu": Kind("xa", "Đặc khu", "{} Special Zone"),
}
"""Every kind of unit, as in the code list def/area-level."""

CERTAINTY: Mapping[str, tuple[NamedNode, ...]] = {
    "only": (DCTERMS.isReplacedBy,),
    "part": (DCTERMS.isReplacedBy,),
    "main": (DCTERMS.isReplacedBy, LG.guessedMainSuccessor),
    "name": (LG.guessedSuccessor,),
    "filled": (LG.guessedSuccessor,),
}
"""What a line of the table of changes says of a unit and one that followed it (data/authority/README.md)."""


@dataclass(frozen=True)
class Unit:
    """One unit as its line says it."""

    code: str
    kind: str
    name: str
    part_of: str


@dataclass(frozen=True)
class Areas:
    """The official areas: units by IRI, and what became of each.

    :param followed: old unit → property and new unit
    :param follows: new unit → the district that it took the place of whole
    """

    units: Mapping[str, tuple[Edition, Unit]] = field(default_factory=dict)
    followed: Mapping[str, list[tuple[NamedNode, NamedNode]]] = field(default_factory=dict)
    follows: Mapping[str, list[NamedNode]] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of their graphs."""
        return tuple(f"authority/{edition.name}" for edition in EDITIONS) if self.units else ()

    def graphs(self) -> dict[str, list[Quad]]:
        """Every unit, by the name of its graph."""
        return self._of(self.units)

    def excerpt(self, quads: Iterable[Quad]) -> dict[str, list[Quad]]:
        """The units that some quads speak of, with all that those are part of and became."""
        spoken = {
            term.value
            for q in quads
            for term in (q.subject, q.object)
            if isinstance(term, NamedNode) and term.value.startswith(PREFIX)
        }
        todo, found = sorted(spoken & self.units.keys()), set[str]()
        while todo:
            if (one := todo.pop()) not in found:
                found.add(one)
                todo += self._near(one)
        return self._of(sorted(found))

    def _near(self, one: str) -> Iterator[str]:
        edition, unit = self.units[one]
        if unit.part_of:
            yield iri.area(edition.scope, unit.part_of)
        yield from (other.value for _, other in self.followed.get(one, ()))

    def _of(self, iris: Iterable[str]) -> dict[str, list[Quad]]:
        found: dict[str, list[Triple]] = {name: [] for name in self.names}
        for one in iris:
            found[f"authority/{self.units[one][0].name}"] += about(one, self._statements(one))
        return {name: list(in_graph(iri.graph(name), triples)) for name, triples in found.items()}

    def _statements(self, one: str) -> Statements:
        edition, unit = self.units[one]
        kind = KINDS[unit.kind]
        yield RDF.type, LG.AdministrativeArea
        yield RDF.type, SCHEMA.AdministrativeArea
        yield from _names(unit, kind)
        yield from (
            (LG.areaLevel, node(iri.definition("area-level", k))) for k in {kind.level: 0, unit.kind: 0}
        )
        yield LG.gsoCode, Literal(unit.code)
        yield (
            DCTERMS.isPartOf,
            node(iri.area(edition.scope, unit.part_of) if unit.part_of else iri.area("vn")),
        )
        yield DCTERMS.valid, node(iri.period(edition.period))
        yield from self.followed.get(one, ())
        yield from ((DCTERMS.replaces, other) for other in self.follows.get(one, ()))


def _names(unit: Unit, kind: Kind) -> Statements:
    """The full name in both languages, the short one in Vietnamese; a mere number is no short name."""
    yield SKOS.prefLabel, words(f"{kind.word} {unit.name}")
    if unit.name.isdecimal():
        yield SKOS.prefLabel, words((kind.numbered or kind.english).format(unit.name), "en")
    else:
        yield SKOS.prefLabel, words(kind.english.format(unit.name), "en")
        yield SKOS.altLabel, words(unit.name)


def read(folder: Path) -> Areas:
    """The official areas of a folder of authorities; none where it has no tables.

    :raises InputError: a table of other columns, an unknown kind, certainty or unit
    """
    if not (folder / f"{BEFORE.name}.csv").is_file():
        return Areas()
    units = {
        iri.area(edition.scope, unit.code): (edition, unit)
        for edition in EDITIONS
        for unit in _units(folder / f"{edition.name}.csv")
    }
    followed: dict[str, list[tuple[NamedNode, NamedNode]]] = {}
    follows: dict[str, list[NamedNode]] = {}
    for old, new, terms in _changes(folder / f"{CHANGES}.csv", units):
        if KINDS[units[old][1].kind].level == "huyen":
            follows.setdefault(new, []).append(node(old))
        else:
            followed.setdefault(old, []).extend((term, node(new)) for term in terms)
    return Areas(units, followed, follows)


def files(folder: Path) -> list[Path]:
    """The tables, as far as they are there."""
    names = (*(edition.name for edition in EDITIONS), CHANGES)
    return [file for name in names if (file := folder / f"{name}.csv").is_file()]


def _units(file: Path) -> Iterator[Unit]:
    codes = set()
    for row, where in tables.read(file, ("code", "kind", "name", "part_of")):
        unit = Unit(*row)
        if unit.kind not in KINDS:
            raise InputError(f"“{unit.kind}” is no kind of unit.", where, f"Kinds: {', '.join(KINDS)}.")
        if unit.code in codes or (unit.part_of and unit.part_of not in codes):
            raise InputError(
                f"The code “{unit.code}” stands twice, or before the unit that it is part of.",
                where,
            )
        codes.add(unit.code)
        yield unit


def _changes(
    file: Path, units: Mapping[str, tuple[Edition, Unit]]
) -> Iterator[tuple[str, str, tuple[NamedNode, ...]]]:
    for (before, after, certainty), where in tables.read(file, ("before", "after", "certainty")):
        old, new = iri.area(BEFORE.scope, before), iri.area(AFTER.scope, after)
        if old not in units or new not in units or certainty not in CERTAINTY:
            raise InputError("The line names a unit or a certainty that is not there.", where)
        yield old, new, CERTAINTY[certainty]
