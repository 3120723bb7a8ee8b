"""The declarations above a query, and what a name means under them (SPARQL 1.1 Query, section 4.1)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from urllib.parse import urljoin

from kg.store.tokens import Kind, Token

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_CODE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_ESCAPED = re.compile(r"\\(.)")


class Declaration(NamedTuple):
    """PREFIX with its name, or BASE with None."""

    name: str | None
    iri: str


class Prologue(NamedTuple):
    """All declarations, in order."""

    declarations: tuple[Declaration, ...]

    def text(self, used: Iterable[Token] | None = None) -> str:
        """The declarations as text: those that some tokens need, or all."""
        seen = None if used is None else list(used)
        names = None if seen is None else {t.text.partition(":")[0] for t in seen if t.kind is Kind.NAME}
        chosen = [d for d in self.declarations if d.name is None or names is None or d.name in names]
        relative = seen is None or any(t.kind is Kind.IRI and not _is_absolute(t.text[1:-1]) for t in seen)
        if not relative and all(_is_absolute(d.iri) for d in chosen if d.name is not None):
            chosen = [d for d in chosen if d.name is not None]
        return "".join(
            f"BASE <{d.iri}>\n" if d.name is None else f"PREFIX {d.name}: <{d.iri}>\n" for d in chosen
        )

    def resolve(self, token: Token) -> str:
        """The IRI that a token is, whole.

        :raises KeyError: its prefix is not declared
        """
        base, prefixes = "", {}
        for name, iri in self.declarations:
            whole = _join(base, iri)
            if name is None:
                base = whole
            else:
                prefixes[name] = whole
        if token.kind is Kind.IRI:
            return _join(base, token.text[1:-1])
        prefix, _, local = token.text.partition(":")
        return prefixes[prefix] + _ESCAPED.sub(r"\1", local)


def read(found: Sequence[Token]) -> Prologue:
    """The prologue of a query.

    :param found: its tokens, without comments
    """
    declarations: list[Declaration] = []
    at = 0
    while at + 1 < len(found) and found[at].kind is Kind.WORD:
        word = found[at].text.upper()
        if word == "PREFIX" and at + 2 < len(found):
            declarations.append(Declaration(found[at + 1].text.removesuffix(":"), found[at + 2].text[1:-1]))
            at += 3
        elif word in ("BASE", "VERSION"):
            if word == "BASE":
                declarations.append(Declaration(None, found[at + 1].text[1:-1]))
            at += 2
        else:
            break
    return Prologue(tuple(declarations))


def _is_absolute(iri: str) -> bool:
    return bool(_SCHEME.match(iri))


def _join(base: str, iri: str) -> str:
    plain = _CODE.sub(lambda found: chr(int(found[1] or found[2], 16)), iri)
    return plain if _is_absolute(plain) else urljoin(base, plain)
