"""The code lists and the national authorities by what their entries are called."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad

from kg import iri
from kg.build.extract.symbols import issuer_part
from kg.build.rdf_files import load
from kg.errors import SourceError, Where
from kg.vietnamese import same_spelling
from kg.vocab import ELI, FOAF, LG, QUDT, RDF, SKOS, UNIT, compact


def spelled(name: str) -> str:
    """What the spellings of one name share: letter case, tone marks, spaces, “tỉ” for “tỷ”.

    >>> spelled("Tỉ  lệ hộ nghèo") == spelled("tỷ lệ hộ nghèo")
    True
    """
    plain = " ".join(same_spelling(unicodedata.normalize("NFC", name)).replace("ð", "đ").split())
    return " ".join({"tỉ": "tỷ", "uỷ": "ủy"}.get(word, word) for word in plain.split())


@dataclass(frozen=True)
class Lists:
    """Names → entries: of each code list by its slug, of units and authorities by their place under the base."""

    codes: Mapping[str, Mapping[str, str]]
    units: Mapping[str, str]
    national: Mapping[str, Mapping[str, str]]
    quantities: Mapping[str, frozenset[str]]
    """The kinds of quantity of each unit (by its prefixed name) and of each indicator (by its slug)."""
    symbols: Mapping[str, str]
    """National documents by their whole symbol, to the letter."""
    issuers: Mapping[str, str]
    """Issuer codes as symbols write them, to the letter."""
    labels: Mapping[str, Mapping[str, Mapping[str, str]]]
    """Entries of each code list, units by their prefixed names, each with its main name in each language."""

    def code(self, scheme: str, name: str) -> str | None:
        """The slug of the entry that is called so, if just one is."""
        return self.codes.get(scheme, {}).get(spelled(name))

    def unit(self, name: str) -> str | None:
        """The prefixed name of the unit that is called so."""
        return self.units.get(spelled(name))

    def slugs(self, scheme: str) -> frozenset[str]:
        """Every entry of a code list."""
        return frozenset(self.labels.get(scheme, {}))

    def issuer_code(self, symbol: str) -> str | None:
        """The slug of the code of a document's issuer by its symbol, to the letter; the longest where several fit."""
        ending = issuer_part(symbol)
        if not symbol.endswith(ending):
            return self.issuers.get(ending)
        codes = [(code, slug) for code, slug in self.issuers.items() if symbol.endswith(code)]
        whole = [pair for pair in codes if len(pair[0]) >= len(ending)]
        return max(whole, key=lambda pair: len(pair[0]))[1] if whole else None

    def agree(self, indicator: str, unit: str) -> bool:
        """Whether an indicator may be given in a unit, as far as both say what kind of quantity they are."""
        one, other = self.quantities.get(indicator), self.quantities.get(unit)
        return not one or not other or bool(one & other)


_WHERE_TO_RUN = "Run this in the project's folder, or set `ontology` in kg.toml or KG_ONTOLOGY."


@lru_cache(maxsize=4)
def read(ontology: Path, authority: Path) -> Lists:
    """The lists in the code-list folder of an ontology and in a folder of authorities.

    :raises SourceError: there are no code lists, so that nothing could be told by them
    :raises RdfError: a file that does not parse
    """
    codes = _quads(ontology / "codes")
    if not codes:
        raise SourceError("There are no code lists here.", Where(ontology / "codes"), _WHERE_TO_RUN)
    shared = _quads(authority)
    schemes: dict[str, list[tuple[str, str]]] = defaultdict(list)
    units: list[tuple[str, str]] = []
    for thing, name in _named(codes):
        scheme, slug = _entry(thing)
        if scheme == "unit":
            units.append((name, slug))
        elif scheme:
            schemes[scheme].append((name, slug))
    return Lists(
        {scheme: _certain(pairs) for scheme, pairs in schemes.items()},
        _certain(units),
        _national(shared),
        _quantities(codes),
        _symbols(shared),
        _notations(codes, iri.definition("issuer-code", "x")[:-1]),
        _labels(codes),
    )


