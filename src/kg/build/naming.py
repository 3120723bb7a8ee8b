"""Gives every candidate of a source its IRI."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kg import iri
from kg.build.facts import Candidate
from kg.build.numbers import Register
from kg.build.source import Document

NUMBERED = ("citation", "remark", "meeting", "participation", "byline", "relation", "change")
"""Kinds of fact that are told apart by a number, given in the order of their offsets."""


def names(document: Document, candidates: Iterable[Candidate], register: Register) -> dict[str, str]:
    """The IRI of each candidate, by its id; new numbers are entered into the register."""
    known = list(candidates)
    found = _entities(document, known)
    found |= _numbered(document, known, found, register)
    return found | _figures(document, known, found)


_ENTITY = {
    "area": iri.area,
    "body": iri.body,
    "person": iri.person,
    "document": iri.document,
    "indicator": iri.indicator,
}


def _entities(document: Document, candidates: Iterable[Candidate]) -> dict[str, str]:
    found: dict[str, str] = {}
    for c in (c for c in candidates if c.kind in _ENTITY):
        national = c.ref("national")
        found[c.id] = _national(c.kind, national) if national else _own(document, c, set(found.values()))
    return found


def _national(kind: str, path: str) -> str:
    """A thing that the country knows: bodies and persons under `vn`, documents and areas by their own path."""
    return _ENTITY[kind]("vn", path) if kind in ("body", "person") else _ENTITY[kind](path, "")


def _own(document: Document, entity: Candidate, taken: set[str]) -> str:
    """A thing of this report, by the slug of its name; a second one with the same slug gets `-2`."""
    slug = iri.slug(entity.ref("slug") or str(entity.values["name"]))
    parts = [iri.slug(date)] if (date := entity.ref("date")) else []
    number = 1
    while (
        name := _ENTITY[entity.kind](document.id, f"{slug}-{number}" if number > 1 else slug, *parts)
    ) in taken:
        number += 1
    return name


def _numbered(
    document: Document, candidates: Iterable[Candidate], things: Mapping[str, str], register: Register
) -> dict[str, str]:
    groups: list[tuple[str, Candidate]] = []
    for c in candidates:
        if c.kind in NUMBERED:
            groups.append((c.kind, c))
        elif c.kind == "tenure":
            groups.append((f"tenure/{_person_slug(c, things)}", c))
    numbers = register.assign(groups)
    return {
        c.id: iri.numbered(group, document.id, numbers[c.id]) for group, c in groups if "/" not in group
    } | {
        c.id: iri.tenure(document.id, group.partition("/")[2], numbers[c.id])
        for group, c in groups
        if "/" in group
    }


def _person_slug(tenure: Candidate, things: Mapping[str, str]) -> str:
    return things[str(tenure.values["person"])].rpartition("/")[2]


def _figures(
    document: Document, candidates: Iterable[Candidate], things: Mapping[str, str]
) -> dict[str, str]:
    """Figures by their slot; a second one in a slot gets `/2`, in the order of their offsets."""
    found: dict[str, str] = {}
    slots: dict[tuple[str, str, str], int] = {}
    candidates = list(candidates)
    unlisted = {c.id for c in candidates if c.kind == "indicator"}
    own = set(document.meta.get("subject", {}).values())
    figures = sorted((c for c in candidates if c.kind == "figure"), key=lambda c: c.span)
    for c in figures:
        subject = c.ref("area") or c.ref("organisation") or ""
        slug = "" if subject in own or not subject else things[subject].rpartition("/")[2]
        indicator = str(c.values["indicator"])
        if indicator in unlisted:
            indicator = things[indicator].rpartition("/")[2]
        slot = (indicator, c.ref("period") or "unknown", slug)
        slots[slot] = slots.get(slot, 0) + 1
        found[c.id] = iri.figure(document.id, *slot, number=slots[slot])
    return found
