"""What the terms of other vocabularies are called, where no shape and no ontology says it: `standard-names.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from kg.serve.language.languages import LANGUAGES
from kg.serve.language.words import Name, Words, pick
from kg.vocab import PREFIXES

FILE = Path(__file__).parents[1] / "standard-names.toml"


@lru_cache
def names() -> Mapping[str, Words]:
    """The names of each term in every language of ours, by vocabularies under their prefixes or their addresses."""
    found = tomllib.loads(FILE.read_text("utf-8"))
    return {
        PREFIXES.get(prefix, prefix) + term: dict(zip(LANGUAGES, words, strict=True))
        for prefix, terms in found.items()
        for term, words in terms.items()
    }


def name(term: str, language: str) -> Name | None:
    """The name of a standard term in a language; None for any other term."""
    return pick(names().get(term, {}), language)
