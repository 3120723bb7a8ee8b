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
        ('port = "many"', "is no whole number"),
        ("port = ", "not TOML"),
        ('base_iri = "data.example.org"', "base IRI"),
        ('base_iri = "https://data.example.org"', "base IRI"),
        ('base_iri = "https://x example/"', "base IRI"),
        ('base_iri = "https://x.example/<a>/"', "base IRI"),
        ('base_iri = "https://x.example/%zz/"', "base IRI"),
        ('public_url = "https://x.example/kg"', "public address"),
        ('operator_url = "javascript:alert(1)"', "no address on the web"),
        ('contact = "somebody"', "no address for corrections"),
        ('contact = "a@b.example?subject=x"', "no address for corrections"),
        ("port = 70000", "no port"),
        ("workers = 0", "above zero"),
        ("store_mb = 0", "above zero"),
        ('store = "tape"', "no store “tape”"),
        ("timeout = nan", "above zero"),
        ("timeout = inf", "above zero"),
        ("budget_seconds = -1", "0 for no bound"),
        ('budget_seconds = "much"', "is no number"),
        ('trusted_proxies = ["proxy.example"]', "no address or network"),
        ('trusted_proxies = "10.0.0.0/99"', "no address or network"),
        ("trusted_proxies = 7", "is no list"),
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


def test_proxies_are_a_list_or_words_with_commas(tmp_path: Path) -> None:
    file = tmp_path / "kg.toml"
    file.write_text('trusted_proxies = ["127.0.0.1", "10.0.0.0/8"]')
    assert settings.load(file, {}).trusted_proxies == ("127.0.0.1", "10.0.0.0/8")
    assert settings.load(file, {"KG_TRUSTED_PROXIES": "::1, 10.0.0.1"}).trusted_proxies == ("::1", "10.0.0.1")
    assert settings.load(file, {"KG_TRUSTED_PROXIES": ""}).trusted_proxies == ()
