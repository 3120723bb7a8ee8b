"""Answers as JSON, or as a script that calls a function of the client's (JSONP), with what caches need."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from flask import Response, request

from kg.serve import conditional
from kg.serve.language import languages
from kg.serve.problems import Problem
from kg.serve.site import site

_NAME = r"[A-Za-z_$][A-Za-z0-9_$]*"
_CALLBACK = re.compile(rf"{_NAME}(?:\.{_NAME}|\[[0-9]{{1,6}}\])*")
_LONGEST = 128


def callback(parameters: Mapping[str, str]) -> str | None:
    """The function that a script is to call; None where JSON is wanted.

    :raises Problem: what is named is not plainly the name of a function
    """
    name = parameters.get("callback")
    if name is not None and (len(name) > _LONGEST or not _CALLBACK.fullmatch(name)):
        raise Problem(
            "request", "“callback” is no name of a function.", "Give letters, digits, “_”, “$” and “.”."
        )
    return name


def tag(*asked: str) -> str | None:
    """The entity tag of an answer that depends on the release, the language and what was asked."""
    return conditional.tag(site(), ("reconcile", languages.language()), asked)


def sent(document: Mapping[str, object], name: str | None, entity_tag: str | None = None) -> Response:
    """A JSON object as an answer.

    :param name: of the function to call, None for plain JSON
    :param entity_tag: under which it may be asked for again
    """
    if known := again(entity_tag):
        return known
    text = json.dumps(document, ensure_ascii=False, allow_nan=False)
    if not _is_whole(text):
        text = json.dumps(document, allow_nan=False)
    if name is not None:
        # Neither line separators nor a tag may end the script early (ECMA-262 before 2019; HTML in old clients).
        safe = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").replace("<", "\\u003c")
        response = Response(f"/**/{name}({safe});", content_type="text/javascript; charset=utf-8")
    else:
        response = Response(text, content_type="application/json; charset=utf-8")
    response.vary.add("Accept-Language")
    return conditional.cached(response, entity_tag)


def _is_whole(text: str) -> bool:
    """Whether it can be written in UTF-8: a client's key may hold half of a pair."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def again(entity_tag: str | None) -> Response | None:
    """304 where the client has the answer of a tag."""
    if not conditional.is_known(entity_tag):
        return None
    response = conditional.not_modified(entity_tag)
    response.vary.add("Accept-Language")
    return response


def asked() -> str:
    """The address that was asked for, for entity tags."""
    return f"{request.path}?{request.query_string.decode('latin-1')}"
