"""Composed labels for what the text does not name, and our translations: in graphs of their own, marked as ours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, Triple

from kg import iri, periods
from kg.build import tables
from kg.build.terms import words
from kg.errors import InputError, Where
from kg.vocab import CITO, DCTERMS, FOAF, LG, ORG, PROV, RDF, RDFS, SDMX_DIMENSION, SKOS

LANGUAGES = ("vi", "en")
_NAMES = (SKOS.prefLabel, FOAF.name, DCTERMS.title, RDFS.label)

TEMPLATES: Mapping[NamedNode, Mapping[str, str]] = {
    LG.Figure: {"vi": "{indicator}, {subject}, {period}", "en": "{indicator}, {subject}, {period}"},
    LG.Citation: {"vi": "Viện dẫn {number}: {document}", "en": "Citation {number}: {document}"},
    LG.Remark: {"vi": "{type} {number}: {topics}", "en": "{type} {number}: {topics}"},
    LG.Participation: {"vi": "{participant}: {role}", "en": "{participant}: {role}"},
    LG.Byline: {"vi": "Người viết: {agent}", "en": "Byline: {agent}"},
    LG.Relation: {"vi": "{subject} → {object}", "en": "{subject} → {object}"},
    LG.Change: {"vi": "Mức thay đổi {number}: {direction}", "en": "Change {number}: {direction}"},
    LG.Quote: {"vi": "Đoạn {span}", "en": "Passage {span}"},
    LG.SourceText: {"vi": "Toàn văn {number}", "en": "Full text {number}"},
}
"""How a label is put together, a class and language; the slots are filled from the thing's own statements."""

_SLOTS: Mapping[NamedNode, Mapping[str, tuple[NamedNode, ...]]] = {
    LG.Figure: {
        "indicator": (LG.indicator,),
        "subject": (SDMX_DIMENSION.refArea, LG.ofOrganisation),
        "period": (SDMX_DIMENSION.refPeriod,),
    },
    LG.Citation: {"document": (CITO.hasCitedEntity,)},
    LG.Remark: {"type": (LG.remarkType,), "topics": (DCTERMS.subject,)},
    LG.Participation: {"participant": (LG.participant,), "role": (ORG.role,)},
    LG.Byline: {"agent": (PROV.agent,)},
    LG.Relation: {"subject": (RDF.subject,), "object": (RDF.object,)},
    LG.Change: {"direction": (LG.direction,)},
    LG.Quote: {},
    LG.SourceText: {},
}


class Names:
    """What things are called, a language, over any number of quads."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self._by_language: dict[tuple[NamedNode, str], str] = {}
        self.add(quads)

    def add(self, quads: Iterable[Quad]) -> None:
        """Learns further names; those known before stay."""
        for quad in quads:
            if (
                quad.predicate in _NAMES
                and isinstance(quad.object, Literal)
                and isinstance(quad.subject, NamedNode)
            ):
                self._by_language.setdefault((quad.subject, quad.object.language or ""), quad.object.value)

    def of(self, thing: NamedNode, language: str) -> str:
        """The name in a language, else untagged, else in another, else the last part of the IRI."""
        for wanted in (language, "", *LANGUAGES):
            if found := self._by_language.get((thing, wanted)):
                return found
        return thing.value.rstrip("/").rpartition("/")[2]


_LAST = (LG.Relation,)
"""Classes whose labels are put together from labels that are composed themselves."""


def composed(report: Iterable[Quad], names: Names, last: bool) -> Iterator[tuple[str, Triple]]:
    """A language and a label, for each thing of a report whose class has a template.

    :param last: whether to compose the labels that need those of the first round, or those of the first round
    """
    by_subject: dict[NamedNode, dict[NamedNode, list[NamedNode]]] = defaultdict(lambda: defaultdict(list))
    for quad in report:
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
            by_subject[quad.subject][quad.predicate].append(quad.object)
    for thing, statements in by_subject.items():
        for kind in (k for k in statements[RDF.type] if (k in _LAST) is last):
            for language, template in TEMPLATES.get(kind, {}).items():
                slots = _filled(thing, _SLOTS[kind], statements, names, language)
                yield (
                    language,
                    Triple(thing, RDFS.label, words(_sentence(template.format(**slots)), language)),
                )


def _filled(
    thing: NamedNode,
    slots: Mapping[str, tuple[NamedNode, ...]],
    statements: Mapping[NamedNode, list[NamedNode]],
    names: Names,
    language: str,
) -> dict[str, str]:
    tail = thing.value.rpartition("/")[2]
    filled = {"number": tail, "span": tail.rpartition("=")[2].replace(",", "–")}
    for slot, predicates in slots.items():
        found = [names.of(o, language) for p in predicates for o in sorted(statements.get(p, ()), key=str)]
        if slot == "period":
            found = [periods.words(name, language) for name in found]
        filled[slot] = ", ".join(found)
    return filled


def _sentence(label: str) -> str:
    """The label without what an empty slot leaves behind, its first letter a capital."""
    label = label.strip(" ,:")
    return label[:1].upper() + label[1:]


_TRANSLATED = {LG.Report: DCTERMS.title, LG.Tenure: RDFS.label, LG.Meeting: RDFS.label}


def translations(folder: Path, quads: Iterable[Quad]) -> Iterator[tuple[str, Triple]]:
    """Our translations of verbatim names, from `data/labels/LANGUAGE.csv` (path of the IRI, label).

    :raises InputError: a line that is not two columns, or that names a thing that is not there
    """
    classes: dict[str, set[NamedNode]] = defaultdict(set)
    for quad in quads:
        if (
            quad.predicate == RDF.type
            and isinstance(quad.object, NamedNode)
            and isinstance(quad.subject, NamedNode)
        ):
            classes[quad.subject.value].add(quad.object)
    for file in sorted(folder.glob("*.csv")):
        for path, label, where in _rows(file):
            kinds = classes.get(iri.BASE + path)
            if not kinds:
                raise InputError(f"Nothing is called <{iri.BASE + path}>.", where, "Remove the line.")
            name = next((p for kind, p in _TRANSLATED.items() if kind in kinds), SKOS.prefLabel)
            yield file.stem, Triple(NamedNode(iri.BASE + path), name, words(label, file.stem))


def _rows(file: Path) -> Iterator[tuple[str, str, Where]]:
    for (path, label), where in tables.read(file, ("iri", "label")):
        if not path or not label:
            raise InputError("A line is a path and a label.", where)
        yield path, label, where


def graphs(report: list[Quad], shared: list[Quad], folder: Path) -> dict[str, list[Quad]]:
    """The graphs `labels/vi` and `labels/en`: translations first, then labels composed with them."""
    found: dict[str, list[Quad]] = {f"labels/{language}": [] for language in LANGUAGES}
    for language, triple in translations(folder, [*shared, *report]):
        found.setdefault(f"labels/{language}", []).append(_quad(triple, language))
    names = Names([*shared, *report, *(q for quads in found.values() for q in quads)])
    for last in (False, True):
        made = [(language, _quad(triple, language)) for language, triple in composed(report, names, last)]
        names.add(quad for _, quad in made)
        for language, quad in made:
            found[f"labels/{language}"].append(quad)
    return found


def _quad(triple: Triple, language: str) -> Quad:
    return Quad(triple.subject, triple.predicate, triple.object, NamedNode(iri.graph(f"labels/{language}")))
