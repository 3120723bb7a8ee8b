"""Functions of our own, which no other engine has: a query that calls one is told so, not answered with nothing."""

from __future__ import annotations

from itertools import pairwise

from kg.errors import QueryError
from kg.search.predicate import NAME
from kg.store.guard import Facts
from kg.store.tokens import Kind, place, tokens

_END = f"def/lg#{NAME}"


def check_none(facts: Facts) -> None:
    """Passes a query that calls no function of ours.

    :raises QueryError: it calls `lg:matches`
    """
    prefixes = dict(facts.prefixes)
    found = [token for token in tokens(facts.text) if token.kind is not Kind.COMMENT]
    for token, following in pairwise(found):
        if token.kind is Kind.IRI:
            iri = token.text[1:-1]
        elif token.kind is Kind.NAME:
            prefix, _, local = token.text.partition(":")
            iri = prefixes.get(prefix, "") + local
        else:
            continue
        if following.text == "(" and iri.endswith(_END):
            line, column = place(facts.text, token.start)
            raise QueryError(
                f"The function lg:{NAME} (line {line}, column {column}) is not available here: "
                "another engine answers, which does not have it.",
                hint="Use REGEX or CONTAINS, or the page /search.",
            )
