"""Pages and descriptions of things, made without the framework when they are asked for plainly for the first time.

What the framework does for a request costs as much as finding all that a page says. What is not plain, is another
kind of page or goes wrong takes the way of all requests; so what an answer is, is written once, in the parts that both
share.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Iterable, Mapping
from contextvars import ContextVar
from functools import partial
from typing import TYPE_CHECKING

from flask import Flask

from kg.formats import PAGE_FORMATS
from kg.serve import audience, languages, pages
from kg.serve.audience import Audience
from kg.serve.context import Sent, pages_of
from kg.serve.descriptions import Standing
from kg.serve.representations import CONDITIONS, DEPENDS_ON, made, note

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

PART = pages.blueprint.name
_KINDS = {"/doc/": "id/", "/def/": "def/"}
"""The beginnings of the addresses of pages, and of the IRIs that they are of."""

_path: ContextVar[str] = ContextVar("path")


class _Request:
    """What templates ask of a request."""

    @property
    def path(self) -> str:
        return _path.get()


class Straight:
    """Answers what it can; hands on the rest.

    :param app: whose pages these are
    :param others: answers all other requests
    :param headers: of every answer of the site
    :param count: is told the part and the status of what was answered here, and the moment when the request arrived
    """

    def __init__(
        self,
        app: Flask,
        others: WSGIApplication,
        headers: Mapping[str, str],
        count: Callable[[str, int, float], None],
    ) -> None:
        self._app, self._others, self._headers, self._count = app, others, tuple(headers.items()), count
        app.jinja_env.globals["request"] = _Request()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        sent = self._answer(environ) if _is_plain(environ) else None
        if sent is None:
            return self._others(environ, start_response)
        environ["kg.head"] = partial(note, sent, PART)
        self._count(PART, 200, environ.get("kg.arrived") or time.monotonic())
        start_response("200 OK", [*sent.headers, *self._headers])
        return [sent.body]

    def _answer(self, environ: WSGIEnvironment) -> Sent | None:
        """The answer to a plain request; what goes wrong is left in the environment, for the way of all."""
        headers = [environ.get(f"HTTP_{name}", "") for name in DEPENDS_ON]
        whom, key = audience.of(*headers), audience.key(environ["PATH_INFO"], "", *headers)
        try:
            with self._app.app_context(), languages.spoken(whom.language):
                return pages_of(self._app).answers.find(key) or self._made(environ, headers[0], whom, key)
        except Exception as error:
            environ[pages.FAILED] = error
            return None

    def _made(
        self, environ: WSGIEnvironment, accept: str, whom: Audience, key: tuple[Hashable, ...]
    ) -> Sent | None:
        """The usual page of a thing, or its description; None for what is another kind of page, or none."""
        shared, path = pages_of(self._app), environ["PATH_INFO"].encode("latin-1").decode(errors="replace")
        _path.set(path)
        found, form, links = pages.choose(_KINDS[path[:5]], path[5:], accept)
        if found.standing is not Standing.HERE or form not in PAGE_FORMATS or not pages.is_usual(found):
            return None
        sent = made(shared, (found.iri,), form, lambda: pages.made(found, form), links, whom.packed)
        shared.answers.keep(key, sent)
        return sent


def _is_plain(environ: WSGIEnvironment) -> bool:
    """Whether there is nothing about a request that asks for more than the page at an address."""
    path = environ["PATH_INFO"]
    return bool(
        environ["REQUEST_METHOD"] == "GET"
        and not environ.get("QUERY_STRING")
        and path[:5] in _KINDS
        and path[5:6] not in ("", "/")
        and CONDITIONS.isdisjoint(environ)
    )
