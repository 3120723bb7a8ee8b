"""`kg extract` as a person runs it: lines of JSON, plain words on what cannot be read."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from commands import ROOT, Done, kg, process

TEXT = ROOT / "tests" / "build" / "texts" / "xa-mau-lam.txt"
OTHER = ROOT / "data" / "examples" / "ex01.txt"


Told = tuple[list[dict[str, object]], str, int]
"""Facts, words on standard error, a status."""


def told(done: Done | subprocess.CompletedProcess[str]) -> Told:
    return [json.loads(line) for line in done.stdout.splitlines()], done.stderr, done.returncode


def extract(*arguments: object, given: bytes = b"") -> Told:
    return told(kg("extract", *arguments, given=given))


def test_every_line_is_a_fact_with_its_exact_words() -> None:
    text = TEXT.read_text("utf-8")
    found, said, status = told(process("extract", TEXT))
    assert (said, status) == ("", 0)
    assert len(found) > 10
    assert {"indicator", "post", "organization", "document", "meeting"} <= {row["kind"] for row in found}
    for row in found:
        assert text[row["start"] : row["end"]] == row["quote"]  # type: ignore[misc]
        assert "source" not in row


def test_standard_input_gives_the_same() -> None:
    assert told(process("extract", "-", input=TEXT.read_text("utf-8"))) == extract(TEXT)


def test_several_files_tell_where_each_fact_stands() -> None:
    found, _, status = extract(TEXT, OTHER, "--jobs", 2)
    assert status == 0
    assert list(dict.fromkeys(row["source"] for row in found)) == [str(TEXT), str(OTHER)]
    assert [{k: v for k, v in row.items() if k != "source"} for row in found][
        : len(extract(TEXT)[0])
    ] == extract(TEXT)[0]


def test_several_processes_give_what_one_does(tmp_path: Path) -> None:
    files = [tmp_path / f"{number}.txt" for number in range(3)]
    for file in files:
        file.write_text(TEXT.read_text("utf-8") * 100, "utf-8")
    assert extract(*files, "--jobs", 2) == extract(*files, "--jobs", 1)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0" * 10_000,
        b"\n" * 1000,
        "\u202e\u2066".encode() * 100,
        b"(" * 100_000,
        b"nothing Vietnamese at all",
    ],
)
def test_what_holds_no_report_gives_nothing(content: bytes) -> None:
    assert extract("-", given=content) == ([], "", 0)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("Tổng diện tích gieo trồng".encode("utf-16"), "UTF-16"),
        (
            b"T\xe6ng di\xd6n t\xddch gieo tr\xe5ng n\xa8m nay \xae\xb9t k\xd5 ho\xb9ch, s\xb6n l\xad\xeeng",
            "TCVN3",
        ),
        (b"%PDF-1.7", "PDF"),
        (bytes(range(128, 256)) * 10, "UTF-8"),
    ],
)
def test_what_is_no_text_is_told_in_one_plain_line(tmp_path: Path, content: bytes, says: str) -> None:
    file = tmp_path / "file.txt"
    file.write_bytes(content)
    found, said, status = extract(file)
    assert (found, status) == ([], 1)
    assert says in said
    assert said.startswith(f"kg: {file}: ")
    assert said.count("\n") == 1


def test_one_bad_file_spoils_no_other(tmp_path: Path) -> None:
    found, said, status = extract(tmp_path / "nothing.txt", TEXT)
    assert status == 1
    assert len(found) > 10
    assert "nothing.txt: The file cannot be read" in said
