"""The triple patterns of a group or template read from its words (SPARQL 1.1 Query, 4.1, 4.2 and 9.1)."""

from __future__ import annotations

import re
from functools import lru_cache

from pyoxigraph import Literal, NamedNode

from kg.store.plain.query import Node, Pattern, Var
from kg.store.plain.words import END, Names, NotPlain
from kg.vocab import RDF, XSD

_MOST_NESTED = 20
_LITERAL = re.compile(r"""("{3}|'{3}|["'])(.*)\1(?:@(.+)|\^\^(.+))?""", re.S)
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
"""None with a plus, which an engine may take for that of a path."""

_ESCAPES = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", "\\": "\\", '"': '"', "'": "'"}
_ESCAPE = re.compile(r"\\(.)", re.S)
_BOOLEANS = ("true", "false")
_ENDS = frozenset((".", "]", "}", ";"))


class Triples:
    """Reads patterns from words, one place after another.

    :param at: where the next word is
    """

    def __init__(self, words: list[str], names: Names, at: int) -> None:
        self.words, self.names, self.at = words, names, at
        self.patterns: list[Pattern] = []
        self._hidden = self._depth = 0
        self._paths = True

    def group(self, paths: bool = True) -> tuple[Pattern, ...]:
        """The patterns between the braces that stand here.

        :param paths: whether a predicate may be a path, as it may not in a template
        :raises NotPlain: there is anything else
        :raises ValueError: a word stands for no term
        """
        self.expect("{")
        self.patterns, self._paths = [], paths
        while self.words[self.at] != "}":
            self._same_subject()
            if self.words[self.at] == ".":
                self.at += 1
            elif self.words[self.at] != "}":
                raise NotPlain
        self.at += 1
        return tuple(self.patterns)

    def expect(self, word: str) -> None:
        """Goes behind a sign.

        :raises NotPlain: it is not there
        """
        if self.words[self.at] != word:
            raise NotPlain
        self.at += 1

    def variable(self) -> Var:
        """The variable that stands here.

        :raises NotPlain: there is none
        """
        word = self.words[self.at]
        if word[:1] not in ("?", "$") or len(word) == 1:
            raise NotPlain
        self.at += 1
        return _variable(word[1:])

    def _same_subject(self) -> None:
        is_list = self.words[self.at] == "["
        subject = self._node()
        if isinstance(subject, Literal):
            raise NotPlain
        if is_list and self.words[self.at - 2] != "[" and self.words[self.at] in _ENDS:
            return
        self._properties(subject)

    def _properties(self, subject: Node) -> None:
        while True:
            path = self._path()
            while True:
                self._add(subject, path, self._node())
                if self.words[self.at] != ",":
                    break
                self.at += 1
            if self.words[self.at] != ";":
                return
            while self.words[self.at] == ";":
                self.at += 1
            if self.words[self.at] in _ENDS:
                return

    def _add(self, start: Node, path: list[tuple[Node, bool]], end: Node) -> None:
        """Adds the steps of a path, with nodes between them that nobody sees."""
        last = len(path) - 1
        for number, (predicate, inverse) in enumerate(path):
            goal = end if number == last else self._new()
            subject, object_ = (goal, start) if inverse else (start, goal)
            if isinstance(subject, Literal):
                raise NotPlain
            self.patterns.append(Pattern(subject, predicate, object_))
            start = goal

    def _path(self) -> list[tuple[Node, bool]]:
        """The steps from subject to object: a variable or predicate, and whether it leads backwards."""
        if self.words[self.at][:1] in ("?", "$"):
            return [(self.variable(), False)]
        path: list[tuple[Node, bool]] = []
        while True:
            inverse = self.words[self.at] == "^"
            self.at += inverse
            word = self.words[self.at]
            self.at += 1
            path.append((RDF.type if word == "a" else self.iri(word), inverse))
            is_longer = self.words[self.at] == "/"
            if (inverse or is_longer) and not self._paths:
                raise NotPlain
            if not is_longer:
                return path
            self.at += 1

    def iri(self, word: str) -> NamedNode:
        """The IRI that a word stands for.

        :raises NotPlain: it stands for none
        """
        if word == END or (word[0] != "<" and ":" not in word) or word[0] in "\"'_":
            raise NotPlain
        return self.names.iri(word)

    def _node(self) -> Node:
        word = self.words[self.at]
        first = word[:1]
        if first in ("?", "$"):
            return self.variable()
        self.at += 1
        if first == "[":
            return self._blank()
        if first in ('"', "'"):
            return self._literal(word)
        if first == "_" and len(word) > 1:
            return Var(f"._{word[2:]}")
        if word in _BOOLEANS:
            return Literal(word, datatype=XSD.boolean)
        if number := _NUMBER.fullmatch(word):
            return Literal(
                word, datatype=XSD.double if number[2] else XSD.decimal if number[1] else XSD.integer
            )
        return self.iri(word)

    def _blank(self) -> Var:
        node = self._new()
        if self.words[self.at] == "]":
            self.at += 1
            return node
        self._depth += 1
        if self._depth > _MOST_NESTED:
            raise NotPlain
        self._properties(node)
        self.expect("]")
        self._depth -= 1
        return node

    def _literal(self, word: str) -> Literal:
        found = _LITERAL.fullmatch(word)
        if not found:
            raise NotPlain
        value = _ESCAPE.sub(_unescaped, found[2]) if "\\" in found[2] else found[2]
        if found[3]:
            return Literal(value, language=found[3])
        return Literal(value, datatype=self.iri(found[4])) if found[4] else Literal(value)

    def _new(self) -> Var:
        self._hidden += 1
        return Var(f".{self._hidden}")


_variable = lru_cache(maxsize=1024)(Var)


def _unescaped(found: re.Match[str]) -> str:
    if found[1] not in _ESCAPES:
        raise NotPlain
    return _ESCAPES[found[1]]
