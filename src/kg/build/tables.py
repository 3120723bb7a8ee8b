"""The CSV files of the data folder: read strictly, each line with its place; written in one way."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from kg.errors import InputError, Where


def read(
    file: Path, *columns: Sequence[str], error: type[InputError] = InputError
) -> Iterator[tuple[list[str], Where]]:
    """The lines of a file, below the one that names the columns.

    :param columns: which columns it has; several where it may have these or those, the fullest last
    :param error: what is raised, with the place: the file cannot be read, is no CSV or not UTF-8; it has other
        columns, or a line of more or fewer
    """
    try:
        with file.open(encoding="utf-8", newline="") as stream:
            reader = csv.reader(stream, strict=True)
            try:
                head = next(reader, [])
                if tuple(head) not in map(tuple, columns):
                    hint = f"Columns: {','.join(columns[-1])}."
                    raise error("The columns are not as they must be.", Where(file, 1), hint)
                for row in filter(None, reader):
                    where = Where(file, reader.line_num)
                    if len(row) != len(head):
                        missing = Where(file, reader.line_num, len(row) + 1)
                        place = missing if len(row) < len(head) else where
                        raise error("The line has too many or too few columns.", place)
                    yield row, where
            except csv.Error as wrong:
                raise error(f"This is not CSV: {wrong}.", Where(file, reader.line_num)) from None
    except UnicodeDecodeError:
        raise error("This is not UTF-8.", Where(file)) from None
    except OSError as wrong:
        raise error(f"The file cannot be read: {wrong.strerror}.", Where(file)) from None


def text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A file as text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue()
