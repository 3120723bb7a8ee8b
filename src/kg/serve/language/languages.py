"""Two languages: which one a reader gets, the messages, and numbers and dates written each language's way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from decimal import Decimal
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations
from flask import Flask, has_request_context, request
from flask_babel import Babel, Domain
from markupsafe import Markup

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
"""Every language of the interface, with its own name; the first is the default."""

DEFAULT = next(iter(LANGUAGES))
SOURCE = "en"
"""The language that messages are written in; it needs no catalogue."""

CATALOGUES = Path(__file__).parents[1] / "translations"

_DATES = {"vi": "d/M/y", "en": "d MMMM y"}
_MONTHS = {"vi": "M/y", "en": "MMMM y"}


_asking: ContextVar[tuple[str, str | None] | None] = ContextVar("asking", default=None)
"""The language of the current request, and the one that its address asks for; None until somebody wants to know."""


def install(app: Flask) -> None:
    """Gives an application Flask-Babel with our catalogues.

    The catalogues are compiled here, in memory: a fresh clone needs no step for it, and no compiled file can be
    older than its source. A message is then looked up at once, where Flask-Babel would ask for the request each time.
    """
    babel = Babel(app, default_locale=DEFAULT, locale_selector=language)
    domain = Domain()
    domain.cache.update({(name, "messages"): catalogue(name) for name in LANGUAGES})
    babel.domain_instance = domain
    app.jinja_env.install_gettext_callables(_message, _counted, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.globals.update(_=_markup, ngettext=_plural)
    app.jinja_env.globals.update(language=language, languages=LANGUAGES, asked_language=asked_language)
    app.before_request(forget)


def forget() -> None:
    """A thread that answered one request does not answer the next in its language."""
    _asking.set(None)


@contextmanager
def spoken(code: str) -> Iterator[None]:
    """Has everything said in a language that nobody asked for by an address."""
    before = _asking.set((code, None))
    try:
        yield
    finally:
        _asking.reset(before)


def is_asked() -> bool:
    """Whether somebody asks, so that there is a language."""
    return _asking.get() is not None or has_request_context()


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


def asking() -> tuple[str, str | None]:
    """The language of the current request, and the one that its address asks for."""
    found = _asking.get()
    if found is None:
        asked = request.args.get("lang")
        asked = asked if asked in LANGUAGES else None
        found = (asked or preferred(request.accept_languages.values()) or DEFAULT, asked)
        _asking.set(found)
    return found


def asked_language() -> str | None:
    """The language that the address asks for (`?lang=`), if it is one of ours."""
    return asking()[1]


def language() -> str:
    """The language of the current request: as the address asks, else as the browser prefers, else the default."""
    return asking()[0]


def preferred(tags: Iterable[str]) -> str | None:
    """The first of some language tags that we speak, whatever its region.

    >>> preferred(["fr-FR", "vi-VN", "en"])
    'vi'
    """
    return next((code for tag in tags if (code := tag.lower().partition("-")[0]) in LANGUAGES), None)


@lru_cache(maxsize=8192)
def number(value: Decimal | int, name: str) -> str:
    """A number in a language.

    >>> number(Decimal("1234.5"), "vi"), number(Decimal("1234.5"), "en")
    ('1.234,5', '1,234.5')
    """
    return format_decimal(value, locale=name, decimal_quantization=False)


@lru_cache(maxsize=1024)
def day(value: date, name: str) -> str:
    """A date in a language.

    >>> day(date(2018, 7, 6), "vi"), day(date(2018, 7, 6), "en")
    ('6/7/2018', '6 July 2018')
    """
    return format_date(value, _DATES[name], locale=name)


def month(value: date, name: str) -> str:
    """The month of a date in a language.

    >>> month(date(2018, 7, 6), "vi"), month(date(2018, 7, 6), "en")
    ('7/2018', 'July 2018')
    """
    return format_date(value, _MONTHS[name], locale=name)


def _message(message: str) -> str:
    return catalogue(language()).gettext(message)


def _markup(message: str, **values: object) -> Markup:
    """A message for a template, as Jinja's own function gives it, without asking its context."""
    found = _ready(message, language())
    return found % values if "%" in found else found


@lru_cache(maxsize=4096)
def _ready(message: str, name: str) -> Markup:
    return Markup(catalogue(name).gettext(message))


def _counted(one: str, many: str, count: int) -> str:
    return catalogue(language()).ngettext(one, many, count)


def gettext(message: str, **values: object) -> str:
    """A message in the language of the current request."""
    found = _message(message)
    return found % values if values else found


def say(name: str, message: str, **values: object) -> str:
    """A message in a language, whoever asks; the message has to stand in a template or in another call too."""
    return catalogue(name).gettext(message) % values


def ngettext(one: str, many: str, count: int) -> str:
    """A message that counts, in the language of the current request."""
    return _counted(one, many, count) % {"num": number(count, language())}


def count(number_: int) -> str:
    """How many, in the language of the current request."""
    return number(number_, language())


def _plural(one: str, many: str, count: int, **values: object) -> Markup:
    """A message that counts, for a template."""
    return Markup(_counted(one, many, count)) % {"num": number(count, language()), **values}
