"""Reads the planted defects of `shapes/cases/*.toml` and plants one in the graphs of a build."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode, Quad, Store

from kg import iri
from kg.build.assemble import Graphs
from kg.vocab import PREFIXES

FOLDER = Path(__file__).parents[2] / "shapes" / "cases"
REPORT = "report/fe65192195054a7f"


@dataclass(frozen=True)
class Case:
    """One planted defect: how the graph changes, and what must be found."""

    file: str
    name: str
    delete: str = ""
    insert: str = ""
    where: str = ""
    graph: str = REPORT
    text: tuple[str, str] | None = None
    rule: str = ""
    severity: str = ""
    also: tuple[str, ...] = ()
    silent: bool = False

    def __str__(self) -> str:
        return f"{self.file}: {self.name}"

    @property
    def expected(self) -> set[str]:
        return {self.rule, *self.also} if self.rule else set()

    @property
    def update(self) -> str:
        """The change as one SPARQL update (SPARQL 1.1 Update, section 3.1.3)."""
        where = self.where or self.delete
        changes = f"DELETE {{ {self.delete} }} INSERT {{ {self.insert} }} WHERE {{ {where} }}"
        return f"WITH <{iri.graph(self.graph)}> {changes}"


def read() -> list[Case]:
    """Every case of every file."""
    return [
        Case(file.stem, **{key: tuple(v) if isinstance(v, list) else v for key, v in case.items()})
        for file in sorted(FOLDER.glob("*.toml"))
        for case in tomllib.loads(file.read_text("utf-8"))["case"]
    ]


def planted(case: Case, graphs: Graphs) -> Graphs:
    """The graphs with the case's defect in them; the others stay the same objects."""
    if not case.delete and not case.insert:
        return graphs
    name = NamedNode(iri.graph(case.graph))
    store = Store()
    store.extend(graphs.get(case.graph, ()))
    store.update(case.update, base_iri=f"{iri.BASE}id/", prefixes=PREFIXES)
    changed = [q for q in store if q.graph_name == name]
    assert _differ(changed, graphs.get(case.graph, ())), "the case changes nothing"
    return graphs | {case.graph: changed}


def _differ(one: Iterable[Quad], other: Iterable[Quad]) -> bool:
    return set(one) != set(other)
