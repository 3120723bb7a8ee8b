"""Copies one address at a time: asks the application as a client does, and writes what it answers into files."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from flask import Flask
from werkzeug.test import TestResponse

from kg.errors import ExportError
from kg.formats import HTML
from kg.serve.app import create_app
from kg.serve.export import views
from kg.serve.export.addresses import Address
from kg.serve.export.files import Files
from kg.serve.export.rewriting import Item, Rewriter
from kg.serve.export.scope import Kind, Plan, Scope
from kg.serve.language import languages
from kg.serve.site import Site

_PAGES = (200, 410)
_MOVED = range(300, 400)
_NOWHERE = (400, 404, 406)
_BUSY = (503, 504)
_TRIES, _PAUSE = 3, 1.0
"""How often a busy site is asked, and the seconds between."""


@dataclass(slots=True)
class Copied:
    """What came of some addresses.

    :param found: what their pages lead to
    :param dead: addresses that links name and the site does not have
    """

    found: set[Item] = field(default_factory=set)
    pages: int = 0
    files: int = 0
    dead: list[str] = field(default_factory=list)


class Renderer:
    """Copies addresses of a site.

    :param site: is not closed here
    :param files: where to
    """

    def __init__(self, site: Site, plan: Plan, files: Files) -> None:
        self.app: Flask = create_app(site)
        views.install(self.app, plan)
        self._client = self.app.test_client(use_cookies=False)
        self._plan, self._files = plan, files
        self._rewriter = Rewriter(Scope(plan), lru_cache(maxsize=256)(self._instead))

    def copy(self, items: Iterable[Item]) -> Copied:
        """Copies some addresses.

        :raises ExportError: the site does not answer one, or a file cannot be written
        """
        made = Copied()
        with self.app.app_context():
            for item in items:
                if item.kind in (Kind.PAGE, Kind.THING):
                    self._page(item, made)
                else:
                    self._data(item, made)
        return made

    def missing(self, top: str) -> set[Item]:
        """Writes the page for addresses that are not there, in each language; gives what it leads to.

        :param top: address of the copy's root, since this page is shown anywhere
        """
        found: set[Item] = set()
        nowhere = [Item(Address("/404"), Kind.PAGE, language) for language in languages.LANGUAGES]
        with self.app.app_context():
            for item in nowhere:
                found |= self._write(item, self.ask(item.address, item.language).text, top)
        return found.difference(nowhere)

    def ask(
        self, address: Address, language: str = languages.DEFAULT, accept: str = "text/html"
    ) -> TestResponse:
        """The answer of the application; asked again where it is busy.

        :raises ExportError: it fails
        """
        headers = {"Accept": accept, "Accept-Language": language}
        for _ in range(_TRIES):
            response = self._client.get(str(address), headers=headers)
            if response.status_code < 500:
                return response
            if response.status_code not in _BUSY:
                break
            time.sleep(_PAUSE)
        raise ExportError(f"The site answers {address} with status {response.status_code}.")

    def _page(self, item: Item, made: Copied) -> None:
        """A page; nothing of one that the site does not have."""
        response = self.ask(item.address, item.language or languages.DEFAULT)
        if response.status_code in _MOVED:
            response = self._lead(item, response.headers["Location"])
        if response.status_code in _NOWHERE or response.mimetype != HTML.media_type:
            made.dead.append(str(item))
            return
        if response.status_code not in _PAGES:
            raise ExportError(f"The site answers {item} with status {response.status_code}.")
        made.found |= self._write(item, response.text)
        made.files += 1
        made.pages += item.kind is Kind.PAGE

    def _lead(self, item: Item, location: str) -> TestResponse:
        """A small page that leads from an address to another."""
        target = self._rewriter.target(location, languages.DEFAULT)
        refresh = "../" * item.file.count("/") + target.file if target.file else target.href
        asked = {"of": str(item), "to": location, "refresh": refresh}
        return self.ask(Address(views.MOVED, tuple(asked.items())), item.language or languages.DEFAULT)

    def _write(self, item: Item, text: str, top: str = "") -> set[Item]:
        name = item.file
        text, found = self._rewriter.page(text, item, top or "../" * name.count("/"))
        self._files.write(name, [text.encode()])
        return found

    def _data(self, item: Item, made: Copied) -> None:
        """A file of data, or one as it is."""
        response = self.ask(item.address, accept="*/*")
        if response.status_code != 200 or response.mimetype == HTML.media_type:
            made.dead.append(str(item))
        else:
            self._files.write(item.file, response.iter_encoded())
            made.files += 1
        response.close()

    def _instead(self, action: str, language: str) -> str:
        return self.ask(Address(views.INSTEAD, (("of", action),)), language).text
