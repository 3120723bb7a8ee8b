"""A body among bodies: what it is part of, what leads it, what is below it; the Party and the State side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from kg.serve import ask
from kg.serve.context import Pages
from kg.serve.language import collation
from kg.serve.language.languages import gettext as _
from kg.serve.things import listings
from kg.serve.things.values import Shower, Value
from kg.store.functions import Row
from kg.store.nearby import AskInstead
from kg.vocab import LG, ORG

_PART_OF = (ORG.unitOf.value, ORG.subOrganizationOf.value)
DEEPEST = 8


@dataclass(frozen=True)
class Body:
    """A body in a tree.

    :param relation: how it is joined to the one above it
    :param here: whether the page is about it
    """

    body: Value
    relation: str
    here: bool
    below: tuple[Body, ...]


@dataclass(frozen=True)
class Side:
    """The trees of the Party, of the State, or of others."""

    name: str
    tone: str
    trees: tuple[Body, ...]


def find(iri: str, pages: Pages) -> list[Row]:
    """The bodies around a body.

    :raises kg.errors.StoreError: there is no answer
    """
    if pages.site.look:
        with suppress(AskInstead):
            return pages.site.look.bodies(iri)
    return ask.rows(pages.site, "bodies-around", iri)


def sides(iri: str, rows: Iterable[Row], shower: Shower) -> list[Side]:
    """The trees of the bodies around one; none where it stands alone."""
    said = listings.statements(rows)
    above = _above(said)
    below: dict[str, list[str]] = defaultdict(list)
    for body, (superior, _relation) in above.items():
        below[superior].append(body)
    tops = sorted({_top(body, above) for body in said})
    if len(said) < 2:
        return []
    by_tone: dict[str, list[Body]] = defaultdict(list)
    for top in tops:
        made = _tree(top, iri, above, below, shower, frozenset())
        by_tone[made.body.tone].append(made)
    names = {
        "party": _("In the Party"),
        "state": _("In the State"),
        "mass": _("Mass organisations"),
        "": _("Others"),
    }
    return [
        Side(name, tone, tuple(sorted(by_tone[tone], key=lambda one: collation.key(one.body.text))))
        for tone, name in names.items()
        if by_tone[tone]
    ]


def _above(said: Mapping[str, listings.Statements]) -> dict[str, tuple[str, str]]:
    """For each body the one that it stands under, and by which property: what it is part of, else what leads it, else
    what it proposes to.
    """
    found: dict[str, tuple[str, str]] = {}
    for body, one in said.items():
        superiors = ((o.value, p) for p in _PART_OF for o in one.get(p, ()) if hasattr(o, "value"))
        if above := next(((s, p) for s, p in superiors if s in said and s != body), None):
            found[body] = above
    for body, one in said.items():
        for led in one.get(LG.leads.value, ()):
            led_iri = getattr(led, "value", "")
            if led_iri in said and led_iri != body:
                found.setdefault(led_iri, (body, LG.leads.value))
    for body, one in said.items():
        asked = (getattr(o, "value", "") for o in one.get(LG.proposesTo.value, ()))
        if superior := next((s for s in asked if s in said and s != body), ""):
            found.setdefault(body, (superior, LG.proposesTo.value))
    return found


def _top(body: str, above: Mapping[str, tuple[str, str]]) -> str:
    """The body that a body stands under at last; of a circle, the first of the alphabet."""
    passed: list[str] = []
    while body in above and body not in passed:
        passed.append(body)
        body = above[body][0]
    return min(passed[passed.index(body) :]) if body in passed else body


def _tree(
    body: str,
    here: str,
    above: Mapping[str, tuple[str, str]],
    below: Mapping[str, list[str]],
    shower: Shower,
    seen: frozenset[str],
) -> Body:
    relations = {
        ORG.unitOf.value: _("unit of it"),
        ORG.subOrganizationOf.value: _("subordinate to it"),
        LG.leads.value: _("led by it"),
        LG.proposesTo.value: _("proposes to it"),
    }
    path = seen | {body}
    inner = sorted(below.get(body, ()), key=lambda one: collation.key(shower.thing(one).text))
    under = [one for one in inner if one not in path] if len(seen) < DEEPEST else []
    _superior, by = above.get(body, ("", ""))
    trees = tuple(_tree(one, here, above, below, shower, path) for one in under)
    return Body(shower.thing(body), relations.get(by, "") if seen else "", body == here, trees)
