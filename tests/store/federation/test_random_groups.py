"""Groups made at random: sending values along changes no result.

The same query is asked of one engine that has both data, the other's in a graph of its own: there the clause is GRAPH,
and nothing is sent anywhere.
"""

from __future__ import annotations

from collections import Counter

import pyoxigraph
import pytest
from elsewhere import LOCAL, REMOTE, Elsewhere
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode
from test_places import PREFIXES, given_by_itself, shown

from kg.store.base import Limits, soon
from kg.store.federation.store import FederatedStore
from kg.store.functions import rows

HERE = (
    "?s owl:sameAs ?w",
    "?t owl:sameAs ?v",
    "?s rdfs:label ?n",
    "?s :next ?t",
    "?s :code ?c",
    "?w rdfs:label ?n",
    "VALUES ?w { w:1 w:2 }",
    "VALUES (?w ?c) { (w:1 'VN') (w:3 UNDEF) }",
    "VALUES ?c { 'VN' 'LA' }",
    "FILTER(?n != 'A'@vi)",
    "FILTER(!BOUND(?c))",
    "FILTER(?w != ?v)",
    "FILTER EXISTS { ?s :code ?c }",
    "OPTIONAL { ?s :next ?t }",
    "OPTIONAL { ?s :code ?c }",
    "MINUS { ?s :code 'VN' }",
    "BIND(STR(?s) AS ?b)",
)
THERE = (
    "?w d:code ?c",
    "?w rdfs:label ?l",
    "?w d:in ?v",
    "?v d:people ?m",
    "?w d:in ?v . ?v rdfs:label ?l",
    "?w d:people ?m FILTER(?m > 15)",
    "?w a ?k OPTIONAL { ?w d:code ?c }",
    "?w a ?k FILTER(!BOUND(?s))",
    "VALUES ?w { w:1 UNDEF }",
    "{ ?w d:code ?c } UNION { ?v d:in ?w }",
    "SELECT ?w (COUNT(*) AS ?m) { ?w d:in ?v } GROUP BY ?w",
    "w:1 d:code 'VN'",
)

there = st.builds("SERVICE <e> {{ {} }}".format, st.sampled_from(THERE))
plain = st.lists(st.sampled_from(HERE), max_size=3, unique=True)


def group(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    def joined(before: list[str], middle: str, after: list[str]) -> str:
        parts = (*before, middle, *after)
        return "{ " + " ".join(p if p.endswith(("}", ")")) else f"{p} ." for p in parts) + " }"

    return st.builds(joined, plain, inner, plain)


ways = st.sampled_from(("{}", "OPTIONAL {}", "{} UNION {{ ?s :code ?c }}", "MINUS {}", "{{ SELECT * {} }}"))
groups = st.recursive(
    group(there), lambda inner: group(st.builds(lambda way, it: way.format(it), ways, inner)), max_leaves=2
)


@pytest.fixture(scope="module")
def both() -> pyoxigraph.Store:
    """One engine with both data."""
    store = pyoxigraph.Store()
    store.bulk_extend(pyoxigraph.parse(path=LOCAL))
    store.load(path=REMOTE, to_graph=NamedNode("urn:there"))
    return store


@settings(max_examples=200)
@given(where=groups)
def test_sending_values_along_changes_nothing(
    where: str, federated: FederatedStore, remote: Elsewhere, both: pyoxigraph.Store
) -> None:
    try:
        expected = given_by_itself(
            both, f"{PREFIXES}SELECT * {where.replace('SERVICE <e>', 'GRAPH <urn:there>')}"
        )
    except SyntaxError:
        return
    query = f"{PREFIXES}SELECT * {where.replace('<e>', f'<{remote.url}>')}"
    found = rows(federated, query, Limits(soon(20)))
    assert Counter(frozenset((k, shown(v)) for k, v in row.items()) for row in found) == expected, (
        remote.asked[-1]
    )
