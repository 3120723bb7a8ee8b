"""From a public query to an HTTP answer: a format, a place, a deadline; then whole, or an error that says why."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import BoundedSemaphore

from flask import Flask, Response, current_app, request
from werkzeug.wsgi import wrap_file

from kg.errors import BudgetSpent, NotAcceptable, QueryTimeout, StoreBusy
from kg.formats import (
    BOOLEAN_FORMATS,
    DATASET_FORMATS,
    GRAPH_FORMATS,
    RESULTS_FORMATS,
    Format,
    named,
    negotiate,
)
from kg.serve import problems
from kg.serve.http import clients
from kg.serve.http.cache import Cache
from kg.serve.http.spool import Room, Spool, keep
from kg.serve.site import Site, site
from kg.store.base import Answer, Limits, Query, Wanted
from kg.store.embedded import Asking

PLACES = 320
"""Public queries that the server deals with at a time, waiting ones included; the other threads are for pages.

More than may wait in the store, whose queues are fair to each client and say sooner when they are full.
"""

ROOM = 2 << 30
"""Bytes on disk for all results under way."""

ANY_GRAPH = (*GRAPH_FORMATS, *DATASET_FORMATS)
OFFERS: dict[str, tuple[Format, ...]] = {
    "SELECT": RESULTS_FORMATS,
    "ASK": BOOLEAN_FORMATS,
    "CONSTRUCT": ANY_GRAPH,
    "DESCRIBE": ANY_GRAPH,
}
"""Formats of each form of query, ours first where the client does not care."""

KEPT, KEPT_EACH = 64_000_000, 250_000
"""Bytes of stable answers that are kept for who asks the same again, in all and of one."""


_KEY = "kg.answers"


class State:
    """What the requests to one application share."""

    def __init__(self) -> None:
        self.places, self.room, self.kept = BoundedSemaphore(PLACES), Room(ROOM), Cache[bytes](KEPT)


def install(app: Flask) -> State:
    """Gives an application what its requests share."""
    made = app.extensions[_KEY] = State()
    return made


def _state() -> State:
    found = current_app.extensions[_KEY]
    assert isinstance(found, State)
    return found


def caches() -> dict[str, Cache[bytes]]:
    """What is kept of answers, by name."""
    return {"queries": _state().kept}


def on_disk() -> int:
    """Bytes of the results that are on disk until they are sent."""
    return _state().room.used


def choose(names: Sequence[str], offers: tuple[Format, ...], accept: str | None) -> Format | None:
    """The format that a parameter names, if it fits here, else what the Accept header likes best."""
    found = (named(name, offers) for name in names)
    return next(filter(None, found), None) or negotiate(accept, offers)


def limits(
    site: Site,
    timeout: float | None,
    arrived: float | None,
    peer: str,
    forwarded: str,
    gone: Callable[[], bool] | None,
) -> Limits:
    """The limits of a public query; the client may only lower the deadline, which counts from arrival.

    :param timeout: seconds that the client wants to wait at most
    :param arrived: when the request was whole, by time.monotonic()
    :param peer: the address at the other end of the connection
    :param forwarded: what proxies say of where it came from
    :param gone: whether the client has gone away
    """
    settings = site.settings
    return Limits(
        (arrived or time.monotonic()) + min(settings.timeout, timeout or math.inf),
        max_rows=settings.max_result_rows,
        max_bytes=settings.max_result_bytes,
        client=clients.client(peer, forwarded, settings.trusted_proxies),
        gone=gone,
    )


def limits_here(site: Site, timeout: float | None) -> Limits:
    """The limits of the query of the current request."""
    environ = request.environ
    return limits(
        site,
        timeout,
        environ.get("kg.arrived"),
        request.remote_addr or "",
        environ.get("kg.forwarded", ""),
        environ.get("waitress.client_disconnected"),
    )


def _client(of: Site) -> str:
    """Who sent the current request."""
    forwarded = request.environ.get("kg.forwarded", "")
    return clients.client(request.remote_addr or "", forwarded, of.settings.trusted_proxies)


@contextmanager
def answer(site: Site, query: Query, wanted: Wanted, timeout: float | None = None) -> Iterator[Answer]:
    """The answer to a public query, ended when this context is.

    :raises kg.serve.problems.Problem: with what is known of the limits and formats
    :raises kg.errors.StoreError: any other of its kinds
    """
    places = _state().places
    if not places.acquire(blocking=False):
        raise StoreBusy("Too many queries are under way.", 1, "Try again later.")
    try:
        begun: Asking | None = request.environ.pop("kg.begun", None)
        found = begun.answer() if begun else site.store.answer(query, wanted, limits_here(site, timeout))
        try:
            yield found
        finally:
            getattr(found.body, "close", lambda: None)()
    except QueryTimeout as error:
        seconds = min(site.settings.timeout, timeout or math.inf)
        raise problems.of(error, over="seconds", limit=seconds) from None
    except NotAcceptable as error:
        raise not_acceptable(error, OFFERS.get(error.form, ())) from None
    except BudgetSpent as error:
        raise problems.of(error, dumps=f"{site.base}dataset" if site.manifest else None) from None
    finally:
        places.release()


def not_acceptable(error: NotAcceptable, offers: Sequence[Format]) -> problems.Problem:
    """406, with every media type that would do."""
    formats = [offer.media_type for offer in offers]
    error.hint = error.hint or f"There is: {', '.join(formats)}."
    return problems.of(error, formats=formats or None)


def whole(found: Answer, entity_tag: str | None = None) -> Response:
    """An answer as a response, once all of it is here; a small one is kept under its tag.

    :raises kg.errors.StoreError: it did not become whole
    """
    data = keep(found.body, _state().room, _client(site()))
    if not isinstance(data, bytes):
        return _file(data, found.format)
    if entity_tag and len(data) <= KEPT_EACH:
        _state().kept.keep(entity_tag, found.format.content_type.encode() + b"\n" + data)
    return Response(data, content_type=found.format.content_type)


def recall(entity_tag: str | None) -> Response | None:
    """The answer that is kept under a tag."""
    found = _state().kept.find(entity_tag) if entity_tag else None
    if found is None:
        return None
    content_type, _, data = found.partition(b"\n")
    return Response(data, content_type=content_type.decode())


def _file(data: Spool, format_: Format) -> Response:
    """A large answer, handed to the server, which sends it without holding a thread and closes it."""
    size = data.size
    if request.method == "HEAD":
        data.close()
        response = Response(content_type=format_.content_type)
    else:
        response = Response(
            wrap_file(request.environ, data), content_type=format_.content_type, direct_passthrough=True
        )
    response.content_length = size
    return response
