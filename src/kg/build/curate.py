"""Applies decisions kept as data (judgements.csv) to candidates: confirm, correct, dispute, retract, add, note.

A decision is keyed by the fact's hash. Where the hash is gone, the fact of the same kind with the same words,
between the same words, takes its place; where there is none, the decision has lost its fact and that is an error.
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
    values = {**fact.values, judgement.field: parse(spec, judgement.value)}
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


def _added(judgement: Judgement, document: Document, where: Where) -> Candidate:
    """The fact that an `add` line brings: `value` holds its id and fields as JSON."""
    try:
        record = dict(json.loads(judgement.value))
        span = Span(int(judgement.start), int(judgement.end))
        check_values(judgement.kind, {k: v for k, v in record.items() if k != "id"}, judgement.exact, where)
    except (ValueError, TypeError, KeyError):
        raise JudgementError(
            "`add` needs a kind, offsets, and the fields as JSON in `value`.", where
        ) from None
    except RecordError as error:
        raise JudgementError(error.what, where, error.hint) from None
    if document.exact(span.start, span.end) != judgement.exact:
        raise JudgementError(f"The text at {span.start}–{span.end} is not “{judgement.exact}”.", where)
    name = str(record.pop("id", f"added-{judgement.key}"))
    return Candidate(name, judgement.kind, (span,), record, Decimal(1), rule="curator")


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


def apply(candidates: Iterable[Candidate], document: Document) -> Curated:
    """Candidates with every judgement of their source applied, in the order of the file.

    :raises JudgementError: a judgement whose fact is gone, or that does not fit its fact
    :raises RecordError: two candidates that are one fact
    """
    known = _keyed(candidates, document)
    applied: list[tuple[str, Judgement]] = []
    for judgement, where in read(document):
        if judgement.action == "add":
            known.setdefault(judgement.key, _added(judgement, document, where).with_(key=judgement.key))
        anchor = _anchored(judgement, known, document)
        if anchor is None:
            raise JudgementError(
                f"The {judgement.kind or 'fact'} “{judgement.exact[:60]}” that this judgement is about is gone.",
                where,
                "Restore its record, or remove the line.",
            )
        known[anchor] = _judged(known[anchor], judgement, where)
        applied.append((anchor, judgement))
    gone = tuple(f for f in known.values() if f.status is Status.RETRACTED)
    return Curated(tuple(f for f in known.values() if f not in gone), gone, tuple(applied))


def _judged(fact: Candidate, judgement: Judgement, where: Where) -> Candidate:
    settled = fact.settled | frozenset(judgement.settles.split())
    noted = fact.with_(notes=fact.notes + judgement.notes, settled=settled)
    return ACTIONS[judgement.action](noted, judgement, where)
