"""Passages that a thing rests on, each in its sentence and leading to its place in the full text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kg.serve import addresses, ask
from kg.serve.context import Pages
from kg.serve.things import parts
from kg.serve.things.passages import InSentence, Span, in_sentence
from kg.serve.things.values import Shower, Value
from kg.store.functions import Row


@dataclass(frozen=True)
class Passage:
    """A passage as shown.

    :param words: of the passage and of its sentence
    :param language: that they are in
    :param href: its place in the page of the report or text
    :param source: the report, or the text
    """

    span: Span
    words: InSentence
    language: str
    href: str
    source: Value


def learn(rows: Iterable[Row]) -> set[str]:
    """The IRIs whose names the passages need."""
    return ask.iris(rows, "report", "text")


def passages(rows: Iterable[Row], pages: Pages, shower: Shower) -> tuple[Passage, ...]:
    """The rows of the query `passages` as shown.

    :raises kg.errors.StoreError: there is no answer
    """
    return tuple(_passage(row, pages, shower) for row in rows)


def _passage(row: Row, pages: Pages, shower: Shower) -> Passage:
    source = ask.value(row, "report") or ask.value(row, "text")
    page = addresses.page(source) or addresses.resource(source)
    span = _span(row)
    number = parts.number(pages.parts(ask.value(row, "text")), span.start)
    if number > 1:
        page += f"{'&' if '?' in page else '?'}page={number}"
    return Passage(
        span,
        words(row, pages),
        pages.text(ask.value(row, "text")).language,
        shower.here(f"{page}#{span.anchor}"),
        shower.thing(source),
    )


def _span(row: Row) -> Span:
    return Span(int(ask.value(row, "start")), int(ask.value(row, "end")))


def words(row: Row, pages: Pages) -> InSentence:
    """The passage in its sentence; where the text is not there, between the words that its selector has.

    :raises kg.errors.StoreError: there is no answer
    """
    span, exact, text = _span(row), ask.value(row, "exact"), pages.text(ask.value(row, "text")).text
    if text[span.start : span.end] == exact:
        return in_sentence(text, span)
    before, after = ask.value(row, "before"), ask.value(row, "after")
    return InSentence(before, exact, after, bool(before), bool(after))
