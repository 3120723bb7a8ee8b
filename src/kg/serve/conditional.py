"""Conditional requests: entity tags made from the release and what was asked, and 304 (RFC 9110, section 13)."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from hashlib import sha256

from flask import Response, request

from kg.serve.site import Site

SMALL = 800
"""Bytes under which compression does not pay."""


def tag(site: Site, *asked: Iterable[str]) -> str | None:
    """The entity tag of what a site answers; None where nothing says that its data stays the same.

    :param asked: everything beside the release that the answer depends on
    """
    if not site.manifest:
        return None
    parts = (site.version, *map("\0".join, asked))
    return sha256("\0\0".join(parts).encode()).hexdigest()[:32]


def is_known(entity_tag: str | None) -> bool:
    """Whether the client says that it has the answer of this tag; `*` says nothing before there is an answer."""
    known = request.if_none_match
    return is_get() and entity_tag is not None and not known.star_tag and known.contains_weak(entity_tag)


def is_get() -> bool:
    """Whether this is a request whose answers have tags."""
    return request.method in ("GET", "HEAD")


def not_modified(entity_tag: str | None) -> Response:
    """304, with what a 200 would have said of caching."""
    return cached(Response(status=304), entity_tag)


def cached(response: Response, entity_tag: str | None) -> Response:
    """An answer that may be kept and asked for again under its tag, or, without one, only asked for again.

    304 in its place for a client that has any answer: `If-None-Match: *` (RFC 9110, 13.1.2).
    """
    tagged = entity_tag if is_get() else None
    if tagged and response.status_code == 200 and request.if_none_match.star_tag:
        response.close()
        kept = [(name, value) for name, value in response.headers if not name.startswith("Content-")]
        response = Response(status=304, headers=kept)
    if tagged:
        response.set_etag(tagged, weak=True)
    response.headers["Cache-Control"] = "public, no-cache" if tagged else "no-cache"
    return response


def by_content(response: Response) -> Response:
    """A page that is made anew each time, under the strong tag of its bytes; 304 where the client has them.

    It is compressed for a client that takes it so.
    """
    data = response.get_data()
    entity_tag = sha256(data).hexdigest()[:32]
    response.headers["Cache-Control"] = "public, no-cache"
    response.vary.add("Accept-Encoding")
    if len(data) > SMALL and request.accept_encodings["gzip"] > 0:
        response.set_data(gzip.compress(data, 6, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
        entity_tag += "-gz"
    response.set_etag(entity_tag)
    response.make_conditional(request)
    return response


def uncached(response: Response) -> Response:
    """An answer that is another one each time."""
    response.headers["Cache-Control"] = "no-store"
    return response
