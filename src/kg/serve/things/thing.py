"""The page of a thing, put together: what is said of it, the words it rests on, and what leads to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from flask import render_template

from kg.serve.context import Pages, pages
from kg.serve.language import standard
from kg.serve.language.languages import gettext as _
from kg.serve.language.words import Name
from kg.serve.things import (
    areas,
    asked,
    bodies,
    comparison,
    entity,
    evidence,
    figures,
    incoming,
    jsonld,
    listings,
    neighbourhood,
    offers,
    records,
    sameness,
    series,
)
from kg.serve.things.asked import Found
from kg.serve.things.descriptions import Standing, Thing
from kg.serve.things.entity import Statements
from kg.serve.things.listings import Table
from kg.serve.things.values import Shower, Value
from kg.vocab import DCTERMS, LG, OWL, QUDT, RDF, SDMX_DIMENSION


def page(thing: Thing) -> str:
    """The page of a thing.

    :raises kg.errors.StoreError: there is no answer
    """
    shared = _shared(thing)
    found = asked.about(thing, shared)
    others = sameness.others(thing.iri, found.said, found.incoming.things, shared)
    under = [(other, asked.about(other.thing, shared)) for other in others]
    shower = shared.shower()
    view = _view(thing, found, shared, shower)
    same = [_same(other, one, shared, shower) for other, one in under]
    leads = _without_links(view["leads"], shared) if same else view["leads"]
    return render_template("thing.html", **{**view, "leads": leads}, same=same)


def title(thing: Thing, language: str) -> Name:
    """What a thing is called at the head of its page.

    :raises kg.errors.StoreError: there is no answer
    """
    shared = _shared(thing)
    said = entity.read(thing.iri, asked.said(thing.iri, shared.site), thing.is_here)
    shared.labels.learn([thing.iri, *said.things])
    return _title(thing, said, shared, Shower(shared.labels, language))


def _shared(thing: Thing) -> Pages:
    """What pages share, with the names that the page of a thing may use."""
    return pages().anywhere if thing.standing is Standing.ELSEWHERE else pages()


def _view(thing: Thing, found: Found, shared: Pages, shower: Shower) -> dict[str, Any]:
    """What the template writes."""
    said, language = found.said, shower.language
    named = _title(thing, said, shared, shower)
    tables = [
        (listings.table(one, rows, shared, shower, thing.iri), _all_rows(thing, one, found.incoming, shared))
        for one, rows in found.tables.items()
        if rows
    ]
    area = areas.area(thing.iri, found.area, shower) if found.area else None
    names, plain = entity.names(said, named, shower), said.plain()
    shown = (Value(named.text, language=named.language), *names, *_reworded(thing, said, shared))
    listed = plain.but(records.joined(found.records["link"]))
    return {
        **offers.shown(thing, named),
        "schema_org": jsonld.thing(thing.iri, said, shared),
        "headings": headings(),
        "thing": shower.thing(thing.iri),
        "title": named,
        "names": names,
        "summary": _summary(found, shared),
        "definition": entity.definition(said, language),
        "is_ours": _is_ours(said, named),
        "elsewhere": thing.standing is Standing.ELSEWHERE,
        "kinds": kinds(said.types, shared, language),
        "fact": _fact(said, shower),
        "unknown": [shower.term(term) for term in said.values(LG.unknownBecause)[: entity.SHOWN]],
        "unidentified": LG.UnidentifiedEntity.value in said.types,
        "figure": figures.figure(said.objects, shared, shower) if LG.Figure.value in said.types else None,
        "area": area,
        "sides": bodies.sides(thing.iri, found.bodies, shower) if found.bodies else [],
        "groups": entity.groups(listed.without(areas.SHOWN) if area else listed, shown, shared, shower),
        "derived": entity.groups(Statements(said.of, said.derived), (), shared, shower),
        "notes": records.notes(said.values(LG.note)[: entity.SHOWN], shower),
        "passages": evidence.passages(found.passages, shared, shower),
        "records": records.read(found.records, shared, shower),
        "series": series.series(found.tables.get(listings.LISTINGS[0], {}), thing.iri, shared, shower),
        "tables": [(table, _bars(table, shared, shower), all_) for table, all_ in tables],
        "around": neighbourhood.draw(
            named.text,
            neighbourhood.incoming(found.incoming.shown, shared, shower),
            neighbourhood.out(plain, shared, shower),
            found.incoming.bounded,
        ),
        "leads": incoming.leads(thing.iri, found.incoming, found.tabled, shared, shower),
    }


def _same(other: sameness.Other, found: Found, shared: Pages, shower: Shower) -> dict[str, Any]:
    """What is known of a thing under another of its IRIs."""
    view = _view(other.thing, found, shared, shower)
    shown = {name: view[name] for name in ("thing", "groups", "tables", "passages")}
    return {**shown, "link": other.link(shared, shower), "leads": _without_links(view["leads"], shared)}


def _without_links(leads: tuple[incoming.Lead, ...], shared: Pages) -> list[incoming.Lead]:
    """What leads to a thing, but for the links that say what else it is: these have a place of their own."""
    return [
        lead
        for lead in leads
        if lead.path != OWL.sameAs.value
        and not (
            lead.path == RDF.object.value and LG.Link.value in shared.labels.known(lead.things[0].iri).types
        )
    ]


def headings() -> dict[str, str]:
    """The headings of tables."""
    return {
        "figures": _("Figures"),
        "tenures": _("Who holds which post"),
        "citations": _("Who cites which document"),
    }


def _is_ours(said: Statements, title: Name) -> bool:
    """Whether the title is a label that we composed or translated."""
    return title.text in said.ours


def kinds(types: frozenset[str], shared: Pages, language: str) -> list[Name]:
    """What kinds of thing it is, the most special first, as far as the shapes and the ontology name them."""
    known = [shared.outline.name(class_, language) for class_ in shared.outline.classes(types)]
    return list(
        dict.fromkeys(
            known or (name for class_ in sorted(types) if (name := standard.name(class_, language)))
        )
    )


def _title(thing: Thing, said: Statements, shared: Pages, shower: Shower) -> Name:
    """What to call a thing: its name; what has none by its kind and what it is about, or by the two that it joins."""
    language = shower.language
    ends = [*said.iris(RDF.subject)[:1], *said.iris(RDF.object)[:1]]
    if not shared.labels.known(thing.iri).names:
        if len(ends) < 2:
            return standard.name(thing.iri, language) or shared.labels.name(thing.iri, language)
        first, second = (shower.thing(end) for end in ends)
        return Name(f"{first.text} → {second.text}", first.language, first.foreign)
    name = shared.labels.name(thing.iri, language)
    own = any(path in said.objects for path in entity.NAMES)
    kind = next(iter(kinds(said.types, shared, language)), None)
    return name if own or not kind else replace(name, text=f"{kind.text}: {name.text}")


def _reworded(thing: Thing, said: Statements, shared: Pages) -> Iterator[Value]:
    """The names of a period as the data has them: its title says the same in words."""
    if DCTERMS.PeriodOfTime.value in said.types:
        for language, text in shared.labels.known(thing.iri).names.items():
            yield Value(text, language=language)


def _summary(found: Found, shared: Pages) -> str:
    """A thing in a sentence: the words that state or name it, in their sentence."""
    if not found.passages:
        return ""
    words = evidence.words(found.passages[0], shared)
    return " ".join(f"{words.before}{words.exact}{words.after}".split())[:300]


@dataclass(frozen=True)
class Fact:
    """What every fact has beside its passages: who reports it, how far it is reviewed, how sure it is."""

    report: Value
    status: Value | None
    confidence: str
    percent: str


def _fact(said: Statements, shower: Shower) -> Fact | None:
    reports = said.iris(LG.statedIn)
    if not reports:
        return None
    statuses, sure = said.iris(LG.status), figures.number(said.objects, LG.confidence.value)
    return Fact(
        shower.thing(reports[0]),
        shower.thing(statuses[0]) if statuses else None,
        _confidence(sure) if sure is not None else "",
        f"{sure * 100:.0f}" if sure is not None else "",
    )


def _confidence(sure: Decimal) -> str:
    """A confidence from 0 to 1 in a word."""
    if sure >= Decimal("0.95"):
        return _("high")
    return _("medium") if sure >= Decimal("0.7") else _("low")


def _all_rows(thing: Thing, listing: listings.Listing, leads: incoming.Leads, shared: Pages) -> str:
    """Where all rows of a table are listed."""
    by = next(path for path in leads.things if path in listing.leads)
    if by in _COMPARED_BY:
        return comparison.address({_COMPARED_BY[by]: thing.iri})
    return incoming.address(thing.iri, by, shared)


_COMPARED_BY = {
    LG.indicator.value: "indicator",
    SDMX_DIMENSION.refArea.value: "subject",
    LG.ofOrganisation.value: "subject",
    SDMX_DIMENSION.refPeriod.value: "period",
}
"""Properties of figures that they can be chosen by where they are compared."""


def _bars(table: Table, shared: Pages, shower: Shower) -> list[figures.Figure]:
    """For figures in one unit their bars on one scale; for anything else none."""
    if table.name != "figures":
        return []
    units = {line.statements.get(QUDT.hasUnit.value, ()) for line in table.lines}
    numbers = [
        n
        for line in table.lines
        for path in (LG.actual.value, LG.plan.value)
        if (n := figures.number(line.statements, path)) is not None
    ]
    if len(units) != 1 or not numbers or max(numbers) <= 0:
        return []
    return [figures.figure(line.statements, shared, shower, max(numbers)) for line in table.lines]
