"""Search: a page of what was found, narrowed by kind, report, area and year; the same as JSON and CSV; suggestions."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, render_template, request

from kg.formats import CSV, HTML, Format, Kind
from kg.iri import BASE, Rebase
from kg.search import results
from kg.search.matcher import Candidate
from kg.search.question import MOST_LETTERS
from kg.search.results import Results, Unknown
from kg.serve import addresses
from kg.serve.context import pages
from kg.serve.language import languages
from kg.serve.lists import finding, hits
from kg.serve.lists.hits import Asked
from kg.serve.problems import Problem
from kg.serve.representations import Link, again, chosen, send

blueprint = Blueprint("search", __name__)
blueprint.before_request(again)

ADDRESS = "/search"
A_PAGE, SUGGESTED = 20, 10

JSON = Format("json", "application/json", "json", Kind.PAGE, title="JSON")
SUGGESTIONS = Format("suggestions", "application/x-suggestions+json", "json", Kind.PAGE)
FORMATS = (HTML, JSON, CSV)


@blueprint.get(ADDRESS)
def page() -> Response:
    """What was found for `q`, a page of it, in the format that is asked for.

    :raises Problem: the question is too long, a filter or page is not there, or there is no index yet
    """
    asked = _asked()
    form = next((f for f in FORMATS if f.name == request.args.get("format")), None)
    form = form or chosen(FORMATS)
    address = asked.address(page=asked.page)
    return send(
        (address,),
        form,
        lambda: _WRITERS[form](asked),
        [Link(pages().site.whole(address), "canonical"), *_others(asked)],
    )


def _asked() -> Asked:
    text = _question()
    number = request.args.get("page", "1")
    if not (number.isascii() and number.isdecimal() and 0 < int(number[:6]) <= results.COUNTED):
        raise Problem("not-found", "There is no such page of finds.")
    wanted = {name: tuple(dict.fromkeys(request.args.getlist(name))) for name in results.FACETS}
    return Asked(text.strip(), {name: some for name, some in wanted.items() if any(some)}, int(number))


def _question() -> str:
    """What is asked.

    :raises Problem: it is too long, or no text
    """
    text = request.args.get("q", "")
    if "\0" in text:
        raise Problem("encoding", "There is a NUL character in “q”.")
    if len(text) > MOST_LETTERS:
        detail = f"The question has {len(text)} characters; {MOST_LETTERS} are allowed."
        raise Problem("request", detail, "Ask with fewer words.", limit=MOST_LETTERS)
    return text


def _others(asked: Asked) -> list[Link]:
    return [
        Link(f"{asked.address(page=asked.page)}&format={form.name}", "alternate", form.media_type)
        for form in FORMATS[1:]
        if asked.text
    ]


def _found(asked: Asked) -> Results | None:
    """The finds; None where nothing is asked.

    :raises Problem: a filter or a page that is not there
    """
    if not asked.text:
        return None
    wanted = {name: [_term(name, value) for value in some] for name, some in asked.wanted.items()}
    try:
        found = results.search(
            finding.matcher(texts=True), asked.text, wanted, (asked.page - 1) * A_PAGE, A_PAGE
        )
    except Unknown as unknown:
        name, value = unknown.args
        hint = "The page of the finds leads to every filter that there is."
        raise Problem("request", f"Nothing here has the {name} “{value[:200]}”.", hint) from None
    if asked.page > 1 and not found.finds:
        raise Problem("not-found", "There is no such page of finds.")
    return found


def _term(name: str, value: str) -> str:
    """What a filter asks for as the index has it: a class by its name, anything else by its IRI or path."""
    if name == "year":
        return value
    if name == "type":
        return pages().public(hits.class_iri(value))
    return pages().public(value if addresses.is_web(value) else BASE + value.lstrip("/"))


def _html(asked: Asked) -> str:
    found = _found(asked)
    view = hits.view(asked, found, A_PAGE) if found else {}
    path = asked.address()
    return render_template(
        "search.html",
        page_address=asked.address(page=asked.page),
        path=path,
        asked=asked,
        found=found,
        partial=finding.finder().partial,
        number_of_page=asked.page,
        last=hits.last(found, A_PAGE),
        data=[(form, f"{path}&format={form.name}") for form in FORMATS[1:]],
        **view,
    )


def _json(asked: Asked) -> str:
    found = _found(asked)
    table: dict[str, Any] = {
        "query": asked.text,
        "total": found.total if found else 0,
        "more": bool(found and found.bounded),
        "allWords": bool(found and not found.loose),
        "page": asked.page,
        "results": [hits.record(one, found.question) for one in found.finds] if found else [],
        "facets": {n: [{"value": v, "count": c} for v, c in some] for n, some in found.facets.items()}
        if found
        else {},
    }
    return json.dumps(table, ensure_ascii=False)


def _csv(asked: Asked) -> str:
    found = _found(asked)
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(("id", "name", "language", "type", "score", "found"))
    for one in found.finds if found else ():
        name = one.name
        kind = one.types[0] if one.types else ""
        writer.writerow((one.iri, name.text, name.language, kind, one.score, one.hit.text))
    return written.getvalue()


_WRITERS: Mapping[Format, Any] = {HTML: _html, JSON: _json, CSV: _csv}


@blueprint.get("/suggest")
def suggest() -> Response:
    """Names that begin as `q` does, as OpenSearch suggestions: the question, names, kinds, addresses."""
    text = _question()
    key = ("/suggest", text, languages.language(), languages.asked_language() or "")
    return send(key, SUGGESTIONS, lambda: _suggested(text))


def _suggested(text: str) -> str:
    found = finding.matcher().suggest(text, limit=SUGGESTED) if text.strip() else []
    shared = pages()
    shower = shared.shower()
    home = Rebase(BASE, shared.site.base)
    kinds = [
        _told(one, [shared.outline.name(home(t), shower.language).text for t in one.types[:1]])
        for one in found
    ]
    links = [hits.href(home(one.iri), shower) for one in found]
    return json.dumps([text, [one.name.text for one in found], kinds, links], ensure_ascii=False)


def _told(one: Candidate, kinds: list[str]) -> str:
    """What a suggestion is, and of an area what it lies in, since many share a name."""
    around = one.entry.context[:1] if one.iri in one.entry.areas else ()
    return ", ".join((*kinds, *around))


@blueprint.get("/opensearch.xml")
def description() -> Response:
    """The OpenSearch description: how a browser searches here (OpenSearch 1.1, draft 6)."""
    body = render_template("opensearch.xml", base=pages().site.base)
    response = Response(body, content_type="application/opensearchdescription+xml; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=86400"
    response.vary.add("Accept-Language")
    return response
