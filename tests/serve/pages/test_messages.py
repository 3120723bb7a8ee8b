"""Both languages are complete: every message of code and templates has its words, and they fit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from flask.testing import FlaskClient
from markup import parse

import kg.serve
from kg.serve.language import languages

SERVE = Path(kg.serve.__file__).parent
PLACE = re.compile(r"%\((\w+)\)s")


@cache
def messages() -> Mapping[str, str | None]:
    """Every message that is extracted from code and templates, with its plural; none is both with and without."""
    methods = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
    options = {"**/templates/**.html": {"trimmed": "true", "extensions": "jinja2.ext.i18n"}}
    found: dict[str, str | None] = {}
    for keywords in ({"_": None, "ngettext": (1, 2), "Kind": (2,)}, {"Kind": (3,)}):
        for _file, _line, message, _comments, _context in extract_from_dir(
            SERVE, methods, options, keywords=keywords
        ):
            one, many = (message, None) if isinstance(message, str) else message[:2]
            assert found.setdefault(one, many) == many, one
    return found


@pytest.mark.parametrize("language", [name for name in languages.LANGUAGES if name != languages.SOURCE])
def test_every_message_has_its_words_and_none_is_left_over(language: str) -> None:
    with (languages.CATALOGUES / language / "messages.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    said = {m.id if isinstance(m.id, str) else m.id[0]: m for m in catalogue if m.id}
    assert {one: None if isinstance(m.id, str) else m.id[1] for one, m in said.items()} == messages()
    for id_, message in said.items():
        strings = [message.string] if isinstance(message.string, str) else message.string
        assert not message.fuzzy, id_
        assert all(strings), id_
        for string in strings:
            assert set(PLACE.findall(string)) == set(PLACE.findall(id_)), id_
            assert string.count("%%") == id_.count("%%"), id_


@pytest.mark.parametrize(
    "path", ["/", "/reports", "/indicators", "/browse", "/quality", "/about", "/dataset"]
)
def test_the_pages_around_speak_one_language_each(client: FlaskClient, path: str) -> None:
    vietnamese, english = (client.get(f"{path}?lang={name}").text for name in ("vi", "en"))
    assert parse(vietnamese).get("lang") == "vi"
    assert parse(english).get("lang") == "en"
    for message in messages():
        if len(message) > 12 and "%" not in message and message in english:
            assert message not in vietnamese


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        ("", "vi"),
        ("en", "en"),
        ("en-GB,en;q=0.8", "en"),
        ("fr", "vi"),
        ("vi-VN, en;q=0.5", "vi"),
        ("en;q=0.4, vi", "vi"),
    ],
)
def test_the_browser_chooses_where_the_address_does_not(
    client: FlaskClient, accept: str, language: str
) -> None:
    got = client.get("/about", headers={"Accept-Language": accept} if accept else {})
    assert got.headers["Content-Language"] == language
    assert (
        client.get("/about?lang=en", headers={"Accept-Language": accept}).headers["Content-Language"] == "en"
    )
    assert (
        client.get("/about?lang=xx", headers={"Accept-Language": accept}).headers["Content-Language"]
        == language
    )
