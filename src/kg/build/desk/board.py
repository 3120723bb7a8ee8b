"""What the desk shows: facts with their status, findings and decisions, in the order of the text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from kg.build import assemble, naming, source
from kg.build.curate import Curated
from kg.build.desk import findings
from kg.build.desk.findings import Finding
from kg.build.extract import lists
from kg.build.facts import Candidate, Status
from kg.build.judge import Case
from kg.build.judgements import Judgement
from kg.build.model import FACTS
from kg.build.numbers import Register
from kg.errors import SourceError, Where
from kg.settings import Settings


@dataclass(frozen=True)
class Row:
    """One fact or thing on the desk."""

    fact: Candidate
    quote: str
    findings: tuple[Finding, ...]
    judgements: tuple[Judgement, ...]

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided on it, or something still stands against it."""
        warned = any(f.severity != "Info" and f.rule not in self.fact.settled for f in self.findings)
        return self.fact.kind in FACTS and (self.fact.status is Status.EXTRACTED or warned)


FILTERS: Mapping[str, Callable[[Row], bool]] = {
    "open": lambda row: row.is_open,
    "facts": lambda row: row.fact.kind in FACTS,
    "things": lambda row: row.fact.kind not in FACTS,
    "decided": lambda row: bool(row.judgements),
    "warned": lambda row: any(f.severity != "Info" for f in row.findings),
    "all": lambda row: True,
}
"""Which rows are shown, by the name of the choice."""


@dataclass(frozen=True)
class Board:
    """Everything on the desk at one moment."""

    case: Case
    curated: Curated
    findings: Mapping[str, list[Finding]] = field(default_factory=dict)

    @cached_property
    def rows(self) -> list[Row]:
        """Facts and things in the order of the text, those retracted among them."""
        everyone = (*self.curated.facts, *self.curated.retracted)
        names = naming.names(self.case.document, everyone, Register(self.case.document))
        of: dict[str, list[Judgement]] = {}
        for key, judgement in self.curated.judgements:
            of.setdefault(key, []).append(judgement)
        text = self.case.document
        rows = [
            Row(
                fact,
                text.exact(fact.span.start, fact.span.end),
                tuple(self.findings.get(names[fact.id], ())),
                tuple(of.get(fact.key, ())),
            )
            for fact in everyone
        ]
        return sorted(rows, key=lambda row: (row.fact.span, row.fact.kind, row.fact.id))

    @property
    def everyone(self) -> dict[str, Candidate]:
        """Whatever a field may refer to, by its id."""
        return {f.id: f for f in self.curated.facts}

    def shown(self, name: str) -> list[Row]:
        """The rows of a choice."""
        return [row for row in self.rows if FILTERS[name](row)]

    def row(self, key: str) -> Row | None:
        """The row of a fact."""
        return next((row for row in self.rows if row.fact.key == key), None)


def open_case(settings: Settings, name: str) -> Case:
    """The source of that name, with what is proposed for it.

    :raises InputError: no such source, or one that is not as it must be
    """
    folder = settings.data / "sources" / Path(name).name
    if not folder.is_dir():
        raise SourceError(f"There is no source “{name}”.", Where(folder), "Make one with `kg add`.")
    document = source.load(folder)
    known = lists.read(settings.ontology, settings.data / "authority")
    return Case(document, assemble.propose(document, settings.ontology), known)


def board(case: Case, settings: Settings) -> Board:
    """The desk as it stands now."""
    return Board(case, case.curated(), findings.read(settings))
