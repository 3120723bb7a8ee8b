"""Finding the fact of a judgement again: by its key, else by its words between the same words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace

from kg.build.facts import Candidate, Span
from kg.build.judgements import Judgement
from kg.build.model import KINDS, Type
from kg.build.source import Document

CONTEXT = 24
"""How many code points before and after a quote a judgement keeps, to find it again."""


def found_again(judgement: Judgement, stated: Span, document: Document) -> Span | None:
    """Where the words of an added fact stand: between the same words as then, else still at the same place."""
    around = (judgement.exact, judgement.prefix, judgement.suffix)
    there = stated if document.exact(stated.start, stated.end) == judgement.exact else None
    if not judgement.exact or (there and context(document, there) == around):
        return there
    same: list[Span] = []
    at = document.text.find(judgement.exact)
    while at >= 0 and len(same) < 2:
        span = Span(at, at + len(judgement.exact))
        same += [span] if context(document, span) == around else []
        at = document.text.find(judgement.exact, at + 1)
    return same[0] if len(same) == 1 else there


def anchored(judgement: Judgement, known: Mapping[str, Candidate], document: Document) -> str | None:
    """The key of the fact that a judgement is about, re-anchored by its words where its own key is gone."""
    if judgement.key in known:
        return judgement.key
    around = (judgement.kind, judgement.exact, judgement.prefix, judgement.suffix)
    same = [k for k, fact in known.items() if (fact.kind, *context(document, fact.span)) == around]
    return same[0] if len(same) == 1 else None


def context(document: Document, span: Span) -> tuple[str, str, str]:
    """A quote, and the words before and after it on its line."""
    before = document.exact(max(0, span.start - CONTEXT), span.start).rpartition("\n")[2]
    after = document.exact(span.end, span.end + CONTEXT).partition("\n")[0]
    return document.exact(span.start, span.end), before, after


def renamed(
    judgements: Iterable[Judgement], known: Mapping[str, Candidate], document: Document
) -> dict[str, str]:
    """The ids that facts had by their places when they were judged → those that they have now, where they moved."""
    found = {}
    for line in judgements:
        at = anchored(line, known, document)
        if at is not None and at != line.key:
            found[f"{line.kind}.{line.start}-{line.end}"] = known[at].id
    return found


def pointing(judgement: Judgement, names: Mapping[str, str]) -> Judgement:
    """A judgement whose references lead to where the facts that they mean stand now."""
    spec = KINDS.get(judgement.kind, {})
    refers = {name for name, field in spec.items() if field.type in (Type.REF, Type.REFS, Type.CODE_OR_REF)}
    if judgement.action == "correct" and judgement.field in refers:
        value = " ".join(names.get(word, word) for word in judgement.value.split())
        return replace(judgement, value=value)
    if judgement.action != "add" or not names:
        return judgement
    try:
        record = dict(json.loads(judgement.value))
    except (ValueError, TypeError):
        return judgement
    for name in refers & record.keys():
        said = record[name]
        many = [names.get(str(one), one) for one in said] if isinstance(said, list) else None
        record[name] = names.get(str(said), said) if many is None else many
    return replace(judgement, value=json.dumps(record, ensure_ascii=False, sort_keys=True))
