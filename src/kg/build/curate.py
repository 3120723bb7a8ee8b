"""Applies decisions kept as data (judgements.csv) to candidates: confirm, correct, dispute, retract, add, note.

A decision is keyed by the fact's hash. Where the hash is gone, the fact of the same kind with the same words,
between the same words, takes its place; where there is none, the decision has lost its fact and that is an error.
A fact that a decision added is looked for in the text in the same way.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from pathlib import Path

from kg.build.facts import KINDS, Candidate, Note, Span, Status, key
from kg.build.fields import check_values, parse
from kg.build.references import parted, points_nowhere
from kg.build.source import Document
from kg.errors import JudgementError, RecordError, Where

FILE = "judgements.csv"
CONTEXT = 24
"""How many code points before and after a quote a judgement keeps, to find it again."""


@dataclass(frozen=True)
class Judgement:
    """One line of judgements.csv."""

    key: str
    kind: str
    start: str
    end: str
    exact: str
    prefix: str
    suffix: str
    action: str
    field: str
    value: str
    note_vi: str
    note_en: str
    settles: str
    judge: str
    date: str

    @property
    def notes(self) -> tuple[Note, ...]:
        return tuple(Note(t, lang) for t, lang in ((self.note_vi, "vi"), (self.note_en, "en")) if t)


COLUMNS = tuple(f.name for f in fields(Judgement))


@dataclass(frozen=True)
class Curated:
    """Facts after curation, those retracted, and which judgement stands on which fact's key."""

    facts: tuple[Candidate, ...]
    retracted: tuple[Candidate, ...]
    judgements: tuple[tuple[str, Judgement], ...]
    lost: tuple[Judgement, ...] = ()
    moved: tuple[tuple[str, Judgement], ...] = ()
    """Judgements whose fact is gone, and those found again by their words under another key."""


def read(document: Document) -> list[tuple[Judgement, Where]]:
    """The judgements of a source with their places; none where there is no file.

    :raises JudgementError: a missing column, an unknown action, or a line that is not CSV
    """
    file = document.folder / FILE
    if not file.exists():
        return []
    with file.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream, strict=True)
        _check_columns(reader.fieldnames, file)
        try:
            return [_judgement(row, Where(file, reader.line_num)) for row in reader]
        except csv.Error as error:
            raise JudgementError(f"This is not CSV: {error}.", Where(file, reader.line_num)) from None


def _check_columns(found: Iterable[str] | None, file: Path) -> None:
    if tuple(found or ()) != COLUMNS:
        raise JudgementError(
            "The columns are not as they must be.", Where(file, 1), f"Columns: {','.join(COLUMNS)}."
        )


def _judgement(row: Mapping[str | None, str | None], where: Where) -> tuple[Judgement, Where]:
    if None in row or None in row.values():
        raise JudgementError("The line has too many or too few columns.", where)
    judgement = Judgement(**{str(name): str(value) for name, value in row.items()})
    if judgement.action not in ACTIONS:
        raise JudgementError(f"“{judgement.action}” is no action.", where, f"Actions: {', '.join(ACTIONS)}.")
    if not judgement.judge or not judgement.date:
        raise JudgementError("A judgement needs its judge and its date.", where)
    return judgement, where


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


ACTIONS: Mapping[str, Callable[[Candidate, Judgement, Where], Candidate]] = {
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
    span = _found_again(judgement, stated, document)
    if span is None:
        return None
    name = str(record.pop("id", added_id(judgement)))
    fact = Candidate(name, judgement.kind, (span,), record, Decimal(1), rule="curator")
    return fact.with_(key=judgement.key if span == stated else key(fact, document.sha256))


def added_id(judgement: Judgement) -> str:
    """The id of a fact that a line adds and gives no id."""
    return f"added-{judgement.key}"


def _found_again(judgement: Judgement, stated: Span, document: Document) -> Span | None:
    """Where the words of an added fact stand: between the same words as then, else still at the same place."""
    around = (judgement.exact, judgement.prefix, judgement.suffix)
    there = stated if document.exact(stated.start, stated.end) == judgement.exact else None
    if not judgement.exact or (there and context(document, there) == around):
        return there
    same: list[Span] = []
    at = document.text.find(judgement.exact)
    while at >= 0 and len(same) < 2:
        span = Span(at, at + len(judgement.exact))
        same += [span] if context(document, span) == around else []
        at = document.text.find(judgement.exact, at + 1)
    return same[0] if len(same) == 1 else there


def _anchored(judgement: Judgement, known: Mapping[str, Candidate], document: Document) -> str | None:
    """The key of the fact that a judgement is about, re-anchored by its words where its own key is gone."""
    if judgement.key in known:
        return judgement.key
    around = (judgement.kind, judgement.exact, judgement.prefix, judgement.suffix)
    same = [k for k, fact in known.items() if (fact.kind, *context(document, fact.span)) == around]
    return same[0] if len(same) == 1 else None


def context(document: Document, span: Span) -> tuple[str, str, str]:
    """A quote, and the words before and after it on its line."""
    before = document.exact(max(0, span.start - CONTEXT), span.start).rpartition("\n")[2]
    after = document.exact(span.end, span.end + CONTEXT).partition("\n")[0]
    return document.exact(span.start, span.end), before, after


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
    for judgement, where in lines:
        added = _added(judgement, document, where) if judgement.action == "add" else None
        if added is not None:
            known.setdefault(added.key, added)
    applied: list[tuple[str, Judgement]] = []
    lost: list[Judgement] = []
    ids = {fact.id for fact in known.values()}
    for judgement, where in lines:
        anchor = _anchored(judgement, known, document)
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
    return Curated(facts, gone, tuple(applied), tuple(lost), moved)


def _misses(fact: Candidate, judgement: Judgement, ids: set[str]) -> bool:
    """Whether an addition, or a correction, points to a fact that is gone."""
    stated = {"add": fact.values, "correct": {judgement.field: judgement.value.split()}}
    return points_nowhere(fact.kind, stated.get(judgement.action, {}), ids)


def _judged(fact: Candidate, judgement: Judgement, where: Where) -> Candidate:
    settled = fact.settled | frozenset(judgement.settles.split())
    noted = fact.with_(notes=fact.notes + judgement.notes, settled=settled)
    return ACTIONS[judgement.action](noted, judgement, where)
