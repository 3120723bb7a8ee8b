"""Posts: who holds which post in which body, in the orders in which texts put the three."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.build.extract.bodies import Body
from kg.build.extract.facts import Post
from kg.build.extract.places import cap_run
from kg.build.extract.sentences import Sentence, is_person

_CHAIN = "n?(?:PB|M|O)(?:[,k-]{1,2}n?(?:PB|M|O)){0,6}"
_ORDERS = (
    ("post-name", re.compile(f"(?P<chain>{_CHAIN})-?H*(?P<person>R)")),
    ("name-post", re.compile(f"H*(?P<person>R)[,(:-](?P<chain>{_CHAIN}(?:,?g{_CHAIN})?)(?!H*R)")),
    ("name-post-bare", re.compile(f"H+(?P<person>R)(?P<chain>{_CHAIN})(?!H*R)")),
    ("name-takes-post", re.compile(f"H*(?P<person>R)[,.]?g(?P<chain>{_CHAIN})(?!H*R)")),
)
_RULES = {"post-name": 0.96, "name-post": 0.97, "name-post-bare": 0.9, "name-takes-post": 0.85}
_SYSTEMS = {"party": "party", "state": "state", "mass": "mass organisation"}
_MARKS = {"comma": ",", "dash": "-", "open": "(", "colon": ":", "dot": "."}


@dataclass(slots=True)
class _Item:
    code: str
    first: int
    last: int
    body: Body | None = None
    shared: tuple[str, str] | None = None


def posts(sentence: Sentence) -> Iterator[Post]:
    """Every post a sentence states."""
    if sentence.marks.isdisjoint(("post", "member", "office", "officer")):
        return
    items = _items(sentence)
    codes = "".join(item.code for item in items)
    at = 0
    while at < len(codes):
        found = _first(codes, at)
        if found is None:
            return
        rule, match = found
        yield from _read(sentence, items, rule, match)
        at = match.end()


def _first(codes: str, at: int) -> tuple[str, re.Match[str]] | None:
    """The order that matches earliest, the first in the table where two do."""
    found = [(match.start(), rank, rule, match) for rank, (rule, order) in enumerate(_ORDERS)
             if (match := order.search(codes, at))]  # fmt: skip
    if not found:
        return None
    _, _, rule, match = min(found, key=lambda one: one[:2])
    return rule, match


def _items(sentence: Sentence) -> list[_Item]:
    """The sentence as posts, bodies, people and what joins them."""
    by_first = {body.first: body for body in sentence.bodies}
    out: list[_Item] = []
    at = 0
    while at < len(sentence.tokens):
        item = _item(sentence, at, by_first)
        out.append(item)
        at = max(item.last, at + 1)
        if item.shared:
            out.append(_Item("B", item.last, item.last, None, item.shared))
    return out


def _item(sentence: Sentence, at: int, by_first: dict[int, Body]) -> _Item:
    token = sentence.tokens[at]
    if token.has("officer"):
        return _Item("O", at, at + 1)
    if token.has("post"):
        if at in sentence.shared:
            return _with_shared(sentence, at)
        return _Item("P", at, at + 1)
    for mark, code in (("member", "M"), ("office", "O"), ("honorific", "H")):
        if token.has(mark):
            return _Item(code, at, at + 1)
    if at in by_first:
        return _Item("B", at, by_first[at].last, by_first[at])
    if token.kind == "cap":
        run = _person(sentence, at)
        if run:
            return _Item("R", at, at + run)
    if token.has("change"):
        return _Item(
            {"kiêm": "k", "kiêm nhiệm": "k", "đồng thời là": "k", "nguyên": "n"}.get(token.key, "g"),
            at,
            at + 1,
        )
    return _Item(_MARKS.get(token.kind, "x"), at, at + 1)


def _person(sentence: Sentence, at: int) -> int:
    """A personal name: by its family name, or by standing after a form of address or a body."""
    size = is_person(sentence, at)
    if size:
        return size
    if sentence.has(at - 1, "honorific") or any(body.last == at for body in sentence.bodies):
        run = cap_run(sentence.tokens, at)
        return run if 2 <= run <= 5 else 0
    return 0


def _with_shared(sentence: Sentence, at: int) -> _Item:
    """A post together with the body that begins within it."""
    shared = sentence.shared[at]
    tokens = sentence.tokens
    last = next((n for n in range(at + 1, len(tokens)) if tokens[n].start >= shared.end), len(tokens))
    return _Item("P", at, last, None, (shared.name, shared.system))


def _read(sentence: Sentence, items: list[_Item], rule: str, match: re.Match[str]) -> Iterator[Post]:
    """The posts of one person, one for each link of the chain."""
    person = items[match.start("person")]
    name = sentence.text(person.first, person.last)
    inner = [item for item in items[match.start() : match.end()] if item.last > item.first]
    start, end = sentence.span(inner[0].first, inner[-1].last)
    low, high = match.span("chain")
    former = False
    for at in range(low, high):
        item = items[at]
        former = (former and item.code != ",") or item.code == "n"
        if item.code in "PMO":
            post, org, system = _office(sentence, item, items[at + 1] if at + 1 < high else None)
            yield Post(start, end, rule, _RULES[rule], name, post, org, system, former)


def _office(sentence: Sentence, item: _Item, body: _Item | None) -> tuple[str, str, str | None]:
    """Post, body and system of one link."""
    token = sentence.tokens[item.first]
    post = sentence.text(item.first, item.first + 1)
    if item.code == "M":
        return post, token.marks["member"], "party"
    if token.has("officer"):
        return post.removesuffix(f" {token.marks['officer']}"), token.marks["officer"], "state"
    if item.code == "O":
        return post, "", token.marks["office"]
    if item.shared:
        return post, item.shared[0], _SYSTEMS.get(item.shared[1])
    assert body is not None
    assert body.body is not None
    return post, sentence.text(body.first, body.last), _SYSTEMS.get(body.body.system)
