"""A small drawing of what a thing is joined to: it in the middle, what leads to it above, what it leads to below.

Rows under one another, so that it can be read on a phone; each node is a link, and the text beside the drawing and the
lists of the page say the same in words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice, zip_longest

from markupsafe import Markup, escape
from pyoxigraph import NamedNode

from kg.serve.context import Pages
from kg.serve.language import languages
from kg.serve.language.languages import gettext as _
from kg.serve.language.languages import ngettext
from kg.serve.things.entity import ELSEWHERE_ON_PAGE, Statements
from kg.serve.things.outline import OTHER
from kg.serve.things.values import Shower, Value
from kg.vocab import LG, SKOS

ABOVE, BELOW = 4, 6
"""Nodes that are drawn at most on each side."""

_LEFT_OUT = ELSEWHERE_ON_PAGE - {LG.statedIn.value} | {SKOS.inScheme.value, SKOS.topConceptOf.value}
"""Properties that join everything with the same things."""

_REPORT = LG.statedIn.value

_WIDTH, _ROW, _BOX, _INDENT, _TRUNK = 360, 48, 24, 28, 12
_LETTERS = 40
"""Letters that fit into a node in both languages."""

_LINES = 'fill="none" stroke="currentColor"'
"""How what the words stand on is drawn where there is no style sheet."""


@dataclass(frozen=True, slots=True)
class Edge:
    """One node that is joined to the thing: by what, and how many others there are by the same property."""

    property: str
    node: Value
    more: int


def out(said: Statements, pages: Pages, shower: Shower) -> list[Edge]:
    """What a thing leads to, by the properties that the shapes of its classes have, in their order."""
    properties, outline = pages.outline.of_types(said.types), pages.outline
    found = [
        (outline.group_order(one.group), one.order, path)
        for path in said.objects
        if path not in _LEFT_OUT and (one := properties.get(path)) and (one.group != OTHER or path == _REPORT)
    ]
    by_path: dict[str, list[str]] = {
        path: [o.value for o in said.objects[path] if isinstance(o, NamedNode)]
        for _group, _order, path in sorted(found)
    }
    names = {path: pages.outline.name(properties[path].term, shower.language).text for path in by_path}
    return _edges(by_path, names, BELOW, pages, shower)


def incoming(by_path: Mapping[str, Sequence[str]], pages: Pages, shower: Shower) -> list[Edge]:
    """What leads to a thing, by property."""
    names = {}
    for path, things in by_path.items():
        properties = pages.outline.of_types(pages.labels.known(things[0]).types)
        term = properties[path].term if path in properties else path
        names[path] = pages.outline.name(term, shower.language).text
    return _edges(by_path, names, ABOVE, pages, shower)


def _edges(
    by_path: Mapping[str, Sequence[str]], names: Mapping[str, str], most: int, pages: Pages, shower: Shower
) -> list[Edge]:
    """The first of each property, then the second of each, and so on; those of a property stay together."""
    known = {
        path: kept
        for path, things in by_path.items()
        if (kept := [iri for iri in things[: most * 4] if pages.labels.known(iri).names])
    }
    turns = zip_longest(*([(path, iri) for iri in some] for path, some in known.items()))
    chosen: dict[str, list[str]] = {path: [] for path in known}
    for path, iri in islice(filter(None, chain.from_iterable(turns)), most):
        chosen[path].append(iri)
    edges = []
    for path, mine in chosen.items():
        edges += [Edge(names[path], shower.thing(iri), 0) for iri in mine]
        if mine:
            edges[-1] = replace(edges[-1], more=len(by_path[path]) - len(mine))
    return edges


def draw(title: str, above: Sequence[Edge], below: Sequence[Edge], bounded: bool = False) -> Markup:
    """The drawing, “” where there is nothing to draw.

    :param bounded: whether more may lead to the thing than is known
    """
    if not above and not below:
        return Markup("")
    middle = len(above) * _ROW + 6
    height = middle + _BOX + 12 + len(below) * _ROW + 2
    rows = [
        *(_row(edge, number * _ROW, "↑", bounded) for number, edge in enumerate(above)),
        *(_row(edge, middle + _BOX + 10 + number * _ROW, "↓") for number, edge in enumerate(below)),
    ]
    first = _ROW - _BOX / 2 - 4 if above else middle
    last = middle + _BOX + 10 + len(below) * _ROW - _BOX / 2 - 4 if below else middle + _BOX
    spoken = _spoken(title, above, below, bounded)
    return Markup(
        f'<svg class="around" viewBox="0 0 {_WIDTH} {height}" role="group" aria-label="{spoken}">'
        f'<path class="edge" {_LINES} d="M{_TRUNK} {first:g}V{last:g}{_branches(rows)}"/>{_heads(above, below, middle)}'
        f'<rect class="self" {_LINES} x=".5" y="{middle}" width="{_WIDTH - 1}" height="{_BOX}" rx="4"/>'
        f'<text class="self" x="10" y="{middle + 16.5:g}">{escape(_short(title))}</text>'
        f"{''.join(markup for _y, markup in rows)}</svg>"
    )


def _spoken(title: str, above: Iterable[Edge], below: Iterable[Edge], bounded: bool) -> str:
    """What the drawing shows, in a sentence."""
    ins, outs = (sum(1 + edge.more for edge in edges) for edges in (above, below))
    least = _("more than %(num)s", num=languages.count(ins - 1))
    words = _(
        "“%(title)s” and what it is joined to: %(ins)s lead to it, it leads to %(outs)s.",
        title=_short(title),
        ins=least if bounded else languages.count(ins),
        outs=languages.count(outs),
    )
    return escape(words)


def _row(edge: Edge, top: float, arrow: str, bounded: bool = False) -> tuple[float, str]:
    """Where the branch to a node is, and the node with the name of its property."""
    node, box = edge.node, top + _ROW - _BOX - 4
    more = f" {_more(edge.more, bounded)}" if edge.more > 0 else ""
    language = f' lang="{escape(node.language)}"' if node.foreign else ""
    inner = (
        f'<text class="by" x="{_INDENT}" y="{box - 5:g}">{arrow} {escape(_short(edge.property))}{escape(more)}</text>'
        f'<rect {_LINES} x="{_INDENT}" y="{box:g}" width="{_WIDTH - _INDENT - 1}" height="{_BOX}" rx="4"/>'
        f'<text x="{_INDENT + 8}" y="{box + 16.5:g}"{language}>{escape(_short(node.text))}</text>'
    )
    if not node.href:
        return box + _BOX / 2, f'<g class="{node.tone}">{inner}</g>'
    link = f'<a href="{escape(node.href)}" class="{node.tone}">{inner}</a>'
    return box + _BOX / 2, link


def _more(count: int, bounded: bool) -> str:
    """How many others there are, as far as that is known."""
    return _("and others") if bounded else ngettext("and %(num)s more", "and %(num)s more", count)


def _branches(rows: Iterable[tuple[float, str]]) -> str:
    return "".join(f"M{_TRUNK} {y:g}H{_INDENT}" for y, _markup in rows)


def _heads(above: Sequence[Edge], below: Sequence[Edge], middle: float) -> str:
    """The tips of the arrows: one at the thing for all that lead to it, one at each node that it leads to."""
    tips = [f"M{_TRUNK - 4} {middle - 7}h8l-4 7z"] if above else []
    for number in range(len(below)):
        y = middle + _BOX + 10 + number * _ROW + _ROW - _BOX / 2 - 4
        tips.append(f"M{_INDENT - 7} {y - 4:g}v8l7-4z")
    return f'<path class="tip" d="{"".join(tips)}"/>'


def _short(text: str) -> str:
    return text if len(text) <= _LETTERS else f"{text[: _LETTERS - 1].rstrip()}…"
