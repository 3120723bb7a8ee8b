"""judgements.csv, the decisions of a source as data: its lines, read and written."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, fields
from pathlib import Path

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


def text(lines: Iterable[Judgement]) -> str:
    """judgements.csv as text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(astuple(line) for line in lines)
    return out.getvalue()
