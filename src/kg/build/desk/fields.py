"""The fields of a fact as a form shows them, and what a form that was sent decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kg.build.extract.lists import Lists
from kg.build.facts import Candidate
from kg.build.model import KINDS, Field, Type

TERMS = {
    "predicate": ("org:subOrganizationOf", "org:unitOf", "lg:leads", "lg:proposesTo", "lg:actorOf"),
    "observed": ("sdmx-code:obsStatus-A", "sdmx-code:obsStatus-E", "sdmx-code:obsStatus-F"),
}
"""What may stand in a field that holds a standard term, but for units, which have a list."""

NEW, OLD = "to:", "was:"
"""Before the names of fields in a form: what it is to be, and what it was when the page was made."""


@dataclass(frozen=True)
class Input:
    """One field of a form: its value as text, and what is offered for it (value, name)."""

    name: str
    value: str
    required: bool
    choices: tuple[tuple[str, str], ...]


def shown(value: Any) -> str:
    """A field's value as text: several parted by spaces."""
    if isinstance(value, bool):
        return str(value).lower()
    return " ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def inputs(
    kind: str, values: Mapping[str, Any], everyone: Mapping[str, Candidate], names: Lists, language: str
) -> list[Input]:
    """Every field of a kind, with its value."""
    return [
        Input(
            name,
            shown(values[name]) if name in values else "",
            spec.required,
            tuple(_choices(name, spec, everyone, names, language)),
        )
        for name, spec in KINDS[kind].items()
    ]


def _choices(
    name: str, spec: Field, everyone: Mapping[str, Candidate], names: Lists, language: str
) -> list[tuple[str, str]]:
    if spec.type is Type.FLAG:
        return [("true", "true"), ("false", "false")]
    found: list[tuple[str, str]] = []
    if spec.type in (Type.CODE, Type.CODES, Type.CODE_OR_REF):
        found += _entries(spec.of[0], names, language)
    if spec.type in (Type.REF, Type.REFS, Type.CODE_OR_REF):
        found += [(c.id, called(c)) for c in everyone.values() if c.kind in spec.of]
    if spec.type is Type.TERM:
        found += (
            [(term, term) for term in TERMS[name]] if name in TERMS else _entries("unit", names, language)
        )
    return found


def _entries(scheme: str, names: Lists, language: str) -> list[tuple[str, str]]:
    entries = names.labels.get(scheme, {})
    return sorted(((slug, words.get(language, slug)) for slug, words in entries.items()), key=lambda e: e[1])


def called(candidate: Candidate) -> str:
    """What a candidate is called in a list: its name, or its label, else its id."""
    named = (candidate.ref(field) for field in ("name", "label", "number", "indicator"))
    return next((name for name in named if name), candidate.id)


def changed(form: Mapping[str, str]) -> dict[str, str]:
    """The fields of a sent form that differ from what its page showed."""
    sent = {name.removeprefix(NEW): said.strip() for name, said in form.items() if name.startswith(NEW)}
    return {name: said for name, said in sent.items() if said != form.get(f"{OLD}{name}", "").strip()}


def given(form: Mapping[str, str]) -> dict[str, str]:
    """Every field of a sent form that says something."""
    return {n.removeprefix(NEW): said for n, said in form.items() if n.startswith(NEW) and said.strip()}
