"""Representations: made once, kept, and sent with the headers that caches and other clients live by."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache, partial
from hashlib import sha256

from flask import Response, request
from werkzeug.http import http_date

from kg.formats import HTML, Format, negotiate
from kg.serve import languages
from kg.serve.conditional import SMALL
from kg.serve.context import Head, Pages, Sent, pages
from kg.serve.problems import Problem

VARY = "Accept, Accept-Language, Accept-Encoding"

_CONDITIONS = frozenset(
    (
        "HTTP_IF_NONE_MATCH",
        "HTTP_IF_MODIFIED_SINCE",
        "HTTP_IF_MATCH",
        "HTTP_IF_UNMODIFIED_SINCE",
        "HTTP_IF_RANGE",
    )
)
"""What a client says that may make an answer another one."""


@dataclass(frozen=True)
class Link:
    """One link of a Link header (RFC 8288)."""

    target: str
    rel: str
    type: str = ""
    hreflang: str = ""

    def __str__(self) -> str:
        type_ = f'; type="{self.type}"' if self.type else ""
        hreflang = f'; hreflang="{self.hreflang}"' if self.hreflang else ""
        return f'<{self.target}>; rel="{self.rel}"{type_}{hreflang}'


def chosen(offers: tuple[Format, ...], links: Iterable[Link] = ()) -> Format:
    """The offered format that the client likes best.

    :raises Problem: it likes none of them
    """
    found = negotiate(request.headers.get("Accept"), offers)
    if found is None:
        formats = [offer.media_type for offer in offers]
        headers = {"Link": ", ".join(map(str, links)), "Vary": VARY}
        raise Problem("not-acceptable", f"There is: {', '.join(formats)}.", headers=headers, formats=formats)
    return found


def send(
    key: tuple[str, ...],
    form: Format,
    make: Callable[[], str | bytes],
    links: Iterable[Link] = (),
    status: int = 200,
) -> Response:
    """A representation, kept from before or made now, or 304 where the client has it (RFC 9110, section 13).

    :param key: what it depends on beside the data, its format and, of a page, its language
    """
    shared = pages()
    spoken = (languages.language(), languages.asked_language() or "") if form == HTML else ()
    key = (*key, form.name, *spoken)
    body, packed = _body(shared, key, make)
    response = Response(body, status, content_type=form.content_type)
    response.set_etag(_tag(body, form.name, *spoken))
    _head(response, form, packed, links)
    if status == 200:
        sent = Sent(tuple(response.headers), response.headers["ETag"], body)
        shared.answers.keep(_asked(), sent)
        if not _CONDITIONS.isdisjoint(request.environ):
            response.make_conditional(request)
    return response


def _body(shared: Pages, key: tuple[str, ...], make: Callable[[], str | bytes]) -> tuple[bytes, bool]:
    """The bytes under a key, and whether they are compressed because the client takes them so."""

    def encoded() -> bytes:
        made = make()
        return made.encode() if isinstance(made, str) else made

    body = shared.bodies.get(key, encoded)
    if len(body) > SMALL and request.accept_encodings["gzip"] > 0:
        return shared.bodies.get((*key, "gzip"), lambda: gzip.compress(body, 6, mtime=0)), True
    return body, False


DEPENDS_ON = ("ACCEPT", "ACCEPT_LANGUAGE", "ACCEPT_ENCODING")
"""The headers that an answer depends on, beside path and query."""

_DEPENDS_ON = ("PATH_INFO", "QUERY_STRING", *(f"HTTP_{name}" for name in DEPENDS_ON))


def _asked() -> tuple[str, ...]:
    """All of the current request that an answer depends on."""
    environ = request.environ
    return tuple(environ.get(name, "") for name in _DEPENDS_ON)


def again() -> Response | None:
    """The answer to a request that came before, exactly so, without looking at anything else; to be asked first."""
    sent = pages().answers.find(_asked())
    environ = request.environ
    if sent is None or environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
        return None
    environ["kg.head"] = partial(_note, sent, request.blueprint or "")
    known = environ.get("HTTP_IF_NONE_MATCH")
    if known == sent.tag:
        kept = [(name, value) for name, value in sent.headers if not name.startswith("Content-")]
        return Response(status=304, headers=kept)
    if known or "HTTP_IF_MODIFIED_SINCE" in environ:
        return None
    return Response(sent.body, headers=list(sent.headers))


def _note(sent: Sent, part: str, status: int, head: bytes) -> None:
    """Keeps the head that the server wrote for an answer that comes again, so that it need not be made another time."""
    if status not in sent.heads:
        before, name, rest = head.partition(b"\r\nDate: ")
        sent.heads[status] = Head(before + name, rest[rest.index(b"\r\n") :], part)


def _tag(body: bytes, *said: str) -> str:
    """A tag of what is sent and of what it is: an engine does not always find things in the same order."""
    return sha256(body + "\0".join(("", *said)).encode()).hexdigest()[:24]


def _head(response: Response, form: Format, packed: bool, links: Iterable[Link]) -> None:
    add = response.headers.add
    add("Vary", VARY)
    add("Cache-Control", "public, no-cache")
    if packed:
        add("Content-Encoding", "gzip")
    if form == HTML:
        add("Content-Language", languages.language())
    if written := ", ".join(map(str, links)):
        add("Link", written)
    if modified := last_modified():
        add("Last-Modified", _http_date(modified))


@lru_cache(maxsize=8)
def _http_date(moment: datetime) -> str:
    return http_date(moment)


def last_modified() -> datetime | None:
    """The day of the newest data of the release, which cannot be later than now (RFC 9110, section 8.8.2.1)."""
    manifest = pages().site.manifest
    if not manifest:
        return None
    return min(_midnight(manifest.modified), datetime.now(UTC))


@lru_cache(maxsize=8)
def _midnight(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(), UTC)
