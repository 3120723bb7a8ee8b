"""A base with a path of its own: canonical IRIs are answered at their own paths, as well as at the site's root."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment


class Mount:
    """An application that also answers below the path of a base.

    With the base `https://dulieu.example.vn/kg/`, `/kg/id/x` and `/id/x` are one thing. Links lead to the root, which
    answers wherever the site runs; a proxy hands on both.
    """

    def __init__(self, app: WSGIApplication, base: str) -> None:
        self._app = app
        self._path = urlsplit(base).path

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ["PATH_INFO"] = self.inner(environ.get("PATH_INFO", ""))
        return self._app(environ, start_response)

    def inner(self, path: str) -> str:
        """The path that is answered for a path that is asked for."""
        return path[len(self._path) - 1 :] if len(self._path) > 1 and path.startswith(self._path) else path
