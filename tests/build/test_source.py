from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from kg.build import source
from kg.errors import SourceError


def test_the_text_is_kept_byte_for_byte(folder: Path) -> None:
    document = source.load(folder)
    assert (document.size, len(document.text)) == (4548, 3431)
    assert document.sha256.startswith("ff89f0738267b3f9")
    assert document.text_iri.endswith("/id/text/ff89f0738267b3f9")
    assert document.exact(2465, 2466) == "\u00a0"


def test_a_changed_text_is_told_with_both_checksums(folder: Path) -> None:
    text = folder / "text.txt"
    text.write_bytes(text.read_bytes() + b"!")
    with pytest.raises(SourceError) as caught:
        source.load(folder)
    assert hashlib.sha256(text.read_bytes()).hexdigest() in str(caught.value)
    assert "source.toml" in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('language = "vi"\n', "", "“language” is missing"),
        ("[rights]", "[right]", "“rights” is missing"),
        ('language = "vi"', 'langauge = "vi"\nlanguage = "vi"', "“langauge” is unknown"),
        ("[text]", "[text", "not TOML"),
        ('file = "text.txt"', 'file = "txet.txt"', "cannot be read"),
    ],
)
def test_a_wrong_source_toml_names_file_and_field(folder: Path, old: str, new: str, says: str) -> None:
    toml = folder / "source.toml"
    toml.write_text(toml.read_text("utf-8").replace(old, new), "utf-8")
    with pytest.raises(SourceError, match=says) as caught:
        source.load(folder)
    assert str(folder) in str(caught.value)


def test_text_that_is_not_utf8(folder: Path) -> None:
    (folder / "text.txt").write_bytes("Huyện".encode("utf-16"))
    toml = folder / "source.toml"
    digest = hashlib.sha256((folder / "text.txt").read_bytes()).hexdigest()
    lines = [
        f'sha256 = "{digest}"' if line.startswith("sha256") else line
        for line in toml.read_text().splitlines()
    ]
    toml.write_text("\n".join(lines))
    with pytest.raises(SourceError, match="no UTF-8"):
        source.load(folder)


def test_no_folder_of_sources(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no folder of sources"):
        source.load_all(tmp_path)
    (tmp_path / "sources").mkdir()
    with pytest.raises(SourceError, match="no source in this folder"):
        source.load_all(tmp_path)


def test_two_sources_with_one_id(data: Path, folder: Path) -> None:
    (data / "sources" / "again").mkdir()
    for file in folder.iterdir():
        (data / "sources" / "again" / file.name).write_bytes(file.read_bytes())
    with pytest.raises(SourceError, match="have one id"):
        source.load_all(data)
