"""Turns what the extractor found in a text into candidates of our kinds; what does not fit is listed, with a reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from kg.build.extract import lists, mapping, mapping_figures, texts
from kg.build.extract.entering import Desk
from kg.build.extract.facts import Candidate as Found
from kg.build.extract.facts import Congress, Document, Indicator, Meeting, Organization, Post, Remark
from kg.build.extract.lists import Lists
from kg.build.facts import Candidate, Left, Proposal, Span, key
from kg.build.fields import check_values
from kg.build.passages import find
from kg.build.source import Document as Source
from kg.errors import RecordError, Where

MAPPED: Mapping[type[Found], Callable[[Any, Desk], None]] = {
    Organization: mapping.body,
    Post: mapping.tenure,
    Document: mapping.citation,
    Meeting: mapping.meeting,
    Congress: mapping.congress,
    Remark: mapping.remark,
    Indicator: mapping_figures.figure,
}
"""How each class of what the extractor finds is taken over, in this order: things before what speaks of them."""


def propose(source: Source, ontology: Path) -> Proposal:
    """The candidates of a source whose text only the extractor has read.

    :param ontology: the folder whose code lists give names their meaning; the authorities are those of the data
    """
    known = lists.read(ontology, source.folder.resolve().parents[1] / "authority")
    return read(source, known)


def read(source: Source, known: Lists) -> Proposal:
    """The candidates of a source, things first, then facts in the order of their quotes."""
    found = sorted(texts.candidates(source.text), key=lambda one: list(MAPPED).index(type(one)))
    desk = Desk(source, known)
    _settle_area(desk, [one for one in found if isinstance(one, Indicator)])
    for one in found:
        MAPPED[type(one)](one, desk)
    mapping.relate(desk)
    facts = sorted(desk.facts, key=lambda c: (c.span, c.kind, c.id))
    return _whole([*desk.things.found.values(), *facts], desk)


def _settle_area(desk: Desk, figures: list[Indicator]) -> None:
    """Finds the area that the report is about: one in its title, else the one that half of its figures name."""
    counted = Counter(f.area for f in figures if f.area)
    title = Span(*desk.source.meta["title"])
    for name, count in counted.most_common():
        in_title = find(desk.source.text, name, title.start, title.end)
        if in_title or 2 * count >= len(figures):
            desk.things.own_area = desk.things.area(name, in_title or title)
            return


def _whole(candidates: list[Candidate], desk: Desk) -> Proposal:
    """The candidates that fit the tables of their kinds and are not one fact said twice, and all that was left."""
    kept: dict[str, Candidate] = {}
    for candidate in candidates:
        name = key(candidate, desk.source.sha256)
        if (problem := _problem(candidate, desk)) or name in kept:
            desk.leave(candidate.kind, candidate.span, problem or "the same words already state it")
        else:
            kept[name] = candidate
    ids = {c.id for c in kept.values()}
    referring = [desk.without_gone(c, ids) for c in kept.values()]
    return Proposal(tuple(c for c in referring if c), tuple(sorted(desk.left, key=_place)), strict=False)


def _problem(candidate: Candidate, desk: Desk) -> str | None:
    quote = desk.source.exact(candidate.span.start, candidate.span.end)
    try:
        check_values(candidate.kind, candidate.values, quote, Where())
    except RecordError as error:
        return str(error)
    return None


def _place(left: Left) -> tuple[Span, str, str]:
    return left.span, left.kind, left.field
