"""Reads and compiles, once the server answers, what the first pages would wait for: names, outline, templates."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal

from flask import Flask

from kg.errors import KgError
from kg.serve import ask
from kg.serve.context import pages
from kg.serve.language import languages

TEMPLATES = ("base.html", "macros.html", "thing.html", "reading.html", "home.html")
"""What most pages are made with."""


def warm(app: Flask) -> None:
    """Has what all pages of a release share at hand; what cannot be read now is read by the page that needs it."""
    with app.app_context():
        try:
            _names()
        except KgError:
            return
    for language in languages.LANGUAGES:
        with _asked(app, language):
            _written(app, language)


def _names() -> None:
    """The outline, and what the entries of the code lists are called."""
    shared = pages()
    shared.outline.known()
    shared.credit  # noqa: B018 - read once
    shared.labels.learn(ask.value(row, "it") for row in ask.rows(shared.site, "entries"))
    shared.labels.learn(ask.value(row, "it") for row in ask.rows(shared.site, "schemes"))


def _written(app: Flask, language: str) -> None:
    languages.number(Decimal("1234.5"), language)
    languages.day(date(2020, 1, 31), language)
    for name in TEMPLATES:
        app.jinja_env.get_template(name)


@contextmanager
def _asked(app: Flask, language: str) -> Iterator[None]:
    """A request in a language."""
    with app.test_request_context("/", headers={"Accept-Language": language}):
        languages.forget()
        yield
        languages.forget()
