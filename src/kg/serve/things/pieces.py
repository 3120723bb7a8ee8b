"""The small things that pages write most often, as markup: words, a value, several, a kind. Templates import them from
`macros.html`; they are written here because a page has hundreds of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from markupsafe import Markup, escape

from kg.serve.context import pages
from kg.serve.language import codes, languages
from kg.serve.language.languages import gettext as _
from kg.serve.language.languages import ngettext
from kg.serve.language.words import Name
from kg.serve.things.entity import Group, Line
from kg.serve.things.values import Value

_TURNS = re.compile(
    "[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
"""Letters and signs that are written, or make others be written, from right to left."""


def words(text: str, language: str = "", foreign: bool = False) -> Markup:
    """A text of the data; what is written from right to left is kept apart, a foreign text says its language."""
    if not foreign:
        return Markup(f"<bdi>{escape(text)}</bdi>") if _TURNS.search(text) else escape(text)
    code, name = escape(language), escape(codes.language(language, languages.language()))
    return Markup(f'<bdi lang="{code}">{escape(text)}</bdi> <abbr class="lang" title="{name}">{code}</abbr>')


def capital(text: str) -> str:
    """A text that begins with a capital, but where it begins with a prefixed name, a host or an address.

    >>> capital("đơn vị"), capital("lg:actual"), capital("data.example.org"), capital("note: more")
    ('Đơn vị', 'lg:actual', 'data.example.org', 'Note: more')
    """
    first = text.partition(" ")[0][:-1]
    return text if ":" in first or "." in first else text[:1].upper() + text[1:]


def value(one: Value) -> Markup:
    """A term, with a link where it leads anywhere, and how much of it is left out."""
    inner = words(one.text, one.language, one.foreign)
    if one.href:
        tone = f' class="{one.tone}"' if one.tone else ""
        rel = ' rel="external nofollow noopener"' if one.external else ""
        made = f'<a href="{escape(one.href)}"{tone}{rel}>{inner}</a>'
    else:
        number = ' class="number"' if one.numeric else ""
        made = f"<span{number}>{inner}</span>"
    if one.cut:
        more = ngettext("… and %(num)s character more", "… and %(num)s characters more", one.cut)
        made += f' <small class="cut">{escape(more)}</small>'
    return Markup(made)


def values(some: Iterable[Value]) -> Markup:
    """Terms, one behind the other."""
    return Markup(", ").join(map(value, some))


def kind(name: Name, tone: str = "") -> Markup:
    """The name of a class as a badge."""
    inner = words(name.text, name.language, name.foreign)
    return Markup(f'<span class="kind {tone}">{inner}</span>')


def groups(some: Iterable[Group], headed: bool = True) -> Markup:
    """The statements of a thing under their headings, or, where they have none, together."""
    return Markup("".join(_group(one, headed) for one in some))


def _group(group: Group, headed: bool) -> str:
    name = group.name
    heading = words(name.text, name.language, name.foreign) if name.text else escape(_("Further statements"))
    opened = (
        f'<section class="group">\n<h2>{heading}</h2>' if headed else '<section class="group headless">\n'
    )
    return f"{opened}<dl>{''.join(map(_line, group.lines))}</dl>\n</section>"


def _line(line: Line) -> str:
    """A property and its values: in one run where they are short, else each by itself."""
    name = words(line.name.text, line.name.language, line.name.foreign)
    title = f' title="{escape(line.description)}"' if line.description else ""
    shown = map(value, line.values)
    inner = f"<dd>{' · '.join(shown)}</dd>" if line.run else "".join(f"<dd>{one}</dd>" for one in shown)
    if line.more:
        more = ngettext("and %(num)s more", "and %(num)s more", line.more)
        href = pages().shower().here(line.href)
        inner += f'<dd class="soft"><a href="{escape(href)}">{escape(more)}</a></dd>'
    return f"<div><dt{title}>{name}</dt>{inner}</div>"
