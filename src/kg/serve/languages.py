"""Two languages: which one a reader gets, the messages, and numbers and dates written each language's way."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import lru_cache
from io import BytesIO
from pathlib import Path

import flask_babel
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations
from flask import Flask, g, request
from flask_babel import Babel, Domain

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
"""Every language of the interface, with its own name; the first is the default."""

DEFAULT = next(iter(LANGUAGES))
SOURCE = "en"
"""The language that messages are written in; it needs no catalogue."""

CATALOGUES = Path(__file__).parent / "translations"

_DATES = {"vi": "d/M/y", "en": "d MMMM y"}


def install(app: Flask) -> None:
    """Gives an application Flask-Babel with our catalogues.

    The catalogues are compiled here, in memory: a fresh clone needs no step for it, and no compiled file can be
    older than its source.
    """
    babel = Babel(app, default_locale=DEFAULT, locale_selector=language)
    domain = Domain()
    domain.cache.update({(name, "messages"): catalogue(name) for name in LANGUAGES})
    babel.domain_instance = domain
    app.jinja_env.globals.update(language=language, languages=LANGUAGES, asked_language=asked_language)


@lru_cache
def catalogue(name: str) -> NullTranslations:
    """The messages of one language."""
    if name == SOURCE:
        return NullTranslations()
    compiled = BytesIO()
    with (CATALOGUES / name / "messages.po").open("rb") as file:
        write_mo(compiled, read_po(file, locale=name))
    compiled.seek(0)
    return Translations(compiled)


def asked_language() -> str | None:
    """The language that the address asks for (`?lang=`), if it is one of ours."""
    asked = request.args.get("lang")
    return asked if asked in LANGUAGES else None


def language() -> str:
    """The language of the current request: as the address asks, else as the browser prefers, else the default."""
    if "language" not in g:
        g.language = asked_language() or preferred(request.accept_languages.values()) or DEFAULT
    return str(g.language)


def preferred(tags: Iterable[str]) -> str | None:
    """The first of some language tags that we speak, whatever its region.

    >>> preferred(["fr-FR", "vi-VN", "en"])
    'vi'
    """
    return next((code for tag in tags if (code := tag.lower().partition("-")[0]) in LANGUAGES), None)


@lru_cache(maxsize=8192)
def number(value: Decimal | int, name: str) -> str:
    """A number in a language.

    >>> number(Decimal("13999.5"), "vi"), number(Decimal("13999.5"), "en")
    ('13.999,5', '13,999.5')
    """
    return format_decimal(value, locale=name, decimal_quantization=False)


@lru_cache(maxsize=1024)
def day(value: date, name: str) -> str:
    """A date in a language.

    >>> day(date(2018, 7, 6), "vi"), day(date(2018, 7, 6), "en")
    ('6/7/2018', '6 July 2018')
    """
    return format_date(value, _DATES[name], locale=name)


def gettext(message: str, **values: object) -> str:
    """A message in the language of the current request."""
    return str(flask_babel.gettext(message, **values))


def ngettext(one: str, many: str, count: int, **values: object) -> str:
    """A message that counts, in the language of the current request."""
    return str(flask_babel.ngettext(one, many, count, **values))
