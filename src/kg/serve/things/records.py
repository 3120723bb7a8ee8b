"""What curators and checks said of a thing: judgements, the evidence of its links, findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from kg.serve import ask
from kg.serve.context import Pages
from kg.serve.language.harmless import harmless
from kg.serve.language.languages import gettext as _
from kg.serve.language.words import Name, pick
from kg.serve.things.listings import Statements, statements
from kg.serve.things.values import Shower, Value, fitting
from kg.store.functions import Row, Term
from kg.vocab import LG, PROV, RDF, SH


@dataclass(frozen=True)
class Judgement:
    """What a curator decided of a fact, when, and in whose name."""

    action: str
    judge: Value
    day: Value
    notes: tuple[Value, ...]


@dataclass(frozen=True)
class Link:
    """A judged statement that joins the thing to another, with its evidence."""

    property: Name
    object: Value
    evidence: Name | None
    sources: tuple[Value, ...]
    judge: Value
    day: Value


@dataclass(frozen=True)
class Finding:
    """What a check found: how grave it is, in words, what it is, and the rule."""

    severity: str
    word: str
    message: Name
    rule: Name
    iri: str
    focus: Value


@dataclass(frozen=True)
class Records:
    """All of them for one thing."""

    judgements: tuple[Judgement, ...]
    links: tuple[Link, ...]
    findings: tuple[Finding, ...]

    @property
    def doubts(self) -> list[Finding]:
        """What a reader has to know before believing."""
        return [one for one in self.findings if one.severity != "info"]

    @property
    def to_do(self) -> list[Finding]:
        """What a curator may still do."""
        return [one for one in self.findings if one.severity == "info"]


def learn(rows: Iterable[Row]) -> set[str]:
    """The IRIs whose names the records need."""
    return {
        ask.value(row, "o")
        for row in rows
        if ask.value(row, "p") in (RDF.object.value, PROV.wasDerivedFrom.value, SH.focusNode.value)
    }


KINDS = ("judgement", "link", "finding")
"""The parts of the query `thing` that are records."""


def read(rows: Mapping[str, list[Row]], pages: Pages, shower: Shower) -> Records:
    """Those parts as shown."""
    kinds = {kind: statements(rows[kind], "s") for kind in KINDS}
    judged = sorted(kinds["judgement"].items(), key=_when)
    judgements = [judgement(one, shower) for _iri, one in judged]
    links = [link(one, pages, shower) for one in kinds["link"].values()]
    findings = [finding(iri, one, pages, shower) for iri, one in kinds["finding"].items()]
    return Records(tuple(judgements), tuple(links), tuple(sorted(findings, key=order)))


def joined(rows: Iterable[Row]) -> set[tuple[str, str]]:
    """The property and the other end of each link in the rows of links."""
    links = statements(rows, "s").values()
    ends = ((_first(one, RDF.predicate.value), _first(one, RDF.object.value)) for one in links)
    return {
        (path.value, other.value)
        for path, other in ends
        if isinstance(path, NamedNode) and isinstance(other, NamedNode)
    }


def _when(item: tuple[str, Statements]) -> tuple[str, int, str]:
    """The day of a judgement; of one day, in the order in which they were numbered."""
    iri, said = item
    day = _first(said, LG.judgedOn.value)
    return getattr(day, "value", ""), len(iri), iri


def _first(said: Statements, term: str) -> Term | None:
    return next(iter(said.get(term, ())), None)


def _value(said: Statements, path: str, shower: Shower) -> Value:
    term = _first(said, path)
    return shower.of(path, term) if term is not None else Value("")


def in_words(terms: Iterable[Term], language: str) -> Name | None:
    """Literals of several languages, in the one that fits."""
    return pick(by_language(terms), language)


def by_language(terms: Iterable[Term]) -> dict[str, str]:
    """Literals by their languages."""
    return {t.language or "": harmless(t.value) for t in terms if isinstance(t, Literal)}


def notes(terms: Iterable[Term], shower: Shower) -> tuple[Value, ...]:
    """Texts in the reader's language, or all of them where there are none."""
    shown = [shower.term(term) for term in terms]
    return fitting([value for value in shown if not value.foreign] or shown, _NOTES)


_NOTES = 20_000
"""Letters of notes that a page shows."""


def judgement(said: Statements, shower: Shower) -> Judgement:
    """A judgement as shown."""
    return Judgement(
        _value(said, LG.action.value, shower).text,
        _value(said, LG.judgedBy.value, shower),
        shower.term(_first(said, LG.judgedOn.value)),
        notes(said.get(LG.note.value, ()), shower),
    )


def link(said: Statements, pages: Pages, shower: Shower) -> Link:
    """A judged link as shown."""
    path = shower.term(_first(said, RDF.predicate.value)).iri
    return Link(
        pages.outline.name(path, shower.language),
        shower.term(_first(said, RDF.object.value)),
        in_words(said.get(LG.evidence.value, ()), shower.language),
        tuple(shower.term(term) for term in said.get(PROV.wasDerivedFrom.value, ())),
        _value(said, LG.judgedBy.value, shower),
        shower.term(_first(said, LG.judgedOn.value)),
    )


_GRAVITY = {SH.Violation.value: "violation", SH.Warning.value: "warning", SH.Info.value: "info"}


def gravity(severity: str) -> str:
    """How grave a severity of SHACL is, in our word; one that is not known is least grave."""
    return _GRAVITY.get(severity, "info")


def finding(iri: str, said: Statements, pages: Pages, shower: Shower) -> Finding:
    """A finding as shown."""
    words = {"violation": _("Mistake"), "warning": _("Doubt"), "info": _("To do")}
    severity = gravity(shower.term(_first(said, SH.resultSeverity.value)).iri)
    rule = shower.term(_first(said, SH.sourceShape.value)).iri
    message = in_words(said.get(SH.resultMessage.value, ()), shower.language)
    return Finding(
        severity,
        words[severity],
        message or Name(""),
        pages.outline.name(rule, shower.language),
        iri,
        shower.term(_first(said, SH.focusNode.value)),
    )


def order(one: Finding) -> tuple[int, str, str]:
    """The gravest first, then by rule."""
    return list(_GRAVITY.values()).index(one.severity), one.rule.text, one.focus.text
