"""Whom an answer is for: the headers of a request, so far as the answers about things depend on them.

Every browser says in other words that it takes pages, in Vietnamese or in English, compressed. Told apart by what comes
of the words, an answer that one of them was given is at hand for all.
"""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache
from typing import NamedTuple

from werkzeug.datastructures import Accept, LanguageAccept
from werkzeug.http import parse_accept_header

from kg.formats import CSV, PAGE_FORMATS, negotiate
from kg.serve.language import languages

THINGS = ("/doc/", "/def/")
"""Where the addresses of pages and descriptions of things begin; those come in the formats of pages, some as CSV."""

_OFFERS = (PAGE_FORMATS, (*PAGE_FORMATS, CSV))
_LONGEST, _REMEMBERED = 1_000, 1_024
"""Letters of headers that are remembered, and how many of them: more is said by nobody who reads pages."""


class Audience(NamedTuple):
    """What comes of some headers.

    :param formats: for each set of formats that a thing may have, the name of the one that is liked best; “” for none
    :param language: of a page
    :param packed: whether the answer may be compressed
    """

    formats: tuple[str, ...]
    language: str
    packed: bool


def of(accept: str, accept_language: str, accept_encoding: str) -> Audience:
    """Whom an answer to a request with these headers is for; “” for one that it has not."""
    headers = accept, accept_language, accept_encoding
    return (_of_again if are_short(*headers) else _of)(*headers)


def are_short(*headers: str) -> bool:
    """Whether headers are as short as those of browsers: longer ones take up to 0.2 s to read."""
    return sum(map(len, headers)) <= _LONGEST


def _of(accept: str, accept_language: str, accept_encoding: str) -> Audience:
    liked = (negotiate(accept, offers) for offers in _OFFERS)
    spoken = languages.preferred(parse_accept_header(accept_language, LanguageAccept).values())
    packed = parse_accept_header(accept_encoding, Accept)["gzip"] > 0
    return Audience(tuple(one.name if one else "" for one in liked), spoken or languages.DEFAULT, packed)


_of_again = lru_cache(maxsize=_REMEMBERED)(_of)


def key(path: str, query: str, *headers: str) -> tuple[Hashable, ...]:
    """Everything of a request that the answer depends on, beside the data.

    :param headers: Accept, Accept-Language, Accept-Encoding
    """
    return (path, query, *(of(*headers) if path.startswith(THINGS) else headers))
