"""Names in a SPARQL or Turtle text: prefixes it declares, prefixed names and IRIs it uses, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_PREFIX = re.compile(r"(?:@prefix|\bPREFIX)\s+(?P<prefix>[\w.-]*):\s*<(?P<iri>[^<>\s]*)>", re.IGNORECASE)
_LOCAL = r"(?:[\w:%-]|\\.|\.(?=[\w%-]))*"
_TOKEN = re.compile(
    rf"""
      <(?P<iri>[^<>"{{}}|^`\\\s]*)>
    | \#[^\n]* | \"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\" | '''(?:[^'\\]|\\.|'(?!''))*'''
    | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*'
    | [?$]\w+ | @[A-Za-z-]+ | _:\w+
    | (?P<prefix>(?:[A-Za-z][\w-]*)?):(?P<local>{_LOCAL})
    """,
    re.VERBOSE | re.DOTALL,
)
"""Strings, comments, variables, language tags and blank nodes are tokens too, so that nothing in them is a name."""


@dataclass(frozen=True)
class Name:
    """A prefixed name, or an IRI in full (then `prefix` is None and `local` the IRI), with its place from 1."""

    prefix: str | None
    local: str
    line: int
    column: int


def prefixes(text: str) -> dict[str, str]:
    """The prefixes that a text declares, in SPARQL's way or in Turtle's."""
    return {match["prefix"]: match["iri"] for match in _PREFIX.finditer(text)}


def names(text: str) -> Iterator[Name]:
    """The names of a text in their order, those of its prefix declarations included (with an empty local part).

    >>> [(n.prefix, n.local) for n in names('SELECT ?x { ?x a lg:Figure ; <http://e/p> "no:name" # nor:this')]
    [('lg', 'Figure'), (None, 'http://e/p')]
    """
    for match in _TOKEN.finditer(text):
        if match["iri"] is None and match["prefix"] is None:
            continue
        line = text.count("\n", 0, match.start()) + 1
        column = match.start() - text.rfind("\n", 0, match.start())
        if match["iri"] is not None:
            yield Name(None, match["iri"], line, column)
        else:
            yield Name(match["prefix"], re.sub(r"\\(.)", r"\1", match["local"]), line, column)
