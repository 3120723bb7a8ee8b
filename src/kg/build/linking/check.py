"""Whether what was linked to is still there: each accepted target looked up at its endpoint or in its file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kg.build.link import Link, resolved
from kg.build.linking import pages, tables, theirs
from kg.build.linking.asking import Rows
from kg.build.linking.targets import Target
from kg.build.linking.theirs import Asked

AT_ONCE = 100
"""How many targets are looked up with one question."""


@dataclass(frozen=True)
class Gone:
    """An accepted link whose target is not there any more.

    :param moved: where it went, as far as the dataset says
    """

    link: Link
    moved: str = ""


def check(target: Target, accepted: Iterable[Link], asked: Asked) -> list[Gone]:
    """The accepted links whose targets are gone, or lead elsewhere; nothing kept from before is believed.

    :raises StoreError: the endpoint does not answer
    :raises RdfError: the file cannot be read
    """
    links = list(accepted)
    found = _found(target, sorted({resolved(one.object).value for one in links}), asked)
    return [
        Gone(one, moved)
        for one in links
        for here, moved in [found.get(resolved(one.object).value, (False, ""))]
        if moved or not here
    ]


def _found(target: Target, iris: list[str], asked: Asked) -> dict[str, tuple[bool, str]]:
    """For each IRI whether anything is said of it, and where it leads."""
    if target.file and (target.table or Path(target.file).suffix.lower() in tables.TABLES):
        kinds = {one.kind for one in target.kinds}
        there = theirs.world(target, kinds, asked).things
        return {iri: (iri in there, "") for iri in iris}
    select = pages.rdf(Path(target.file)) if target.file else theirs.asker(target, asked).rows
    return {iri: said for some in _some(iris) for iri, said in _looked_up(target, some, select)}


def _some(iris: list[str]) -> Iterator[list[str]]:
    return (iris[at : at + AT_ONCE] for at in range(0, len(iris), AT_ONCE))


def _looked_up(
    target: Target, iris: list[str], select: Callable[[str], Rows]
) -> Iterator[tuple[str, tuple[bool, str]]]:
    rows = select(question(target, iris))
    for iri in iris:
        own = [row for row in rows if row.get("thing", {}).get("value") == iri]
        leads = sorted(row["moved"]["value"] for row in own if "moved" in row)
        yield iri, (bool(own), leads[0] if leads else "")


def question(target: Target, iris: Iterable[str]) -> str:
    """The question which of some IRIs are spoken of, and where they lead."""
    values = " ".join(f"<{iri}>" for iri in iris)
    leads = " ".join(f"<{target.expand(name)}>" for name in target.redirects)
    moved = (
        f"OPTIONAL {{ VALUES ?leads {{ {leads} }} ?thing ?leads ?moved FILTER(isIRI(?moved)) }}"
        if leads
        else ""
    )
    return (
        f"SELECT DISTINCT ?thing ?moved WHERE {{ VALUES ?thing {{ {values} }} "
        f"FILTER EXISTS {{ ?thing ?property ?value }} {moved} }}"
    )
