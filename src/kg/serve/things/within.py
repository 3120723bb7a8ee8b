"""What areas in a list lie in and until when they stood, so that those of one name are told apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kg.serve import ask
from kg.serve.context import Pages
from kg.serve.things.values import Shower


@dataclass(frozen=True)
class Within:
    """Where and when an area stands.

    :param places: the names of what it is part of, the nearest first
    :param until: its last day, as written; “” where it stands, or nobody says
    """

    places: tuple[str, ...]
    until: str


def within(iris: Iterable[str], here: str, shared: Pages, shower: Shower) -> Mapping[str, Within]:
    """Where some areas stand, by IRI.

    :param here: what the list is of, which its page names already; “” for nothing
    :raises kg.errors.StoreError: there is no answer
    """
    rows = ask.rows(shared.site, "within", *iris)
    shared.labels.learn(sorted(ask.iris(rows, "next", "above")))
    found: dict[str, Within] = {}
    for row in rows:
        own = ask.value(row, "it")
        wholes = [iri for name in ("next", "above") if (iri := ask.value(row, name)) not in ("", here, own)]
        until = shower.term(row["to"]).text if "to" in row else ""
        said = Within(tuple(shower.thing(iri).text for iri in wholes), until)
        found.setdefault(own, said)
    return found
