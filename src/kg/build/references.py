"""References between facts: what a retracted one takes with it, and what points to a fact that is not there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from typing import Any

from kg.build.facts import Candidate, Status
from kg.build.model import KINDS, Field, Type


def parted(facts: Iterable[Candidate]) -> tuple[tuple[Candidate, ...], tuple[Candidate, ...]]:
    """Those that stand and those retracted; what cannot do without a retracted one is retracted with it."""
    standing = {f.id: f for f in facts}
    gone: dict[str, Candidate] = {}
    new = [f for f in standing.values() if f.status is Status.RETRACTED]
    while new:
        gone |= {f.id: f for f in new}
        standing = {n: f for n, f in standing.items() if n not in gone}
        new = [f.with_(status=Status.RETRACTED) for f in standing.values() if _depends(f, gone)]
    return tuple(_without(f, gone) for f in standing.values()), tuple(gone.values())


def _depends(fact: Candidate, gone: Mapping[str, Candidate]) -> bool:
    spec = KINDS[fact.kind]
    return any(field.required and fact.ref(name) in gone for name, field in spec.items() if _refers(field))


def _without(fact: Candidate, gone: Mapping[str, Candidate]) -> Candidate:
    """A fact without its references to retracted ones."""
    spec = KINDS[fact.kind]
    values: dict[str, Any] = {}
    for name, value in fact.values.items():
        if spec[name].type is Type.REFS:
            values[name] = [target for target in value if target not in gone]
        elif not _refers(spec[name]) or value not in gone:
            values[name] = value
    return fact if values == fact.values else fact.with_(values=values)


def points_nowhere(kind: str, values: Mapping[str, Any], ids: Set[str]) -> bool:
    """Whether any field of a kind points to a fact that is none of those."""
    for name, value in values.items():
        targets = value if isinstance(value, list) else [str(value)]
        if any(_points(KINDS[kind].get(name), target) and target not in ids for target in targets):
            return True
    return False


def _points(spec: Field | None, value: str) -> bool:
    """Whether a value is the id of another fact rather than a code."""
    kind = spec.type if spec else Type.WORDS
    return kind in (Type.REF, Type.REFS) or (kind is Type.CODE_OR_REF and "." in value)


def _refers(field: Field) -> bool:
    return field.type in (Type.REF, Type.CODE_OR_REF)
