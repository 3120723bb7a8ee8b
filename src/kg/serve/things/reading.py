"""The page of a report or of a text: the words themselves, every passage marked and leading to what it states."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from flask import render_template

from kg.search.sentences import sentences
from kg.serve import ask
from kg.serve.context import Pages, pages
from kg.serve.language.languages import gettext as _
from kg.serve.language.words import Name
from kg.serve.problems import Problem
from kg.serve.things import (
    asked,
    entity,
    figures,
    jsonld,
    listings,
    neighbourhood,
    offers,
    portion,
    quality,
    records,
    thing,
)
from kg.serve.things.descriptions import Thing
from kg.serve.things.entity import Statements
from kg.serve.things.listings import LISTINGS
from kg.serve.things.parts import listed
from kg.serve.things.passages import Line, Span, lines
from kg.serve.things.portion import Portion
from kg.serve.things.values import TONES, Shower, Value
from kg.store.functions import Row
from kg.vocab import DCTERMS, LG, PROV

FINDINGS, ON_A_CARD = 20, 8
"""Findings of a page, things on a card, at most."""


@dataclass(frozen=True)
class Entry:
    """Something that a passage states or mentions.

    :param kind: the name of its class
    :param rank: where that class stands in the side list
    :param words: its numbers, if it is a figure
    :param also: its other passages, where it is listed once for all of them
    """

    thing: Value
    kind: Name
    rank: int
    span: Span
    states: bool
    words: str
    also: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Card:
    """Everything that covers a piece of the text, or several pieces, the shortest passage first."""

    start: int
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Shelf:
    """The entries of one kind.

    :param more: how many there are beside those that are listed
    """

    kind: Name
    tone: str
    entries: tuple[Entry, ...]
    more: int = 0

    @property
    def count(self) -> int:
        return len(self.entries) + self.more


def page(found: Thing) -> str:
    """The page of a report, or of a text.

    :raises kg.errors.StoreError: there is no answer
    """
    shared = pages()
    said = entity.read(found.iri, asked.said(found.iri, shared.site), here=True)
    text = next(iter(said.iris(LG.text)), found.iri)
    report = found.iri if text != found.iri else next(iter(said.iris(PROV.specializationOf)), "")
    words = shared.text(text)
    if not words.text:
        return thing.page(found)
    every, number = shared.parts(text), portion.asked()
    if number > len(every):
        raise Problem("not-found", "There is no such page.")
    shown = Portion(text, report, words, every, number)
    return render_template("reading.html", **_view(found, said, shown, shared))


def _view(found: Thing, said: Statements, shown: Portion, shared: Pages) -> dict[str, Any]:
    text, report, words = shown.text, shown.report, shown.words
    shower = shared.shower()
    rows = ask.rows(shared.site, "reading", text)
    findings = ask.rows(shared.site, "report-findings", report) if report else []
    numbers = listings.things(LISTINGS[0], shared, report) if report else {}
    some = [row for row in rows if shown.has(_span(row))]
    shared.labels.learn([found.iri, *ask.iris(some, "thing"), *said.things, *records.learn(findings)])
    entries = list(_entries(some, numbers, shared, shower))
    here = [e for e in entries if e.thing.iri not in (report, text)]
    things = {e.thing.iri for e in here}
    numbers = {iri: one for iri, one in numbers.items() if iri in things or len(shown.parts) == 1}
    found_by_search = (Span(start, end) for start, end in sentences(words.text))
    marked = list(lines(words.text, (*map(_span, rows), *found_by_search), shown.part))
    cards = _cards(marked, here)
    title = shared.labels.name(found.iri, shower.language)
    names = entity.names(said, title, shower)
    once = [_once(e for e in here if e.states is states) for states in (True, False)]
    most = listed(len(entry.thing.text) for some in once for entry in some)
    stated, mentioned = _shelves(once[0], most), _shelves(once[1], max(0, most - len(once[0])))
    return {
        **offers.shown(found, title),
        "path": offers.address(found),
        "page_address": portion.address(found, shown.number),
        "number_of_page": shown.number,
        "last": len(shown.parts),
        "parts": shown.others(map(_span, rows)),
        "schema_org": jsonld.thing(found.iri, said, shared),
        "thing": shower.thing(found.iri),
        "report": shower.thing(report) if report else None,
        "title": title,
        "unknown": _unknown(said) if found.iri == report else [],
        "kinds": thing.kinds(said.types, shared, shower.language),
        "lines": marked,
        "heading": next((e.span for e in entries if e.thing.iri == report), None),
        "card_at": cards,
        "cards": list(dict.fromkeys(cards.values())),
        "text_language": words.language,
        "stated": stated,
        "mentioned": mentioned,
        "filters": _filters((*stated, *mentioned)),
        "around": neighbourhood.draw(
            title.text,
            (),
            [*neighbourhood.out(said, shared, shower), *_first_of_each((*stated, *mentioned))],
        ),
        "groups": entity.groups(said, (Value(title.text, language=title.language), *names), shared, shower)
        if shown.number == 1
        else [],
        "checked": quality.counts(report, shared, shower) if report else None,
        "findings": _findings(findings, shared, shower)[:FINDINGS] if shown.number == 1 else [],
        "table_of_figures": listings.table(LISTINGS[0], numbers, shared, shower, report) if numbers else None,
    }


def _unknown(said: Statements) -> list[str]:
    """What nobody has found out yet of a report, in words."""
    words = {DCTERMS.issued: _("date of publication not known"), DCTERMS.publisher: _("publisher not known")}
    return [said_so for term, said_so in words.items() if not said.values(term)]


def _span(row: Row) -> Span:
    return Span(int(ask.value(row, "start")), int(ask.value(row, "end")))


def _entries(
    rows: Iterable[Row], numbers: Mapping[str, listings.Statements], shared: Pages, shower: Shower
) -> Iterator[Entry]:
    ranks = list(TONES)
    for row in sorted(rows, key=_span):
        iri = ask.value(row, "thing")
        if not iri:
            continue
        classes = shared.outline.classes(shared.labels.known(iri).types)
        class_ = next((c for c in classes if c in TONES), classes[0] if classes else "")
        yield Entry(
            shower.thing(iri),
            shared.outline.name(class_, shower.language) if class_ else Name(_("Thing")),
            ranks.index(class_) if class_ in ranks else len(ranks),
            _span(row),
            ask.value(row, "states") == "true",
            _words(numbers.get(iri), shared, shower),
        )


def _words(said: listings.Statements | None, shared: Pages, shower: Shower) -> str:
    """The number of a figure with its unit: the actual one, else the planned one, which says that it is planned."""
    if said is None:
        return ""
    one = figures.figure(said, shared, shower)
    if one.actual:
        return " ".join(filter(None, (one.actual_is, one.actual, one.symbol)))
    return " ".join(filter(None, (_("planned"), one.plan_is, one.plan, one.symbol)))


def _cards(marked: Iterable[Line], entries: list[Entry]) -> dict[int, Card]:
    """The card of each marked piece, by where the piece starts; pieces that the same things cover share one."""
    by_span: dict[Span, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_span[entry.span].append(entry)
    cards: dict[tuple[Entry, ...], Card] = {}
    found: dict[int, Card] = {}
    for piece in (piece for line in marked for piece in line.pieces):
        covering = tuple(entry for span in piece.spans for entry in by_span[span])
        if piece.text.strip() and covering:
            found[piece.start] = cards.setdefault(covering, Card(piece.start, covering[:ON_A_CARD]))
    return found


def _once(entries: Iterable[Entry]) -> list[Entry]:
    """Each thing once, at its first passage, with its others."""
    by_thing: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_thing[entry.thing.iri].append(entry)
    return [replace(first, also=tuple(one.span for one in rest)) for first, *rest in by_thing.values()]


def _shelves(entries: Iterable[Entry], most: int) -> list[Shelf]:
    """Entries by their kind, so many of them listed."""
    by_kind: dict[tuple[int, Name], list[Entry]] = defaultdict(list)
    for entry in entries:
        by_kind[entry.rank, entry.kind].append(entry)
    shelves = []
    for (_rank, kind), found in sorted(by_kind.items(), key=lambda item: item[0][0]):
        shelves.append(Shelf(kind, found[0].thing.tone, tuple(found[:most]), max(0, len(found) - most)))
        most = max(0, most - len(found))
    return shelves


def _filters(shelves: Iterable[Shelf]) -> list[tuple[str, str, int]]:
    """The colours of the kinds in a text, what each stands for, and how many things have it."""
    names = {
        "figure": _("figures"),
        "document": _("documents and citations"),
        "remark": _("remarks and tasks"),
        "meeting": _("meetings"),
        "person": _("people and posts"),
        "party": _("Party bodies"),
        "state": _("State bodies"),
        "mass": _("mass organisations"),
        "area": _("places"),
        "relation": _("relations between bodies"),
    }
    counts: Counter[str] = Counter()
    for shelf in shelves:
        counts[shelf.tone] += shelf.count
    return [(tone, name, counts[tone]) for tone, name in names.items() if counts[tone]]


def _first_of_each(shelves: Iterable[Shelf]) -> Iterator[neighbourhood.Edge]:
    """The first thing of each kind that a text speaks of, for a drawing."""
    for shelf in islice((shelf for shelf in shelves if shelf.entries), neighbourhood.BELOW):
        yield neighbourhood.Edge(shelf.kind.text, shelf.entries[0].thing, shelf.count - 1)


def _findings(rows: list[Row], shared: Pages, shower: Shower) -> list[records.Finding]:
    by_record = listings.statements(rows, "record")
    return sorted(
        (records.finding(iri, said, shared, shower) for iri, said in by_record.items()), key=records.order
    )
