"""What the machinery says in English, in the language of whoever sits at the desk; the words are in told.toml."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from kg.build.desk.words import language, say, table
from kg.build.model import KINDS
from kg.errors import InputError


@cache
def _sentences() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Each English sentence as a pattern, with its Vietnamese; those with the most words first."""
    content = tomllib.loads((files(__package__) / "told.toml").read_text("utf-8"))
    pairs = [pair for part in content.values() for pair in part.items()]
    pairs.sort(key=lambda pair: -len(re.sub(r"\{.}", "", pair[0])))
    return tuple((re.compile(_slots(english), re.DOTALL), vietnamese) for english, vietnamese in pairs)


def _slots(english: str) -> str:
    return re.sub(r"\\\{(.)\\\}", r"(?P<\1>.*?)", re.escape(english))


def told(english: str) -> str:
    """A sentence in the language of the present request; as it is where the table does not have it."""
    return english if language() == "en" else vietnamese(english)


def vietnamese(english: str) -> str:
    """A sentence in Vietnamese, with what stands in its slots; kinds and fields under their Vietnamese names.

    >>> vietnamese("“năm” is not a whole number.")
    '“năm” không phải là số nguyên.'
    """
    for pattern, words in _sentences():
        if match := pattern.fullmatch(english):
            return words.format(**{name: _slot(said) for name, said in match.groupdict().items()})
    return english


def _slot(said: str) -> str:
    known = table().get(f"kind.{said}") or table().get(f"field.{said}")
    return known["vi"] if known else vietnamese(said)


def problem(error: InputError) -> str:
    """An error for whoever sits at the desk: where, what, and what to do."""
    field = error.where.field if error.where else None
    known = any(field in fields for fields in KINDS.values())
    place = f"{say(f'field.{field}') if known else field}: " if field else ""
    hint = f" {told(error.hint)}" if error.hint else ""
    return f"{place}{told(error.what)}{hint}"
