"""Whether a decision fits its fact: the fields in the quote, in the code lists, pointing to what is there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kg.build import periods
from kg.build.extract.lists import Lists
from kg.build.facts import Candidate
from kg.build.fields import check_values, parse
from kg.build.model import KINDS, Field, Type
from kg.build.source import Document
from kg.build.terms import expand
from kg.errors import InputError, JudgementError, KgError, Where


def check(fact: Candidate, known: Mapping[str, Candidate], document: Document, lists: Lists) -> None:
    """Checks a fact's fields as a build would: in the quote, in the code lists, pointing to what is there."""
    where = Where(record=f"{fact.kind} {fact.key}")
    quotes = "\n".join(document.exact(span.start, span.end) for span in fact.spans)
    try:
        check_values(fact.kind, fact.values, quotes, where)
        for name, value in fact.values.items():
            spec = KINDS[fact.kind][name]
            for each in value if isinstance(value, list) else [value]:
                _check_value(spec, each, known, lists, Where(record=where.record, field=name))
    except JudgementError:
        raise
    except KgError as error:
        raise JudgementError(error.what, error.where or where, error.hint) from None


def _check_value(spec: Field, value: Any, known: Mapping[str, Candidate], lists: Lists, where: Where) -> None:
    is_ref = value in known and known[value].kind in spec.of if isinstance(value, str) else False
    if spec.type in (Type.REF, Type.REFS) and not is_ref:
        raise JudgementError(f"“{value}” is the id of no {' or '.join(spec.of)}.", where)
    coded = spec.type in (Type.CODE, Type.CODES, Type.CODE_OR_REF) and not is_ref
    if coded and value not in lists.slugs(spec.of[0]):
        raise JudgementError(f"“{value}” is not in the list “{spec.of[0]}”.", where)
    if spec.type is Type.TERM:
        expand(str(value))
    if spec.type is Type.PERIOD:
        periods.bounds(str(value))


def values(kind: str, given: Mapping[str, str]) -> dict[str, Any]:
    """The fields of a kind from texts, as the shell or a form gives them; empty ones are left out.

    :raises JudgementError: a field that the kind has not, or a number that is none
    """
    found: dict[str, Any] = {}
    for name, said in given.items():
        if name not in KINDS.get(kind, {}):
            raise JudgementError(f"A {kind} has no field “{name}”.", Where(field=name))
        try:
            if said.strip():
                found[name] = parse(KINDS[kind][name], said.strip())
        except (ValueError, InputError):
            raise JudgementError(
                f"“{said}” is not {KINDS[kind][name].type.value}.", Where(field=name)
            ) from None
    return found
