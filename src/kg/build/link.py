"""Links to other datasets, kept as judged statements in data/links/TARGET.csv."""

from __future__ import annotations

import csv
import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, Triple

from kg import iri
from kg.build.terms import about, day, decimal, expand, in_graph, node, words
from kg.errors import JudgementError, TermError, Where
from kg.vocab import LG, PROV, RDF

JUDGEMENTS = ("accepted", "rejected", "unsure", "none")


@dataclass(frozen=True)
class Link:
    """One line: a statement that joins two things, with its score, evidence and judgement."""

    subject: str
    predicate: str
    object: str
    score: str
    judgement: str
    evidence_vi: str
    evidence_en: str
    source: str
    judge: str
    date: str

    @property
    def triple(self) -> Triple:
        return Triple(_resolved(self.subject), expand(self.predicate), _resolved(self.object))


COLUMNS = tuple(f.name for f in fields(Link))


def _resolved(name: str) -> NamedNode:
    """One of our things by its path, or any IRI."""
    return node(name if "://" in name else iri.BASE + name)


def read(file: Path) -> Iterator[Link]:
    """The links of a file.

    :raises JudgementError: other columns, an unknown judgement or prefix, a score or date that is none
    """
    with file.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream, strict=True)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise JudgementError(
                "The columns are not as they must be.", Where(file, 1), f"Columns: {','.join(COLUMNS)}."
            )
        for row in reader:
            yield _link(row, Where(file, reader.line_num))


def _link(row: Mapping[str, str | None], where: Where) -> Link:
    if set(row) != set(COLUMNS) or None in row.values():
        raise JudgementError("The line has too many or too few columns.", where)
    link = Link(**{name: str(value) for name, value in row.items()})
    if link.judgement not in JUDGEMENTS:
        raise JudgementError(
            f"“{link.judgement}” is no judgement.", where, f"Judgements: {', '.join(JUDGEMENTS)}."
        )
    try:
        Decimal(link.score), date.fromisoformat(link.date), link.triple
    except (InvalidOperation, ValueError, TermError) as error:
        raise JudgementError(f"The line does not read: {error}.", where) from None
    return link


def _record(target: str, link: Link) -> Iterator[Triple]:
    name = hashlib.sha256(str(link.triple).encode()).hexdigest()[:16]
    evidence = [words(t, lang) for t, lang in ((link.evidence_vi, "vi"), (link.evidence_en, "en")) if t]
    sources = [node(s) for s in link.source.split()]
    return about(
        f"{iri.BASE}id/link/{target}/{name}",
        [
            (RDF.type, LG.Link),
            (RDF.type, RDF.Statement),
            (RDF.subject, link.triple.subject),  # type: ignore[list-item]
            (RDF.predicate, link.triple.predicate),
            (RDF.object, link.triple.object),  # type: ignore[list-item]
            (LG.score, decimal(Decimal(link.score))),
            (LG.judgement, Literal(link.judgement)),
            (LG.judgedBy, Literal(link.judge)),
            (LG.judgedOn, day(date.fromisoformat(link.date))),
            *((LG.evidence, text) for text in evidence),
            *((PROV.wasDerivedFrom, source) for source in sources),
        ],
    )


def graphs(folder: Path) -> dict[str, list[Quad]]:
    """`links/TARGET`: accepted links as plain triples with their records; `candidates/TARGET`: the others' records."""
    found: dict[str, list[Quad]] = defaultdict(list)
    for file in sorted(folder.glob("*.csv")):
        for link in read(file):
            name = f"{'links' if link.judgement == 'accepted' else 'candidates'}/{file.stem}"
            plain = [link.triple] if link.judgement == "accepted" else []
            found[name] += in_graph(iri.graph(name), [*plain, *_record(file.stem, link)])
    return dict(found)
