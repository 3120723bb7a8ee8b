"""A name in several languages, and the choice of the one a reader is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kg.serve.language.languages import LANGUAGES
from kg.vocab import compact

Words = Mapping[str, str]
"""A text by language; “” for one without a language."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name as shown: its text, its language (“” for none), and whether it is not the reader's language."""

    text: str
    language: str = ""
    foreign: bool = False


def pick(words: Words, language: str) -> Name | None:
    """The words in a language; else without any; else in another of ours; else in any; None where there are none."""
    for wanted in (language, "", *LANGUAGES, *sorted(words)):
        if wanted in words:
            return Name(words[wanted], wanted, foreign=wanted not in ("", language))
    return None


def tail(iri: str) -> str:
    """What to call something that has no name: its prefixed name, or the end of its IRI."""
    short = compact(iri)
    return short if short != iri else iri.rstrip("/").rpartition("/")[2] or iri


def plain(names: Words, iri: str, language: str) -> str:
    """What a thing is called as the data has it: periods stand in the order of time by that, not by their words."""
    return (pick(names, language) or Name(tail(iri))).text
