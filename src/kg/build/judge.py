"""A decision on a fact, from the desk or the shell: checked, put in its place in judgements.csv, written at once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from kg.build import curate
from kg.build.anchoring import context, pointing
from kg.build.curate import Curated
from kg.build.extract.lists import Lists
from kg.build.facts import Candidate, Proposal, Span, key
from kg.build.files import held, write
from kg.build.fitting import check
from kg.build.judgements import FILE, Judgement, read, text
from kg.build.model import KINDS
from kg.build.source import Document
from kg.errors import JudgementError, Where

VERDICTS = ("confirm", "dispute", "retract")
"""Of these a fact has one at a time: a new one takes the place of the one before."""

ACTIONS = (*VERDICTS, "correct", "note", "undo")
"""What can be decided on a fact that is there; `undo` takes back every decision on it."""


@dataclass(frozen=True)
class Decision:
    """What somebody decides on a fact."""

    action: str
    judge: str
    field: str = ""
    value: str = ""
    note_vi: str = ""
    note_en: str = ""
    settles: str = ""


@dataclass(frozen=True)
class Case:
    """All that a decision is checked against: the source, what is proposed for it, the code lists."""

    document: Document
    proposal: Proposal
    lists: Lists

    def curated(self, lines: Iterable[Judgement] | None = None, unchecked: str = "") -> Curated:
        """The facts with the judgements in the file, or with other lines, applied; none is lost by it."""
        place = self.document.folder / FILE
        placed = (
            None if lines is None else [(line, Where(place, number)) for number, line in enumerate(lines, 2)]
        )
        return curate.apply(self.proposal.candidates, self.document, False, placed, unchecked)


def decide(case: Case, fact_key: str, decisions: Sequence[Decision], today: date) -> Curated:
    """Decides on a fact that is there, and writes it down: all that is decided, or nothing.

    :param fact_key: the fact's key, or that of a judgement whose fact is gone, for `undo`
    :raises JudgementError: no such fact, or a decision that does not fit it; nothing is written
    """
    if wrong := next((d.action for d in decisions if d.action not in ACTIONS), None):
        raise JudgementError(f"“{wrong}” is no action.", hint=f"Actions: {', '.join(ACTIONS)}.")
    with held(case.document.folder):
        before = _lines(case.document)
        lines = _all_at_home(case, before)
        for decision in decisions:
            lines = _decided(case, lines, fact_key, decision, today)
        return _written(case, lines, fact_key)


def _decided(
    case: Case, lines: list[Judgement], fact_key: str, decision: Decision, today: date
) -> list[Judgement]:
    """The lines after a decision."""
    if decision.action != "undo":
        return _replaced(lines, _line(case, _fact(case, lines, fact_key), decision, today))
    after = [line for line in lines if line.key != fact_key]
    if len(after) == len(lines):
        raise JudgementError("Nothing was decided on this fact.", Where(record=fact_key))
    return after


def add(case: Case, kind: str, span: Span, values: Mapping[str, Any], decision: Decision, today: date) -> str:
    """Adds a fact that nothing proposed, with its fields, and writes it down; gives its key.

    :raises JudgementError: a fact that is there already, or fields that do not fit; nothing is written
    """
    if kind not in KINDS:
        raise JudgementError(f"“{kind}” is no kind.", hint=f"Kinds: {', '.join(KINDS)}.")
    if not 0 <= span.start < span.end <= len(case.document.text):
        raise JudgementError(f"There are no words at {span.start}–{span.end}.", Where(field="at"))
    fact = Candidate("", kind, (span,), dict(values))
    fact_key = key(fact, case.document.sha256)
    with held(case.document.folder):
        lines = _lines(case.document)
        if any(c.key == fact_key for c in _everything(case.curated(lines))):
            raise JudgementError(
                "This fact is there already.", Where(record=fact_key), "Judge it as it stands."
            )
        fact = fact.with_(key=fact_key)
        stated = json.dumps(dict(values), ensure_ascii=False, sort_keys=True)
        line = _line(case, fact, replace(decision, action="add", field="", value=stated), today)
        _written(case, [*lines, line], fact_key)
    return fact_key


def find_at(case: Case, span: Span, kind: str | None) -> Candidate:
    """The one fact that stands at a place.

    :raises JudgementError: none there, or several of the kinds asked for
    """
    there = [c for c in _everything(case.curated()) if c.span == span and kind in (None, c.kind)]
    if len(there) == 1:
        return there[0]
    told = "Nothing stands" if not there else "Several facts stand"
    hint = ", ".join(f"{c.kind} {c.key}" for c in there) or "`kg review` shows every fact with its place."
    raise JudgementError(f"{told} at {span.start},{span.end}.", Where(case.document.folder), hint)


def rehome(case: Case) -> int:
    """Writes every judgement that was found again by its words under its new key and place; tells how many."""
    with held(case.document.folder):
        lines = _lines(case.document)
        moved = case.curated(lines).moved
        if moved:
            _written(case, _all_at_home(case, lines), "")
        return len({judgement.key for _, judgement in moved})


# Lines


def _lines(document: Document) -> list[Judgement]:
    return [judgement for judgement, _ in read(document)]


def _everything(curated: Curated) -> tuple[Candidate, ...]:
    return (*curated.facts, *curated.retracted)


def _fact(case: Case, lines: list[Judgement], fact_key: str) -> Candidate:
    fact = next((c for c in _everything(case.curated(lines)) if c.key == fact_key), None)
    if fact is None:
        raise JudgementError("There is no such fact.", Where(case.document.folder, record=fact_key))
    return fact


def _line(case: Case, fact: Candidate, decision: Decision, today: date) -> Judgement:
    exact, prefix, suffix = context(case.document, fact.span)
    return Judgement(
        fact.key,
        fact.kind,
        str(fact.span.start),
        str(fact.span.end),
        exact,
        prefix,
        suffix,
        decision.action,
        decision.field,
        decision.value,
        decision.note_vi,
        decision.note_en,
        decision.settles,
        decision.judge,
        today.isoformat(),
    )


def _all_at_home(case: Case, lines: list[Judgement]) -> list[Judgement]:
    """Lines under the keys, at the places and with the references that hold now."""
    curated = case.curated(lines)
    moved = {judgement.key: k for k, judgement in curated.moved}
    return [pointing(_at_home(case, line, moved.get(line.key)), curated.names) for line in lines]


def _at_home(case: Case, line: Judgement, new_key: str | None) -> Judgement:
    """A line under the key and at the place where its fact stands now."""
    if new_key is None:
        return line
    fact = next(c for c in _everything(case.curated()) if c.key == new_key)
    exact, prefix, suffix = context(case.document, fact.span)
    place = {"start": str(fact.span.start), "end": str(fact.span.end)}
    if line.action == "add":
        place["value"] = _with_id(line)
    return replace(line, key=new_key, exact=exact, prefix=prefix, suffix=suffix, **place)


def _with_id(line: Judgement) -> str:
    """The fields of an added fact with its id, which others may point to, for a line that gets another key."""
    record = {"id": curate.added_id(line), **json.loads(line.value)}
    return json.dumps(record, ensure_ascii=False, sort_keys=True)


def _replaced(lines: list[Judgement], new: Judgement) -> list[Judgement]:
    """The lines with a new one in place of those that it overrules."""
    return [line for line in lines if line.key != new.key or not _overrules(new, line)] + [new]


def _overrules(new: Judgement, old: Judgement) -> bool:
    if new.action in VERDICTS:
        return old.action in VERDICTS
    if new.action == "correct":
        return old.action in VERDICTS or (old.action == "correct" and old.field == new.field)
    return old.action == new.action == "note"


def _order(line: Judgement) -> tuple[int, int, str, str, str, str]:
    """By place, kind and action: a change of one decision is a change of one line."""
    return int(line.start), int(line.end), line.kind, line.key, line.action, line.field


def _written(case: Case, lines: list[Judgement], touched: str) -> Curated:
    """Checks what the lines give, then writes them in their order.

    :raises JudgementError: the facts would not be as they must be; the file stays as it was
    """
    ordered = sorted(lines, key=_order)
    curated = case.curated(ordered, touched)
    known = {c.id: c for c in _everything(curated)}
    for fact in known.values():
        if fact.key == touched:
            check(fact, known, case.document, case.lists)
    write(case.document.folder / FILE, text(ordered))
    return curated
