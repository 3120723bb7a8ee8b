"""What curators decided, and the facts that they retracted: nothing is deleted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from pyoxigraph import Literal, Triple

from kg import iri
from kg.build.curate import Curated
from kg.build.graph import fact_triples
from kg.build.judgements import FILE, Judgement
from kg.build.scope import Scope
from kg.build.source import Document
from kg.build.terms import Statements, about, day, node, words
from kg.errors import JudgementError, Where
from kg.vocab import LG, RDF


def triples(curated: Curated, scope: Scope) -> Iterator[Triple]:
    """Judgements with the facts that they are about, and retracted facts with their evidence."""
    by_key = {c.key: scope.iris[c.id] for c in (*curated.facts, *curated.retracted)}
    seen: Counter[str] = Counter()
    for fact_key, judgement in curated.judgements:
        seen[fact_key] += 1
        name = iri.numbered("judgement", scope.document.id, f"{fact_key}-{seen[fact_key]}")
        yield from about(name, _judgement(judgement, by_key[fact_key], scope.document))
    for fact in curated.retracted:
        yield from fact_triples(fact, scope)


def _judgement(judgement: Judgement, fact: str, document: Document) -> Statements:
    yield RDF.type, LG.Judgement
    yield LG.judgedFact, node(fact)
    yield LG.action, Literal(judgement.action)
    yield LG.judgedBy, Literal(judgement.judge)
    yield LG.judgedOn, day(_date(judgement, document))
    for note in judgement.notes:
        yield LG.note, words(note.text, note.language)
    for rule in judgement.settles.split():
        yield LG.settles, Literal(rule)


def _date(judgement: Judgement, document: Document) -> date:
    try:
        return date.fromisoformat(judgement.date)
    except ValueError:
        place = Where(document.folder / FILE, record=judgement.key, field="date")
        raise JudgementError(f"“{judgement.date}” is no date.", place, "Write it as 2026-01-31.") from None
