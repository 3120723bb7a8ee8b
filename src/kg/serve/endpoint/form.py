"""The endpoint's page: a form that works without a script, the result of its query as a table, and what went wrong."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlencode

from flask import Response, render_template

from kg.errors import StoreError
from kg.formats import HTML, Format
from kg.iri import BASE, Rebase
from kg.serve import addresses, conditional
from kg.serve.context import pages
from kg.serve.endpoint import answers, editor, questions, table, terms
from kg.serve.endpoint.protocol import Asked
from kg.serve.language import languages
from kg.serve.language.words import Name, pick
from kg.serve.problems import Problem
from kg.serve.site import Site, site
from kg.store.base import Answer, Form
from kg.vocab import LG

ADDRESS = "/sparql"
MOST_NAMED = 2_000
"""Things in a table that are called by name."""

EXAMPLES = Path(__file__).parents[1] / "examples"
"""Queries to begin with; the first lines of each say in each language what it asks."""


def page(asked: Asked, found: Answer | None = None, problem: Problem | None = None) -> Response:
    """The form with its query, and under it the result or the problem.

    :raises kg.errors.StoreError: the answer did not become whole as far as it is shown
    """
    result = _shown(found, site()) if found else None
    body = render_template(
        "sparql.html",
        asked=asked,
        form=found.form.value if found else None,
        result=result,
        names=names(result) if isinstance(result, table.Table) else {},
        problem=problem,
        offers=answers.OFFERS,
        address=lambda format_=None: address(asked, format_),
        examples=examples(site(), languages.language()),
        gallery=questions.by_level(questions.questions(site()).values()),
        questions=questions.ADDRESS,
        terms=terms.ADDRESS,
        texts=editor.texts(),
        settings=site().settings,
    )
    response = Response(body, problem.kind.status if problem else 200, content_type=HTML.content_type)
    response.vary.update(("Accept", "Accept-Language"))
    if problem:
        return conditional.uncached(response)
    return conditional.cached(response, None) if found else conditional.by_content(response)


def _shown(found: Answer, of: Site) -> table.Table | bool:
    """What a page shows of an answer: yes or no, or the first rows."""
    match found.form:
        case Form.ASK:
            return b"true" in b"".join(found.body)
        case Form.SELECT:
            return table.of_rows(found.body, lambda iri: link(of, iri))
        case _:
            return table.of_triples(found.body, lambda iri: link(of, iri))


def names(of: table.Table) -> Mapping[str, Name]:
    """What the things in a table are called, in the language of the reader; nothing where the store is too busy."""
    shared, plain = pages(), Rebase(BASE, site().base)
    found = {c.iri: plain(c.iri) for row in of.rows for c in row if c.iri}
    with suppress(StoreError, ValueError):
        shared.labels.learn(list(found.values())[:MOST_NAMED])
    picked = {
        iri: pick(shared.labels.known(known).names, languages.language()) for iri, known in found.items()
    }
    return {iri: name for iri, name in picked.items() if name}


def link(of: Site, iri: str) -> str | None:
    """Where the page of an IRI is: one of ours at its path, others on the web; nothing else is ever to be clicked."""
    if page := addresses.page(iri, of.base):
        return pages().shower().here(page)
    return iri if addresses.is_web(iri) else None


def address(asked: Asked, format_: Format | None = None) -> str:
    """The address that asks the same by GET, in a format if one is given."""
    pairs = [
        ("query", asked.query),
        *(("default-graph-uri", iri) for iri in asked.default_graphs),
        *(("named-graph-uri", iri) for iri in asked.named_graphs),
        *([("format", format_.name)] if format_ else []),
    ]
    return f"{ADDRESS}?{urlencode(pairs)}"


def examples(of: Site, language: str) -> tuple[tuple[str, str], ...]:
    """What each example asks, in a language, and its query for a site; those of our model only over a release."""
    return tuple(
        (heads[language], of.query(text)) for heads, text in _examples() if of.manifest or LG.iri not in text
    )


@lru_cache
def _examples() -> tuple[tuple[dict[str, str], str], ...]:
    """What each example asks by language, and its query."""
    found = []
    for path in sorted(EXAMPLES.glob("*.rq")):
        lines = path.read_text("utf-8").splitlines()
        heads = dict(line[2:].split(": ", 1) for line in lines if line.startswith("# "))
        found.append((heads, "\n".join(line for line in lines if not line.startswith("# "))))
    return tuple(found)
