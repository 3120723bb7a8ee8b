"""Applies decisions kept as data (judgements.csv) to candidates: confirm, correct, dispute, retract, add, note.

A decision is keyed by the fact's hash. Where the hash is gone, the fact of the same kind with the same words,
between the same words, takes its place; where there is none, the decision has lost its fact and that is an error.
A fact that a decision added is looked for in the text in the same way.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from kg.build.anchoring import anchored, found_again, pointing, renamed
from kg.build.facts import Candidate, Span, Status, key
from kg.build.fields import check_values, parse
from kg.build.judgements import Judgement, read
from kg.build.model import KINDS
from kg.build.references import parted, points_nowhere
from kg.build.source import Document
from kg.errors import JudgementError, RecordError, Where


@dataclass(frozen=True)
class Curated:
    """Facts after curation, those retracted, and which judgement stands on which fact's key."""

    facts: tuple[Candidate, ...]
    retracted: tuple[Candidate, ...]
    judgements: tuple[tuple[str, Judgement], ...]
    lost: tuple[Judgement, ...] = ()
    moved: tuple[tuple[str, Judgement], ...] = ()
    """Judgements whose fact is gone, and those found again by their words under another key."""
    names: Mapping[str, str] = field(default_factory=dict)
    """The ids of moved facts when they were judged → their ids now."""


def _confirm(fact: Candidate, _: Judgement, __: Where) -> Candidate:
    return fact.with_(status=Status.CONFIRMED)


def _correct(fact: Candidate, judgement: Judgement, where: Where) -> Candidate:
    if not judgement.field:
        return fact.with_(status=Status.CORRECTED)
    spec = KINDS[fact.kind].get(judgement.field)
    if spec is None:
        raise JudgementError(f"A {fact.kind} has no field “{judgement.field}”.", where)
    if not judgement.value:
        kept = {name: value for name, value in fact.values.items() if name != judgement.field}
        return fact.with_(values=kept, status=Status.CORRECTED)
    try:
        values = {**fact.values, judgement.field: parse(spec, judgement.value)}
    except ValueError:
        raise JudgementError(f"“{judgement.value}” is not {spec.type.value}.", where) from None
    return fact.with_(values=values, status=Status.CORRECTED)


def _dispute(fact: Candidate, _: Judgement, __: Where) -> Candidate:
    return fact.with_(status=Status.DISPUTED)


def _retract(fact: Candidate, _: Judgement, __: Where) -> Candidate:
    return fact.with_(status=Status.RETRACTED)


def _note(fact: Candidate, _: Judgement, __: Where) -> Candidate:
    return fact


_DOES: Mapping[str, Callable[[Candidate, Judgement, Where], Candidate]] = {
    "confirm": _confirm,
    "correct": _correct,
    "dispute": _dispute,
    "retract": _retract,
    "note": _note,
    "add": _confirm,
}
"""What each action does to a fact; all of them keep the notes and settle the rules that the line names."""


def _added(judgement: Judgement, document: Document, where: Where) -> Candidate | None:
    """The fact that an `add` line brings: `value` holds its id and fields as JSON; None where its words are gone."""
    try:
        record = dict(json.loads(judgement.value))
        stated = Span(int(judgement.start), int(judgement.end))
        check_values(judgement.kind, {k: v for k, v in record.items() if k != "id"}, judgement.exact, where)
    except (ValueError, TypeError, KeyError):
        raise JudgementError(
            "`add` needs a kind, offsets, and the fields as JSON in `value`.", where
        ) from None
    except RecordError as error:
        raise JudgementError(error.what, where, error.hint) from None
    span = found_again(judgement, stated, document)
    if span is None:
        return None
    name = str(record.pop("id", added_id(judgement)))
    fact = Candidate(name, judgement.kind, (span,), record, Decimal(1), rule="curator")
    return fact.with_(key=judgement.key if span == stated else key(fact, document.sha256))


def _keyed(candidates: Iterable[Candidate], document: Document) -> dict[str, Candidate]:
    known: dict[str, Candidate] = {}
    for candidate in candidates:
        name = key(candidate, document.sha256)
        if name in known:
            raise RecordError(
                f"The records {known[name].id} and {candidate.id} are one fact: same kind, span and words.",
                Where(document.folder, record=candidate.id),
                "Remove one, or give each its own span.",
            )
        known[name] = candidate.with_(key=name)
    return known


def added_id(judgement: Judgement) -> str:
    """The id of a fact that a line adds and gives no id."""
    return f"added-{judgement.key}"


def apply(
    candidates: Iterable[Candidate],
    document: Document,
    strict: bool = True,
    judgements: Iterable[tuple[Judgement, Where]] | None = None,
    unchecked: str = "",
) -> Curated:
    """Candidates with every judgement of their source applied, in the order of the file.

    :param strict: whether a judgement whose fact is gone is an error; else it waits in the file, and is listed
    :param judgements: what to apply in place of the file's lines
    :param unchecked: key of a fact whose judgements apply even where they point to a fact that is gone
    :raises JudgementError: a judgement whose fact is gone, or that does not fit its fact
    :raises RecordError: two candidates that are one fact
    """
    known = _keyed(candidates, document)
    lines = list(read(document) if judgements is None else judgements)
    names = renamed((judgement for judgement, _ in lines), known, document)
    lines = [(pointing(judgement, names), where) for judgement, where in lines]
    for judgement, where in lines:
        added = _added(judgement, document, where) if judgement.action == "add" else None
        if added is not None:
            known.setdefault(added.key, added)
    applied: list[tuple[str, Judgement]] = []
    lost: list[Judgement] = []
    ids = {fact.id for fact in known.values()}
    for judgement, where in lines:
        anchor = anchored(judgement, known, document)
        certain = strict or judgement.key == unchecked
        if anchor is not None and (certain or not _misses(known[anchor], judgement, ids)):
            known[anchor] = _judged(known[anchor], judgement, where)
            applied.append((anchor, judgement))
        elif strict:
            raise JudgementError(
                f"The {judgement.kind or 'fact'} “{judgement.exact[:60]}” that this judgement is about is gone.",
                where,
                "Restore its record, or remove the line.",
            )
        else:
            lost.append(judgement)
            if anchor is not None and judgement.action == "add":
                del known[anchor]
    facts, gone = parted(known.values())
    moved = tuple((k, j) for k, j in applied if k != j.key)
    return Curated(facts, gone, tuple(applied), tuple(lost), moved, names)


def _misses(fact: Candidate, judgement: Judgement, ids: set[str]) -> bool:
    """Whether an addition, or a correction, points to a fact that is gone."""
    stated = {"add": fact.values, "correct": {judgement.field: judgement.value.split()}}
    return points_nowhere(fact.kind, stated.get(judgement.action, {}), ids)


def _judged(fact: Candidate, judgement: Judgement, where: Where) -> Candidate:
    settled = fact.settled | frozenset(judgement.settles.split())
    noted = fact.with_(notes=fact.notes + judgement.notes, settled=settled)
    return _DOES[judgement.action](noted, judgement, where)
