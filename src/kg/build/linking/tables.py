"""A dataset that is a table: CSV or TSV, the dump of GeoNames among them."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from string import Formatter

from kg.build.linking.targets import Chosen, Table, Target
from kg.build.linking.things import Thing
from kg.errors import RdfError, Where
from kg.search.entries import CODE, MAIN, OTHER, Name

Row = Mapping[str, str]

TABLES: Mapping[str, str] = {".csv": ",", ".tsv": "\t", ".txt": "\t"}
"""Which files are tables, and what parts their columns where the dataset does not say."""

_MOST_FIELD = 1_000_000


@dataclass(frozen=True)
class _Placed:
    """A thing with the path of where it stands."""

    thing: Thing
    path: tuple[str, ...]


def read(target: Target, chosen: Chosen, file: Path) -> Iterator[Thing]:
    """The things of one kind in a table.

    :raises RdfError: a file that is missing, or a line with too few or too many columns
    """
    table = target.table or Table(separator=TABLES[file.suffix.lower()])
    placed = [_placed(row, table, chosen) for row in _rows(file, table) if _fits(row, table, chosen)]
    at = {one.path: one.thing.iri for one in placed if one.path}
    for one in placed:
        above = [one.path[:end] for end in range(len(one.path) - 1, 0, -1)]
        parent = next((at[path] for path in above if path in at), None)
        yield replace(one.thing, parents=(parent,)) if parent else one.thing


class _Plain(csv.excel_tab):
    """Tabs, and no quotes: the dump of GeoNames has names with quotes in them."""

    quoting = csv.QUOTE_NONE
    quotechar = None


def _rows(file: Path, table: Table) -> Iterator[Row]:
    csv.field_size_limit(_MOST_FIELD)
    plain = table.separator == "\t"
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            form = _Plain if plain else csv.excel
            reader = csv.reader(stream, form, delimiter=table.separator, strict=not plain)
            yield from _named(reader, table, file)
    except OSError as error:
        raise RdfError(f"The file cannot be read: {error.strerror}.", Where(file)) from None
    except UnicodeDecodeError:
        raise RdfError("This is not UTF-8.", Where(file)) from None


def _named(reader: csv._reader, table: Table, file: Path) -> Iterator[Row]:  # type: ignore[name-defined]
    try:
        columns = table.columns or tuple(next(reader, ()))
        _check_columns(columns, table, file)
        for row in reader:
            if len(row) != len(columns):
                where = Where(file, reader.line_num, min(len(row), len(columns)) + 1)
                raise RdfError(f"The line has {len(row)} columns, not {len(columns)}.", where)
            yield dict(zip(columns, row, strict=True))
    except csv.Error as error:
        raise RdfError(f"This is not CSV: {error}.", Where(file, reader.line_num)) from None


def _check_columns(columns: tuple[str, ...], table: Table, file: Path) -> None:
    """Whether every column that is spoken of is there; those of names and codes may be missing."""
    needed = {name for _, name, _, _ in Formatter().parse(table.iri) if name}
    needed |= {*table.where, *table.path, *filter(None, (table.level, table.parent, table.start, table.end))}
    if missing := sorted(needed - set(columns)) or (
        [] if set(table.names) & set(columns) else list(table.names)
    ):
        hint = f"Columns: {', '.join(columns)}."
        raise RdfError(f"There is no column “{missing[0]}”.", Where(file, 1), hint)


def _fits(row: Row, table: Table, chosen: Chosen) -> bool:
    stands = all(row[column] == value for column, value in table.where.items())
    return stands and (not chosen.levels or row.get(table.level, "") in chosen.levels)


def _placed(row: Row, table: Table, chosen: Chosen) -> _Placed:
    names = [name for column in table.names for name in _names(row.get(column, ""), table, column)]
    names += [Name(row[column].strip(), "", CODE) for column in table.codes if row.get(column, "").strip()]
    made = Thing(
        iri=table.iri.format_map(row),
        kind=chosen.kind,
        names=tuple(dict.fromkeys(names)),
        above=(row[table.parent],) if table.parent and row[table.parent] else (),
        level=chosen.levels.get(row.get(table.level, ""), ""),
        start=row.get(table.start, ""),
        end=row.get(table.end, ""),
    )
    return _Placed(made, tuple(part for column in table.path if (part := row[column])))


def _names(said: str, table: Table, column: str) -> Iterator[Name]:
    kind = MAIN if column == table.names[0] else OTHER
    for text in said.split(table.several) if table.several and kind == OTHER else [said]:
        if text.strip():
            yield Name(text.strip(), "", kind)
