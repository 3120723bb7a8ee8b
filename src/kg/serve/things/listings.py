"""Tables of what leads to a thing: its figures, who holds which post, who cites which document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode

from kg.serve import ask
from kg.serve.context import Pages
from kg.serve.language import collation
from kg.serve.language.words import Name
from kg.serve.things import figures
from kg.serve.things.values import Shower, Value
from kg.store.functions import Row, Term
from kg.vocab import CITO, LG, ORG, QUDT, SDMX_DIMENSION, SH

SHOWN = 100
"""Rows that a page shows."""

Statements = Mapping[str, tuple[Term, ...]]
"""The objects of one thing's statements by property."""


@dataclass(frozen=True)
class Listing:
    """A kind of table.

    :param name: of its query and, with messages, of its heading
    :param of: the class whose things are its rows
    :param columns: properties beside the name of the row
    :param named: properties that the name itself speaks of
    """

    name: str
    of: str
    columns: tuple[str, ...]
    named: tuple[str, ...]

    @property
    def leads(self) -> frozenset[str]:
        """Properties that may lead from a row to the thing whose page it is."""
        return frozenset((*self.columns, *self.named))


def _terms(*terms: NamedNode) -> tuple[str, ...]:
    return tuple(term.value for term in terms)


COMPUTED = frozenset(_terms(LG.computedPercentOfPlan, LG.issuer))
"""Columns that no report states."""

LISTINGS = (
    Listing(
        "figures",
        LG.Figure.value,
        _terms(LG.actual, LG.plan, LG.percentOfPlan, LG.computedPercentOfPlan, QUDT.hasUnit),
        _terms(
            LG.indicator, SDMX_DIMENSION.refArea, LG.ofOrganisation, SDMX_DIMENSION.refPeriod, LG.planSetBy
        ),
    ),
    Listing(
        "tenures",
        LG.Tenure.value,
        _terms(ORG.member, ORG.organization, LG.attestedAt),
        _terms(ORG.role),
    ),
    Listing(
        "citations",
        LG.Citation.value,
        _terms(CITO.hasCitingEntity, LG.statedNumber, LG.statedDate, LG.statedIssuer, LG.issuer),
        _terms(CITO.hasCitedEntity),
    ),
)
"""Every kind of table; adding one is a row here and a query."""


@dataclass(frozen=True)
class Line:
    """One row: the thing itself, and its cells."""

    thing: Value
    cells: tuple[tuple[Value, ...], ...]
    statements: Statements

    @property
    def tones(self) -> frozenset[str]:
        """The colours of what stands in its cells."""
        return frozenset(value.tone for cell in self.cells for value in cell)

    @property
    def differs(self) -> bool:
        """Whether a check found that what is stated and what we compute differ."""
        return SH.focusNode.value in self.statements


@dataclass(frozen=True)
class Table:
    """A table ready to be written, and how many rows it has beside those.

    :param computed: of each column, whether a rule of ours says it, and no report
    """

    name: str
    heads: tuple[Name, ...]
    computed: tuple[bool, ...]
    lines: tuple[Line, ...]
    more: int = 0

    @property
    def numeric(self) -> tuple[bool, ...]:
        """Of each column, whether it holds numbers."""
        columns = zip(*(line.cells for line in self.lines), strict=True)
        return tuple(any(value.numeric for cell in column for value in cell) for column in columns)


def statements(rows: Iterable[Row], subject: str = "row") -> dict[str, Statements]:
    """Rows of subject, property and object, by subject and property."""
    found: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        found[ask.value(row, subject)][ask.value(row, "p")].append(row["o"])
    return {s: {p: tuple(objects) for p, objects in by.items()} for s, by in found.items()}


def things(listing: Listing, pages: Pages, iri: str) -> dict[str, Statements]:
    """The rows of a table by IRI, their names learnt.

    :raises kg.errors.StoreError: there is no answer
    """
    rows = ask.rows(pages.site, listing.name, iri)
    pages.labels.learn(sorted(ask.iris(rows, "row", "o")))
    return statements(rows)


def table(
    listing: Listing, found: Mapping[str, Statements], pages: Pages, shower: Shower, here: str
) -> Table:
    """A table of things, without the columns that are empty or only lead back to the page they stand on."""
    said = {p: set(_terms_of(p, found.values())) - {NamedNode(here)} for p in listing.columns}
    columns = [p for p in listing.columns if said[p]]
    properties = pages.outline.of_types(frozenset((listing.of,)))
    terms = [properties[p].term if p in properties else p for p in columns]
    heads = [pages.outline.name(term, shower.language) for term in terms]
    lines = [
        Line(
            shower.thing(iri),
            tuple(_cell(p, one, shower) for p in columns),
            one,
        )
        for iri, one in found.items()
    ]
    ordered = sorted(lines, key=lambda line: collation.key(line.thing.text))
    return Table(
        listing.name,
        tuple(heads),
        tuple(p in COMPUTED for p in columns),
        tuple(ordered[:SHOWN]),
        max(0, len(ordered) - SHOWN),
    )


def _terms_of(path: str, found: Iterable[Statements]) -> Iterator[Term]:
    """What some things say by a property, or by what stands for it."""
    paths = (path, *figures.INSTEAD.get(path, ()))
    return (term for one in found for path in paths for term in one.get(path, ()))


def _cell(path: str, said: Statements, shower: Shower) -> tuple[Value, ...]:
    """What a thing says by a property; a number of a figure as its report bounds it."""
    number = figures.amount(path, said, shower)
    if number is not None:
        return (Value(number, numeric=True),) if number else ()
    return tuple(shower.of(path, term) for term in said.get(path, ()))
