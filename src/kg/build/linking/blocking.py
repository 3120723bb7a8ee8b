"""Which things are worth comparing: those with a telling word, a whole name, or a code in common."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from kg.build.linking.things import Thing
from kg.search.abbreviations import long
from kg.search.words import plain, words

_COMMON = """
tinh thanh pho huyen quan thi xa tran phuong dac khu uy ban nhan dan hoi dong dang bo chi cua va cac so
province city district town commune ward township of the and department committee people s
"""
COMMON = frozenset(_COMMON.split())
"""Words that say what a thing is rather than which one: on their own they are no reason to compare."""

MOST = 200
"""A word that more things than this have tells nothing."""

COMPARED = 40
"""How many things one is compared with at most."""


def keys(thing: Thing) -> set[str]:
    """What a thing may be found by."""
    found = {f"code {code if code.isdigit() else plain(code)}" for code in thing.codes}
    for name in thing.spoken:
        plains = long(tuple(word.plain for word in words(name)))
        telling = [one for one in plains if one not in COMMON] or list(plains)
        found.update(f"word {one}" for one in telling)
        found.add(f"whole {''.join(telling)}")
        found.add(f"whole {''.join(plains)}")
    return found


def telling(name: str) -> bool:
    """Whether a name says which thing it is, and not only what kind of thing."""
    return any(plain_word not in COMMON for plain_word in long(tuple(word.plain for word in words(name))))


class Blocks:
    """Things by what they may be found by."""

    def __init__(self, things: Iterable[Thing]) -> None:
        found: dict[str, list[Thing]] = defaultdict(list)
        for thing in things:
            for key in keys(thing):
                found[key].append(thing)
        self._by_key = found

    def near(self, thing: Thing) -> list[Thing]:
        """The things worth comparing with one, those with the rarest in common first, up to a bound."""
        weight: dict[str, float] = defaultdict(float)
        there: dict[str, Thing] = {}
        for key in sorted(keys(thing)):
            found = self._by_key.get(key, ())
            if len(found) <= (MOST if key.startswith("word ") else MOST * 5):
                for other in found:
                    if other.kind == thing.kind:
                        there[other.iri] = other
                        weight[other.iri] += 1 / len(found)
        best = sorted(there, key=lambda iri: (-weight[iri], iri))[:COMPARED]
        return [there[iri] for iri in best]
