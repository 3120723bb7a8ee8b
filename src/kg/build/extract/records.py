"""Reads records.toml, facts that a person wrote down in the source's own folder, as candidates."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from kg.build.facts import Candidate, Proposal, Span
from kg.build.fields import check_values
from kg.build.model import KINDS, Type
from kg.build.source import Document
from kg.errors import RecordError, Where
from kg.vietnamese import loose

FILE = "records.toml"
_OWN = ("id", "quote", "at", "also", "confidence")


def read(document: Document) -> list[Candidate]:
    """The candidates of a source's records.toml, in the order of the file; none where there is no such file.

    :raises RecordError: an unknown kind or field, a quote that is not in the text, …
    """
    file = document.folder / FILE
    if not file.exists():
        return []
    try:
        tables = tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RecordError(f"This is not TOML in UTF-8: {error}.", Where(file)) from None
    found = [_candidate(kind, record, document, file) for kind, record in _records(tables, file)]
    _check_references(found, file)
    return found


def propose(document: Document, ontology: Path) -> Proposal | None:
    """The records of a source that has a records.toml: people keep them, so they are all that is proposed for it.

    :raises RecordError: as `read` does
    """
    return Proposal(tuple(read(document))) if (document.folder / FILE).exists() else None


def _records(tables: Mapping[str, Any], file: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for kind, records in tables.items():
        if kind not in KINDS:
            raise RecordError(f"“{kind}” is no kind.", Where(file), f"Kinds: {', '.join(KINDS)}.")
        for record in records:
            yield kind, record


def _candidate(kind: str, record: Mapping[str, Any], document: Document, file: Path) -> Candidate:
    name = str(record.get("id", ""))
    where = Where(file, record=f"{kind} {name}".strip())
    if not name:
        raise RecordError("A record has no id.", where)
    spans = _spans(record, document, where)
    values = {n: v for n, v in record.items() if n not in _OWN}
    check_values(kind, values, document.exact(spans[0].start, spans[0].end), where)
    _check_names(values, document, where)
    confidence = Decimal(str(record.get("confidence", 1)))
    return Candidate(name, kind, spans, values, confidence, rule="records")


def _check_names(values: Mapping[str, Any], document: Document, where: Where) -> None:
    """A thing is called what the text calls it: its name and its other spellings stand there."""
    text = loose(document.text)
    for field in ("name", "variants"):
        given = values.get(field, ())
        for name in [given] if isinstance(given, str) else given:
            if loose(str(name)) not in text:
                place = Where(where.file, record=where.record, field=field)
                raise RecordError(
                    f"“{name}” stands nowhere in the text.", place, "Write the name as the text does."
                )


def _spans(record: Mapping[str, Any], document: Document, where: Where) -> tuple[Span, ...]:
    passages = [{"quote": record.get("quote"), "at": record.get("at")}, *record.get("also", ())]
    return tuple(_span(passage, document, where) for passage in passages)


def _span(passage: Mapping[str, Any], document: Document, where: Where) -> Span:
    """A quote with its offsets, both given, so that each checks the other."""
    match passage:
        case {"quote": str(quote), "at": [int(start), int(end)]}:
            pass
        case _:
            raise RecordError("A passage needs “quote” and “at = [start, end]”.", where)
    found = document.exact(start, end)
    if not (0 <= start < end <= len(document.text)) or loose(found) != loose(quote):
        at = document.text.find(quote)
        hint = (
            f"The quote stands at {at}–{at + len(quote)}." if at >= 0 else "The quote is nowhere in the text."
        )
        raise RecordError(f"The text at {start}–{end} reads “{found[:60]}”, not “{quote[:60]}”.", where, hint)
    return Span(start, end)


def _check_references(candidates: list[Candidate], file: Path) -> None:
    by_id: dict[str, Candidate] = {}
    for candidate in candidates:
        if candidate.id in by_id:
            raise RecordError("Two records have one id.", Where(file, record=candidate.id))
        by_id[candidate.id] = candidate
    for candidate in candidates:
        for name, target in _references(candidate):
            spec = KINDS[candidate.kind][name]
            if target not in by_id or by_id[target].kind not in spec.of:
                raise RecordError(
                    f"“{target}” is the id of no {' or '.join(spec.of)}.",
                    Where(file, record=f"{candidate.kind} {candidate.id}", field=name),
                )


def _references(candidate: Candidate) -> Iterator[tuple[str, str]]:
    for name, value in candidate.values.items():
        match KINDS[candidate.kind][name].type:
            case Type.REF:
                yield name, str(value)
            case Type.CODE_OR_REF if "." in str(value):
                yield name, str(value)
            case Type.REFS:
                yield from ((name, str(target)) for target in value)
