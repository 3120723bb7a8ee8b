"""How well the search finds: recall@10 and the mean reciprocal rank over `search-gold.tsv`, and every miss.

`python -m benchmarks.eval_search [RELEASE]` asks the index of a release folder, of `out/current` where none is given.
An answer is found where one of the ways to write it (`a|b`) is among the first ten; a passage where one found overlaps.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from kg.iri import BASE
from kg.search import writer
from kg.search.index import Index
from kg.search.matcher import Matcher

GOLD = Path(__file__).with_name("search-gold.tsv")
AT = 10
_PASSAGE = re.compile(r"^(.*#char=)(\d+),(\d+)$")


class Query(NamedTuple):
    """One query: how it is typed, its text, and the answers it must find, each in one of several ways."""

    how: str
    text: str
    answers: tuple[tuple[str, ...], ...]


class Outcome(NamedTuple):
    """What a query found: the share of its answers among the first ten, and one over the rank of the first."""

    query: Query
    recall: float
    reciprocal: float
    found: list[str]


def queries() -> Iterator[Query]:
    """The queries of the gold set."""
    with GOLD.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield Query(row["how"], row["query"], tuple(tuple(a.split("|")) for a in row["answers"].split()))


def same(found: str, wanted: str) -> bool:
    """Whether a find is an answer: the same thing, or a passage that overlaps it."""
    first, second = _PASSAGE.match(found), _PASSAGE.match(wanted)
    if first and second and first[1] == second[1]:
        return int(first[2]) < int(second[3]) and int(second[2]) < int(first[3])
    return found == wanted


def ask(matcher: Matcher, query: Query) -> Outcome:
    """What a query finds."""
    typing = query.how == "prefix"
    asked = matcher.suggest if typing else matcher.candidates
    found = [one.iri.removeprefix(BASE) for one in asked(query.text, limit=AT)]
    hits = [any(same(f, w) for f in found for w in ways) for ways in query.answers]
    wanted = [way for ways in query.answers for way in ways]
    rank = next((n for n, f in enumerate(found, 1) if any(same(f, w) for w in wanted)), 0)
    return Outcome(query, sum(hits) / len(hits), 1 / rank if rank else 0.0, found)


def main() -> None:
    """Prints the figures, by the way of typing and in all."""
    release = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("out/current")
    index = Index(release / writer.FILE)
    outcomes = [ask(Matcher(index, texts=True), query) for query in queries()]
    index.close()
    for one in outcomes:
        if one.recall < 1 or one.reciprocal < 1:
            print(f"  {'missed' if one.recall < 1 else 'late  '} {one.query.how:12} {one.query.text!r}")
            print(f"         wanted {one.query.answers}\n         found  {one.found[:4]}")
    by_way: dict[str, list[Outcome]] = defaultdict(list)
    for one in outcomes:
        by_way[one.query.how].append(one)
        by_way["all"].append(one)
    print(f"\n  {'typed':14}{'queries':>8}{f'recall@{AT}':>11}{'MRR':>8}")
    for way, some in by_way.items():
        if way != "all":
            _line(way, some)
    _line("all", by_way["all"])


def _line(way: str, some: list[Outcome]) -> None:
    recall = sum(one.recall for one in some) / len(some)
    mrr = sum(one.reciprocal for one in some) / len(some)
    print(f"  {way:14}{len(some):>8}{recall:>11.3f}{mrr:>8.3f}")


if __name__ == "__main__":
    main()
