"""The desk's words in both languages, from words.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from flask import request

LANGUAGES = ("vi", "en")
COOKIE = "kg-desk-language"


@cache
def table() -> Mapping[str, Mapping[str, str]]:
    """Every word by its key, a language each."""
    content = tomllib.loads((files(__package__) / "words.toml").read_text("utf-8"))
    return {f"{part}.{key}": words for part, entries in content.items() for key, words in entries.items()}


def language() -> str:
    """The language of the present request: as chosen, else as the browser prefers."""
    chosen = request.args.get("lang") or request.cookies.get(COOKIE)
    return chosen if chosen in LANGUAGES else request.accept_languages.best_match(LANGUAGES, LANGUAGES[0])


def say(key: str, **slots: object) -> str:
    """A word in the language of the present request; a key without one says itself."""
    words = table().get(key)
    return words[language()].format(**slots) if words else key.rpartition(".")[2]
