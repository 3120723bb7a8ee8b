"""HTML read strictly: what does not parse without an error is an error."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5rdf


def parse(text: str) -> Element:
    """A page as a tree, each element under its plain name.

    :raises html5rdf.html5parser.ParseError: it is not well-formed HTML
    """
    root = html5rdf.HTMLParser(strict=True).parse(text)
    for element in root.iter():
        if isinstance(element.tag, str):
            element.tag = element.tag.rpartition("}")[2]
    assert isinstance(root, Element)
    return root


def text(element: Element) -> str:
    """The text of an element and of all that is in it."""
    return "".join(element.itertext())


def find(root: Element, tag: str, **attributes: str) -> Element:
    """The one element of a tag with some attributes; a class may be one of several."""
    found = list(every(root, tag, **attributes))
    assert len(found) == 1, (tag, attributes, len(found))
    return found[0]


def every(root: Element, tag: str, **attributes: str) -> Iterator[Element]:
    """The elements of a tag with some attributes, `class_` for a class."""
    for element in root.iter(tag):
        has = element.attrib
        if all(
            value in has.get("class", "").split() if name == "class_" else has.get(name) == value
            for name, value in attributes.items()
        ):
            yield element
