"""The desk as a web application: one page to look at, two forms to decide with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Flask, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from kg.build import fitting, judge
from kg.build.desk import fields, told, web, words
from kg.build.desk.board import FILTERS, Board, Row, board
from kg.build.desk.marks import pieces
from kg.build.facts import Span
from kg.build.judge import Case, Decision
from kg.build.model import KINDS
from kg.build.passages import find
from kg.errors import InputError, JudgementError, Where
from kg.settings import Settings

_MOVES_ON = ("confirm", "dispute", "retract")


@dataclass(frozen=True)
class Desk:
    """One source on the desk, and whoever sits at it."""

    case: Case
    settings: Settings
    judge: str
    today: Callable[[], date]


def create_app(desk: Desk, token: str) -> Flask:
    """The desk for one source, open to whoever knows the token."""
    app = web.application(token, told=told.told, problem_of=told.problem)
    app.add_url_rule("/", "page", lambda: _page(desk))
    app.add_url_rule("/judge", "judge", lambda: _judge(desk), methods=["POST"])
    app.add_url_rule("/add", "add", lambda: _add(desk), methods=["POST"])
    app.add_url_rule("/rehome", "rehome", lambda: _rehome(desk), methods=["POST"])
    return app


def _page(desk: Desk, problem: InputError | None = None) -> Response:
    """The whole desk; after a form that could not be taken, with what was wrong and what was typed."""
    now = board(desk.case, desk.settings)
    asked = request.form if problem else request.args
    choice = asked.get("show", "facts")
    choice = choice if choice in FILTERS else "facts"
    rows = now.shown(choice)
    chosen = now.row(asked.get("fact", ""))
    kind = asked.get("new", "")
    marked = [row.fact for row in rows]
    if chosen and chosen.fact not in marked:
        marked.append(chosen.fact)
    return web.page(
        "desk.html",
        amiss=problem is not None,
        desk=desk,
        board=now,
        rows=rows,
        choice=choice,
        filters=FILTERS,
        chosen=chosen,
        pieces=pieces(desk.case.document.text, marked),
        inputs=_inputs(now, chosen, kind),
        new_kind=kind if kind in KINDS else "",
        kinds=KINDS,
        asked=asked,
        problem=problem,
        neighbours=web.neighbours([row.fact.key for row in rows], chosen.fact.key if chosen else None),
    )


def _inputs(now: Board, chosen: Row | None, kind: str) -> list[fields.Input]:
    about: tuple[str, dict[str, Any]] | None = None
    if kind in KINDS:
        about = kind, {}
    elif chosen:
        about = chosen.fact.kind, dict(chosen.fact.values)
    return fields.inputs(*about, now.everyone, now.case.lists, words.language()) if about else []


def _judge(desk: Desk) -> AnyResponse:
    form = request.form
    action, key = form.get("action", ""), form.get("fact", "")
    notes = {n: form.get(n, "").strip() for n in ("note_vi", "note_en", "settles")}
    try:
        judge.decide(desk.case, key, _decisions(action, notes, desk.judge), desk.today())
    except InputError as error:
        return _page(desk, error)
    return _back(form.get("after", "") if action in _MOVES_ON else key)


def _decisions(action: str, notes: dict[str, str], who: str) -> list[Decision]:
    """One decision, or one for each field that was changed; notes stand on the first."""
    changes = fields.changed(request.form) if action == "correct" else {}
    if action == "correct" and not changes and not any(notes.values()):
        raise JudgementError(
            "Nothing was changed.", hint="Change a field, or write a note on how to read it."
        )
    if not changes:
        return [Decision(action, who, **notes)]
    (first, value), *further = changes.items()
    return [
        Decision(action, who, first, value, **notes),
        *(Decision(action, who, name, said) for name, said in further),
    ]


def _add(desk: Desk) -> AnyResponse:
    form = request.form
    kind = form.get("new", "")
    notes = {n: form.get(n, "").strip() for n in ("note_vi", "note_en", "settles")}
    try:
        values = fitting.values(kind, fields.given(form))
        decision = Decision("add", desk.judge, **notes)
        key = judge.add(desk.case, kind, _span(desk.case), values, decision, desk.today())
    except InputError as error:
        return _page(desk, error)
    return _back(key)


def _span(case: Case) -> Span:
    """The passage that a form gives: by offsets, else by its words, from an offset on if one is given.

    :raises JudgementError: no offsets, and no words of the text
    """
    start, end, quote = (request.form.get(name, "").strip() for name in ("start", "end", "quote"))
    if start.isdecimal() and end.isdecimal():
        return Span(int(start), int(end))
    at = find(case.document.text, quote, int(start) if start.isdecimal() else 0)
    if at is None:
        raise JudgementError(
            "The passage is not in the text.",
            Where(field="quote"),
            "Give its offsets, or its words as they stand.",
        )
    return at


def _rehome(desk: Desk) -> AnyResponse:
    judge.rehome(desk.case)
    return _back("")


def _back(key: str) -> AnyResponse:
    """To the page again, so that loading it anew repeats nothing."""
    choice = request.form.get("show", "facts")
    choice = choice if choice in FILTERS else "facts"
    return redirect(f"/?show={choice}&fact={key}#passage" if key.isalnum() else f"/?show={choice}", 303)