_NAMES = (SKOS.prefLabel, SKOS.altLabel, FOAF.name)


def _entry(thing: str) -> tuple[str, str]:
    """The code list and slug of an entry; of a unit, ours or not, its prefixed name."""
    place = thing.removeprefix(iri.definition(""))
    scheme, _, slug = place.partition("/")
    if thing.startswith(UNIT[""].value) or (scheme == "unit" and slug):
        return "unit", compact(thing)
    return (scheme, slug) if slug and thing != place else ("", "")


def _labels(quads: list[Quad]) -> dict[str, dict[str, dict[str, str]]]:
    found: dict[str, dict[str, dict[str, str]]] = {}
    for q in quads:
        if (
            q.predicate == SKOS.prefLabel
            and isinstance(q.object, Literal)
            and isinstance(q.subject, NamedNode)
        ):
            scheme, slug = _entry(q.subject.value)
            found.setdefault(scheme, {}).setdefault(slug, {})[q.object.language or ""] = q.object.value
    return found


def _quads(folder: Path) -> list[Quad]:
    return [quad for file in sorted(folder.glob("*.ttl")) for quad in load([file], iri.graph("vocab"))]


def _named(quads: Iterable[Quad]) -> Iterable[tuple[str, str]]:
    """Things with each of their Vietnamese names; kinds of bodies are no bodies."""
    quads = list(quads)
    kinds = {q.subject for q in quads if q.predicate == RDF.type and q.object == LG.KindOfBody}
    for q in quads:
        if q.predicate not in _NAMES or q.subject in kinds or not isinstance(q.object, Literal):
            continue
        if q.object.language == "vi" and isinstance(q.subject, NamedNode):
            yield q.subject.value, q.object.value


def _certain(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Each name that just one thing has."""
    found: dict[str, set[str]] = defaultdict(set)
    for name, thing in pairs:
        found[spelled(name)].add(thing)
    return {name: next(iter(things)) for name, things in found.items() if len(things) == 1}


_AUTHORITIES = {
    "body": iri.body("vn", ""),
    "person": iri.person("vn", ""),
    "area": iri.area(""),
    "document": iri.document(""),
}


def _national(quads: list[Quad]) -> dict[str, dict[str, str]]:
    """National bodies and persons, areas, and documents, by name."""
    named = list(_named(quads))
    return {
        kind: _certain((name, thing[len(under) :]) for thing, name in named if thing.startswith(under))
        for kind, under in _AUTHORITIES.items()
    }


def _symbols(quads: list[Quad]) -> dict[str, str]:
    under = _AUTHORITIES["document"]
    return {
        str(q.object.value): q.subject.value.removeprefix(under)
        for q in quads
        if q.predicate == ELI.id_local and isinstance(q.object, Literal) and isinstance(q.subject, NamedNode)
    }


def _quantities(quads: list[Quad]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for q in quads:
        if q.predicate == QUDT.hasQuantityKind and isinstance(q.object, NamedNode):
            found[_name(q)].add(q.object.value)
    return {name: frozenset(kinds) for name, kinds in found.items()}


def _name(quad: Quad) -> str:
    subject = quad.subject.value if isinstance(quad.subject, NamedNode) else ""
    indicators = iri.definition("indicator", "x")[:-1]
    return subject.removeprefix(indicators) if subject.startswith(indicators) else compact(subject)


def _notations(quads: list[Quad], under: str) -> dict[str, str]:
    found = {}
    for q in quads:
        if (
            q.predicate == SKOS.notation
            and isinstance(q.subject, NamedNode)
            and isinstance(q.object, Literal)
        ) and q.subject.value.startswith(under):
            found[q.object.value] = q.subject.value.removeprefix(under)
    return found
