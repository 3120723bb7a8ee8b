"""judgements.csv, the decisions of a source as data: its lines, read and written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields

from kg.build import tables
from kg.build.facts import Note
from kg.build.source import Document
from kg.errors import JudgementError, Where

FILE = "judgements.csv"
ACTIONS = ("confirm", "correct", "dispute", "retract", "note", "add")


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


def read(document: Document) -> list[tuple[Judgement, Where]]:
    """The judgements of a source with their places; none where there is no file.

    :raises JudgementError: a missing column, an unknown action, or a line that is not CSV
    """
    file = document.folder / FILE
    if not file.exists():
        return []
    return [_judgement(row, where) for row, where in tables.read(file, COLUMNS, error=JudgementError)]


def _judgement(row: list[str], where: Where) -> tuple[Judgement, Where]:
    judgement = Judgement(*row)
    if judgement.action not in ACTIONS:
        raise JudgementError(f"“{judgement.action}” is no action.", where, f"Actions: {', '.join(ACTIONS)}.")
    if not judgement.judge or not judgement.date:
        raise JudgementError("A judgement needs its judge and its date.", where)
    return judgement, where


def text(lines: Iterable[Judgement]) -> str:
    """judgements.csv as text."""
    return tables.text(COLUMNS, map(astuple, lines))
