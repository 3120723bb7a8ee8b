"""No page for a Vietnamese reader has words of ours that are still in English, on any kind of page."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

import pytest
from babel.messages.pofile import read_po
from flask.testing import FlaskClient
from markup import parse

from kg.serve.language import languages
from kinds import KINDS, Kind

SPOKEN = ("aria-label", "title", "placeholder", "data-head", "alt", "content")
"""Attributes that are read out or shown."""

CODE = frozenset({"script", "style", "code", "pre", "textarea"})


def words(element: Element, language: str = "vi") -> Iterator[str]:
    """What a page says in Vietnamese, piece by piece; what says to be in another language is left out, and code."""
    language = element.get("lang", language)
    if not isinstance(element.tag, str) or element.tag in CODE:
        return
    if language == "vi":
        yield from (element.get(name, "") for name in SPOKEN)
        yield element.text or ""
    for child in element:
        yield from words(child, language)
        if language == "vi":
            yield child.tail or ""


@pytest.fixture(scope="module")
def english() -> frozenset[str]:
    """The messages that are other words in Vietnamese."""
    with (languages.CATALOGUES / "vi" / "messages.po").open("rb") as file:
        catalogue = read_po(file, locale="vi")
    ids = {
        message.id if isinstance(message.id, str) else message.id[0]: message.string for message in catalogue
    }
    return frozenset(one for one, said in ids.items() if one and one != said)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.name))
def test_what_we_say_is_said_in_vietnamese(client: FlaskClient, kind: Kind, english: frozenset[str]) -> None:
    got = client.get(kind.path, headers={"Accept": "text/html", "Accept-Language": "vi"})
    assert got.status_code == kind.status
    said = {" ".join(piece.split()) for piece in words(parse(got.text))}
    assert said & english == set()
