"""The desk for links: pairs that a program proposed, and one form to decide with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from flask import Flask, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from kg.build.desk import pairs, told, words
from kg.build.desk.guard import Guard
from kg.build.desk.pairs import FILTERS, PAGE, Pair
from kg.build.link import ACCEPTED, RELATIONS, resolved
from kg.build.linking import book
from kg.build.linking.book import UNDO, Decision
from kg.errors import InputError, SourceError, Where
from kg.settings import Settings

_FORM_BYTES = 1_000_000
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
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = _FORM_BYTES
    app.jinja_env.globals.update(say=words.say, language=words.language, relations=RELATIONS, whole=_whole)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    Guard(token).install(app)
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
    answer = make_response(
        render_template(
            "links.html",
            **_counted(now),
            desk=desk,
            rows=rows[page * PAGE : (page + 1) * PAGE],
            page=page,
            pages=pages,
            choice=choice,
            chosen=chosen,
            asked=asked if problem else {},
            problem=_told(problem) if problem else "",
            neighbours=_neighbours(rows, chosen),
        ),
        422 if problem else 200,
    )
    if (lang := request.args.get("lang")) in words.LANGUAGES:
        answer.set_cookie(words.COOKIE, str(lang), samesite="Strict", httponly=True)
    return answer


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


def _neighbours(rows: list[Pair], chosen: Pair | None) -> dict[str, str]:
    """The keys of the pairs before and after the chosen one, round the end; the first where none is chosen."""
    keys = [row.stands.key for row in rows]
    if chosen is None or chosen not in rows:
        return {"before": keys[-1] if keys else "", "after": keys[0] if keys else ""}
    at = rows.index(chosen)
    return {"before": keys[at - 1], "after": keys[(at + 1) % len(keys)]}


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
