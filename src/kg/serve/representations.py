"""Representations: made once, kept, and sent with the headers that caches and other clients live by."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Hashable, Iterable, Iterator
from datetime import UTC, date, datetime, time
from functools import lru_cache, partial
from hashlib import sha256
from typing import NamedTuple

from flask import Response, request
from werkzeug.http import http_date

from kg.formats import HTML, Format, negotiate
from kg.serve import audience
from kg.serve.conditional import SMALL
from kg.serve.context import Head, Pages, Sent, pages
from kg.serve.language import languages
from kg.serve.problems import Problem

VARY = "Accept, Accept-Language, Accept-Encoding"

CONDITIONS = frozenset(
    (
        "HTTP_IF_NONE_MATCH",
        "HTTP_IF_MODIFIED_SINCE",
        "HTTP_IF_MATCH",
        "HTTP_IF_UNMODIFIED_SINCE",
        "HTTP_IF_RANGE",
    )
)
"""What a client says that may make an answer another one."""


class Link(NamedTuple):
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
    return liked(request.headers.get("Accept"), offers, links)


def liked(accept: str | None, offers: tuple[Format, ...], links: Iterable[Link] = ()) -> Format:
    """The offered format that a header Accept likes best.

    :raises Problem: it likes none of them
    """
    found = negotiate(accept, offers)
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
    shared, packed = pages(), request.accept_encodings["gzip"] > 0
    sent = made(shared, key, form, make, links, packed)
    response = Response(sent.body, status, headers=list(sent.headers))
    if status == 200:
        shared.answers.keep(_asked(), sent)
        if not CONDITIONS.isdisjoint(request.environ):
            response.make_conditional(request)
    return response


def made(
    shared: Pages,
    key: tuple[str, ...],
    form: Format,
    make: Callable[[], str | bytes],
    links: Iterable[Link],
    packed: bool,
) -> Sent:
    """A representation as it is sent, kept from before or made now.

    :param packed: whether the client takes it compressed
    """
    spoken = (languages.language(), languages.asked_language() or "") if form == HTML else ()
    body, packed = _body(shared, (*key, form.name, *spoken), make, packed)
    tag = f'"{_tag(body, form.name, *spoken)}"'
    size = ("Content-Type", form.content_type), ("Content-Length", str(len(body)))
    return Sent((*size, ("ETag", tag), *_head(form, packed, links)), tag, body)


def _body(
    shared: Pages, key: tuple[str, ...], make: Callable[[], str | bytes], packed: bool
) -> tuple[bytes, bool]:
    """The bytes under a key, and whether they are compressed because the client takes them so."""

    def encoded() -> bytes:
        new = make()
        return new.encode() if isinstance(new, str) else new

    body = shared.bodies.get(key, encoded)
    if packed and len(body) > SMALL:
        return shared.bodies.get((*key, "gzip"), lambda: gzip.compress(body, 6, mtime=0)), True
    return body, False


DEPENDS_ON = ("ACCEPT", "ACCEPT_LANGUAGE", "ACCEPT_ENCODING")
"""The headers that an answer depends on, beside path and query."""


def _asked() -> tuple[Hashable, ...]:
    """All of the current request that an answer depends on."""
    environ = request.environ
    headers = (environ.get(f"HTTP_{name}", "") for name in DEPENDS_ON)
    return audience.key(environ["PATH_INFO"], environ.get("QUERY_STRING", ""), *headers)


def again() -> Response | None:
    """The answer to a request that came before, exactly so, without looking at anything else; to be asked first."""
    sent = pages().answers.find(_asked())
    environ = request.environ
    if sent is None or environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
        return None
    environ["kg.head"] = partial(note, sent, request.blueprint or "")
    known = environ.get("HTTP_IF_NONE_MATCH")
    if known == sent.tag:
        kept = [(name, value) for name, value in sent.headers if not name.startswith("Content-")]
        return Response(status=304, headers=kept)
    if known or "HTTP_IF_MODIFIED_SINCE" in environ:
        return None
    return Response(sent.body, headers=list(sent.headers))


def note(sent: Sent, part: str, status: int, head: bytes) -> None:
    """Keeps the head that the server wrote for an answer that comes again, so that it need not be made another time."""
    if status not in sent.heads:
        before, name, rest = head.partition(b"\r\nDate: ")
        sent.heads[status] = Head(before + name, rest[rest.index(b"\r\n") :], part)


def _tag(body: bytes, *said: str) -> str:
    """A tag of what is sent and of what it is: an engine does not always find things in the same order."""
    return sha256(body + "\0".join(("", *said)).encode()).hexdigest()[:24]


def _head(form: Format, packed: bool, links: Iterable[Link]) -> Iterator[tuple[str, str]]:
    yield "Vary", VARY
    yield "Cache-Control", "public, no-cache"
    if packed:
        yield "Content-Encoding", "gzip"
    if form == HTML:
        yield "Content-Language", languages.language()
    if written := ", ".join(map(str, links)):
        yield "Link", written
    if modified := last_modified():
        yield "Last-Modified", _http_date(modified)


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
