"""What the pages of a site share over all requests: names, the outline of the shapes, pages already made."""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from typing import NamedTuple
from urllib.parse import urlencode

from flask import Flask, current_app

from kg.iri import Rebase
from kg.search.sentences import sentences
from kg.serve import ask
from kg.serve.http.cache import Cache
from kg.serve.language import languages
from kg.serve.language.words import Name, Words
from kg.serve.site import Site
from kg.serve.things import credit, descriptions, outline, parts
from kg.serve.things.labels import Labels
from kg.serve.things.outline import Outline
from kg.serve.things.passages import Span
from kg.serve.things.values import Shower

_KEY = "kg.pages"


class Head(NamedTuple):
    """The head of an answer, before and behind its date, and the part of the site that it is of."""

    before: bytes
    after: bytes
    part: str


@dataclass(frozen=True, slots=True)
class Sent:
    """An answer as it was sent: its headers, its entity tag, its body; by status, its head as the server wrote it."""

    headers: tuple[tuple[str, str], ...]
    tag: str
    body: bytes
    heads: dict[int, Head] = field(default_factory=dict, compare=False)

    def __len__(self) -> int:
        return len(self.body)


@dataclass(frozen=True, slots=True)
class Order:
    """A list in the order of the alphabet: the letter and the IRI of each thing; whether it was cut."""

    things: tuple[tuple[str, str], ...]
    bounded: bool

    def __len__(self) -> int:
        return _EACH * len(self.things)


_EACH, _ORDERS = 200, 16_000_000
"""Bytes that one thing takes in a list kept in its order, and all of these lists."""


class Pages:
    """Everything that pages remember between requests."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.labels = Labels(site)
        self._showers: dict[tuple[str, str | None], Shower] = {}
        self.bodies: Cache[bytes] = Cache()
        self.answers: Cache[Sent] = Cache()
        self.find = lru_cache(maxsize=8192)(partial(descriptions.find, site))
        self.orders: Cache[Order] = Cache(_ORDERS)
        self.text = lru_cache(maxsize=64)(self._text)
        self.parts = lru_cache(maxsize=256)(self._parts)

    @cached_property
    def credit(self) -> tuple[Words, ...]:
        """Whom a citation names, in each language.

        :raises kg.errors.StoreError: there is no answer
        """
        return credit.find(self.site)

    @cached_property
    def anywhere(self) -> Pages:
        """The same for pages of things that are not in the main data: names are those that any graph says.

        :raises kg.errors.StoreError: there is no answer
        """
        other = copy(self)
        other.labels, other.outline = Labels(self.site, 5_000, "labels-anywhere"), self.outline
        other._showers = {}
        return other

    @cached_property
    def outline(self) -> Outline:
        """Names, groups and order of properties, read when the first page asks.

        :raises kg.errors.StoreError: there is no answer
        """
        return outline.read(self.site)

    def _text(self, iri: str) -> Name:
        rows = ask.rows(self.site, "text", iri)
        return Name(ask.value(rows[0], "words"), ask.language(rows[0], "words")) if rows else Name("")

    def _parts(self, iri: str) -> tuple[Span, ...]:
        """The parts that a text is shown in."""
        text = self.text(iri).text
        if len(text) < parts.SHORT:
            return (Span(0, len(text)),)
        cuts = [*(at for at, _end in sentences(text)), *(m.end() for m in re.finditer("\n", text))]
        rows = ask.rows(self.site, "weights", iri)
        entries = [(int(ask.value(row, "start")), int(ask.value(row, "size") or 20)) for row in rows]
        return parts.parts(text, cuts, entries)

    def caches(self) -> Mapping[str, Cache[bytes] | Cache[Sent]]:
        """What is kept of pages, by name."""
        return {"pages": self.bodies, "responses": self.answers}

    def shower(self) -> Shower:
        """Shows terms to whoever asks now."""
        kind = language, asked = languages.asking()
        if kind not in self._showers:
            suffix = f"?lang={asked}" if asked else ""
            self._showers[kind] = Shower(self.labels, language, suffix, lambda: self.credit)
        return self._showers[kind]

    def public(self, iri: str) -> str:
        """An IRI as the data has it, under the base of the site."""
        return Rebase(self.site.base)(iri)


def pair_address(path: str, shared: Pages, **iris: str) -> str:
    """The address of a list that is about a thing and a property: `/linked?to=…&by=…`."""
    return f"{path}?{urlencode({name: shared.public(iri) for name, iri in iris.items()})}"


def pages() -> Pages:
    """What the pages of the current request's site share."""
    return pages_of(current_app)


def pages_of(app: Flask) -> Pages:
    """What the pages of an application share."""
    found = app.extensions.get(_KEY)
    if found is None:
        found = app.extensions.setdefault(_KEY, Pages(app.extensions["kg"]))
    assert isinstance(found, Pages)
    return found
