"""Links to other datasets, kept as judged statements in data/links/TARGET.csv."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, Triple

from kg import iri
from kg.build import tables
from kg.build.terms import Object, Statements, about, day, decimal, expand, in_graph, node, words
from kg.errors import JudgementError
from kg.vocab import LG, PROV, RDF

ACCEPTED, REJECTED, UNSURE, NONE = JUDGEMENTS = ("accepted", "rejected", "unsure", "none")

SAME = "owl:sameAs"
RELATIONS = (
    *(SAME, "skos:exactMatch", "skos:closeMatch", "skos:broadMatch", "skos:narrowMatch", "skos:relatedMatch"),
    *("schema:sameAs", "rdfs:seeAlso"),
)
"""How a link may join two things."""

PROPOSED = "skos:closeMatch"
"""How a program joins two, until somebody has judged: it never says that they are one."""

BY_MACHINE: Mapping[str, str] = {"vi": "Máy so sánh: {}.", "en": "Compared by program: {}."}
"""What stands before the words of a program, where a link rests on them."""


@dataclass(frozen=True)
class Link:
    """One line: a statement that joins two things, with its score, evidence and judgement.

    :param features: what a program found when it compared the two, by name; “” where people proposed the link
    :param why_vi: the same in words
    """

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
    features: str = ""
    why_vi: str = ""
    why_en: str = ""
    subject_name: str = ""
    object_name: str = ""
    quote: str = ""

    @property
    def triple(self) -> Triple:
        return Triple(resolved(self.subject), expand(self.predicate), resolved(self.object))

    @property
    def pair(self) -> tuple[str, str]:
        """The two things, whatever joins them."""
        return self.subject, self.object

    @property
    def key(self) -> str:
        """The pair as 16 digits."""
        return hashlib.sha256("\n".join(self.pair).encode()).hexdigest()[:16]


COLUMNS = tuple(f.name for f in fields(Link))
FIRST = COLUMNS[: COLUMNS.index("features")]
"""The columns that every file has; the others are a program's, and may be left out."""


def resolved(name: str) -> NamedNode:
    """One of our things by its path, or any IRI."""
    return node(name if "://" in name else iri.BASE + name)


def read(file: Path) -> Iterator[Link]:
    """The links of a file, in its order.

    :raises JudgementError: other columns, an unknown judgement or prefix, a score or date that is none, no CSV
    """
    for row, where in tables.read(file, FIRST, COLUMNS, error=JudgementError):
        link = Link(*row)
        if wrong := check(link):
            field, what, hint = wrong
            raise JudgementError(what, replace(where, column=COLUMNS.index(field) + 1, field=field), hint)
        yield link


def check(link: Link) -> tuple[str, str, str | None] | None:
    """What is wrong with a line: the field, in words, what to do; None where nothing is."""
    judged = link.judgement != NONE
    for field, wrong, what, hint in (
        ("subject", not _is_iri(link.subject), f"“{link.subject}” is no IRI.", None),
        ("object", not _is_iri(link.object), f"“{link.object}” is no IRI.", None),
        (
            *("predicate", link.predicate not in RELATIONS, f"“{link.predicate}” is no relation."),
            f"Relations: {', '.join(RELATIONS)}.",
        ),
        ("score", not _is_share(link.score), f"“{link.score}” is no score from 0 to 1.", None),
        (
            *("judgement", link.judgement not in JUDGEMENTS, f"“{link.judgement}” is no judgement."),
            f"Judgements: {', '.join(JUDGEMENTS)}.",
        ),
        ("judge", judged and not link.judge, "A judgement needs its judge and its date.", None),
        ("judge", not judged and bool(link.judge), "Nobody has judged this line, so it has no judge.", None),
        ("date", (judged or bool(link.date)) and not _is_day(link.date), f"“{link.date}” is no date.", _DAY),
        ("evidence_en", not _rests(link), "The judgement needs its reason.", _REASON),
    ):
        if wrong:
            return field, what, hint
    return None


_DAY = "Write it as 2026-01-31."
_REASON = "Write it in Vietnamese or English; a name alone joins no persons."


