"""Values that stand for words, by their property: codes of ours and of standards, and numbers that are percentages."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from babel import Locale

from kg.serve.language.languages import gettext as _
from kg.vocab import DCTERMS, LG, SCHEMA, SH

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}")

_PLACE = re.compile(r"\{[?$]\w+\}")
"""A place in a message of a rule where what is found stands (SHACL, section 5.3.2)."""


def _action(code: str) -> str:
    """What was decided of a fact, or of a link before."""
    return {
        "confirm": _("confirmed"),
        "correct": _("corrected"),
        "dispute": _("disputed"),
        "retract": _("withdrawn"),
        "add": _("added"),
    }.get(code) or _judgement(code)


def _judgement(code: str) -> str:
    """What was decided of a link."""
    return {
        "accepted": _("accepted"),
        "rejected": _("rejected"),
        "unsure": _("unsure"),
        "none": _("not judged yet"),
    }.get(code, code)


@lru_cache(maxsize=1024)
def language(code: str, reader: str) -> str:
    """What a language is called in the reader's; its code where that is not known.

    >>> language("en", "vi"), language("vi-VN", "en"), language("x-odd", "en")
    ('tiếng Anh', 'Vietnamese', 'x-odd')
    """
    if not _LANGUAGE.fullmatch(code):
        return code
    name = Locale(reader).languages.get(code.partition("-")[0].lower())
    return _inside(name, reader) if name else code


def _inside(name: str, reader: str) -> str:
    """A name of a language as it stands inside a sentence."""
    return name[0].lower() + name[1:] if reader == "vi" else name


_CODES: Mapping[str, Callable[[str], str]] = {LG.action.value: _action, LG.judgement.value: _judgement}
_LANGUAGES = frozenset(term.value for term in (DCTERMS.language, SCHEMA.inLanguage))
_PERCENT = frozenset(term.value for term in (LG.percentOfPlan, LG.computedPercentOfPlan, LG.share))


def written(path: str, shown: str, numeric: bool, reader: str) -> str:
    """The value of a property in words, where its text alone would be a code.

    :param shown: the value as it is shown anywhere else
    :param numeric: whether it is a number
    """
    if path in _PERCENT and numeric:
        return f"{shown}%"
    if path in _LANGUAGES:
        return language(shown, reader)
    if path == SH.message.value:
        return _PLACE.sub("…", shown)
    return _CODES[path](shown) if path in _CODES else shown
