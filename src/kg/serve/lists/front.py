"""The pages that are about no one thing: home, reports, indicators, classes and their members, findings, about."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, Response, render_template, request

from kg.formats import CSV, HTML
from kg.iri import BASE, Rebase
from kg.serve.ask import is_iri
from kg.serve.context import pages, pair_address
from kg.serve.lists import about, officials, overviews, provinces
from kg.serve.problems import Problem
from kg.serve.representations import Link, again, chosen, send
from kg.serve.things import areas, comparison, kinds
from kg.serve.things import quality as checks
from kg.vocab import LG

blueprint = Blueprint("front", __name__)
blueprint.before_request(again)

PAGES: Mapping[str, tuple[str, Callable[[], Mapping[str, Any]]]] = {
    "/": ("home.html", overviews.home),
    "/browse": ("browse.html", kinds.classes),
    "/def/shape": ("shapes.html", checks.shapes),
    "/about": ("about.html", about.view),
}
"""The template of each address, and what it writes."""

OVERVIEWS: Mapping[str, tuple[str, Callable[[], Mapping[str, Any] | None]]] = {
    LG.AdministrativeArea.value: ("areas.html", provinces.overview),
}
"""Classes that have too many things for one list: the template of their first page, and what it writes, if anything."""


def _plain(address: str) -> Callable[[], Response]:
    template, view = PAGES[address]

    def answer() -> Response:
        form = chosen((HTML,))
        links = [Link(pages().site.whole(address), "canonical")]
        return send(
            (address,), form, lambda: render_template(template, page_address=address, **view()), links
        )

    return answer


for _address in PAGES:
    blueprint.add_url_rule(_address, _address.strip("/") or "home", _plain(_address))


@blueprint.get("/reports")
def reports() -> Response:
    """Every report, the newest first, a hundred a page."""
    number = _number()
    form = chosen((HTML,))
    address = "/reports" + (f"?page={number}" if number > 1 else "")

    def make() -> str:
        return render_template("reports.html", page_address=address, **overviews.reports(number))

    return send((address,), form, make, [Link(pages().site.whole(address), "canonical")])


@blueprint.get(comparison.ADDRESS)
def indicators() -> Response:
    """Every indicator, and the figures that fit a choice compared, fifty a page."""
    choice, number = comparison.chosen(request.args), _number()
    form = chosen((HTML, CSV))
    if form == CSV:
        return _compared_csv(choice)
    address = comparison.address(choice)
    if number > 1:
        address += f"{'&' if '?' in address else '?'}page={number}"
    links = [
        Link(pages().site.whole(address), "canonical"),
        Link(comparison.address(choice, ".csv"), "alternate", CSV.media_type),
    ]

    def make() -> str:
        view = comparison.view(choice, number)
        return render_template("indicators.html", page_address=address, **view, **overviews.indicators())

    return send((address,), form, make, links)


@blueprint.get(f"{comparison.ADDRESS}.csv")
def compared() -> Response:
    """All the figures that fit a choice, for a spreadsheet."""
    return _compared_csv(comparison.chosen(request.args))


def _compared_csv(choice: comparison.Chosen) -> Response:
    address = comparison.address(choice, ".csv")
    links = [Link(pages().site.whole(comparison.address(choice)), "canonical")]
    return send((address,), CSV, lambda: comparison.csv_of(choice), links)


@blueprint.get("/quality")
def quality() -> Response:
    """What the checks found, by rule and by report, a hundred reports a page."""
    number = _number()
    form = chosen((HTML,))
    address = "/quality" + (f"?page={number}" if number > 1 else "")

    def make() -> str:
        return render_template("quality.html", page_address=address, **checks.overview(number))

    return send((address,), form, make, [Link(pages().site.whole(address), "canonical")])


@blueprint.get("/officials")
def posts() -> Response:
    """The people who hold a post, a hundred a page."""
    number = _number()
    form = chosen((HTML,))
    address = "/officials" + (f"?page={number}" if number > 1 else "")

    def make() -> str:
        return render_template("officials.html", page_address=address, **officials.officials(number))

    return send((address,), form, make, [Link(pages().site.whole(address), "canonical")])


@blueprint.get("/browse/<name>")
def members(name: str) -> Response:
    """The things of one class, in the order of the alphabet, a hundred a page."""
    class_ = kinds.class_named(name)
    if class_ is None:
        raise Problem("not-found", "The data has no such class.")
    number, letter = _number(), _letter()
    form = chosen((HTML,))
    address = _paged(kinds.with_letter(f"/browse/{name}", letter), number)

    def make() -> str:
        if number == 1 and not letter and class_ in OVERVIEWS:
            template, overview = OVERVIEWS[class_]
            if (view := overview()) is not None:
                return render_template(template, page_address=address, **view)
        return render_template("members.html", page_address=address, **kinds.members(class_, number, letter))

    return send((address,), form, make, [Link(pages().site.whole(address), "canonical")])


@blueprint.get(f"{areas.LIST}/<path:name>")
def areas_below(name: str) -> Response:
    """All that is part of an area, in the order of the alphabet, a hundred a page."""
    number, letter = _number(), _letter()
    form = chosen((HTML,))
    address = _paged(kinds.with_letter(f"{areas.LIST}/{name}", letter), number)

    def make() -> str:
        if (view := provinces.listed(name, number, letter)) is None:
            raise Problem("not-found", "Nothing is part of this area.")
        return render_template("areas-below.html", page_address=address, **view)

    return send((address,), form, make, [Link(pages().site.whole(address), "canonical")])


@blueprint.get("/linked")
def linked() -> Response:
    """The things that lead to a thing by one property, in the order of the alphabet, a hundred a page."""
    return _pair("/linked", "to", "linked.html", kinds.linked)


@blueprint.get("/values")
def values() -> Response:
    """The values of one property of a thing, in the order of the alphabet, a hundred a page."""
    return _pair("/values", "of", "values.html", kinds.values)


def _pair(
    at: str, of: str, template: str, view: Callable[[str, str, int, str], Mapping[str, Any]]
) -> Response:
    """One page of a list that is about a thing and a property."""
    thing, by = (Rebase(BASE, pages().site.base)(request.args.get(name, "")) for name in (of, "by"))
    if not (is_iri(thing) and is_iri(by)):
        raise Problem("request", f"The parameters `{of}` and `by` are IRIs.", f"Ask as {at}?{of}=IRI&by=IRI.")
    number, letter = _number(), _letter()
    form = chosen((HTML,))
    path = pair_address(at, pages(), **{of: thing, "by": by})
    address = _paged(kinds.with_letter(path, letter), number)

    def make() -> str:
        shown = {"path": path, **view(thing, by, number, letter)}
        return render_template(template, page_address=address, **shown)

    return send((address,), form, make, [Link(pages().site.whole(address), "canonical")])


def _letter() -> str:
    """The letter that is asked for, capital; “” for all."""
    letter = unicodedata.normalize("NFC", request.args.get("letter", "")).upper()
    if len(letter) > 1:
        raise Problem("not-found", "This is no letter.")
    return letter


def _paged(path: str, number: int) -> str:
    """The address of a page of a list."""
    return f"{path}{'&' if '?' in path else '?'}page={number}" if number > 1 else path


def _number() -> int:
    """The number of the page that is asked for."""
    number = request.args.get("page", "1")
    if not number.isdecimal() or not 0 < int(number) < 10_000:
        raise Problem("not-found", "There is no such page.")
    return int(number)
