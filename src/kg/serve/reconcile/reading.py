"""A request to the service read strictly, and each query of a batch on its own: one that is wrong spoils no other."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NoReturn

from flask import Request
from werkzeug.http import parse_options_header

from kg.serve.endpoint import protocol
from kg.serve.problems import Problem
from kg.serve.reconcile.vocabulary import Vocabulary

FORM = "application/x-www-form-urlencoded"
MOST_BYTES = 8_000_000
"""Of a request's body: a batch with a text of a million letters is still read, so that the rest of it is answered."""

BATCH = 100
"""Queries of one batch."""

LONGEST = 2000
"""Letters of a text that is asked for."""

MOST_CANDIDATES, CANDIDATES = 50, 10
"""Candidates of one query, and how many where it does not say."""

MOST_PROPERTIES, MOST_VALUES = 30, 20
STRICTNESS = ("should", "any", "all")


@dataclass(frozen=True)
class Ref:
    """A value that is a thing already matched, by its IRI."""

    id: str
    name: str = ""


Value = str | float | Ref


@dataclass(frozen=True)
class Given:
    """What a row says beside the name: a property with its values."""

    property: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Query:
    """One query of a batch (section 4.1).

    :param text: the name that is looked for; “” where only properties say what is
    :param types: the classes asked for
    :param strict: whether a thing has to be of `any` or `all` of them, or `should` be of one
    """

    text: str
    types: tuple[str, ...] = ()
    strict: str = STRICTNESS[0]
    limit: int = CANDIDATES
    given: tuple[Given, ...] = ()


def parameters(request: Request) -> dict[str, str]:
    """The parameters of a request: those of its address and, of a POST, of its form.

    :raises Problem: a body of another kind or too long, broken encoding, a parameter twice
    """
    pairs = protocol.parameters(request.query_string)
    if request.method == "POST":
        pairs += protocol.parameters(_body(request))
    found: dict[str, str] = {}
    for name, value in pairs:
        if name in found:
            raise Problem("request", f"There is more than one “{name[:40]}”.", "Send each parameter once.")
        found[name] = value
    return found


def _body(request: Request) -> bytes:
    media_type, options = parse_options_header(request.headers.get("Content-Type"))
    if media_type.lower() != FORM or options.get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
        raise Problem("media-type", "The body is no form in UTF-8.", f"Send {FORM}.", {"Accept-Post": FORM})
    body = b"" if (request.content_length or 0) > MOST_BYTES else request.stream.read(MOST_BYTES + 1)
    if max(len(body), request.content_length or 0) > MOST_BYTES:
        raise Problem(
            "too-large", f"The body may have {MOST_BYTES} bytes.", "Send fewer queries.", limit=MOST_BYTES
        )
    return body


def document(text: str, name: str) -> Mapping[str, object]:
    """The JSON object that a parameter holds.

    :raises Problem: it is none
    """
    try:
        found = json.loads(text, parse_constant=_no_constant)
    except RecursionError:
        raise Problem("request", f"The JSON in “{name}” is nested too deeply.") from None
    except ValueError as error:
        where = f", at letter {error.pos + 1}" if isinstance(error, json.JSONDecodeError) else ""
        raise Problem("request", f"“{name}” holds no JSON{where}.", "Send one JSON object.") from None
    if not isinstance(found, dict):
        raise Problem("request", f"The JSON in “{name}” is no object.", "Send one JSON object.")
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def batch(text: str, vocabulary: Vocabulary) -> dict[str, Query | Problem]:
    """The queries of a batch by their keys, each read, or what is wrong with it.

    :raises Problem: the batch itself is wrong, or holds too many
    """
    found = document(text, "queries")
    if len(found) > BATCH:
        raise Problem(
            "too-large",
            f"There are {len(found)} queries in the batch; there may be {BATCH}.",
            "Send several batches, as the manifest's batchSize says.",
            limit=BATCH,
        )
    return {key: _tried(raw, vocabulary) for key, raw in found.items()}


