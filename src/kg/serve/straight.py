"""Pages and descriptions of things, made without the framework when they are asked for plainly for the first time.

What the framework does for a request costs as much as finding all that a page says, and handing the request to another
thread half of that. So the server's own thread makes what little is said of and nobody has to be waited for; any other
thread the rest. What is not plain, is another kind of page or goes wrong takes the way of all requests; so what an
answer is, is written once, in the parts that all of them share.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from functools import lru_cache, partial
from operator import itemgetter
from typing import TYPE_CHECKING

from flask import Flask

from kg.formats import PAGE_FORMATS, Format
from kg.serve import ask, audience, pages
from kg.serve.context import Pages, Sent, pages_of
from kg.serve.language import languages
from kg.serve.representations import CONDITIONS, DEPENDS_ON, made, note
from kg.serve.things.descriptions import Standing, Thing
from kg.store.nearby import at_most

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

PART = pages.blueprint.name
_KINDS = {"/doc/": "id/", "/def/": "def/"}
"""The beginnings of the addresses of pages, and of the IRIs that they are of."""

STEPS = 2_000
"""What a page may look up on the server's own thread: some milliseconds, whatever its neighbours are."""

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
        try:
            with self._app.app_context():
                key = audience.key(environ["PATH_INFO"], "", *headers)
                return pages_of(self._app).answers.find(key) or self._made(environ["PATH_INFO"], headers)
        except Exception as error:
            environ[pages.FAILED] = error
            return None

    def quick(self, path: str, query: str, headers: list[str]) -> Sent | None:
        """The answer to a plain GET with the head that the server would write, made without waiting for anybody; None
        where that cannot be, or takes long. Whatever goes wrong is met again by the thread that answers then.

        :param headers: those that answers depend on
        """
        if query or not _is_page(path):
            return None
        try:
            with self._app.app_context(), ask.without_waiting(), at_most(STEPS):
                sent = self._made(path, headers, only_little=True)
        except Exception:
            return None
        if sent:
            note(sent, PART, 200, _head([*sent.headers, *self._headers]))
        return sent

    def _made(self, path: str, headers: list[str], *, only_little: bool = False) -> Sent | None:
        """The usual page of a thing, or its description; None for what is another kind of page, or none."""
        shared, whom = pages_of(self._app), audience.of(*headers)
        decoded = path.encode("latin-1").decode(errors="replace")
        _path.set(decoded)
        with languages.spoken(whom.language):
            found, form, links = pages.choose(_KINDS[decoded[:5]], decoded[5:], headers[0])
            if not _is_usual(found, form) or (only_little and not _is_little(found, shared)):
                return None
            sent = made(shared, (found.iri,), form, lambda: pages.made(found, form), links, whom.packed)
        shared.answers.keep(audience.key(path, "", *headers), sent)
        return sent


def _is_plain(environ: WSGIEnvironment) -> bool:
    """Whether there is nothing about a request that asks for more than the page at an address."""
    return bool(
        environ["REQUEST_METHOD"] == "GET"
        and not environ.get("QUERY_STRING")
        and _is_page(environ["PATH_INFO"])
        and CONDITIONS.isdisjoint(environ)
    )


def _is_page(path: str) -> bool:
    return path[:5] in _KINDS and path[5:6] not in ("", "/")


def _is_usual(found: Thing, form: Format) -> bool:
    return found.standing is Standing.HERE and form in PAGE_FORMATS and pages.is_usual(found)


def _is_little(found: Thing, shared: Pages) -> bool:
    return bool(shared.site.look and shared.site.look.is_little(found.iri))


@lru_cache(maxsize=64)
def _written(name: str) -> str:
    """The name of a header as the server writes it."""
    return "-".join(part.capitalize() for part in name.split("-"))


def _head(headers: Iterable[tuple[str, str]]) -> bytes:
    """The head of an answer as the server writes it, some date in it."""
    named = sorted([*((_written(name), value) for name, value in headers), ("Date", "")], key=itemgetter(0))
    lines = "\r\n".join(f"{name}: {value}" for name, value in named)
    return f"HTTP/1.1 200 OK\r\n{lines}\r\n\r\n".encode("latin-1")
