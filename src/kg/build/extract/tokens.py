"""Known phrases of the lexicon found in the scanned tokens: the typed tokens that grammars read."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from kg.build.extract.lexicon import TABLES, rows
from kg.build.extract.scan import Token, raw_tokens, words
from kg.vietnamese import same_spelling


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase of the lexicon after its first word: the words that follow, and what it may be."""

    rest: list[str]
    marks: dict[str, str] = field(default_factory=dict)
    capital: dict[str, str] = field(default_factory=dict)


@cache
def phrases() -> dict[str, tuple[Phrase, ...]]:
    """Every phrase by its first word, the longest first."""
    found: dict[tuple[str, ...], Phrase] = {}
    for table in TABLES:
        for mark, entry, phrase in rows(table):
            parts = words(same_spelling(phrase), phrase)
            row = found.setdefault(parts, Phrase(list(parts[1:])))
            (row.capital if phrase[0].isupper() else row.marks)[mark] = entry
    by_first: dict[str, list[Phrase]] = {}
    for parts, row in found.items():
        by_first.setdefault(parts[0], []).append(row)
    return {first: tuple(sorted(rows, key=lambda row: -len(row.rest))) for first, rows in by_first.items()}


def _once(raw: list[Token]) -> list[Token]:
    """A word that is written twice by mistake is one token: “trên trên”."""
    twice = {at for at in range(1, len(raw)) if raw[at].key == raw[at - 1].key and raw[at].kind == "word"}
    if not twice:
        return raw
    out: list[Token] = []
    for at, token in enumerate(raw):
        if at in twice:
            out[-1].end = token.end
        else:
            out.append(token)
    return out


def tokenise(
    text: str, key: str, start: int = 0, end: int | None = None, as_name: bool = False
) -> list[Token]:
    """The tokens of a stretch of folded text, the longest known phrases as one token each.

    `as_name` reads the first word as if it had a capital.
    """
    table = phrases()
    raw = _once(raw_tokens(text, key, start, end))
    keys = [token.key for token in raw]
    out: list[Token] = []
    at, count = 0, len(raw)
    while at < count:
        token = raw[at]
        known = table.get(token.key)
        if known is not None:
            for phrase in known:
                size = len(phrase.rest)
                if not size or keys[at + 1 : at + 1 + size] == phrase.rest:
                    marks = phrase.marks
                    if phrase.capital and (text[token.start].isupper() or (as_name and not at)):
                        marks = {**marks, **phrase.capital}
                    if marks or not size:
                        last = raw[at + size]
                        token = Token(token.kind, token.start, last.end, key[token.start : last.end], marks)
                        at += size
                        break
        out.append(token)
        at += 1
    return out
