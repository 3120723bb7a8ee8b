"""Pages and descriptions that the server's own thread sends: those that come again, in the bytes in which they were
sent before, and those that are made so quickly that handing them to another thread would cost more.

What an answer depends on, and when it comes again, is decided in `kg.serve.representations`; here it is only found.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from kg.serve import audience
from kg.serve.context import Pages, Sent
from kg.serve.http.parser import Parser
from kg.serve.representations import DEPENDS_ON


class Whole(NamedTuple):
    """A whole answer but for its date: status, part of the site, head before and behind the date, body."""

    status: int
    part: str
    before: bytes
    after: bytes
    body: bytes


class Again:
    """Finds answers that were sent before, or are made at once.

    :param pages: gives what pages share
    :param inner: the path that is answered for one that is asked for
    :param quick: gives the answer to a path, a query and the headers that it depends on, where that is made at once
    """

    def __init__(
        self,
        pages: Callable[[], Pages],
        inner: Callable[[str], str],
        quick: Callable[[str, str, list[str]], Sent | None],
    ) -> None:
        self._pages, self._inner, self._quick = pages, inner, quick

    def find(self, request: Parser) -> Whole | None:
        """The answer to a plain GET; None where it is not at hand, or the client has another one."""
        headers, path = request.headers, request.path
        if path[:2] == "//" or "IF_MODIFIED_SINCE" in headers:
            return None
        asked, inner = [headers.get(name, "") for name in DEPENDS_ON], self._inner(path)
        if not audience.are_short(*asked):
            return None
        key, known = audience.key(inner, request.query, *asked), headers.get("IF_NONE_MATCH")
        answers = self._pages().answers
        sent = answers.look(key)
        if sent is None:
            made = None if known else self._quick(inner, request.query, asked)
            return _whole(made, 200) if made else None
        status = 304 if known == sent.tag else 200
        if status not in sent.heads or (known and status == 200):
            return None
        answers.find(key)
        return _whole(sent, status)


def _whole(sent: Sent, status: int) -> Whole:
    head = sent.heads[status]
    return Whole(status, head.part, head.before, head.after, sent.body if status == 200 else b"")
