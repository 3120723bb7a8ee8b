"""The words of a plain query, and the names that its prologue declares (SPARQL 1.1 Query, 4.1 and 19.8).

Stricter than `kg.store.tokens`: what may be meant otherwise, or is no part of plain queries, is no word here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from pyoxigraph import NamedNode

from kg.store.tokens import CHARS, LETTERS

END = ""
"""What the words of a query end with."""

LONGEST = 20_000
"""Characters that a plain query may have, so that reading one takes a few milliseconds at most."""

_SPACE = r"(?:[ \t\r\n]++|\#[^\r\n]*+)*+"
_IRI = r"""<[^<>"{}|^`\\\x00-\x20]*+>"""
_PREFIX = rf"(?:[{LETTERS}](?:[{CHARS}.-]{{0,60}}[{CHARS}-])?)?:"
_PLX = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%]"
_LOCAL = rf"(?:[{LETTERS}0-9_:]|{_PLX})(?:(?:[{CHARS}:.-]|{_PLX})*(?:[{CHARS}:-]|{_PLX}))?"
_NAME = rf"{_PREFIX}(?:{_LOCAL})?"
_STRING = (
    r'"""(?:[^"\\]++|\\.|"(?!""))*+"""'
    r"|'''(?:[^'\\]++|\\.|'(?!''))*+'''"
    r'|"(?:[^"\\\r\n]++|\\.)*+"'
    r"|'(?:[^'\\\r\n]++|\\.)*+'"
)
_LITERAL = rf"(?:{_STRING})(?:@[A-Za-z]++(?:-[A-Za-z0-9]++)*+(?!-)|\^\^(?:{_IRI}|{_NAME}))?"
_WORD = re.compile(
    rf"{_SPACE}({_IRI}|[?$][{LETTERS}0-9_][{CHARS}]*+"
    rf"|{_LITERAL}|_:[{LETTERS}0-9_](?:[{CHARS}.-]*[{CHARS}-])?|{_NAME}|[{LETTERS}][{CHARS}]*+"
    rf"|-?[0-9]++(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?[{CHARS}]*+(?:\.[eE])?|\^\^|\Z|[\"'].*+|.)",
    re.S,
)
ARGUMENT = re.compile(rf"{_IRI}|{_LITERAL}|\#[^\r\n]*+")
"""An IRI, a text, or a comment."""

_DECLARATIONS = re.compile(
    rf"(?:{_SPACE}(?:PREFIX(?=[\s#]){_SPACE}{_PREFIX}|BASE(?=[\s#])){_SPACE}{_IRI})*+", re.I
)
_DECLARATION = re.compile(rf"{_SPACE}(?:PREFIX{_SPACE}({_PREFIX})|BASE){_SPACE}({_IRI})", re.I)
_LOCAL_ESCAPE = re.compile(r"\\(.)")
_KEPT = 256


class NotPlain(Exception):
    """The query is none that is read here; it may be a good one."""


@dataclass(frozen=True)
class Names:
    """What a prologue declares; `based` is true where IRIs are taken relative to a base."""

    prefixes: Mapping[str, str]
    based: bool

    def iri(self, word: str) -> NamedNode:
        """The IRI that a word stands for, written whole or with a prefix.

        :raises NotPlain: its prefix is not declared, or a base may change it
        :raises ValueError: it is no absolute IRI
        """
        if word[0] == "<":
            if self.based and "/." in word:
                raise NotPlain
            return NamedNode(word[1:-1])
        prefix, colon, local = word.partition(":")
        if not colon or prefix not in self.prefixes:
            raise NotPlain
        if "\\" in local:
            local = _LOCAL_ESCAPE.sub(r"\1", local)
        return NamedNode(self.prefixes[prefix] + local)


def words(text: str) -> tuple[list[str], Names]:
    """The words of a query behind its prologue, comments left out and `END` at their end, and its names.

    :raises NotPlain: it is too long, or has what plain queries have not
    :raises ValueError: it declares what is no absolute IRI
    """
    names, declared = prologue(text)
    return _WORD.findall(text, len(declared)), names


def prologue(text: str) -> tuple[Names, str]:
    """What a query declares, and the text that it does so with; raises as `words` does."""
    if len(text) > LONGEST or "\\u" in text or "\\U" in text or "\0" in text:
        raise NotPlain
    if not text.isascii():
        text.encode()
    found = _DECLARATIONS.match(text)
    assert found
    declared = found[0]
    return _names(declared), declared


@lru_cache(maxsize=_KEPT)
def _names(prologue: str) -> Names:
    prefixes: dict[str, str] = {}
    based = False
    for found in _DECLARATION.finditer(prologue):
        name, iri = found[1], NamedNode(found[2][1:-1]).value
        if name is None:
            based = True
        elif name[:-1] in prefixes or (based and "/." in iri):
            raise NotPlain
        else:
            prefixes[name[:-1]] = iri
    return Names(prefixes, based)
