"""Who holds what: people by the alphabet, each with the posts in the Party and in the State side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kg.serve import ask
from kg.serve.context import pages
from kg.serve.language import collation
from kg.serve.things.kinds import A_PAGE
from kg.serve.things.values import Value

SIDES = ("party", "state")
"""The colours of the bodies that have a column each; all others share one."""


@dataclass(frozen=True)
class Official:
    """A person with posts: in the Party, in the State, elsewhere."""

    person: Value
    party: tuple[Value, ...]
    state: tuple[Value, ...]
    other: tuple[Value, ...]


def officials(number: int) -> Mapping[str, Any]:
    """One page of the people who hold a post."""
    shared = pages()
    shower = shared.shower()
    rows = ask.rows(shared.site, "officials")
    people = sorted({ask.value(row, "person") for row in rows})
    shared.labels.learn([*people, *sorted(ask.iris(rows, "body"))])
    ordered = sorted(people, key=lambda iri: (collation.key(shower.thing(iri).text), iri))
    some = ordered[(number - 1) * A_PAGE : number * A_PAGE]
    shared.labels.learn(ask.value(row, "row") for row in rows if ask.value(row, "person") in set(some))
    posts: dict[str, dict[str, list[Value]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        tone = shower.thing(ask.value(row, "body")).tone
        side = tone if tone in SIDES else "other"
        posts[ask.value(row, "person")][side].append(shower.thing(ask.value(row, "row")))
    return {
        "path": "/officials",
        "officials": [
            Official(shower.thing(iri), *(tuple(posts[iri][side]) for side in (*SIDES, "other")))
            for iri in some
        ],
        "count": len(ordered),
        "number_of_page": number,
        "last": max(1, -(-len(ordered) // A_PAGE)),
    }
