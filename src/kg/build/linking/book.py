"""The file of a target's links, data/links/TARGET.csv: proposals put in, decisions written down, one stable order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass, replace
from datetime import date
from pathlib import Path

from kg.build import link, tables
from kg.build.files import held, write
from kg.build.link import ACCEPTED, COLUMNS, JUDGEMENTS, NONE, PROPOSED, Link
from kg.errors import JudgementError, Where

UNDO = "undo"
"""Takes back the last decision on a pair: what stood before it stands again."""


@dataclass(frozen=True)
class Decision:
    """What somebody decides on a pair; an empty predicate keeps the one proposed."""

    judgement: str
    judge: str
    predicate: str = ""
    evidence_vi: str = ""
    evidence_en: str = ""
    source: str = ""


@dataclass(frozen=True)
class Kept:
    """What a run of proposals changed in a file."""

    proposed: int
    new: int
    gone: int
    judged: int


def lines(file: Path) -> list[Link]:
    """The lines of a file; none where there is no file.

    :raises JudgementError: a line that is not as it must be
    """
    return list(link.read(file)) if file.exists() else []


def propose(file: Path, proposals: Iterable[Link]) -> Kept:
    """Puts proposals in the place of those of the run before; what was judged stays, and is not proposed again.

    :raises JudgementError: a line of the file that is not as it must be; nothing is written
    """
    with held(file.parent):
        before = lines(file)
        judged = [one for one in before if one.judgement != NONE]
        known = {one.pair for one in judged}
        fresh = {one.pair: one for one in proposals if one.pair not in known}
        old = {one.pair for one in before if one.judgement == NONE} - known
        _written(file, [*fresh.values(), *judged])
    return Kept(len(fresh), len(fresh.keys() - old), len(old - fresh.keys()), len(known))


def decide(file: Path, key: str, decision: Decision, today: date) -> Link | None:
    """Writes a decision on a pair down; gives the line that stands now, None where a pair was only ever decided upon.

    :raises JudgementError: no such pair, or a decision that does not fit; nothing is written
    """
    with held(file.parent):
        before = lines(file)
        own = [one for one in before if one.key == key]
        if not own:
            raise JudgementError("There is no such pair.", Where(file, record=key))
        after = _undone(own) if decision.judgement == UNDO else [*own, _decided(own[-1], decision, today)]
        kept = [one for one in before if one.key != key]
        _written(file, [*kept, *after])
    return after[-1] if after else None


def _undone(own: list[Link]) -> list[Link]:
    if own[-1].judgement == NONE:
        raise JudgementError("Nothing was decided on this pair.", Where(record=own[-1].key))
    rest = own[:-1]
    nobody = {"judge": "", "date": "", "evidence_vi": "", "evidence_en": "", "source": ""}
    machine = replace(own[-1], judgement=NONE, predicate=PROPOSED, **nobody)
    return rest or ([machine] if machine.why_vi or machine.why_en else [])


def _decided(last: Link, decision: Decision, today: date) -> Link:
    """The new line: what is known of the pair, with the decision."""
    if decision.judgement not in JUDGEMENTS or decision.judgement == NONE:
        hint = f"Judgements: {', '.join(j for j in JUDGEMENTS if j != NONE)}."
        raise JudgementError(f"“{decision.judgement}” is no judgement.", Where(field="judgement"), hint)
    made = replace(
        last,
        judgement=decision.judgement,
        predicate=decision.predicate or last.predicate,
        evidence_vi=decision.evidence_vi.strip(),
        evidence_en=decision.evidence_en.strip(),
        source=decision.source.strip(),
        judge=decision.judge,
        date=today.isoformat(),
    )
    if wrong := link.check(made):
        place, what, told = wrong
        raise JudgementError(what, Where(field=place), told)
    return made


# The file


def text(found: Iterable[Link]) -> str:
    """The lines as CSV, in their order: by subject, the likeliest object first, a pair's own lines as they came."""
    every = list(found)
    score = {one.pair: float(one.score) for one in every}
    ordered = sorted(every, key=lambda o: (o.subject, -score[o.pair], o.object))
    return tables.text(COLUMNS, map(astuple, ordered))


def _written(file: Path, found: list[Link]) -> None:
    """Writes the lines; a proposal goes where its pair is judged, and its comparison stays on the judged line."""
    judged = {one.pair for one in found if one.judgement != NONE}
    write(file, text(one for one in found if one.judgement != NONE or one.pair not in judged))


def accepted(file: Path) -> list[Link]:
    """The accepted links of a file."""
    return [one for one in link.standing(lines(file))[0] if one.judgement == ACCEPTED]
