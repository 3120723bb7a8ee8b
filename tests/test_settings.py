from __future__ import annotations

from pathlib import Path

import pytest

from kg import settings
from kg.errors import SettingsError


def test_options_win_over_the_environment_and_that_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "kg.toml"
    file.write_text('port = 1\nworkers = 3\nhost = "127.0.0.2"\n')
    found = settings.load(file, {"KG_PORT": "2", "KG_WORKERS": "4", "OTHER": "x"}, port=5, workers=None)
    assert (found.port, found.workers, found.host) == (5, 4, "127.0.0.2")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("prot = 1", "no setting “prot”"),
        ('port = "many"', "is no int"),
        ("port = ", "not TOML"),
        ('base_iri = "data.example.org"', "base IRI"),
        ('base_iri = "https://data.example.org"', "base IRI"),
        ('base_iri = "https://x example/"', "base IRI"),
        ('base_iri = "https://x.example/<a>/"', "base IRI"),
        ('base_iri = "https://x.example/%zz/"', "base IRI"),
        ("port = 70000", "no port"),
        ("workers = 0", "above zero"),
    ],
)
def test_a_wrong_setting_is_told(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "kg.toml"
    file.write_text(text)
    with pytest.raises(SettingsError, match=says):
        settings.load(file, {})


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        settings.load(tmp_path / "none.toml", {})
