"""The part of a text that a page shows, its address, and how the others are found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import request

from kg.serve.context import pages
from kg.serve.language.words import Name
from kg.serve.problems import Problem
from kg.serve.representations import Link
from kg.serve.things import offers
from kg.serve.things.descriptions import Thing
from kg.serve.things.parts import ANCHORS
from kg.serve.things.passages import Span


def asked() -> int:
    """The number of the part of a text that is asked for.

    :raises Problem: it is no number
    """
    number = request.args.get("page", "1")
    if not number.isdecimal() or not 0 < int(number) < 10_000:
        raise Problem("not-found", "There is no such page.")
    return int(number)


@dataclass(frozen=True)
class Portion:
    """A text, and the part of it that a page shows.

    :param report: whose text it is; “” for none
    :param parts: all of its parts
    :param number: of the part that is shown, from 1
    """

    text: str
    report: str
    words: Name
    parts: tuple[Span, ...]
    number: int

    @property
    def part(self) -> Span:
        return self.parts[self.number - 1]

    def has(self, span: Span) -> bool:
        """Whether the part has some of a passage."""
        return span.start < self.part.end and span.end > self.part.start

    def others(self, spans: Iterable[Span]) -> list[tuple[int, str, list[str]]]:
        """The number, the first words and the anchors of every other part: fragments lead to it from the first."""
        known = sorted(set(spans))[:ANCHORS] if self.number == 1 else []
        return [
            (
                n,
                " ".join(self.words.text[part.start : part.start + 90].split()),
                [s.anchor for s in known if part.start <= s.start < part.end],
            )
            for n, part in enumerate(self.parts, 1)
            if n != self.number
        ]


def address(found: Thing, number: int) -> str:
    """The one address of a part of a text."""
    page = offers.address(found).partition("#")[0]
    return page if number == 1 else f"{page}{'&' if '?' in page else '?'}page={number}"


def links(found: Thing) -> list[Link]:
    """What the Link header says of a text: the address of the part is the canonical one."""
    first, *rest = offers.links(found)
    return [first._replace(target=pages().site.whole(address(found, asked()))), *rest]
