"""The CSV files of the data folder: what is amiss in one is said with its place, as the error its reader wants."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.build import tables
from kg.errors import JudgementError, SourceError

PLAIN, FULL = ("a", "b"), ("a", "b", "c")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", r"x\.csv:1: The columns are not as they must be\. Columns: a,b,c\."),
        (b"b,a\n1,2\n", r"x\.csv:1: The columns"),
        (b"a,b\n1\n", r"x\.csv:2:2: The line has too"),
        (b"a,b,c\n1,2,3\n1,2\n", r"x\.csv:3:3: The line has too"),
        (b"a,b\n1,2,3\n", r"x\.csv:2: The line has too"),
        (b'a,b\n"1\n', r"x\.csv:2: This is not CSV"),
        (b"a,b\n\xff,2\n", r"x\.csv: This is not UTF-8"),
    ],
)
def test_what_is_amiss_is_said_with_its_place(tmp_path: Path, content: bytes, says: str) -> None:
    file = tmp_path / "x.csv"
    file.write_bytes(content)
    with pytest.raises(JudgementError, match=says):
        list(tables.read(file, PLAIN, FULL, error=JudgementError))


def test_a_file_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        list(tables.read(tmp_path / "x.csv", PLAIN, error=SourceError))


def test_what_is_written_is_read_as_it_was(tmp_path: Path) -> None:
    rows = [["xã, huyện", 'say "no"'], ["a\nb", ""]]
    file = tmp_path / "x.csv"
    file.write_text(tables.text(PLAIN, rows), "utf-8", newline="")
    read = list(tables.read(file, PLAIN))
    assert [row for row, _ in read] == rows
    assert [where.line for _, where in read] == [2, 4]
