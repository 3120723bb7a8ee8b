"""From a text to its candidate facts: the extractor as one story."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice

from kg.build.extract.congresses import congresses
from kg.build.extract.diary import Diary
from kg.build.extract.documents import documents
from kg.build.extract.facts import Candidate, Indicator, Json, record
from kg.build.extract.figures.context import survey
from kg.build.extract.figures.indicators import indicators
from kg.build.extract.organisations import Register
from kg.build.extract.posts import posts
from kg.build.extract.remarks import remarks
from kg.build.extract.repeats import once
from kg.build.extract.sentences import sentences

_ORDER = ("indicator", "post", "organization", "document", "meeting", "congress", "remark")
_SURVEYED = 300


def extract(text: str) -> list[dict[str, Json]]:
    """Every candidate fact of a text, in the order of its quotes, as JSON has it."""
    return [record(candidate, text) for candidate in candidates(text)]


def candidates(text: str) -> list[Candidate]:
    """Every candidate fact of a text, in the order of its quotes, numbered by kind, each fact once."""
    bodies, diary = Register(), Diary()
    told = list(once(_told(text, bodies, diary)))
    return _numbered([*told, *bodies.found(), *diary.found()])


def _told(text: str, bodies: Register, diary: Diary) -> Iterator[Candidate]:
    """What each sentence states, as it is read; the bodies and meetings of the whole text are noted on the way."""
    stream = sentences(text)
    opening = list(islice(stream, _SURVEYED))
    context = survey(opening)
    for sentence in chain(opening, stream):
        held = list(posts(sentence))
        yield from held
        bodies.add(sentence)
        diary.add(sentence, held)
        yield from documents(sentence)
        yield from congresses(sentence)
        yield from indicators(sentence, context)
        yield from remarks(sentence, context)


def _numbered(found: list[Candidate]) -> list[Candidate]:
    """In the order of the text, each with an identifier; parts point to the identifier of their whole."""
    found.sort(key=lambda one: (one.start, one.end, _ORDER.index(one.kind)))
    counts = dict.fromkeys(_ORDER, 0)
    known: dict[str, str] = {}
    for one in found:
        counts[one.kind] += 1
        known[one.id], one.id = f"{one.kind}.{counts[one.kind]}", f"{one.kind}.{counts[one.kind]}"
    for one in found:
        if isinstance(one, Indicator) and one.part_of:
            one.part_of = known.get(one.part_of)
    return found
