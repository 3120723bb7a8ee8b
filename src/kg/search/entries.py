"""What can be found: a thing with its names, or a passage of a text; the records that go into the index."""

from __future__ import annotations

from dataclasses import dataclass

MAIN, OTHER, HIDDEN, CODE, TEXT = "main", "other", "hidden", "code", "text"
KINDS = (MAIN, OTHER, HIDDEN, CODE, TEXT)
"""What a name is: the thing's own, another one, one for searching only, a code, or the words of a passage."""


@dataclass(frozen=True, slots=True)
class Name:
    """One name: its text, its language (“” for none), its kind."""

    text: str
    language: str = ""
    kind: str = MAIN


@dataclass(frozen=True, slots=True)
class Quote:
    """The words of a report that state a thing, and the IRI of their passage."""

    iri: str
    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be found.

    :param types: every class it is said to be of, the one to show first
    :param context: names of what it belongs to, and words about it: they find it, they do not name it
    :param quotes: the passages that state it
    :param reports: the reports that state or mention it
    :param areas: the areas it is about or lies in
    :param years: the years it is about
    :param rank: its place among things that fit equally well; 0 comes first
    """

    iri: str
    types: tuple[str, ...]
    names: tuple[Name, ...]
    context: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()
    reports: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    rank: int = 0

    @property
    def is_passage(self) -> bool:
        """Whether it is a piece of a text rather than a thing with a name."""
        return bool(self.names) and self.names[0].kind == TEXT

    def best(self, language: str = "vi") -> Name:
        """The name to call it by: its main one in a language, else its first main one, else its first."""
        mains = [name for name in self.names if name.kind == MAIN] or list(self.names)
        return next((name for name in mains if name.language in (language, "")), mains[0])
