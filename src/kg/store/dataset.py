"""The dataset of a query, said so that every engine understands it alike.

By the standard a dataset with default graphs alone has no named ones, and the dataset of the protocol wins over FROM
(SPARQL 1.1 Query, 13.2; Protocol, 2.1.4). Virtuoso keeps all named graphs in the first case and adds both together in
the second. Naming a graph that nobody has, and taking FROM out where it does not count, mean the same to all others.
"""

from __future__ import annotations

from kg.store.base import Query
from kg.store.tokens import Kind, Token, tokens

NOWHERE = "urn:x-kg:no-graph"


def plain(query: Query, default_graphs: tuple[str, ...], named_graphs: tuple[str, ...]) -> Query:
    """A query with its dataset said plainly.

    :param default_graphs: those of the engine, for a query that has no dataset from its client or its FROM
    :param named_graphs: the named graphs of the engine, for the same
    """
    clauses = _clauses(query.text)
    if query.default_graphs or query.named_graphs:
        named = query.named_graphs or (NOWHERE,)
        return Query(_without(query.text, clauses), query.default_graphs, named)
    if not clauses:
        return Query(query.text, default_graphs, named_graphs)
    if any(named for _, _, named in clauses):
        return Query(query.text)
    end = clauses[-1][1]
    return Query(f"{query.text[:end]} FROM NAMED <{NOWHERE}> {query.text[end:]}")


def from_clauses(text: str) -> str:
    """The dataset clauses of a query, as they stand in it."""
    return " ".join(text[start:end] for start, end, _ in _clauses(text))


def _clauses(text: str) -> list[tuple[int, int, bool]]:
    """The dataset clauses of a query: where each starts and ends, and whether it is FROM NAMED."""
    found = [token for token in tokens(text) if token.kind is not Kind.COMMENT]
    clauses = []
    for index, token in enumerate(found):
        if _is(token, "FROM"):
            named = _is(found[index + 1], "NAMED") if index + 1 < len(found) else False
            last = found[min(index + (2 if named else 1), len(found) - 1)]
            clauses.append((token.start, last.start + len(last.text), named))
    return clauses


def _is(token: Token, word: str) -> bool:
    return token.kind is Kind.WORD and token.text.upper() == word


def _without(text: str, clauses: list[tuple[int, int, bool]]) -> str:
    parts, at = [], 0
    for start, end, _ in clauses:
        parts.append(text[at:start])
        at = end
    return " ".join((*parts, text[at:]))
