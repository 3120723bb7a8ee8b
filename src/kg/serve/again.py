"""Pages and descriptions that come again, from the bytes in which the server sent them before.

What an answer depends on, and when it comes again, is decided in `kg.serve.representations`; here it is only found.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from kg.serve import audience
from kg.serve.context import Pages
from kg.serve.parser import Parser
from kg.serve.representations import DEPENDS_ON


class Whole(NamedTuple):
    """A whole answer but for its date: status, part of the site, head before and behind the date, body."""

    status: int
    part: str
    before: bytes
    after: bytes
    body: bytes


class Again:
    """Finds answers that were sent before.

    :param pages: gives what pages share
    :param inner: the path that is answered for one that is asked for
    """

    def __init__(self, pages: Callable[[], Pages], inner: Callable[[str], str]) -> None:
        self._pages, self._inner = pages, inner

    def find(self, request: Parser) -> Whole | None:
        """The answer to a plain GET; None where it was not sent before, or the client has another one."""
        headers, path = request.headers, request.path
        if path[:2] == "//" or "IF_MODIFIED_SINCE" in headers:
            return None
        asked = (headers.get(name, "") for name in DEPENDS_ON)
        key = audience.key(self._inner(path), request.query, *asked)
        answers = self._pages().answers
        sent = answers.look(key)
        if sent is None:
            return None
        known = headers.get("IF_NONE_MATCH")
        status = 304 if known == sent.tag else 200
        head = sent.heads.get(status)
        if head is None or (known and status == 200):
            return None
        answers.find(key)
        return Whole(status, head.part, head.before, head.after, sent.body if status == 200 else b"")
