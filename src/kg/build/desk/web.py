"""What the two desks share as web applications: how one is set up, its one page, and the way through its rows."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, Response, make_response, render_template, request

from kg.build.desk import words
from kg.build.desk.guard import Guard

_FORM_BYTES = 1_000_000


def application(token: str, **used: Callable[..., object] | tuple[str, ...]) -> Flask:
    """An application without addresses, open to whoever knows the token.

    :param used: what its templates use, beside the words and the language
    """
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = _FORM_BYTES
    app.jinja_env.globals.update(used, say=words.say, language=words.language)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    Guard(token).install(app)
    return app


def page(template: str, amiss: bool, **shown: object) -> Response:
    """A page of a desk, in the language that was asked for, which is kept.

    :param amiss: whether it says that a form could not be taken
    """
    answer = make_response(render_template(template, **shown), 422 if amiss else 200)
    if (lang := request.args.get("lang")) in words.LANGUAGES:
        answer.set_cookie(words.COOKIE, str(lang), samesite="Strict", httponly=True)
    return answer


def neighbours(keys: list[str], chosen: str | None) -> dict[str, str]:
    """The keys before and after the chosen one, round the end; the last and the first where none of them is."""
    if not keys:
        return {"before": "", "after": ""}
    if chosen not in keys:
        return {"before": keys[-1], "after": keys[0]}
    at = keys.index(chosen)
    return {"before": keys[at - 1], "after": keys[(at + 1) % len(keys)]}
