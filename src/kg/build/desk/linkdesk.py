"""The desk for links: pairs that a program proposed, and one form to decide with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from flask import Flask, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from kg.build.desk import pairs, told, web
from kg.build.desk.pairs import FILTERS, PAGE, Pair
from kg.build.link import ACCEPTED, RELATIONS, resolved
from kg.build.linking import book
from kg.build.linking.book import UNDO, Decision
from kg.errors import InputError, SourceError, Where
from kg.settings import Settings

_FIELDS = ("evidence_vi", "evidence_en", "source")


@dataclass(frozen=True)
class LinkDesk:
    """The links of one target on the desk, and whoever sits at it."""

    target: str
    file: Path
    judge: str
    today: Callable[[], date]


def open_links(settings: Settings, target: str) -> Path:
    """The file of a target's links.

    :raises SourceError: there is none yet
    :raises JudgementError: a line of it is not as it must be
    """
    file = settings.data / "links" / f"{Path(target).name}.csv"
    if not file.is_file():
        raise SourceError(
            f"There are no links to “{target}”.", Where(file), f"Propose some with `kg link {target}`."
        )
    pairs.read(file)
    return file


def create_app(desk: LinkDesk, token: str) -> Flask:
    """The desk for the links of one target, open to whoever knows the token."""
    app = web.application(token, relations=RELATIONS, whole=_whole)
    app.add_url_rule("/", "page", lambda: _page(desk))
    app.add_url_rule("/judge", "judge", lambda: _judge(desk), methods=["POST"])
    return app


def _whole(name: str) -> str:
    """The IRI of an end of a link."""
    return resolved(name).value


def _page(desk: LinkDesk, problem: InputError | None = None) -> Response:
    """The pairs of a choice; after a form that could not be taken, with what was wrong and what was typed."""
    now = pairs.read(desk.file)
    asked = request.form if problem else request.args
    choice = _choice(asked.get("show", ""))
    rows = now.shown(choice)
    chosen = now.pair(asked.get("pair", ""))
    page, pages = _place(rows, chosen, asked.get("page", ""))
    return web.page(
        "links.html",
        amiss=problem is not None,
        **_counted(now),
        desk=desk,
        rows=rows[page * PAGE : (page + 1) * PAGE],
        page=page,
        pages=pages,
        choice=choice,
        chosen=chosen,
        asked=asked if problem else {},
        problem=_told(problem) if problem else "",
        neighbours=web.neighbours([row.stands.key for row in rows], chosen.stands.key if chosen else None),
    )


def _choice(name: str) -> str:
    return name if name in FILTERS else "open"


def _counted(now: pairs.Pairs) -> dict[str, Any]:
    counts = {name: len(now.shown(name)) for name in FILTERS}
    return {"counts": counts, "done": counts["all"] - counts["open"]}


def _place(rows: list[Pair], chosen: Pair | None, page: str) -> tuple[int, int]:
    """The page that is shown, the chosen pair's own where there is one, and how many there are."""
    pages = max(1, -(-len(rows) // PAGE))
    if chosen in rows:
        return rows.index(chosen) // PAGE, pages
    return min(max(int(page) - 1 if page.isdecimal() and len(page) < 7 else 0, 0), pages - 1), pages


def _told(problem: InputError) -> str:
    return " ".join(told.told(said) for said in (problem.what, problem.hint) if said)


def _judge(desk: LinkDesk) -> AnyResponse:
    form = request.form
    judgement = form.get("judgement", "")
    said = {name: form.get(name, "") for name in _FIELDS}
    relation = form.get("relation", "") if judgement == ACCEPTED else ""
    try:
        book.decide(
            desk.file, form.get("pair", ""), Decision(judgement, desk.judge, relation, **said), desk.today()
        )
    except InputError as error:
        return _page(desk, error)
    key = form.get("pair" if judgement == UNDO else "after", "")
    choice = _choice(form.get("show", ""))
    return redirect(f"/?show={choice}&pair={key}#pair" if key.isalnum() else f"/?show={choice}", 303)
