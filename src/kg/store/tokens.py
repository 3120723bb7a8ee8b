"""SPARQL's tokens, as far as is needed to know a query's form, depth and words without parsing it.

An engine's parser decides what a query means; this decides what may be sent to one. Strings, comments, IRIs and
prefixed names are told apart from keywords, so that a word inside them is only a word (SPARQL 1.1 Query, 19.8).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple


class Kind(Enum):
    """What a token is; `OTHER` is a sign, or a character that fits nowhere."""

    COMMENT = "comment"
    STRING = "string"
    IRI = "iri"
    VAR = "var"
    BNODE = "bnode"
    NAME = "name"
    WORD = "word"
    LANG = "lang"
    NUMBER = "number"
    OPEN = "open"
    CLOSE = "close"
    ESCAPE = "escape"
    SIGN = "sign"
    OTHER = "other"


class Token(NamedTuple):
    """One token: its kind, its text, and where it starts."""

    kind: Kind
    text: str
    start: int


LETTERS = (
    r"A-Za-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C\u200D\u2070-\u218F"
    r"\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
)
CHARS = rf"{LETTERS}0-9_\u00B7\u0300-\u036F\u203F-\u2040"
"""Characters that a word starts with, and goes on with, for a class of a regular expression (19.8: PN_CHARS)."""

_ESCAPE = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_PREFIX = rf"[{LETTERS}](?:[{CHARS}.-]{{0,200}}[{CHARS}-])?"
_PLX = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%]"
_LOCAL = rf"(?:[{CHARS}:]|{_PLX})(?:(?:[{CHARS}:.-]|{_PLX})*(?:[{CHARS}:-]|{_PLX}))?"
_TOKEN = re.compile(
    rf"""[\ \t\r\n]*+(?:
      (?P<COMMENT>\#[^\r\n]*+)
    | (?P<VAR>[?$][{CHARS}]++)
    | (?P<NAME>(?:{_PREFIX})?:(?:{_LOCAL})?)
    | (?P<WORD>[{LETTERS}][{CHARS}]*+)
    | (?P<OPEN>[({{\[]|<<)
    | (?P<CLOSE>[)}}\]]|>>)
    | (?P<SIGN>[.,;*/|!^=+&~-]|>=?|<=)
    | (?P<STRING>\"\"\"(?:[^"\\]++|\\.|"(?!""))*+\"\"\"|'''(?:[^'\\]++|\\.|'(?!''))*+'''
                |"(?:[^"\\\r\n]++|\\.)++"|'(?:[^'\\\r\n]++|\\.)++'|""(?!")|''(?!'))
    | (?P<NUMBER>[0-9]++(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?)
    | (?P<BNODE>_:[{LETTERS}0-9_](?:[{CHARS}.-]*[{CHARS}-])?)
    | (?P<LANG>@[A-Za-z]++(?:-[A-Za-z0-9]++)*+)
    | (?P<ESCAPE>{_ESCAPE})
    | (?P<OTHER>\"\"\"(?:[^"\\]++|\\.|"(?!""))*+|'''(?:[^'\\]++|\\.|'(?!''))*+
                |"(?:[^"\\\r\n]++|\\.)*+|'(?:[^'\\\r\n]++|\\.)*+|.)
    )""",
    re.X | re.S,
)
_IRI = re.compile(rf"""<(?:[^<>"{{}}|^`\\\x00-\x20]|{_ESCAPE})*+>""")
_SURE_IRI = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*://")
_KINDS = (Kind.OTHER, *(Kind[name] for name in _TOKEN.groupindex))
_OPERANDS = frozenset((Kind.VAR, Kind.NAME, Kind.STRING, Kind.NUMBER, Kind.IRI, Kind.CLOSE, Kind.LANG))
_CALLABLE = frozenset((Kind.NAME, Kind.IRI))
_MAYBE_IRI = frozenset((Kind.OTHER, Kind.SIGN, Kind.OPEN))


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a query, comments included, spaces not.

    What fits nowhere is `OTHER`: one character, or a string without its end. Time is linear in the length.
    """
    at, end, match, kinds, new = 0, len(text), _TOKEN.match, _KINDS, tuple.__new__
    opens, closes, comment = Kind.OPEN, Kind.CLOSE, Kind.COMMENT
    last = before = Token(Kind.OTHER, "", 0)
    brackets, closed = [False], False
    while at < end and (found := match(text, at)):
        index = found.lastindex or 0
        kind, value, (start, at) = kinds[index], found[index], found.span(index)
        if kind in _MAYBE_IRI and value[0] == "<" and (iri := _iri_at(text, start, last.kind, brackets[-1])):
            kind, value, at = Kind.IRI, iri, start + len(iri)
        elif kind is opens:
            brackets.append(value == "(" and (brackets[-1] or _opens_expression(before, last, closed)))
        elif kind is closes and len(brackets) > 1:
            closed = brackets.pop()
        token = new(Token, (kind, value, start))
        yield token
        if kind is not comment:
            before, last = last, token


def _opens_expression(before: Token, last: Token, closed: bool) -> bool:
    """Whether a parenthesis outside expressions starts one, where `<` after an operand compares.

    It does behind a keyword (`FILTER (`), behind a function behind a keyword (`FILTER ex:f(`), and behind the end of
    another expression (`SELECT (… AS ?a) (`); that of a collection, a path or VALUES does not.
    """
    if last.kind is Kind.CLOSE:
        return closed
    word = before if last.kind in _CALLABLE else last
    return word.kind is Kind.WORD and word.text != "a"


def _iri_at(text: str, start: int, last: Kind, expression: bool) -> str | None:
    """The IRI that starts at a `<`, or None where that sign compares two operands."""
    found = _IRI.match(text, start)
    if not found or (expression and last in _OPERANDS and not _SURE_IRI.match(text, start)):
        return None
    return found[0]


def place(text: str, start: int) -> tuple[int, int]:
    """Line and column, both from 1, of a position in a text."""
    line = text.count("\n", 0, start)
    return line + 1, start - (text.rfind("\n", 0, start) + 1) + 1


def decoded(text: str) -> str:
    """A query whose codepoint escapes outside strings, IRIs and comments are resolved (SPARQL 1.1 Query, 19.2).

    Those inside strings and IRIs are left to the engine, which knows them there.

    :raises ValueError: an escape for a character that would change where a token ends; its position is the argument
    """
    if "\\u" not in text and "\\U" not in text:
        return text
    parts, at = [], 0
    for token in tokens(text):
        if token.kind is Kind.ESCAPE:
            code = int(token.text[2:], 16)
            if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF or chr(code) in "\\\"'#<>\r\n\0":
                raise ValueError(token.start)
            parts += [text[at : token.start], chr(code)]
            at = token.start + len(token.text)
    return "".join((*parts, text[at:]))
