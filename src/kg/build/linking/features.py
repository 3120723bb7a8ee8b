"""How alike two things are, and why: one number for each thing compared, one score, the same in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from kg.build.linking.blocking import telling
from kg.build.linking.things import KINDS, Thing, World
from kg.search.similarity import Features as NameFeatures
from kg.search.similarity import Wanted, compare, wanted
from kg.search.words import plain

_MOST_NAMES = 8
_ALIKE = 90.0
"""From which score on two names of what things belong to are taken for the same."""

_NAMESAKES = 0.9
"""What it counts that things belong to things of one name, which nobody has joined yet."""

UNKNOWN = 0.5
"""What a feature counts of which nothing is known."""


@dataclass(frozen=True)
class Compared:
    """What came of comparing two things: each feature from 0 to 1, None where it is not known.

    :param name: the features of the two names that are most alike
    :param named: these two names
    """

    kind: str
    values: Mapping[str, float | None]
    name: NameFeatures
    named: tuple[str, str]

    @property
    def score(self) -> float:
        """The weighted mean; what is not known counts half."""
        weights = KINDS[self.kind].weights
        found = {n: _or_unknown(self.values.get(n)) for n in weights}
        return round(sum(weights[n] * found[n] for n in weights) / sum(weights.values()), 3)

    @property
    def told(self) -> str:
        """The features as one text: `name=0.96 code=1 parent=1`."""
        return " ".join(f"{name}={value:g}" for name, value in self.values.items() if value is not None)


def _or_unknown(value: float | None) -> float:
    return UNKNOWN if value is None else value


def features(ours: Thing, theirs: Thing, our_world: World, their_world: World) -> Compared:
    """Compares two things of one kind."""
    name, named = _best(ours, theirs)
    values = {
        "name": round(name.score / 100, 3),
        "code": _code(ours, theirs),
        "parent": _parent(ours, theirs, our_world, their_world),
        "level": _equal(ours.level, theirs.level),
        "time": _time(ours, theirs),
        "day": _equal(ours.day, theirs.day),
    }
    weights = KINDS[ours.kind].weights
    return Compared(ours.kind, {n: v for n, v in values.items() if n in weights}, name, named)


def _best(ours: Thing, theirs: Thing) -> tuple[NameFeatures, tuple[str, str]]:
    """The two names that are most alike, the longest where several are."""
    pairs = [(o, t) for t in theirs.spoken[:_MOST_NAMES] for o in ours.spoken[:_MOST_NAMES]]
    found = [(_alike(o, t), (o, t)) for o, t in pairs]
    return max(
        found, key=lambda pair: (pair[0].score, len(pair[1][0])), default=(NameFeatures(0.0), ("", ""))
    )


@lru_cache(maxsize=200_000)
def _alike(ours: str, theirs: str) -> NameFeatures:
    """How alike two names are; remembered, since names of places come again and again."""
    return compare(_wanted(theirs), ours)


@lru_cache(maxsize=20_000)
def _wanted(name: str) -> Wanted:
    return wanted(name)


def _equal(first: str, second: str) -> float | None:
    return float(first == second) if first and second else None


def _code(ours: Thing, theirs: Thing) -> float | None:
    """Whether they have a code in common; not known where one of them has none."""
    if not ours.codes or not theirs.codes:
        return None
    return float(not _codes(ours).isdisjoint(_codes(theirs)))


def _codes(thing: Thing) -> set[str]:
    return {code if code.isdigit() else plain(code) for code in thing.codes}


def _parent(ours: Thing, theirs: Thing, our_world: World, their_world: World) -> float | None:
    """Whether they belong to the same: by IRI, by what is known to be one, else by name; not known where unsaid."""
    own = {our_world.one(iri) for iri in ours.parents}
    if own & {their_world.one(iri) for iri in theirs.parents}:
        return 1.0
    if our_world is their_world:
        return _NAMESAKES if _namesakes(ours, theirs, our_world) else None
    our_names = _called(our_world.above(ours), ours, our_world)
    their_names = _called(theirs.parents, theirs, their_world)
    if not our_names or not their_names:
        return None
    likest = max(_alike(o, t).score for t in their_names for o in our_names)
    return float(likest >= _ALIKE)


def _namesakes(ours: Thing, theirs: Thing, world: World) -> bool:
    """Whether they belong to things of one name that tells more than what kind of thing it is."""
    first, second = ({n for n in _called(one.parents, one, world) if telling(n)} for one in (ours, theirs))
    return any(_alike(other, name).equal for name in first for other in second)


def _called(iris: Iterable[str], thing: Thing, world: World) -> list[str]:
    """The names of what a thing belongs to; what all belong to says something only of what stands right under it."""
    known = [world.things[iri] for iri in iris if iri in world.things]
    telling = [one for one in known if one.parents or one.iri in thing.parents]
    return [*thing.above, *(name for one in telling for name in one.spoken[:4])]


def _time(ours: Thing, theirs: Thing) -> float | None:
    """Whether there was a time at which both were."""
    if not (ours.start or ours.end) or not (theirs.start or theirs.end):
        return None
    return float(_before(ours.start, theirs.end) and _before(theirs.start, ours.end))


def _before(start: str, end: str) -> bool:
    """Whether a time that begins then begins before another ends, to what both tell exactly."""
    exact = min(len(start), len(end))
    return not exact or start[:exact] <= end[:exact]


# In words

_NAME: Mapping[str, tuple[str, str]] = {
    "equal": ("tên trùng cả dấu", "names equal with all marks"),
    "equal_plain": ("tên trùng khi bỏ dấu", "names equal without marks"),
    "abbreviation": ("tên trùng khi viết đủ chữ tắt", "names equal once abbreviations are written out"),
    "": ("tên gần giống", "names alike"),
}
"""How two names may fit, the best first."""

_SAID: Mapping[str, Mapping[float, tuple[str, str]]] = {
    "code": {1.0: ("cùng mã", "same code"), 0.0: ("khác mã", "other code")},
    "parent": {
        1.0: ("cùng cấp trên", "part of the same"),
        _NAMESAKES: ("cấp trên cùng tên", "part of what has the same name"),
        0.0: ("khác cấp trên", "part of something else"),
    },
    "level": {1.0: ("cùng cấp", "same level"), 0.0: ("khác cấp", "other level")},
    "day": {1.0: ("cùng ngày", "same date"), 0.0: ("khác ngày", "other date")},
    "time": {1.0: ("cùng thời gian", "same time"), 0.0: ("khác thời gian", "other time")},
}
"""What each other feature says, in Vietnamese and English."""


def words(compared: Compared) -> tuple[str, str]:
    """Why two things may be one, or not, in Vietnamese and in English."""
    found = list(_words(compared))
    return "; ".join(vi for vi, _ in found), "; ".join(en for _, en in found)


def _words(compared: Compared) -> Iterator[tuple[str, str]]:
    fits = next(key for key in _NAME if not key or getattr(compared.name, key))
    vi, en = _NAME[fits]
    shown = " – ".join(f"“{name}”" for name in dict.fromkeys(compared.named) if name)
    if shown:
        yield f"{vi}: {shown}", f"{en}: {shown}"
    for name, says in _SAID.items():
        value = compared.values.get(name)
        if value is not None:
            yield says[value]