def _tried(raw: object, vocabulary: Vocabulary) -> Query | Problem:
    try:
        return query(raw, vocabulary)
    except Problem as problem:
        return problem


def query(raw: object, vocabulary: Vocabulary) -> Query:
    """One query, checked.

    :raises Problem: what is wrong with it, in a sentence
    """
    if not isinstance(raw, dict):
        raise Problem("request", "A query is a JSON object.", 'Such as {"query": "Huyện Lắk"}.')
    found = Query(
        plain(raw.get("query") or "", "query").strip(),
        _types(raw.get("type"), vocabulary),
        _strict(raw.get("type_strict")),
        _limit(raw.get("limit")),
        tuple(_given(raw.get("properties"), vocabulary)),
    )
    if not found.text and not found.given:
        raise Problem("request", "The query asks for nothing.", "Give “query” or “properties”.")
    return found


def plain(value: object, name: str) -> str:
    """A text that can be looked for.

    :raises Problem: no text, too long, or with what stands in no text
    """
    if not isinstance(value, str):
        raise Problem("request", f"“{name}” is no text.")
    if len(value) > LONGEST:
        raise Problem("request", f"“{name}” has {len(value)} letters; it may have {LONGEST}.", limit=LONGEST)
    if "\0" in value:
        raise Problem("encoding", f"There is a NUL character in “{name}”.")
    if any("\ud800" <= letter <= "\udfff" for letter in value):
        raise Problem("encoding", f"There is half of a surrogate pair in “{name}”.")
    return value


def _listed(value: object) -> list[object]:
    return [] if value in (None, "") else value if isinstance(value, list) else [value]


def _types(raw: object, vocabulary: Vocabulary) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(plain(one, "type") for one in _listed(raw)))
    for one in found:
        if one not in vocabulary.types:
            raise Problem(
                "request",
                f"There is no type “{one[:200]}”.",
                "A type is the IRI of a class; suggest/type has them.",
            )
    return found


def _strict(raw: object) -> str:
    if raw is None:
        return STRICTNESS[0]
    if raw not in STRICTNESS:
        raise Problem("request", "“type_strict” is none of should, any, all.")
    return str(raw)


def _limit(raw: object) -> int:
    if raw is None:
        return CANDIDATES
    whole = isinstance(raw, int) or (isinstance(raw, float) and raw.is_integer())
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not whole or raw < 1:
        raise Problem("request", "“limit” is no whole number above zero.")
    return int(min(raw, MOST_CANDIDATES))


def _given(raw: object, vocabulary: Vocabulary) -> Iterable[Given]:
    listed = _listed(raw)
    if len(listed) > MOST_PROPERTIES:
        raise Problem("request", f"There may be {MOST_PROPERTIES} properties.", limit=MOST_PROPERTIES)
    for one in listed:
        if not isinstance(one, dict) or "pid" not in one:
            raise Problem("request", "A property has a “pid” and a “v”.")
        name = plain(one["pid"], "pid")
        if name not in vocabulary.properties:
            raise Problem(
                "request",
                f"There is no property “{name[:200]}”.",
                "A property is an IRI; suggest/property has them.",
            )
        values = _listed(one.get("v"))
        if len(values) > MOST_VALUES:
            raise Problem("request", f"A property may have {MOST_VALUES} values.", limit=MOST_VALUES)
        if values:
            yield Given(name, tuple(_value(value) for value in values))


def _value(raw: object) -> Value:
    if isinstance(raw, dict):
        return Ref(plain(raw.get("id"), "id"), plain(raw.get("name") or "", "name"))
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, int | float):
        if not math.isfinite(raw) or abs(raw) > 1e300:
            raise Problem("request", "“v” is a number that nothing has.")
        return float(raw)
    return plain(raw, "v").strip()