def _is_iri(text: str) -> bool:
    try:
        return bool(text) and bool(resolved(text))
    except ValueError:
        return False


def _is_share(text: str) -> bool:
    try:
        return 0 <= Decimal(text) <= 1
    except InvalidOperation:
        return False


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


_OF_PERSONS = "kind=person"


def _rests(link: Link) -> bool:
    """Whether a line has words to rest on: a curator's where it is rejected, or joins persons; else anybody's."""
    own = bool(link.evidence_vi or link.evidence_en)
    persons = link.judgement == ACCEPTED and link.features.startswith(_OF_PERSONS)
    return own or (link.judgement != REJECTED and not persons and bool(link.why_vi or link.why_en))


def standing(links: Iterable[Link]) -> tuple[list[Link], list[Link]]:
    """The lines that stand, one a pair, and those that a later line on their pair has overruled."""
    lines = list(links)
    last = {link.pair: number for number, link in enumerate(lines)}
    stands = [link for number, link in enumerate(lines) if last[link.pair] == number]
    return stands, [link for number, link in enumerate(lines) if last[link.pair] != number]


def _name(target: str, link: Link) -> str:
    """The IRI of a link's record."""
    return f"{iri.BASE}id/link/{target}/{hashlib.sha256(str(link.triple).encode()).hexdigest()[:16]}"


def _record(target: str, link: Link) -> Iterator[Triple]:
    statements: list[tuple[NamedNode, Object]] = [
        (RDF.type, LG.Link),
        (RDF.type, RDF.Statement),
        (RDF.subject, resolved(link.subject)),
        (RDF.predicate, expand(link.predicate)),
        (RDF.object, resolved(link.object)),
        (LG.score, decimal(Decimal(link.score))),
        (LG.judgement, Literal(link.judgement)),
        *_judged(link),
        *((LG.evidence, words(text, language)) for text, language in _evidence(link)),
        *((PROV.wasDerivedFrom, node(source)) for source in link.source.split()),
    ]
    return about(_name(target, link), statements)


def _judged(link: Link) -> Statements:
    if link.judge:
        yield LG.judgedBy, Literal(link.judge)
    if link.date:
        yield LG.judgedOn, day(date.fromisoformat(link.date))


def _evidence(link: Link) -> Iterator[tuple[str, str]]:
    """What a link rests on, one text a language: a curator's words, then a program's, marked as such."""
    said = {"vi": (link.evidence_vi, link.why_vi), "en": (link.evidence_en, link.why_en)}
    for language, (own, why) in said.items():
        if text := " ".join(filter(None, (own, why and BY_MACHINE[language].format(why)))):
            yield text, language


def _overruled(target: str, link: Link, number: int) -> Iterator[Triple]:
    """A judgement that no longer stands, on the record of its link."""
    name = iri.numbered("judgement", f"links-{target}", f"{link.key}-{number}")
    statements: list[tuple[NamedNode, Object]] = [
        (RDF.type, LG.Judgement),
        (LG.judgedFact, node(_name(target, link))),
        (LG.action, Literal(link.judgement)),
        *_judged(link),
        *((LG.note, words(text, language)) for text, language in _evidence(link)),
    ]
    return about(name, statements)


def graphs(folder: Path) -> dict[str, list[Quad]]:
    """`links/TARGET`: accepted links as plain triples with their records; `candidates/TARGET`: the others' records.

    What was judged before of a pair that has been judged again since is in `history`.

    :raises JudgementError: a line that is not as it must be
    """
    found: dict[str, list[Quad]] = defaultdict(list)
    for file in sorted(folder.glob("*.csv")):
        stands, overruled = standing(read(file))
        for link in stands:
            name = f"{'links' if link.judgement == ACCEPTED else 'candidates'}/{file.stem}"
            plain = [link.triple] if link.judgement == ACCEPTED else []
            found[name] += in_graph(iri.graph(name), [*plain, *_record(file.stem, link)])
        for number, link in enumerate((one for one in overruled if one.judgement != NONE), 1):
            found["history"] += in_graph(iri.graph("history"), _overruled(file.stem, link, number))
    return dict(found)
