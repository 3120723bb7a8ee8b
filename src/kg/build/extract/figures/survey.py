"""Which areas a text is about: places counted where they stand for themselves, at its beginning above all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from kg.build.extract.places import Place, cap_run, place_at
from kg.build.extract.sentences import Sentence
from kg.vietnamese import fold

_OPENING_LINES = 2
_OPENING_WEIGHT = 3
_ENOUGH = 2
_LEVEL_WORDS = {
    "tinh": "tỉnh", "thanh-pho": "thành phố", "huyen": "huyện", "thi-xa": "thị xã", "quan": "quận",
    "xa": "xã", "phuong": "phường", "thi-tran": "thị trấn", "dac-khu": "đặc khu",
}  # fmt: skip

_LONGEST_LEVELS = sorted(_LEVEL_WORDS.values(), key=len, reverse=True)
_SEATS = {
    "huyện ủy": "huyen",
    "thị ủy": "thi-xa",
    "quận ủy": "quan",
    "tỉnh ủy": "tinh",
    "thành ủy": "thanh-pho",
}
Key = tuple[str, str]


def areas(opening: list[Sentence]) -> tuple[str | None, dict[str, str]]:
    """The area a text is about as first written, and the best-known place of each level."""
    counts: Counter[Key] = Counter()
    written: dict[Key, str] = {}
    bare: Counter[str] = Counter()
    for sentence in opening:
        weight = _OPENING_WEIGHT if sentence.line < _OPENING_LINES else 1
        for key, text, own in _places(sentence):
            written.setdefault(key, text)
            counts[key] += weight if own else 0
        for key, text in _seats(sentence):
            written.setdefault(key, text)
            counts[key] += weight
        for name in _bare_names(sentence):
            bare[name] += weight
    for key in counts:
        if key[0]:
            counts[key] += bare[key[1]]
    _join_provinces(counts, written)
    by_level: dict[str, str] = {}
    for (level, name), count in counts.most_common():
        word = _LEVEL_WORDS.get(level)
        if word and count >= _ENOUGH:
            by_level.setdefault(word, written[level, name])
    best = counts.most_common(1)
    if best and best[0][1] and best[0][0][0] in _LEVEL_WORDS:
        by_level.setdefault(_LEVEL_WORDS[best[0][0][0]], written[best[0][0]])
    return (written[best[0][0]] if best and best[0][1] else _unnamed(opening)), by_level


def party_body(opening: list[Sentence]) -> str | None:
    """The Party organisation that a text opens with: the one its own figures are of where no place is named."""
    bodies = (
        (sentence, body) for sentence in opening if sentence.line < _OPENING_LINES for body in sentence.bodies
    )
    return next(
        (
            sentence.text(body.first, body.last)
            for sentence, body in bodies
            if body.head == "cell" and body.named
        ),
        None,
    )


def _unnamed(opening: list[Sentence]) -> str | None:
    """The level of a text that names no place: “UBND huyện” → “huyện”."""
    levels = Counter(
        sentence.key(body.tail)
        for sentence in opening
        for body in sentence.bodies
        if body.tail < body.last and sentence.has(body.tail, "level")
    )
    return levels.most_common(1)[0][0] if levels else None


def _places(sentence: Sentence) -> Iterator[tuple[Key, str, bool]]:
    """Every place of a sentence; its own where it is not a mere qualifier or the seat of a Party committee."""
    limits = {n: body for body in sentence.bodies for n in range(body.first, body.last)}
    at = 0
    follows = False
    while at < len(sentence.tokens):
        place = place_at(sentence.tokens, at, sentence.piece.text)
        body = limits.get(at)
        if place is None or not is_area(sentence, place) or (body is not None and place.last > body.last):
            follows = follows and sentence.kind(at) in ("comma", "open")
            at += 1
            continue
        own = (
            not follows
            and place.level != "thon"
            and (body is None or body.head not in ("committee", "organ"))
        )
        yield _key(place), _plain(sentence.text(place.first, place.last)), own
        at, follows = place.last, True


def _seats(sentence: Sentence) -> Iterator[tuple[Key, str]]:
    """The place in the name of a Party committee: “Huyện ủy X” is the committee of huyện X."""
    for body in sentence.bodies:
        at = body.tail - 1
        level = (
            _SEATS.get(sentence.key(at))
            if body.head in ("committee", "organ") and body.tail < body.last
            else None
        )
        if level and not sentence.has(body.tail, "level"):
            name = sentence.text(body.tail, body.last)
            yield (level, fold(name)), f"{_LEVEL_WORDS[level]} {name.title() if name.isupper() else name}"


def _plain(name: str) -> str:
    """A place of a title in capitals as it is written elsewhere: “TỈNH X Y” → “tỉnh X Y”."""
    if not name.isupper():
        return name
    level = next((word for word in _LONGEST_LEVELS if name.lower().startswith(f"{word} ")), "")
    return f"{level}{name[len(level) :].title()}"


def is_area(sentence: Sentence, place: Place) -> bool:
    """A province by its known name; not the first word of another name, nor the name of a person."""
    if place.level == "tinh":
        known = sentence.has(place.first + 1, "province")
        return known or (place.last - place.first == 3 and not sentence.has(place.first + 1, "surname"))
    if place.level:
        return True
    if sentence.key(place.first) == "hồ chí minh":
        return False
    return not (sentence.kind(place.last) == "cap" and not sentence.has(place.last, "surname", "province"))


def _key(place: Place) -> Key:
    return place.level or "province", fold(place.name)


def _bare_names(sentence: Sentence) -> Iterator[str]:
    """Capitalised runs outside bodies and without a level."""
    inside = {n for body in sentence.bodies for n in range(body.first, body.last)}
    at = 0
    while at < len(sentence.tokens):
        run = cap_run(sentence.tokens, at) if sentence.kind(at) == "cap" and at not in inside else 0
        if run and not sentence.has(at - 1, "level"):
            yield fold(sentence.text(at, at + run))
        at += max(run, 1)


def _join_provinces(counts: Counter[Key], written: dict[Key, str]) -> None:
    """A province named with and without its level is one place."""
    for level, name in list(counts):
        if level != "province":
            continue
        for other in ("tinh", "thanh-pho"):
            if (other, name) in counts:
                counts[other, name] += counts[level, name]
                counts[level, name] = 0
                break
        else:
            counts["tinh", name] = counts.pop((level, name))
            written["tinh", name] = written[level, name]
