"""The areas, bodies, persons, documents and indicators that a report speaks of, each once, under a lasting id."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from kg import iri
from kg.build.extract import lexicon
from kg.build.extract.lists import Lists, spelled
from kg.build.facts import Candidate, Span
from kg.build.passages import find, find_near
from kg.build.source import Document
from kg.vietnamese import same_spelling

CLASSES = {"party": "PartyOrganisation", "state": "StateBody", "mass": "MassOrganisation"}
_WHOLE = ("toàn ", "cả ")
_COUNTRY = "quoc-gia"


class Things:
    """Collects things; an id is made of the kind and the slug of the name, so that it outlives a better extractor."""

    def __init__(self, document: Document, lists: Lists) -> None:
        self._document, self._lists = document, lists
        self._known: dict[tuple[str, str], str] = {}
        self._at: dict[tuple[str, Span], str] = {}
        self._slugs: Counter[str] = Counter()
        self.found: dict[str, Candidate] = {}
        self.own_area: str | None = None

    def known(self, kind: str, name: str) -> str | None:
        """The id of a thing that was entered under a name."""
        return self._known.get((kind, spelled(name)))

    def area(self, name: str, near: Span) -> str | None:
        """The area of a name; “toàn huyện” is the report's own one where that is a huyện."""
        bare = next((name[len(w) :] for w in _WHOLE if name.lower().startswith(w)), name)
        level = self._level(bare)
        if level == _COUNTRY:
            return self._enter("area", bare, near, {"level": level, "national": "vn"})
        unnamed = bool(level) and self._lists.code("area-level", bare) == level
        if unnamed and self.own_area and self.found[self.own_area].ref("level") == level:
            return self.own_area
        values = {"level": level, "unidentified": True if unnamed else None}
        return self._enter("area", bare, near, values)

    def _level(self, name: str) -> str | None:
        """The level that the first words of a name say, or that its being a province's says."""
        words = name.split()
        for count in (3, 2, 1):
            if level := self._lists.code("area-level", " ".join(words[:count])):
                return level
        return "tinh" if same_spelling(name) in lexicon.entries("places", "province") else None

    def body(self, name: str, near: Span, system: str | None, mentions: Iterable[Span] = ()) -> str | None:
        """The body of a name: a national one where the authorities know the name, else one of this report."""
        national = self._lists.national["body"].get(spelled(name))
        values = {"class": CLASSES.get((system or "").split()[0] if system else ""), "national": national}
        return self._enter("body", name, near, values, mentions, quote=near if mentions else None)

    def person(self, name: str, near: Span) -> str | None:
        """The person of a name."""
        return self._enter(
            "person", name, near, {"national": self._lists.national["person"].get(spelled(name))}
        )

    def indicator(self, name: str, near: Span) -> str | None:
        """An indicator that the code list does not have, under the words of its name that stand in the text."""
        return self._enter("indicator", name, near, {"slug": name}, words=self._longest_run(name, near))

    def _longest_run(self, name: str, near: Span) -> str:
        """The most words of a composed name that stand side by side, in the passage or else in the text."""
        words = name.partition(" (")[0].split()
        runs = (words[i : i + n] for n in range(len(words), 0, -1) for i in range(len(words) - n + 1))
        text = self._document.text
        if find_near(text, name, near):
            return name
        return next((" ".join(run) for run in runs if find(text, " ".join(run), near.start, near.end)), name)

    def document(self, name: str, near: Span, values: dict[str, Any]) -> str | None:
        """A cited document; one symbol and date are one document."""
        known_as = f"{values.get('number') or name} {values.get('date', '')}"
        return self._enter("document", known_as, near, values, words=name)

    def _enter(
        self,
        kind: str,
        name: str,
        near: Span,
        values: dict[str, Any],
        mentions: Iterable[Span] = (),
        words: str = "",
        quote: Span | None = None,
    ) -> str | None:
        """The id of a thing, entered where it is new; None where its words stand nowhere in the text."""
        if known := self.known(kind, name):
            return known
        at = quote or find_near(self._document.text, words or name, near)
        if at is None:
            return None
        spans = tuple(dict.fromkeys([at, *mentions]))
        if (there := self._at.get((kind, at))) is None:
            there = self._identifier(kind, str(values.get("slug") or name))
            own_words = {"name": self._document.exact(at.start, at.end), "slug": name}
            kept = {n: v for n, v in {**own_words, **values}.items() if v is not None}
            if kind == "person" or spelled(name) == spelled(kept["name"]):
                kept.pop("slug")
            self.found[there] = Candidate(there, kind, spans, kept, Decimal(1), rule="named")
            self._at[kind, at] = there
        self._known[kind, spelled(name)] = there
        return there

    def _identifier(self, kind: str, name: str) -> str:
        wanted = f"{kind}.{iri.slug(name)}"
        self._slugs[wanted] += 1
        return wanted if self._slugs[wanted] == 1 else f"{wanted}-{self._slugs[wanted]}"
