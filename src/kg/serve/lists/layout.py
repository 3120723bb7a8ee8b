"""What every page has around it: navigation, the other language, the links in its head."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from flask import Flask, current_app, request
from markupsafe import Markup, escape

from kg.serve.assets import asset
from kg.serve.context import pages
from kg.serve.language import languages
from kg.serve.language.languages import gettext as _
from kg.serve.lists import about
from kg.serve.things import jsonld, pieces


def install(app: Flask) -> None:
    """Gives the templates of an application what they need."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        here=here,
        navigation=navigation,
        in_language=in_language,
        alternates=alternates,
        has_search=has_search,
        page_as_data=page_as_data,
        shared_as=shared_as,
        pieces=pieces,
        operator=about.operator,
        number=lambda value: languages.number(value, languages.language()),
    )


def here(path: str) -> str:
    """An address of ours that keeps the language that was asked for."""
    return pages().shower().here(path)


def has_search() -> bool:
    """Whether the site has a page that searches."""
    return any(rule.rule == "/search" for rule in current_app.url_map.iter_rules())


def navigation() -> list[tuple[str, str]]:
    """The parts of the site."""
    return [
        ("/reports", _("Reports")),
        ("/indicators", _("Indicators")),
        ("/browse", _("By kind")),
        ("/dataset", _("Data")),
        ("/about", _("About")),
    ]


def _in_language(address: str, code: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}lang={code}"


def _asked_address() -> str:
    """The address that was asked for, without its language: of a page that is made anew each time."""
    asked = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    path = "/" + quote(request.path.lstrip("/"), safe="/:@!$&'()*+,;=~-._")  # two slashes would name a host
    return path + (f"?{urlencode(asked)}" if asked else "")


def in_language(code: str, address: str | None) -> str:
    """A page in a language.

    :param address: the page's one address; None for whatever was asked for
    """
    return _in_language(address or _asked_address(), code)


def alternates(address: str | None, letter: str = "") -> Markup:
    """The head's links to the one address of a page and to each language of it.

    They are as whole as the address in the header `Link` is.

    :param letter: of the list that the page is a part of: in the other language other things begin with it, or none
    """
    address = address or _asked_address()
    whole, more = escape(pages().site.whole(address)), "&amp;" if "?" in address else "?"
    links = [f'<link rel="canonical" href="{whole}">']
    if letter:
        return Markup(links[0])
    links += [
        f'<link rel="alternate" hreflang="{code}" href="{whole}{more}lang={code}">'
        for code in languages.LANGUAGES
    ]
    links.append(f'<link rel="alternate" hreflang="x-default" href="{whole}">')
    return Markup("\n".join(links))


def shared_as(address: str | None) -> Markup:
    """What a link to a page is shown with where people share it: its one address, and the picture of the site."""
    site = pages().site
    told = {
        "og:url": site.whole(address or _asked_address()),
        "og:image": site.whole(asset("card.png")),
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": _("Local Reports"),
    }
    return Markup(
        "\n".join(f'<meta property="{name}" content="{escape(said)}">' for name, said in told.items())
    )


def page_as_data(title: Markup, address: str | None) -> Markup:
    """A page that is about no one thing, for search engines."""
    return jsonld.page(pages(), title.unescape(), address or _asked_address(), languages.language())
