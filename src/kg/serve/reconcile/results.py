"""The answers to a batch as JSON (section 4.2): candidates with their features, or what is wrong with a query."""

from __future__ import annotations

from collections.abc import Mapping

from kg.serve.problems import Problem
from kg.serve.reconcile.manifest import named
from kg.serve.reconcile.options import Option
from kg.serve.reconcile.service import Outcome, Service
from kg.serve.reconcile.telling import Teller


def batch(found: Mapping[str, Outcome], service: Service, language: str) -> dict[str, object]:
    """The answer to each query, under its key.

    A query that is wrong has an empty result, which the schema wants, and beside it the problem.
    """
    teller = Teller(service, language)
    options = [option for outcome in found.values() if isinstance(outcome, list) for option in outcome]
    teller.learn(option.entry.iri for option in options)
    return {
        key: {"result": [], "error": outcome.document(service.site.base)}
        if isinstance(outcome, Problem)
        else {"result": [_candidate(option, service, teller, language) for option in outcome]}
        for key, outcome in found.items()
    }


def _candidate(option: Option, service: Service, teller: Teller, language: str) -> dict[str, object]:
    vocabulary = service.vocabulary
    return {
        "id": option.entry.iri,
        "name": option.entry.best(language).text,
        "description": teller.description(option.entry.iri),
        "type": [named(vocabulary, one, language) for one in vocabulary.special(option.entry.types)],
        "score": option.score,
        "match": option.match,
        "features": [{"id": name, "value": value} for name, value in features(option).items()],
    }


def features(option: Option) -> dict[str, bool | float]:
    """What a score is made of: how the name fits, whether the type does, how far each property agrees."""
    found: dict[str, bool | float] = {"type": option.fits}
    if option.is_it:
        found["id"] = True
    if option.hit is not None:
        found["name"] = option.features.score
        others = option.features.as_dict().items()
        found |= {f"name_{name}": value for name, value in others if name != "score"}
    shares = option.shares.items()
    return found | {property_: round(share, 3) for property_, share in shares if share is not None}
